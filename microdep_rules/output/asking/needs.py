"""Open checks, each with the facts to ask for next.

A check is one rule on one component of one document. A fact that can exclude a whole law is asked first. A
fact that the designer knows is asked before a fact that only a manufacturer knows. So an answer rarely makes
another question unnecessary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microdep_rules.engine.outcome import Outcome
from microdep_rules.engine.standing import WAIVED
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.checked import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import FactQuestion as Fact
    from microdep_rules.engine.outcome import NeededFor
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument

ORDER: tuple[tuple[NeededFor, ...], ...] = (
    ("in force",),
    ("applies",),
    ("requirement", "exception"),
    ("disclosure",),
)
"""Uses of facts in a rule, in the order in which they are settled."""
SWITCHES = frozenset({("in force",), ("applies",)})
"""Uses of facts that can exclude a rule."""
OPEN = "open"
"""Name of the count of open checks, which is shown with the verdicts."""
CONTRACT, PRODUCT, DESIGN, MAKER = range(4)
"""Levels of facts, by the person who knows them.

`CONTRACT` is for facts of the contract and the company, and `PRODUCT` for facts of the product. `DESIGN` is
for facts of components that their designer knows. `MAKER` is for facts that only a manufacturer or seller
knows.
"""
BUSINESS = frozenset({"contract", "company"})
DESIGNED = frozenset(
    {"kind", "function", "class", "quantity", "incorporated", "substantial_or_essential", "structural"}
)
"""Facts of a component that its designer knows and its seller does not."""
OWN = DESIGNED | {"designed_for", "restriction_index", "unit_cost", "binding_contract"}
"""Facts that no supplier can know: the design, the costs and the policy of your own company."""
SCREENED = frozenset({"children", "materials"})
"""Lists of a component that the designer can complete with one statement about many components."""


class Need(Struct, frozen=True):
    """Missing fact of one document."""

    document: int
    fact: Fact
    level: int


class OpenCheck(Struct, frozen=True):
    """Undecided check: one rule on one component."""

    document: int
    rule: ir.Rule
    component: str
    needs: tuple[Need, ...]
    """Facts to ask for next; none if all facts are stated as unknown, or if no fact settles the check."""
    waiting: int = 0
    """Number of facts to ask for later."""
    pressing: bool = False
    needed_by: date | None = None


def open_checks(number: int, document: CheckedDocument, as_of: date) -> list[OpenCheck]:
    """Return every undecided check of a document, one for each rule and component."""
    bom = document.bom
    if bom is None:
        return []
    checks: dict[tuple[str, str], OpenCheck] = {}
    for outcome in _single_outcomes(document.outcomes):
        check = _check_of(number, bom, outcome, as_of)
        same = checks.get((outcome.rule.id, check.component))
        checks[outcome.rule.id, check.component] = check if same is None else _merged(same, check)
    return list(checks.values())


def only_open(document: CheckedDocument) -> CheckedDocument:
    """Return a document with only its open outcomes, and of these only the data that questions need.

    Hundreds of documents then need less memory, because questions use no proofs and no messages. One other
    outcome of each rule and verdict stays, so that the verdict of the document does not change.
    """
    outcomes: list[Outcome] = []
    seen: set[tuple[str, Verdict, bool, bool]] = set()
    for outcome in document.outcomes:
        key = (outcome.rule.id, outcome.verdict, outcome.timing.assumed, outcome.alternate)
        if is_open(outcome) or key not in seen:
            seen.add(key)
            outcomes.append(_without_proof(outcome))
    return structs.replace(document, outcomes=tuple(outcomes), query=None)


def _without_proof(outcome: Outcome) -> Outcome:
    return Outcome(
        outcome.rule,
        outcome.subject,
        outcome.verdict,
        outcome.timing,
        open=outcome.open,
        violated=outcome.violated,
        escalated=outcome.escalated,
        missing=outcome.missing,
        members=tuple(map(_without_proof, outcome.members)),
        alternate=outcome.alternate,
    )


def assumed_dates(document: CheckedDocument) -> dict[str, dict[str, ir.Rule]]:
    """Return the missing dates, with the rules that use the as-of date instead.

    The verdict of such a rule may change when the date is stated. A date that is stated as unknown is left
    out.
    """
    stated = document.bom.context.data if document.bom is not None and document.bom.context else {}
    dates: dict[str, dict[str, ir.Rule]] = {}
    for outcome in document.outcomes:
        if outcome.timing.assumed and outcome.timing.basis not in stated:
            dates.setdefault(f"contract.{outcome.timing.basis}", {})[outcome.rule.id] = outcome.rule
    return dates


def is_open(outcome: Outcome) -> bool:
    """Return whether an outcome is undecided: a fact is missing, or it depends on an alternate component."""
    match outcome.verdict:
        case Verdict.UNKNOWN:
            return True
        case Verdict.DISCLOSE:
            return bool(outcome.missing)
        case Verdict.FAIL:
            return outcome.alternate
        case _:
            return False


def counts_of(document: CheckedDocument) -> dict[str, int]:
    """Return the number of outcomes of each verdict; open outcomes are counted as open checks.

    An open check is one rule on one component, even if it has several outcomes or groups.
    """
    totals = counts(document.outcomes)
    waived: dict[tuple[str, str], bool] = {}
    if document.bom is not None:
        for outcome in _single_outcomes(document.outcomes):
            for part in outcome.parts or (outcome.subject,):
                check = outcome.rule.id, component_of(part.id, document.bom)
                waived[check] = waived.get(check, True) and bool(outcome.waiver)
    del totals["unknown"], totals["unknown_waived"]
    return {**totals, OPEN: len(waived), f"{OPEN}{WAIVED}": sum(waived.values())}


def _single_outcomes(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        if is_open(outcome):
            yield from outcome.members or (outcome,)


def _check_of(number: int, bom: Bom, outcome: Outcome, as_of: date) -> OpenCheck:
    needs = _next_needs(number, bom, outcome)
    day = outcome.timing.day
    return OpenCheck(
        number,
        outcome.rule,
        component_of(outcome.subject.id, bom),
        needs,
        len(outcome.missing) - len(needs),
        outcome.violated or outcome.escalated,
        day if day is not None and day > as_of else as_of,
    )


def component_of(subject: str, bom: Bom) -> str:
    """Return the id of the component that contains an element; without a component, the id of the element."""
    known = subject
    while known not in bom.components and "/" in known:
        known = known.rpartition("/")[0]
    return known if known in bom.components else subject


def _merged(one: OpenCheck, other: OpenCheck) -> OpenCheck:
    days = [day for day in (one.needed_by, other.needed_by) if day is not None]
    return OpenCheck(
        one.document,
        one.rule,
        one.component,
        tuple(dict.fromkeys((*one.needs, *other.needs))),
        one.waiting + other.waiting,
        one.pressing or other.pressing,
        min(days, default=None),
    )


def _next_needs(number: int, bom: Bom, outcome: Outcome) -> tuple[Need, ...]:
    """Return the facts to ask for first: the most general facts of the first open use."""
    for wanted in ORDER:
        facts = [fact for fact in outcome.missing if fact.needed_for in wanted and not fact.missing.stated]
        if facts:
            needs = [Need(number, fact, level_of(fact.missing, bom)) for fact in facts]
            return _most_general(needs) if wanted in SWITCHES else _with_contract_facts(needs)
    return ()


def _most_general(needs: list[Need]) -> tuple[Need, ...]:
    """Return the facts of the lowest level only, because each of these facts may exclude the rule."""
    first = min(need.level for need in needs)
    return tuple(need for need in needs if need.level == first)


def _with_contract_facts(needs: list[Need]) -> tuple[Need, ...]:
    """Return the contract facts, with the other facts of the lowest level.

    A requirement rarely depends on contract facts only.
    """
    of_contract = [need for need in needs if need.level == CONTRACT]
    others = [need for need in needs if need.level != CONTRACT]
    return (*of_contract, *(_most_general(others) if others else ()))


def level_of(missing: MissingFact, bom: Bom) -> int:
    """Return the level of a fact: the person who knows the fact."""
    if missing.of == "context" or missing.record in BUSINESS:
        return CONTRACT
    if missing.subject == bom.product.id and missing.record != "party":  # which may have the same id
        return PRODUCT
    record, _, name = missing.name.rpartition(".")
    if record == "component" and name in DESIGNED:
        return DESIGN
    if missing.name in SCREENED and missing.record == "component" and not _has_entries(missing, bom):
        return DESIGN
    return MAKER


def _has_entries(missing: MissingFact, bom: Bom) -> bool:
    """Return whether a list has entries, so that a question is about additional entries."""
    component = bom.components.get(missing.subject)
    return component is not None and bom.recorded(component, missing.name) == "given"
