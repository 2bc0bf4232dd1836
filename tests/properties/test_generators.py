"""The generators are tested too: what they write covers the language, and decides in every way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.lang.operators import ArithmeticOperator, ComparisonOperator
from microdep_rules.lang.walk import walk
from tests.properties.evaluating import TODAY, outcomes
from tests.properties.generators import sample
from tests.properties.watching import Watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.properties.watching import Place

OPERATORS = tuple(ComparisonOperator)
UNITS = ("", "g", "g/cm3", "USD", "day")


def _nodes() -> Iterator[object]:
    for case in sample():
        pack = case.pack
        for found in (pack.rules, *(d.values() for d in (pack.definitions, pack.quantities, pack.tables))):
            yield from walk(tuple(found))


def test_every_kind_of_node_occurs() -> None:
    wanted = {
        kind.__name__ for union in (ir.Value, ir.ListNode, ir.SetNode, ir.Cond) for kind in get_args(union)
    }
    wanted |= {
        "RuleMoment",
        "Stretch",
        "StageItem",
        "Entry",
        "Table",
        "Subject",
        "Exclusion",
        "RequiredEvidence",
        "InForce",
    }
    wanted |= {"ExceptionRule", "Disqualification", "Template", "Definition", "Those"}
    wanted -= {"Highest", "GradeTest", "Otherwise"}  # the derived index has them, and an oracle of its own
    assert set() == wanted - {type(node).__name__ for node in _nodes()}


def test_every_choice_within_a_kind_of_node_occurs() -> None:
    nodes = list(_nodes())
    assert set(OPERATORS) == {n.operator for n in nodes if isinstance(n, ir.Compare)}
    assert set(ArithmeticOperator) == {n.operator for n in nodes if isinstance(n, ir.Calculation)}
    assert {"any", "no", "at_least", "at_most"} == {n.kind for n in nodes if isinstance(n, ir.Some)}
    assert {"count", "number"} == {n.kind for n in nodes if isinstance(n, ir.Count)}
    owns = [n for n in nodes if isinstance(n, ir.Owns)]
    assert {"one_holds", "together_hold", "appoints", "controls"} == {n.kind for n in owns}
    assert {"directly", "chains", "control"} <= {n.how for n in owns}
    assert {True, False} == {n.debt for n in owns}
    assert {True, False} == {n.beyond for n in owns}
    assert {"later", "earlier", ""} == {n.choice for n in nodes if isinstance(n, ir.RuleMoment)}
    assert {"share", "specified_maximum"} == {n.key for n in nodes if isinstance(n, ir.Content)}
    words = {n.word for n in nodes if isinstance(n, ir.Navigate)}
    assert {"materials", "components", "children", "stages", "inputs", "enclosing-items"} <= words
    assert {"determinations", "technology"} <= words


def test_every_kind_of_rule_occurs() -> None:
    rules = [rule for case in sample() for rule in case.pack.rules]
    assert {True, False} == {rule.subject.listed for rule in rules}
    assert {True, False} == {rule.subject.single is None for rule in rules}
    assert {True, False} == {rule.forbids for rule in rules if rule.requirement is not None}
    for what in (
        "in_force",
        "when",
        "exclusions",
        "milestones",
        "disclose",
        "exceptions",
        "fail_when_missing",
    ):
        assert {True, False} == {bool(getattr(rule, what)) for rule in rules}, what
    for what in ("unknown_counts_against", "evidence", "escalate"):
        assert {True, False} == {bool(getattr(rule, what)) for rule in rules}, what
    bases = {rule.in_force.basis for rule in rules if rule.in_force is not None}
    assert {"as of", "delivery", "award"} == bases


def test_every_verdict_is_at_least_a_twentieth_of_the_outcomes() -> None:
    found = Counter(o.verdict for case in sample() for o in outcomes(case.pack, case.less_bom).values())
    total = sum(found.values())
    assert Verdict.ERROR not in found
    for verdict in set(Verdict) - {Verdict.ERROR}:
        assert found[verdict] * 20 >= total, (verdict, found)


def test_every_boundary_is_hit_exactly_and_passed_on_both_sides() -> None:
    seen: set[Place] = set()
    for case in sample():
        for rule in case.pack.rules:
            watched = Watched(case.pack, case.full_bom, rule, TODAY)
            watched.seen = seen
            watched.outcomes()
    wanted = {
        (unit, operator, place)
        for unit in UNITS
        for operator in OPERATORS
        for place in ("below", "at", "above")
    }
    assert set() == wanted - seen


def test_facts_are_missing_partly_known_misspelt_and_stated_as_unknown() -> None:
    texts = [str(case.less) for case in sample()]
    for written in ("one_of", "at least", "at most", "..", "-misspelt", "'unknown': True", "at_least"):
        assert any(written in text for text in texts), written
