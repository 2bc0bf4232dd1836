"""Laws: the order in which things are written does not matter, nor does how a usage is split."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang import ir
from microdep_rules.lang.walk import parts
from tests.properties.chance import Brief, Chance
from tests.properties.evaluating import AS_OF, load, outcomes
from tests.properties.generators import Case, cases, law
from tests.properties.packs import RandomPack

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from tests.properties.documents import Record


NUMBERED = re.compile(r"/[0-9]+$")
"""Behind the name of a stage: which of several of that name it is, in the order of the document."""


def said(pack: ir.Pack, bom: Bom) -> dict[Any, Any]:
    """Everything that is said of each subject, but for places in files."""
    found = {key: _said(each) for key, each in outcomes(pack, bom).items()}
    ahead = evaluate(pack, bom, Query(AS_OF))
    changes = sorted(
        (
            o.rule.name,
            o.subject.id,
            o.candidate,
            o.missing_names,
            o.verdict,
            o.changes,
            sorted(p.id for p in o.parts),
        )
        for o in ahead
    )
    return {**found, "changes": changes}


def same(case: Case, expected: dict[Any, Any], actual: dict[Any, Any]) -> None:
    """Everything that is said is the same; what fails shows the rule."""
    assert expected.keys() == actual.keys()
    for key, each in expected.items():
        assert each == actual[key], f"{key}: {each}\n{actual[key]}\n{case.reported(str(key[0]))}"


def _said(outcome: Outcome) -> tuple[Any, ...]:
    return (
        outcome.verdict,
        outcome.open,
        outcome.violated,
        outcome.base,
        outcome.presumed,
        sorted((q.missing.name, NUMBERED.sub("", q.missing.subject)) for q in outcome.missing),
        frozenset(outcome.relies_on),
        frozenset(outcome.notes),
        frozenset((e.name, e.state) for e in outcome.exceptions),
    )


@dataclass(frozen=True)
class Shuffled(Brief):
    """A case, and its pack and document written in another order."""

    case: Case
    written: RandomPack
    document: Record


def _shuffled_case(case: Case) -> Shuffled:
    chance = Chance(case.seed)
    written = RandomPack(tuple(chance.shuffled(case.written.declarations)))
    return Shuffled(case, written, _shuffled(chance, case.less))


def _shuffled(chance: Chance, value: Any) -> Any:
    if isinstance(value, dict):
        keys = chance.shuffled(list(value))
        return {key: value[key] if key == "one_of" else _shuffled(chance, value[key]) for key in keys}
    if isinstance(value, list):
        items = [_shuffled(chance, each) for each in value]
        return chance.shuffled(items) if len(items) > 1 else items
    return value


@law(60)
@given(cases().map(_shuffled_case))
def test_the_order_of_declarations_and_files_does_not_matter(drawn: Shuffled) -> None:
    case = drawn.case
    same(case, said(case.pack, case.less_bom), said(drawn.written.checked(files=3), case.less_bom))


@law(60)
@given(cases().map(_shuffled_case))
def test_the_order_of_parts_and_of_rows_in_lists_does_not_matter(drawn: Shuffled) -> None:
    case = drawn.case
    same(case, said(case.pack, case.less_bom), said(case.pack, load(drawn.document)))


@law(60)
@given(cases())
def test_what_is_missing_does_not_depend_on_the_order_of_conditions(case: Case) -> None:
    same(case, said(case.pack, case.less_bom), said(backwards(case.pack), case.less_bom))


def backwards(node: Any) -> Any:
    """The same tree with the parts of every junction in reverse order."""
    if isinstance(node, tuple):
        return tuple(backwards(each) for each in node)
    if isinstance(node, dict):
        return {key: backwards(each) for key, each in node.items()}
    if not isinstance(node, Struct):
        return node
    found = {name: backwards(each) for name, each in parts(node).items()}
    if isinstance(node, ir.All | ir.Any):
        found["parts"] = tuple(reversed(found["parts"]))
    return replace(node, **found)


@law(60)
@given(cases())
def test_splitting_a_usage_changes_nothing(case: Case) -> None:
    whole, split = deepcopy(case.less), deepcopy(case.less)
    for one, other in zip(whole["components"], split["components"], strict=True):
        for usage in one.get("children", ()):
            usage["quantity"] = 1
        rest = [{**usage, "quantity": Decimal("0.6")} for usage in other.get("children", ())]
        for usage in other.get("children", ()):
            usage["quantity"] = Decimal("0.4")
        if rest:
            other["children"] += rest
    same(case, said(case.pack, load(whole)), said(case.pack, load(split)))
