"""Determinations by an authority: nonavailability, national security, and the specialty-metals waiver."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as day
from functools import partial

from tests.oracles.dod_magnets import law
from tests.oracles.dod_magnets.deal import Deal, State, Subject, carved, statute_only
from tests.oracles.facts import Record, component_id, number, plain
from tests.oracles.limits import covers_material
from tests.oracles.logic import Truth, all_of, any_of, negated


def nonavailability(deal: Deal, subject: Subject) -> State:
    """A determination that the material is not to be had, with a mitigation plan from 2027."""
    return _waived(deal, subject, _is_nonavailability, plan_needed=True)


def national_security(deal: Deal, subject: Subject) -> State:
    """The national-security waiver of the statute, which states quantity and period."""
    state = _waived(deal, subject, _is_national_security, plan_needed=False)
    return statute_only(deal, state.holds)


def specialty_metals_waiver(deal: Deal, subject: Subject) -> State:
    """A waiver under 10 U.S.C. 4863(k), used again."""
    state = _waived(deal, subject, _is_specialty_metals, plan_needed=False)
    return statute_only(deal, state.holds)


Question = Callable[[Deal, Subject, Record, str], Truth]


def _waived(deal: Deal, subject: Subject, question: Question, *, plan_needed: bool) -> State:
    """Whether a determination covers the material; for the product, whether each covered material is."""
    if not subject.is_product:
        return _determined(deal, subject, question, plan_needed=plan_needed)
    states = [
        (covered, _determined(deal, Subject(subject.part, material), question, plan_needed=plan_needed))
        for material in deal.materials
        for covered in (deal.reading.covered(material),)
        if covered is not False
    ]
    needed = [any_of((negated(covered), state.holds)) for covered, state in states]
    unlisted = None if deal.hiding_parts() or not states else True
    return State(all_of([*needed, unlisted]), frozenset().union(*(state.lost for _, state in states)))


def _determined(deal: Deal, subject: Subject, question: Question, *, plan_needed: bool) -> State:
    determinations = deal.context.get("determinations")
    states = [
        carved(
            all_of(
                (
                    deal.reading.on_every_date(partial(question, deal, subject, given)),
                    _is_in_period(given, deal.reading.delivery),
                    _is_within_limits(deal, subject, given),
                )
            ),
            {"no-mitigation-plan": _lacks_plan(given)} if plan_needed else {},
        )
        for given in determinations or []
    ]
    holds = any_of([*(state.holds for state in states), False if determinations == [] else None])
    lost = frozenset().union(*(state.lost for state in states))
    return State(holds, frozenset() if holds is True else lost)


def _on_every_date(deal: Deal, subject: Subject, given: Record, question: Question) -> Truth:
    return deal.reading.on_every_date(lambda date: question(deal, subject, given, date))


def _is_within_limits(deal: Deal, subject: Subject, given: Record) -> Truth:
    """Whether it is about this item and so many; the material is asked by its family."""
    others = {name: said for name, said in given.items() if name != "material"}
    return covers_material(deal.tree, others, subject.part, None)


def _is_in_period(given: Record, delivery: str | None) -> Truth:
    start, end = plain(given, "from"), plain(given, "through")
    return all_of(
        (
            None if start is None or delivery is None else start <= delivery,
            None if end is None or delivery is None else delivery <= end,
        )
    )


def _lacks_plan(given: Record) -> Truth:
    start = plain(given, "from")
    late = None if start is None else start >= law.MITIGATION_PLAN_FROM
    return all_of((late, negated(plain(given, "mitigation_plan"))))


def _is_kind(given: Record, *kinds: str) -> Truth:
    kind = plain(given, "kind")
    return kind in kinds if kind in law.DETERMINATION_KINDS else None


def _is_for_item(deal: Deal, given: Record, *others: str) -> Truth:
    item = plain(given, "item")
    return None if item is None else item in (component_id(deal.tree.product), *others)


def _is_for_material(given: Record, subject: Subject) -> Truth:
    word = plain(given, "material")
    substance = subject.material.substance if subject.material else None
    if word is None or substance is None:
        return None
    if substance in law.TUNGSTEN_BASE:
        return True if word in law.TUNGSTEN_BASE else None if word in law.TUNGSTEN_WORDS else False
    above = law.TUNGSTEN_BASE if substance in law.TUNGSTEN_WORDS else {law.FAMILY.get(substance)}
    if word == substance or word in above:
        return True
    return None if law.FAMILY.get(word) == substance else False


def _is_nonavailability(deal: Deal, subject: Subject, given: Record, date: str) -> Truth:
    """Since P.L. 119-60 the statute waives one end item and one material, for 36 months, and no class."""
    material = _is_for_material(given, subject)
    individual = _is_kind(given, law.INDIVIDUAL_DETERMINATION)
    if deal.reading.is_amended(date):
        return all_of((individual, _is_for_item(deal, given), material, _is_short(given)))
    for_class = _is_kind(given, law.CLASS_DETERMINATION)
    for_item = all_of((individual, _is_for_item(deal, given, subject.part)))
    return all_of((material, any_of((for_class, for_item))))


def _is_short(given: Record) -> Truth:
    """At most 36 months: the last day stands before the same day of the month, three years on."""
    start, end = plain(given, "from"), plain(given, "through")
    if start is None or end is None:
        return None
    first = day.fromisoformat(start)
    years, month = divmod(first.month - 1 + law.WAIVER_MONTHS, 12)
    return str(end) < f"{first.year + years:04}-{month + 1:02}-{first.day:02}"


def _is_national_security(deal: Deal, subject: Subject, given: Record, _date: str) -> Truth:
    quantity = number(given, "quantity")
    stated = None if quantity is None else quantity > 0
    return all_of(
        (
            _is_kind(given, law.NATIONAL_SECURITY),
            _is_for_item(deal, given),
            _is_for_material(given, subject),
            stated,
        )
    )


def _is_specialty_metals(deal: Deal, subject: Subject, given: Record, _date: str) -> Truth:
    return all_of(
        (
            _is_kind(given, "specialty-metals"),
            _is_for_item(deal, given),
            _is_for_material(given, subject),
        )
    )
