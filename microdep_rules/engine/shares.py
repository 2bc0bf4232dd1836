"""Shares of amounts that are partly unknown: bounds that are correct for all possible facts.

`share by cost of X where P` is N/(N+M): N is the amount that satisfies P, and M is the rest. The minimum
share has the smallest N and the largest M; the maximum share has the largest N and the smallest M. Interval
arithmetic on this quotient would give wider bounds, because N appears twice.
"""

from __future__ import annotations

from fractions import Fraction
from operator import is_
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import sum_of
from microdep_rules.engine.values import Interval, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.values import Truth

ZERO = Fraction(0)
NOTHING = Unknown("0 out of 0")
TOO_MUCH = Unknown("the listed amounts exceed the stated whole")


class Portion(Struct, frozen=True, gc=False):
    """Amount of one element, as bounds, and whether the element satisfies the condition of the share."""

    low: Fraction
    high: Fraction | None
    matches: Truth

    def least(self, *, matching: bool) -> Fraction:
        """Return the minimum amount that satisfies the condition, or (if `matching` is false) violates it."""
        return self.low if self.matches is matching else ZERO

    def most(self, *, matching: bool) -> Fraction | None:
        """Return the maximum amount that satisfies the condition, or (if `matching` is false) violates it."""
        return ZERO if self.matches is (not matching) else self.high


class AlternateAmount(Struct, frozen=True):
    """Amount of several elements, as bounds for all choices of alternates.

    `inside` has the bounds of the amount that satisfies the condition; `outside` has the bounds of the rest.
    """

    low: Fraction
    inside: tuple[Fraction, Fraction | None]
    outside: tuple[Fraction, Fraction | None]

    def least(self, *, matching: bool) -> Fraction:
        """Return the minimum amount that satisfies the condition, or (if `matching` is false) violates it."""
        return (self.inside if matching else self.outside)[0]

    def most(self, *, matching: bool) -> Fraction | None:
        """Return the maximum amount that satisfies the condition, or (if `matching` is false) violates it."""
        return (self.inside if matching else self.outside)[1]


Term = Portion | AlternateAmount
"""A part of a total: the amount of one element, or of several elements with alternates."""


def by_side(portions: Sequence[Portion]) -> list[Term]:
    """Merge portions into at most three: matching, not matching and uncertain portions.

    The merge does not change the bounds of the share.

    >>> by_side([Portion(Fraction(1), Fraction(1), True), Portion(Fraction(2), None, True)])
    [Portion(low=Fraction(3, 1), high=None, matches=True)]
    """
    sides: dict[Truth, list[Portion]] = {}
    for portion in portions:
        sides.setdefault(portion.matches, []).append(portion)
    return [
        Portion(*added([p.low for p in side], [p.high for p in side]), matches)
        for matches, side in sides.items()
    ]


def added(lows: Sequence[Fraction], highs: Sequence[Fraction | None]) -> tuple[Fraction, Fraction | None]:
    """Return the bounds of a total; the upper bound is None if one amount has no upper bound."""
    if len(lows) == 1:
        return lows[0], highs[0]
    least = sum_of(lows)
    if all(map(is_, lows, highs)):
        return least, least
    known = [high for high in highs if high is not None]
    return least, sum_of(known) if len(known) == len(highs) else None


def bounds(
    portions: Sequence[Term], *, rest: bool = False, total: Interval | None = None
) -> Interval | Unknown:
    """Return the smallest and the largest possible share of the amount that satisfies the condition.

    `rest` is true if the list may leave out elements, which may satisfy or violate the condition. `total` is
    the stated amount of the whole list, if known; it limits the unknown amounts.

    >>> known = [Portion(Fraction(58), Fraction(58), True), Portion(Fraction(30), Fraction(30), False)]
    >>> bounds([*known, Portion(Fraction(12), Fraction(12), None)])
    Interval(low=Fraction(29, 50), high=Fraction(7, 10), unit='')
    """
    whole = total.high if total is not None else None
    least_in, least_out = least(portions, matching=True), least(portions, matching=False)
    if whole is not None and sum((p.low for p in portions), ZERO) > whole:
        return TOO_MUCH
    most_in = _most(portions, matching=True, rest=rest, whole=whole)
    most_out = _most(portions, matching=False, rest=rest, whole=whole)
    if most_in == 0 and most_out == 0:
        return NOTHING
    return Interval(_lowest(least_in, most_out), _highest(most_in, least_out))


