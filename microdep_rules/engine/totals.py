"""Totals, counts and shares of lists: exact, with bounds where something is not known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine import amounts, arithmetic, either, shares
from microdep_rules.engine.proof import missing_of, reasons_of
from microdep_rules.engine.readings import Fact, Reading
from microdep_rules.engine.shares import ZERO, Either, Portion, Term
from microdep_rules.engine.values import Interval, Missing, Truth, Unknown, add, exactly
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost, Items
    from microdep_rules.engine.state import Scope, State


_Own = dict[str, list[Portion]]
"""What elements bring to a sum, by the component that they are, or are in."""


class Gathered(Struct):
    """A list with what each of its elements contributes, and whether it matches."""

    items: Items
    base: Element
    portions: list[Portion] = field(default_factory=list)
    """What each element brings."""
    together: list[Either] | None = None
    """What all of them bring, where that is not their sum, as alternates may be built."""
    facts: list[Fact] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    unit: str = ""

    @property
    def terms(self) -> list[Term]:
        """The terms of their sum."""
        return shares.by_side(self.portions) if self.together is None else [*self.together]


def total(engine: State, node: ir.Total, scope: Scope) -> Reading:
    """A measure of one element, or its sum over a list, quantities multiplied."""
    if not isinstance(node.of, ir.Navigate | ir.Narrow | ir.Join):
        element = engine.value(node.of, scope)
        if isinstance(element.value, Unknown):
            return element
        return amounts.amount(engine, element.value, node.measure)
    found = gathered(engine, node.of, node.measure, scope)
    value = shares.amount(found.terms, rest=bool(found.items.ghosts), room=None)
    missing = [*found.missing, *(m for g in found.items.ghosts for m in g.missing)]
    reason = "; ".join(sorted(found.reasons))
    return Reading(Interval(value.low, value.high, found.unit), tuple(found.facts), tuple(missing), reason)


def gathered(
    engine: State,
    of: ir.ListNode,
    measure: ir.Measure,
    scope: Scope,
    where: ir.Cond | None = None,
    variable: str = "",
    *,
    one_by_one: bool = False,
) -> Gathered:
    """A list with what each of its elements contributes to a measure.

    Where alternates may be built, all of it is one term, unless the terms are wanted `one_by_one`.
    """
    found = Gathered(engine.items(of, scope), amounts.base(engine, of, scope))
    direct, of_components = amounts.is_direct(of), _Own()
    together = engine.lists.has_alternates and not one_by_one
    weigher = amounts.Weigher(engine, found.base, measure, direct=direct)
    for element, stated in engine.each(found.items):
        belongs = found.items.belongs(element, stated) if together else stated
        matches = True if where is None else _matches(engine, found, where, scope, variable, element)
        reading = _of_one(found, weigher, element) if together else weigher.of(element)
        found.facts += reading.facts
        if belongs is not True:
            found.missing += _left_open(found.items, element, belongs, found.reasons)
        value = _in_its_unit(engine, found, reading.value)
        if not (isinstance(value, Interval) and value.exact):
            found.missing += reading.missing
        portion = _portion(value, belongs, matches)
        found.portions.append(portion)
        if together:
            of_components.setdefault(_component(found, element), []).append(portion)
    if together:
        all_of_it, alternates = either.combined(engine, found.base, of_components, direct=direct)
        found.together = [all_of_it]
        found.reasons |= {either.reason(alternates)} - {""}
    return found


def _in_its_unit(engine: State, found: Gathered, value: Interval | Unknown) -> Interval | Unknown:
    """An amount in the unit of the first, which says the unit of the sum."""
    if not isinstance(value, Interval):
        return value
    if value.unit and found.unit and value.unit != found.unit:
        return arithmetic.converted(engine, value, found.unit)
    found.unit = found.unit or value.unit
    return value


def _portion(value: Interval | Unknown, belongs: Truth, matches: Truth) -> Portion:
    if not isinstance(value, Interval):
        return Portion(ZERO, None, matches)
    low = value.low
    if belongs is not True or low is None or low.numerator < 0:
        low = ZERO
    return Portion(low, value.high, matches)


def _of_one(found: Gathered, weigher: amounts.Weigher, element: Element) -> Reading:
    """What one of an element is: how many of it are used is added with the alternates of each use."""
    engine, base, direct = weigher.engine, weigher.base, weigher.direct
    if not amounts.number_in(engine, base, element, direct=direct).exact:
        found.missing += amounts.uncounted(engine, base, element, direct=direct)
    return amounts.amount(engine, element, weigher.measure)


def _component(found: Gathered, element: Element) -> str:
    part = amounts.part_of(element)
    return (part or found.base).id


def _matches(
    engine: State, found: Gathered, where: ir.Cond, scope: Scope, variable: str, element: Element
) -> Truth:
    """Whether an element matches; unknown counts against where the rule says so."""
    answer = engine.answer_by_facts(where, {**scope, variable: element}, variable)
    found.facts += answer.facts
    if answer.value is not None:
        return answer.value
    found.missing += answer.missing
    found.reasons.update(answer.reasons)
    if engine.counting:
        engine.trail.notes["counted against"] = None
        return False
    return None


def share_of(engine: State, node: ir.ShareOf, scope: Scope) -> Reading:
    """The share of a list that satisfies a condition, between its bounds."""
    found = gathered(engine, node.of, node.measure, scope, node.where, node.variable)
    ghosts = _mattering(engine, node, found.items, scope)
    missing = [*found.missing, *(m for g in ghosts for m in g.missing)]
    facts = found.facts
    value: Interval | Unknown
    if node.out_of is None:
        stated = _stated_whole(engine, node, found.base)
        rest, terms = bool(ghosts), found.terms
        if rest and engine.counting and node.where is not None:
            engine.trail.notes["counted against"] = None
            terms.append(Portion(Fraction(0), None, matches=False))
            rest = False
        value = shares.bounds(terms, rest=rest, total=stated)
    else:
        whole = engine.value(node.out_of, scope)
        facts = [*facts, *whole.facts]
        missing += [] if isinstance(whole.value, Interval) and whole.value.exact else whole.missing
        value = whole.value
        if isinstance(value, Interval):
            apart = amounts.lie_apart(node.of)
            value = shares.out_of(_capped(found.terms, value, rest=bool(ghosts), apart=apart), value)
    reason = "; ".join(sorted(found.reasons))
    return _measured(
        engine, Reading(value, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(missing)), reason)
    )


def _capped(portions: list[Term], whole: Interval, *, rest: bool, apart: bool) -> Interval:
    """What matches, never more than the stated base holds.

    What is listed leaves that much less room for what is not, unless some of it is listed with what it is in.
    """
    known = sum((p.low for p in portions), Fraction(0)) if apart else Fraction(0)
    room = None if whole.high is None else max(Fraction(0), whole.high - known)
    part = shares.amount(portions, rest=rest, room=room)
    if whole.high is None:
        return part
    most = whole.high if part.high is None else min(part.high, whole.high)
    return Interval(part.low, max(part.low or Fraction(0), most))


def _mattering(engine: State, node: ir.ShareOf, items: Items, scope: Scope) -> list[Ghost]:
    """What the list does not show and could change the share."""
    if node.out_of is None or node.where is None:
        return items.ghosts
    found = []
    for ghost in items.ghosts:
        inside = {**scope, node.variable: engine.summon(ghost)}
        if engine.answer(node.where, inside, node.variable, in_short=True).value is not False:
            found.append(ghost)
    return found


def _stated_whole(engine: State, node: ir.ShareOf, base: Element) -> Interval | None:
    """The stated mass of the holder bounds the unlisted rest of its materials."""
    of = node.of
    if node.measure.key != "mass_g" or not isinstance(of, ir.Navigate) or not amounts.lie_apart(of):
        return None
    found = amounts.amount(engine, base, node.measure)
    return found.value if isinstance(found.value, Interval) else None


def _measured(engine: State, reading: Reading) -> Reading:
    engine.trail.measured["share"] = reading
    return reading


def count(engine: State, node: ir.Count, scope: Scope) -> Reading:
    """How many elements a list has, at least and at most."""
    items = engine.items(node.of, scope)
    base = amounts.base(engine, node.of, scope)
    direct = amounts.is_direct(node.of)
    total = exactly(0)
    missing: list[Missing] = []
    reasons: set[str] = set()
    own = _Own()
    for element, stated in items.elements:
        belongs = items.belongs(element, stated)
        many = exactly(1) if node.kind == "count" else amounts.number_in(engine, base, element, direct=direct)
        part = amounts.part_of(element) or base
        own.setdefault(part.id, []).append(Portion(Fraction(belongs is True), Fraction(1), matches=True))
        if stated is not True:
            many = Interval(Fraction(0), many.high)
        total = add(total, many)
        missing += _left_open(items, element, belongs, reasons)
    if items.either and (direct or node.kind == "number"):
        found, alternates = either.combined(engine, base, own, direct=direct, counted=node.kind == "number")
        total = Interval(*found.inside)
        reasons |= {either.reason(alternates)} - {""}
    if items.ghosts:
        total = Interval(total.low, None)
    missing += [m for g in items.ghosts for m in g.missing]
    return Reading(total, (), tuple(dict.fromkeys(missing)), "; ".join(sorted(reasons)))


def _left_open(items: Items, element: Element, belongs: Truth, reasons: set[str]) -> list[Missing]:
    """The missing facts for which an element may not belong to its list; other reasons are kept."""
    why = items.why.get(id(element))
    if belongs is True or why is None:
        return []
    reasons |= reasons_of(why)
    return sorted(missing_of(why), key=Missing.key)
