"""Totals, counts and shares of lists, as exact numbers or as ranges."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine import alternate_sums, amounts, arithmetic, shares
from microdep_rules.engine.equivalence.summands import summands
from microdep_rules.engine.navigate import is_structure
from microdep_rules.engine.own_facts import fields_of
from microdep_rules.engine.proof import missing_of, reasons_of
from microdep_rules.engine.readings import Fact, Reading
from microdep_rules.engine.shares import ZERO, Portion, Term
from microdep_rules.engine.values import Interval, MissingFact, Truth, Unknown, add, exactly
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.answers import Answer, EvaluatedAnswer
    from microdep_rules.engine.items import Ghost, Items
    from microdep_rules.engine.state import Scope, State, Trail


class ListAmounts(Struct):
    """The elements of a list, with the amount of each element and the facts behind the amounts.

    Each amount also states whether the element satisfies the condition.
    """

    items: Items
    base: Element
    direct: bool
    portions: list[Portion] = field(default_factory=list)
    """The amount of each element, and whether the element satisfies the condition."""
    facts: list[Fact] = field(default_factory=list)
    missing: list[MissingFact] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    unit: str = ""


def terms(engine: State, list_amounts: ListAmounts) -> tuple[list[Term], set[str]]:
    """Return the amounts to add up, and the reasons why their sum is uncertain.

    If the document has alternates, the result is a single amount. For some rules, an element that possibly
    satisfies the condition counts as a violation.
    """
    portions = list_amounts.portions
    if engine.counting and any(portion.matches is None for portion in portions):
        engine.trail.notes["counted against"] = None
        portions = [_as_not_matching(portion) for portion in portions]
    if not engine.lists.has_alternates:
        return shares.by_side(portions), list_amounts.reasons
    own: dict[str, list[Portion]] = {}
    for (element, _), portion in zip(list_amounts.items.elements, portions, strict=True):
        part = amounts.part_of(element) or list_amounts.base
        own.setdefault(part.id, []).append(portion)
    all_of_it, alternates = alternate_sums.combine(engine, list_amounts.base, own, direct=list_amounts.direct)
    return [all_of_it], list_amounts.reasons | ({alternate_sums.reason(alternates)} - {""})


def _as_not_matching(portion: Portion) -> Portion:
    return portion if portion.matches is not None else Portion(portion.low, portion.high, matches=False)


def total(engine: State, node: ir.Total, scope: Scope) -> Reading:
    """Return an amount that one element states, such as its mass, or the sum of such amounts over a list.

    In a sum, each amount is multiplied by the quantity.
    """
    if not isinstance(node.of, ir.Navigate | ir.Narrow | ir.Join):
        element = engine.value(node.of, scope)
        if isinstance(element.value, Unknown):
            return element
        return amounts.amount(engine, element.value, node.measure)
    list_amounts = gathered(engine, node.of, node.measure, scope)
    listed, reasons = terms(engine, list_amounts)
    value = shares.amount(listed, rest=bool(list_amounts.items.ghosts), room=None)
    missing = [*list_amounts.missing, *(m for g in list_amounts.items.ghosts for m in g.missing)]
    reading = Interval(value.low, value.high, list_amounts.unit)
    return Reading(reading, tuple(list_amounts.facts), tuple(missing), "; ".join(sorted(reasons)))


def gathered(
    engine: State,
    of: ir.ListNode,
    measure: ir.Measure,
    scope: Scope,
    where: ir.Cond | None = None,
    variable: str = "",
    *,
    one_by_one: bool = False,
) -> ListAmounts:
    """Return the elements of a list with the amount of each element.

    If the document has alternates, each amount is for one piece, except if `one_by_one` is true.
    """
    direct = amounts.is_direct(of)
    list_amounts = ListAmounts(engine.items(of, scope), amounts.base(engine, of, scope), direct)
    together = engine.lists.has_alternates and not one_by_one
    readings: list[Reading] = []
    conditions = [(where, variable)] if where is not None else []
    reusable = None
    if not one_by_one:
        reusable = summands(engine, list_amounts.items, list_amounts.base, measure, conditions, direct=direct)
    if reusable is not None:
        list_amounts.items, readings = reusable.items, [summand.together for summand in reusable.every]
    elements = [element for element, _ in list_amounts.items.elements]
    if not together and reusable is None:
        readings = amounts.weighted(engine, list_amounts.base, elements, measure, direct=direct)
    answers = engine.by_facts(where, scope, variable, elements) if where is not None else None
    for number, (element, stated) in enumerate(engine.iterate(list_amounts.items)):
        belongs = list_amounts.items.belongs(element, stated) if together else stated
        matches = True if answers is None else _matches(list_amounts, next(answers))
        reading = (
            _amount_of_one_piece(engine, list_amounts, element, measure) if together else readings[number]
        )
        list_amounts.facts += reading.facts
        if belongs is not True:
            list_amounts.missing += _membership_facts(
                list_amounts.items, element, belongs, list_amounts.reasons
            )
        value = _in_unit_of_sum(engine, list_amounts, reading.value)
        if not (isinstance(value, Interval) and value.is_exact):
            list_amounts.missing += reading.missing
        list_amounts.portions.append(_portion(value, belongs, matches))
    return list_amounts


def _in_unit_of_sum(
    engine: State, list_amounts: ListAmounts, value: Interval | Unknown
) -> Interval | Unknown:
    """Return an amount in the unit of the sum, which is the unit of the first amount."""
    if not isinstance(value, Interval) or value.unit == list_amounts.unit:
        return value
    if value.unit and list_amounts.unit:
        return arithmetic.converted(engine, value, list_amounts.unit)
    list_amounts.unit = list_amounts.unit or value.unit
    return value


def _portion(value: Interval | Unknown, belongs: Truth, matches: Truth) -> Portion:
    if not isinstance(value, Interval):
        return Portion(ZERO, None, matches)
    return Portion(value.least if belongs is True else ZERO, value.high, matches)


def _amount_of_one_piece(
    engine: State, list_amounts: ListAmounts, element: Element, measure: ir.Measure
) -> Reading:
    """Return the amount of one piece of an element.

    The amount is multiplied by the quantity later, because each place of use may have other alternates.
    """
    if not amounts.number_in(engine, list_amounts.base, element, direct=list_amounts.direct).is_exact:
        list_amounts.missing += amounts.missing_quantities(
            engine, list_amounts.base, element, direct=list_amounts.direct
        )
    return amounts.amount(engine, element, measure)


def _matches(list_amounts: ListAmounts, answer: Answer | EvaluatedAnswer) -> Truth:
    """Return whether an element satisfies the condition; record the facts or the missing facts."""
    list_amounts.facts += answer.facts
    if answer.value is None:
        list_amounts.missing += answer.missing
        list_amounts.reasons.update(answer.reasons)
    return answer.value


def share_of(engine: State, node: ir.ShareOf, scope: Scope) -> Reading:
    """Return the share of a list's total amount that satisfies a condition, as a range."""
    list_amounts = _amounts_for_share(engine, node, scope)
    listed, reasons = terms(engine, list_amounts)
    ghosts = _relevant_ghosts(engine, node, list_amounts.items, scope)
    missing = [*list_amounts.missing, *(m for g in ghosts for m in g.missing)]
    facts = list_amounts.facts
    value: Interval | Unknown
    if node.out_of is None:
        stated, rest = _stated_whole(engine, node, list_amounts.base), bool(ghosts)
        if rest and engine.counting and node.where is not None:
            engine.trail.notes["counted against"] = None
            listed.append(Portion(ZERO, None, matches=False))
            rest = False
        value = shares.bounds(listed, rest=rest, total=stated)
    else:
        whole = engine.value(node.out_of, scope)
        facts = [*facts, *whole.facts]
        missing += [] if isinstance(whole.value, Interval) and whole.value.is_exact else whole.missing
        value = whole.value
        if isinstance(value, Interval):
            disjoint = amounts.is_disjoint(node.of)
            value = shares.out_of(
                _limited_by_whole(listed, value, rest=bool(ghosts), disjoint=disjoint), value
            )
    reason = "; ".join(sorted(reasons))
    return _record_share(
        engine, Reading(value, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(missing)), reason)
    )


