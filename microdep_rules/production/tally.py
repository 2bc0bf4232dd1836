"""Shares of amounts by place, such as shares of the cost by country.

Amounts and places may be known only partly, so each share is an exact interval for all possible amounts and
places.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from microdep_rules.engine.values import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ZERO, ONE = Fraction(0), Fraction(1)
Number = Fraction | int
MOST_BITS = 512
"""Largest number of bits of a common denominator for which sums of whole numbers are faster."""


class PlaceAmount(NamedTuple):
    """Amount at a place, with its lower and upper bound."""

    low: Number
    high: Number | None


def amounts_of(intervals: Mapping[str, Interval]) -> dict[str, PlaceAmount]:
    """Return the amounts by name in a common unit in which their bounds are whole numbers.

    Sums of whole numbers are faster. If the common denominator is too large, the amounts stay fractions.
    """
    scale = 1
    for interval in intervals.values():
        for bound in (interval.low, interval.high):
            if bound is not None and scale % bound.denominator:
                scale = math.lcm(scale, bound.denominator)
        if scale.bit_length() > MOST_BITS:
            return {
                name: PlaceAmount(interval.low or 0, interval.high) for name, interval in intervals.items()
            }
    return {
        name: PlaceAmount(_scaled(interval.low, scale) or 0, _scaled(interval.high, scale))
        for name, interval in intervals.items()
    }


def _scaled(bound: Fraction | None, scale: int) -> int | None:
    return None if bound is None else bound.numerator * (scale // bound.denominator)


class Touch(Struct, frozen=True):
    """Places to which an amount belongs: certain places, possible places, or any place."""

    sure: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    anywhere: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether the amount may belong to a place that is not certain."""
        return self.anywhere or bool(self.may)

    def has(self, place: str) -> bool | None:
        """Return whether the amount belongs to a place; `None` if this is uncertain."""
        return True if place in self.sure else None if self.anywhere or place in self.may else False


ANYWHERE = Touch(anywhere=True)
NOWHERE = Touch()


def joined(touches: Iterable[Touch]) -> Touch:
    """Return the places of several amounts together; a place that is certain for one amount is certain.

    >>> joined([Touch(frozenset({"CN"})), Touch(may=frozenset({"CN", "JP"}))]).may
    frozenset({'JP'})
    """
    sure: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    anywhere = False
    for touch in touches:
        sure, may, anywhere = sure | touch.sure, may | touch.may, anywhere or touch.anywhere
    return Touch(sure, may - sure, anywhere)


class Sum(Struct):
    """Sum of amounts with bounds, and the number of amounts without an upper bound."""

    low: Number = 0
    high: Number = 0
    endless: int = 0

    def add(self, amount: PlaceAmount) -> None:
        """Add an amount."""
        self.low += amount.low or 0
        if amount.high is None:
            self.endless += 1
        else:
            self.high += amount.high

    def plus(self, other: Sum) -> Sum:
        """Return the sum of this sum and another sum."""
        return Sum(self.low + other.low, self.high + other.high, self.endless + other.endless)

    def minus(self, other: Sum) -> Sum:
        """Return this sum without the amounts of another sum, which it contains."""
        return Sum(self.low - other.low, self.high - other.high, self.endless - other.endless)

    @property
    def most(self) -> Number | None:
        """Upper bound of the sum; `None` if there is none."""
        return None if self.endless else self.high


EMPTY = Sum()


class PlaceTally(Struct):
    """Totals of amounts by place.

    The share of a place is N/(N+M), with the amount N in the place and the amount M elsewhere. The share is
    lowest for the minimum N and the maximum M, and highest for the maximum N and the minimum M.
    """

    total: Sum = field(default_factory=Sum)
    sure: dict[str, Sum] = field(default_factory=dict)
    may: dict[str, Sum] = field(default_factory=dict)
    anywhere: Sum = field(default_factory=Sum)
    sure_and_anywhere: dict[str, Sum] = field(default_factory=dict)
    unknown: Sum = field(default_factory=Sum)
    """Sum of the amounts with an unknown place."""
    whole: Number | None = None
    """Sum of all amounts, if the document states it exactly; otherwise `None`."""

    def add(self, amount: PlaceAmount, touch: Touch) -> None:
        """Add an amount that belongs to the places in `touch`."""
        self.total.add(amount)
        for place in touch.sure:
            self.sure.setdefault(place, Sum()).add(amount)
            if touch.anywhere:
                self.sure_and_anywhere.setdefault(place, Sum()).add(amount)
        if touch.anywhere:
            self.anywhere.add(amount)
        for place in touch.may - touch.sure if not touch.anywhere else ():
            self.may.setdefault(place, Sum()).add(amount)
        if touch.is_open:
            self.unknown.add(amount)

    def places(self) -> list[str]:
        """Return all places to which an amount belongs or may belong."""
        return sorted({*self.sure, *self.may})

    def share(self, place: str) -> Interval | None:
        """Return the share of a place as an interval; `None` without amounts.

        >>> tally = PlaceTally()
        >>> tally.add(PlaceAmount(3, 3), Touch(frozenset({"CN"})))
        >>> tally.add(PlaceAmount(1, 1), ANYWHERE)
        >>> tally.share("CN")
        Interval(low=Fraction(3, 4), high=Fraction(1, 1), unit='')
        >>> tally.share("JP")
        Interval(low=Fraction(0, 1), high=Fraction(1, 4), unit='')
        """
        sure = self.sure.get(place, EMPTY)
        perhaps = self.may.get(place, EMPTY).plus(self.anywhere)
        perhaps = perhaps.minus(self.sure_and_anywhere.get(place, EMPTY))
        return self._share(sure, sure.plus(perhaps))

    def undetermined(self) -> Interval | None:
        """Return the share of the amounts whose place is unknown."""
        return self._share(self.unknown, self.unknown)

    def _share(self, surely: Sum, perhaps: Sum) -> Interval | None:
        """Return a share as an interval; `surely` counts, and `perhaps` includes all that possibly counts."""
        in_least, in_most = surely.low, perhaps.most
        out_least, out_most = self.total.minus(perhaps).low, self.total.minus(surely).most
        if self.whole and in_least + out_least <= self.whole:
            low = in_least if out_most is None else max(in_least, self.whole - out_most)
            high = self.whole - out_least
            return Interval(Fraction(low) / self.whole, Fraction(_least(high, in_most)) / self.whole)
        return _ratio(in_least, out_most, in_most, out_least)


def _least(one: Number, other: Number | None) -> Number:
    return one if other is None else min(one, other)


def _ratio(
    in_least: Number, out_most: Number | None, in_most: Number | None, out_least: Number
) -> Interval | None:
    """Return the bounds of N/(N+M) for an amount N in a place (`in_...`) and M elsewhere (`out_...`)."""
    if in_most == 0 and out_most == 0:
        return None
    low = ONE if out_most == 0 else ZERO if out_most is None else Fraction(in_least) / (in_least + out_most)
    high = ZERO if in_most == 0 else ONE if in_most is None else Fraction(in_most) / (in_most + out_least)
    return Interval(low, high)
