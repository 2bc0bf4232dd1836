"""Shares of amounts by place, where amounts and places may be partly known.

Every share is an exact interval: it holds for each way in which the unknown amounts and places may turn out.
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
"""A common denominator with more bits than these makes no sum faster."""


class Amount(NamedTuple):
    """An amount between bounds, in any unit that all amounts of a tally have."""

    low: Number
    high: Number | None


def amounts_of(intervals: Mapping[str, Interval]) -> dict[str, Amount]:
    """The amounts by name, as whole numbers of their common denominator: those are quick to add."""
    scale = 1
    for interval in intervals.values():
        for bound in (interval.low, interval.high):
            if bound is not None and scale % bound.denominator:
                scale = math.lcm(scale, bound.denominator)
        if scale.bit_length() > MOST_BITS:
            return {name: Amount(each.low or 0, each.high) for name, each in intervals.items()}
    return {
        name: Amount(_scaled(each.low, scale) or 0, _scaled(each.high, scale))
        for name, each in intervals.items()
    }


def _scaled(bound: Fraction | None, scale: int) -> int | None:
    return None if bound is None else bound.numerator * (scale // bound.denominator)


class Touch(Struct, frozen=True):
    """Places that something surely has to do with, those it may have to do with, and whether any may be."""

    sure: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    anywhere: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether a place is not known."""
        return self.anywhere or bool(self.may)

    def has(self, place: str) -> bool | None:
        """Return whether it has to do with a place: yes, no, or unknown."""
        return True if place in self.sure else None if self.anywhere or place in self.may else False


ANYWHERE = Touch(anywhere=True)
NOWHERE = Touch()


def joined(touches: Iterable[Touch]) -> Touch:
    """Touch of everything together: surely where one of them surely is.

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
    """Sum of amounts between bounds, in which those without an upper bound are counted."""

    low: Number = 0
    high: Number = 0
    endless: int = 0

    def add(self, amount: Amount) -> None:
        """Add an amount."""
        self.low += amount.low or 0
        if amount.high is None:
            self.endless += 1
        else:
            self.high += amount.high

    def plus(self, other: Sum) -> Sum:
        """Sum of both."""
        return Sum(self.low + other.low, self.high + other.high, self.endless + other.endless)

    def minus(self, other: Sum) -> Sum:
        """What is left without amounts that are in this sum."""
        return Sum(self.low - other.low, self.high - other.high, self.endless - other.endless)

    @property
    def most(self) -> Number | None:
        """Greatest sum; nothing where there is no upper bound."""
        return None if self.endless else self.high


EMPTY = Sum()


class Tally(Struct):
    """Amounts by the places that each has to do with.

    The share of a place is N/(N+M): least N goes with greatest M, and the reverse. Only sums are kept, so
    that a tally of many amounts costs one pass.
    """

    total: Sum = field(default_factory=Sum)
    sure: dict[str, Sum] = field(default_factory=dict)
    may: dict[str, Sum] = field(default_factory=dict)
    anywhere: Sum = field(default_factory=Sum)
    sure_and_anywhere: dict[str, Sum] = field(default_factory=dict)
    unknown: Sum = field(default_factory=Sum)
    """Amounts of which a place is not known."""
    whole: Number | None = None
    """What all amounts are together, where that is stated exactly."""

    def add(self, amount: Amount, touch: Touch) -> None:
        """Add an amount of which every place is stated, or left open."""
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
        """Every place that is named."""
        return sorted({*self.sure, *self.may})

    def share(self, place: str) -> Interval | None:
        """Least and greatest share of a place; nothing where there is nothing to share.

        >>> tally = Tally()
        >>> tally.add(Amount(3, 3), Touch(frozenset({"CN"})))
        >>> tally.add(Amount(1, 1), ANYWHERE)
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
        """Share of what has a place that is not known."""
        return self._share(self.unknown, self.unknown)

    def _share(self, surely: Sum, perhaps: Sum) -> Interval | None:
        """Bounds of a share by what is surely in it, and by what may be."""
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
    """Bounds of N/(N+M): least N goes with greatest M, and the reverse."""
    if in_most == 0 and out_most == 0:
        return None
    low = ONE if out_most == 0 else ZERO if out_most is None else Fraction(in_least) / (in_least + out_most)
    high = ZERO if in_most == 0 else ONE if in_most is None else Fraction(in_most) / (in_most + out_least)
    return Interval(low, high)