def _amounts_for_share(engine: State, node: ir.ShareOf, scope: Scope) -> ListAmounts:
    """Return the amounts for a share.

    If the condition reads only facts of the elements, the amounts of the previous call are reused.
    """
    reusable = node.where is not None and is_structure(node.of) and bool(fields_of(node.where, node.variable))
    about = (id(node), id(engine.day), engine.verdicts_only)
    known = engine.gathered if reusable and engine.evidenced is None else None
    if known is not None and known.about == about:
        engine.trail.add(known.trail)
        engine.calendar.boundaries |= known.turns
        return known.list_amounts
    list_amounts, trail, turns = engine.with_trail_and_dates(
        lambda: gathered(engine, node.of, node.measure, scope, node.where, node.variable)
    )
    if reusable and engine.evidenced is None:
        engine.gathered = ShareInputs(about, list_amounts, trail, turns)
    return list_amounts


class ShareInputs(Struct, frozen=True):
    """Amounts of a share with their reliances, stored for the next call."""

    about: tuple[int, int, bool]
    list_amounts: ListAmounts
    trail: Trail
    turns: frozenset[date]


def _limited_by_whole(portions: list[Term], whole: Interval, *, rest: bool, disjoint: bool) -> Interval:
    """Return the amount that satisfies the condition, limited by the stated amount of the whole.

    Usually, the listed elements reduce the possible amount of elements that the list leaves out. There is no
    reduction if the list contains a component and also its contents.
    """
    known = sum((p.low for p in portions), Fraction(0)) if disjoint else Fraction(0)
    room = None if whole.high is None else max(Fraction(0), whole.high - known)
    part = shares.amount(portions, rest=rest, room=room)
    if whole.high is None:
        return part
    most = whole.high if part.high is None else min(part.high, whole.high)
    return Interval(part.low, max(part.low or Fraction(0), most))


