"""Number of distinct values of elements, such as the number of different countries, as bounds.

An element has one value, one of several values, or an unknown value. Two different texts may be one value,
such as a word and a broader word. The bounds include every possible result. The upper bound can always be
reached; the lower bound, if each value is either known or completely unknown.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.values import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.engine.values import Truth

    Values = frozenset[object]
    Near = Mapping[object, Values]
    """For each value, the values that may be another spelling or a broader word for the same thing."""

NONE: Values = frozenset()


class Tally(Struct):
    """Values of elements, collected to count the distinct values. Each element counts once."""

    sure: Counter[Values] = field(default_factory=Counter)
    """Number of elements that certainly count, by their set of possible values."""
    perhaps: Counter[Values] = field(default_factory=Counter)
    """Number of elements that possibly count, by their set of possible values."""
    anything: int = 0
    """Number of elements without any known fact: they may have any value, or may not count."""
    is_open: bool = False
    """True if the document may leave out any number of further elements."""

    def add(self, values: Mapping[object, Truth] | None, *, sure: bool) -> None:
        """Add one element to the tally.

        `values` contains the possible values of the element, and for each value whether the element counts
        with this value. None means that any value is possible.
        """
        if values is None:
            self.anything += 1
            return
        counted = frozenset(value for value, is_asked in values.items() if is_asked is not False)
        if counted:
            counts = sure and all(is_asked is True for is_asked in values.values())
            (self.sure if counts else self.perhaps)[counted] += 1

    def plus(self, other: Tally) -> Tally:
        """Return a tally with the elements of this tally and of `other`."""
        return Tally(
            self.sure + other.sure,
            self.perhaps + other.perhaps,
            self.anything + other.anything,
            self.is_open or other.is_open,
        )


def bounds(tally: Tally, near: Near) -> Interval:
    """Return the smallest and the largest possible number of distinct values.

    >>> tally = Tally()
    >>> tally.add({"CN": True}, sure=True)
    >>> tally.add({"CN": True, "TW": True}, sure=True)
    >>> tally.add(None, sure=True)
    >>> bounds(tally, {})
    Interval(low=Fraction(1, 1), high=Fraction(3, 1), unit='')
    """
    high = None if tally.is_open else Fraction(_largest_matching(tally.sure + tally.perhaps) + tally.anything)
    return Interval(Fraction(len(fewest(tally, near))), high)


def fewest(tally: Tally, near: Near) -> list[Values]:
    """Return groups of possible values that certainly have no value in common.

    The number of these groups is a lower bound for the number of distinct values.
    """
    distinct: list[Values] = []
    blocked: set[object] = set()
    for values in sorted(tally.sure, key=lambda values: _exclusiveness(values, near)):
        if blocked.isdisjoint(values):
            distinct.append(values)
            blocked |= values.union(*(near.get(value, NONE) for value in values))
    return distinct


def _exclusiveness(values: Values, near: Near) -> tuple[int, int, list[str]]:
    """Return a sort key: values that few other values resemble come first."""
    return len(values), sum(len(near.get(value, NONE)) for value in values), sorted(map(repr, values))


def _largest_matching(of: Counter[Values]) -> int:
    """Return the largest number of elements that can all have different values, by maximum matching."""
    single = {value for values in of for value in values if len(values) == 1}
    left = [(values - single, many) for values, many in of.items() if len(values) > 1]
    taken: dict[object, int] = {}
    slots = [[*values] for values, many in left for _ in range(min(many, len(values)))]
    return len(single) + sum(_can_get_value(number, slots, taken, set()) for number in range(len(slots)))


def _can_get_value(
    number: int, slots: list[list[object]], taken: dict[object, int], seen: set[object]
) -> bool:
    """Return whether one more element can get a value that no other element has, by exchanging values."""
    for value in slots[number]:
        if value in seen:
            continue
        seen.add(value)
        if value not in taken or _can_get_value(taken[value], slots, taken, seen):
            taken[value] = number
            return True
    return False
