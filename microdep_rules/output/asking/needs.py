"""Open checks, each with the facts that the next questions are about.

A check is one rule on one component of one document. The first question is about a fact that can exclude a
whole law. A question about a fact that the designer knows comes before a question that only a manufacturer
can answer. With these levels in order, an answer seldom makes another question unnecessary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microdep_rules.engine.outcome import Outcome
from microdep_rules.engine.proof import ListedParty
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
"""Steps in which a rule uses facts, in the order of the questions."""
SWITCHES = frozenset({("in force",), ("applies",)})
"""Steps in which a fact can exclude a whole rule."""
OPEN = "open"
"""Name for the number of open checks, which is shown beside the numbers of the verdicts."""
CONTRACT, PRODUCT, DESIGN, MAKER = range(4)
"""Levels of facts, by the person who knows them.

`CONTRACT` has the facts of the contract and of your company, and `PRODUCT` has the facts of the product.
`DESIGN` has the facts of components that the designer of the product knows. `MAKER` has the facts that only a
manufacturer or seller knows.
"""
BUSINESS = frozenset({"contract", "company"})
DESIGNED = frozenset(
    {"kind", "function", "class", "quantity", "incorporated", "substantial_or_essential", "structural"}
)
"""Facts of a component that the designer of the product knows, and the seller of the component does not."""
OWN = DESIGNED | {"designed_for", "restriction_index", "unit_cost", "binding_contract", "supplier"}
"""Facts that your own company knows: its designs, its costs, its policy and its sellers."""
SCREENED = frozenset({"children", "materials"})
"""Lists of a component for which the designer can answer about many components at once."""


class Need(Struct, frozen=True):
    """Missing fact of one document."""

    document: int
    fact: Fact
    level: int


class OnList(Struct, frozen=True):
    """Component of an open check whose company is on a list or has a similar name, and the missing facts."""

    component: str
    facts: frozenset[str]
    company: ListedParty
    is_certain: bool = True


class OpenCheck(Struct, frozen=True):
    """Undecided check: one rule on one component."""

    document: int
    rule: ir.Rule
    component: str
    needs: tuple[Need, ...]
    """Facts for the next questions; none if no further fact can settle the check."""
    waiting: int = 0
    """Number of facts for later questions."""
    pressing: bool = False
    needed_by: date | None = None
    on_list: tuple[OnList, ...] = ()


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
    """Return a document with only its open outcomes, and with only the data that questions need.

    Hundreds of documents then need less memory, because questions use no proofs and no messages. One outcome
    of each other verdict of a rule remains, so that the verdict of the document stays the same.
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
        listed_parties=outcome.listed_parties,
        members=tuple(map(_without_proof, outcome.members)),
        alternate=outcome.alternate,
    )


def assumed_dates(document: CheckedDocument) -> dict[str, dict[str, ir.Rule]]:
    """Return the contract dates that are missing, with the rules that use the as-of date instead.

    The verdict of such a rule may change if the contract facts state the date. A date that the contract facts
    state as unknown is omitted.
    """
    stated = document.bom.context.data if document.bom is not None and document.bom.context else {}
    dates: dict[str, dict[str, ir.Rule]] = {}
    for outcome in document.outcomes:
        if outcome.timing.assumed and outcome.timing.basis not in stated:
            dates.setdefault(f"contract.{outcome.timing.basis}", {})[outcome.rule.id] = outcome.rule
    return dates


def is_open(outcome: Outcome) -> bool:
    """Return whether an outcome is undecided: a fact is missing, or the verdict depends on an alternate."""
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
    """Return the number of outcomes of each verdict, and the number of open checks.

    An open check is one rule on one component, even if it has several outcomes or groups.
    """
    totals = counts(document.outcomes)
    waived: dict[tuple[str, str], bool] = {}
    if document.bom is not None:
        for outcome in _single_outcomes(document.outcomes):
            for part in outcome.parts or (outcome.subject,):
                check = outcome.rule.id, component_of(part.id, document.bom)
                waived[check] = waived.get(check, True) and bool(outcome.waiver)
    del totals["unknown_waived"]
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
        tuple(_on_list(bom, outcome)) if outcome.verdict is Verdict.UNKNOWN else (),
    )


def _on_list(bom: Bom, outcome: Outcome) -> Iterator[OnList]:
    """Yield the components of an unknown outcome whose company is on a list or has a similar name."""
    facts = frozenset(outcome.missing_names)
    for about, company in outcome.listed_parties:
        yield OnList(component_of(about or outcome.subject.id, bom), facts, company)
    for question in outcome.missing:
        party = bom.parties.get(question.missing.subject)
        if question.listed and party is not None:
            company = ListedParty(party.name, question.listed, "")
            yield OnList(component_of(outcome.subject.id, bom), facts, company, is_certain=False)


def component_of(subject: str, bom: Bom) -> str:
    """Return the id of the component that contains an element; without one, return the id of the element."""
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
        tuple(dict.fromkeys((*one.on_list, *other.on_list))),
    )


def _next_needs(number: int, bom: Bom, outcome: Outcome) -> tuple[Need, ...]:
    """Return the facts for the next questions: the most general missing facts of the first step."""
    for wanted in ORDER:
        facts = [fact for fact in outcome.missing if fact.needed_for in wanted and not fact.missing.stated]
        if facts:
            needs = [Need(number, fact, level_of(fact.missing, bom)) for fact in facts]
            return _most_general(needs) if wanted in SWITCHES else _with_contract_facts(needs)
    return ()


def _most_general(needs: list[Need]) -> tuple[Need, ...]:
    """Return only the facts of the lowest level, because each of these facts may exclude the rule."""
    first = min(need.level for need in needs)
    return tuple(need for need in needs if need.level == first)


def _with_contract_facts(needs: list[Need]) -> tuple[Need, ...]:
    """Return the contract facts, and the other facts of the lowest level.

    Both are necessary, because a requirement rarely depends only on contract facts.
    """
    of_contract = [need for need in needs if need.level == CONTRACT]
    others = [need for need in needs if need.level != CONTRACT]
    return (*of_contract, *(_most_general(others) if others else ()))


def level_of(missing: MissingFact, bom: Bom) -> int:
    """Return the level of a fact, which depends on the person who knows the fact."""
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
    """Return whether the document states entries of a list, so that the question is about further entries."""
    component = bom.components.get(missing.subject)
    return component is not None and bom.list_state(component, missing.name) == "given"