def _relevant_ghosts(engine: State, node: ir.ShareOf, items: Items, scope: Scope) -> list[Ghost]:
    """Return the ghosts (elements that an incomplete list may leave out) that could change the share."""
    if node.out_of is None or node.where is None:
        return items.ghosts
    ghosts = []
    for ghost in items.ghosts:
        inside = {**scope, node.variable: engine.element_of_ghost(ghost)}
        if engine.answer(node.where, inside, node.variable, in_short=True).value is not False:
            ghosts.append(ghost)
    return ghosts


def _stated_whole(engine: State, node: ir.ShareOf, base: Element) -> Interval | None:
    """Return the stated mass of the component, which limits the mass of materials that are left out."""
    of = node.of
    if node.measure.key != "mass_g" or not isinstance(of, ir.Navigate) or not amounts.is_disjoint(of):
        return None
    mass = amounts.amount(engine, base, node.measure)
    return mass.value if isinstance(mass.value, Interval) else None


def _record_share(engine: State, reading: Reading) -> Reading:
    engine.trail.measured["share"] = reading
    return reading


def count(engine: State, node: ir.Count, scope: Scope) -> Reading:
    """Return the number of elements in a list, as a range."""
    items = engine.items(node.of, scope)
    base = amounts.base(engine, node.of, scope)
    direct = amounts.is_direct(node.of)
    total = exactly(0)
    missing: list[MissingFact] = []
    reasons: set[str] = set()
    portions: dict[str, list[Portion]] = {}
    for element, stated in items.elements:
        belongs = items.belongs(element, stated)
        many = exactly(1) if node.kind == "count" else amounts.number_in(engine, base, element, direct=direct)
        part = amounts.part_of(element) or base
        portions.setdefault(part.id, []).append(Portion(Fraction(belongs is True), Fraction(1), matches=True))
        if stated is not True:
            many = Interval(Fraction(0), many.high)
        total = add(total, many)
        missing += _membership_facts(items, element, belongs, reasons)
    if items.either and (direct or node.kind == "number"):
        amount, alternates = alternate_sums.combine(
            engine, base, portions, direct=direct, counted=node.kind == "number"
        )
        total = Interval(*amount.inside)
        reasons |= {alternate_sums.reason(alternates)} - {""}
    if items.ghosts:
        total = Interval(total.low, None)
    missing += [m for g in items.ghosts for m in g.missing]
    return Reading(total, (), tuple(dict.fromkeys(missing)), "; ".join(sorted(reasons)))


def _membership_facts(items: Items, element: Element, belongs: Truth, reasons: set[str]) -> list[MissingFact]:
    """Return the missing facts that make it uncertain whether a list contains an element.

    Other reasons are added to `reasons`.
    """
    why = items.why.get(id(element))
    if belongs is True or why is None:
        return []
    reasons |= reasons_of(why)
    return sorted(missing_of(why), key=MissingFact.key)
