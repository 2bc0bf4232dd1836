"""Groups and counts with alternates: at each place of use, one of several options counts.

A component and its alternates are never used together in one place. Places with the same options stay
separate, because each may use any option.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine import alternate_sums, amounts
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import Interval, times
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Element, Usage
    from microdep_rules.engine.group_entries import GroupEntries, GroupEntry, GroupMeasure
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.state import State


def by_use(
    engine: State, measure: GroupMeasure, items: Items, base: Element, entries: GroupEntries
) -> list[GroupEntry]:
    """Return the entries of a list; if possible, all options of one place of use have one entry."""
    plain = engine.reader.bom.without_alternates
    if plain is None or not items.either or not amounts.is_direct(measure.of):
        return entries.all
    own = {
        id(element): of_element for (element, _), of_element in zip(items.elements, entries.of, strict=True)
    }
    belongs = {id(element): items.belongs(element, stated) for element, stated in items.elements}
    uses = [(use, plain.with_alternates(use.child)) for use in plain.usages(base)]
    places = Counter(id(way) for _, ways in uses for way in ways)
    merged: list[GroupEntry] = []
    for use, ways in uses:
        listed = [way for way in ways if id(way) in own]
        alone = all(places[id(way)] == 1 for way in ways)
        if len(ways) == 1 or not listed or not alone or any(len(own[id(way)]) != 1 for way in listed):
            continue
        there = len(listed) == len(ways) and all(belongs[id(way)] is True for way in listed)
        options = [_entry_at_use(engine, measure, use, way, own[id(way)][0]) for way in listed]
        merged.append(
            _entry_over_options(
                options, there=there, reason=alternate_sums.reason({way.name for way in ways[1:]})
            )
        )
        for way in listed:
            del own[id(way)]
    return [*merged, *(entry for several in own.values() for entry in several), *entries.others]


def _entry_at_use(
    engine: State, measure: GroupMeasure, use: Usage, component: Element, entry: GroupEntry
) -> GroupEntry:
    """Return the entry of one option at one place of use, with the quantity of this place."""
    many, measured = amounts.quantity_of(use), measure.measured
    match measured:
        case ir.GroupShare():
            stated = amounts.amount(engine, component, measured.measure)
            amount = times(stated.value, many) if isinstance(stated.value, Interval) else stated.value
            return replace(
                entry, amount=Reading(amount, stated.facts, entry.amount.missing or stated.missing)
            )
        case ir.Count(kind="number"):
            return replace(entry, amount=Reading(many, (), entry.amount.missing))
        case _:
            return entry


def _entry_over_options(options: Sequence[GroupEntry], *, there: bool, reason: str) -> GroupEntry:
    """Return one entry with the range of all amounts, groups and values of the options."""
    first, *others = options
    groups, values, amount = first.groups, first.values, first.amount
    for other in others:
        groups = None if groups is None or other.groups is None else {**groups, **other.groups}
        values = None if values is None or other.values is None else {**values, **other.values}
        amount = _hull(amount, other.amount)
    missing = tuple(dict.fromkeys(lack for entry in options for lack in entry.missing))
    return replace(
        first,
        sure=there and groups is not None and len(groups) == 1,
        amount=amount,
        groups=groups,
        values=values,
        facts=tuple(dict.fromkeys(fact for entry in options for fact in entry.facts)),
        missing=missing,
        reasons=frozenset({reason}).union(*(entry.reasons for entry in options)),
    )


def _hull(one: Reading, other: Reading) -> Reading:
    facts, missing = (*one.facts, *other.facts), (*one.missing, *other.missing)
    if not isinstance(one.value, Interval) or not isinstance(other.value, Interval):
        return Reading(other.value if isinstance(one.value, Interval) else one.value, facts, missing)
    if one.value.unit != other.value.unit:  # amounts in two currencies cannot be compared
        return Reading(Interval(None, None, one.value.unit), facts, missing)
    highs = one.value.high, other.value.high
    high = None if highs[0] is None or highs[1] is None else max(highs[0], highs[1])
    return Reading(Interval(min(one.value.least, other.value.least), high, one.value.unit), facts, missing)