def _lowest(least_in: Fraction, most_out: Fraction | None) -> Fraction:
    if most_out == 0:
        return Fraction(1)
    if most_out is None:
        return ZERO
    return least_in / (least_in + most_out)


def _highest(most_in: Fraction | None, least_out: Fraction) -> Fraction:
    if most_in == 0:
        return ZERO
    if most_in is None:
        return Fraction(1)
    return most_in / (most_in + least_out)


def least(portions: Sequence[Term], *, matching: bool) -> Fraction:
    """Return the minimum amount that satisfies the condition, or (if `matching` is false) violates it."""
    return sum((p.least(matching=matching) for p in portions), ZERO)


def _most(portions: Sequence[Term], *, matching: bool, rest: bool, whole: Fraction | None) -> Fraction | None:
    """Return the maximum amount that satisfies the condition, or (if `matching` is false) violates it.

    The maximum is the sum of the amounts that certainly or possibly count, and the amount of elements that
    are left out. The stated amount of the whole list limits this sum. The result is None if there is no upper
    bound.
    """
    room = None if whole is None else max(ZERO, whole - least(portions, matching=not matching))
    total: Fraction | None = ZERO
    for portion in portions:
        high = portion.most(matching=matching)
        total = None if total is None or high is None else total + high
    if rest:
        listed = sum((p.low for p in portions), ZERO)
        total = None if total is None or whole is None else total + max(ZERO, whole - listed)
    if total is None or room is None:
        return room if total is None else total
    return min(total, room)


def out_of(part: Interval, whole: Interval) -> Interval | Unknown:
    """Return the bounds of `part` divided by `whole`."""
    if whole.high == 0:
        return NOTHING
    low = ZERO
    if part.low is not None and whole.high is not None:
        low = part.low / whole.high
    high = None
    if part.high is not None and whole.low is not None and whole.low > 0:
        high = part.high / whole.low
    return Interval(low, high)


def amount(portions: Sequence[Term], *, rest: bool, room: Fraction | None) -> Interval:
    """Return the bounds of the amount that satisfies the condition.

    `rest` is true if the list may leave out elements; `room` is the maximum amount of these elements.
    """
    low = least(portions, matching=True)
    high: Fraction | None = ZERO
    for portion in portions:
        most = portion.most(matching=True)
        high = None if high is None or most is None else high + most
    if rest and high is not None:
        high = None if room is None else high + room
    return Interval(low, high)


class WeightedShare(Struct, frozen=True):
    """An amount as bounds, and the share of this amount that counts, also as bounds."""

    least: Fraction
    most: Fraction | None
    low: Fraction
    high: Fraction


def mean(amounts: list[WeightedShare]) -> Interval | Unknown:
    """Return the narrowest correct bounds of the mean of shares, weighted with the amounts.

    >>> mean([WeightedShare(Fraction(1), Fraction(3), Fraction(0), Fraction(0)),
    ...       WeightedShare(Fraction(1), Fraction(1), Fraction(1), Fraction(1))])
    Interval(low=Fraction(1, 4), high=Fraction(1, 2), unit='')
    """
    low = _least_mean([(amount.least, amount.most, amount.low) for amount in amounts])
    high = _least_mean([(amount.least, amount.most, 1 - amount.high) for amount in amounts])
    return NOTHING if low is None or high is None else Interval(low, 1 - high)


def _least_mean(amounts: list[tuple[Fraction, Fraction | None, Fraction]]) -> Fraction | None:
    """Return the smallest possible weighted mean of shares with weights that are ranges.

    In this mean, the smallest shares have their maximum weights, and all other shares have their minimum
    weights. The program tries the shares in ascending order.
    """
    weight = sum((least for least, _, _ in amounts), ZERO)
    counted = sum((least * share for least, _, share in amounts), ZERO)
    means = [counted / weight] if weight else []
    for least, most, share in sorted(amounts, key=lambda entry: entry[2]):
        if most is None:
            means.append(share)  # it may outweigh all others
            break
        weight, counted = weight + most - least, counted + (most - least) * share
        means += [counted / weight] if weight else []
    return min(means, default=None)
