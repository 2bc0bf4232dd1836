"""Largest sum of the elements with one value of a field, such as the largest mass imported in one year."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine import totals
from microdep_rules.engine.readings import Fact, Reading
from microdep_rules.engine.values import Codes, Interval, TariffCodes, Texts, as_compared
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.shares import Portion
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.lang import ir

ZERO = Fraction(0)


class Group(Struct):
    """Sum of the elements with one value of the field, such as one year, as bounds."""

    low: Fraction = ZERO
    high: Fraction | None = ZERO

    def add(self, portion: Portion) -> None:
        """Add the amount of one element to the sum."""
        self.low += portion.low
        self.high = None if self.high is None or portion.high is None else self.high + portion.high


def largest_sum(engine: State, node: ir.LargestSum, scope: Scope) -> Reading:
    """Return the largest sum of a measure over elements with one value of a field.

    An element with an unknown value may have any value. In the lower bound, the amount of such an element is
    a sum of its own. In the upper bound, all such amounts belong to the largest sum. Elements that an
    incomplete list may leave out have no limit.
    """
    listed = totals.gathered(engine, node.of, node.measure, scope, one_by_one=True)
    groups: dict[object, Group] = {}
    anywhere, alone = Group(), ZERO
    facts: list[Fact] = []
    missing = list(listed.missing)
    for (element, _), portion in zip(listed.items.elements, listed.portions, strict=True):
        field_reading = engine.reader.read(
            element, f"{element.kind}.{node.by.name}", node.by.key, node.by.type
        )
        facts += field_reading.facts
        key = _key(field_reading.value)
        if key is not None:
            groups.setdefault(key, Group()).add(portion)
            continue
        anywhere.add(portion)
        alone = max(alone, portion.low)
        missing += field_reading.missing if len(listed.portions) > 1 else ()
    low = max((alone, *(group.low for group in groups.values())))
    missing += [m for ghost in listed.items.ghosts for m in ghost.missing]
    high = None if listed.items.ghosts else _highest(groups.values(), anywhere)
    reading = Interval(low, high, listed.unit)
    read, lacks = dict.fromkeys([*listed.facts, *facts]), dict.fromkeys(missing)
    return Reading(reading, tuple(read), tuple(lacks), "; ".join(sorted(listed.reasons)))


def _highest(groups: Iterable[Group], anywhere: Group) -> Fraction | None:
    """Return the upper bound of the largest sum; all amounts in `anywhere` are added to this sum."""
    tops = [group.high for group in groups]
    if anywhere.high is None or None in tops:
        return None
    return max((top for top in tops if top is not None), default=ZERO) + anywhere.high


def _key(value: object) -> object:
    """Return the value by which an element is grouped; None if several values are possible.

    A region counts as its country.
    """
    match value:
        case Interval():
            return value.low if value.is_exact else None
        case Codes():
            keys = {countries.parent(term) or term for term in value.terms}
        case Texts():
            keys = {as_compared(text) for text in value.texts}
        case TariffCodes():
            keys = {code.digits for code in value.codes}
        case _:
            return None
    return keys.pop() if len(keys) == 1 else None
