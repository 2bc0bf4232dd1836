"""Concentration of shares: the largest share, and the Herfindahl-Hirschman index (HHI).

The HHI is the sum of the squares of the shares, from almost 0 to 1. The HHI is an interval if a share is an
interval, or if a share has no stated country.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.values import Interval
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO, ONE = Fraction(0), Fraction(1)
Box = tuple[Fraction, Fraction, int]
"""Lower bound and upper bound of a share, and the number of countries with these bounds."""


class Concentration(Struct, frozen=True):
    """Shares by country, the share without a stated country, and the measures of concentration."""

    shares: Mapping[str, Interval]
    rest: Interval
    """Share without a stated country."""
    largest: Interval
    leaders: tuple[str, ...]
    """Countries that may have the largest share; the most likely country comes first."""
    hhi: Interval


def concentration(shares: Mapping[str, Interval], rest: Interval) -> Concentration:
    """Return the largest share and the HHI. `shares` and `rest` add up to 1.

    >>> half = Interval(Fraction(1, 2), Fraction(1, 2))
    >>> concentration({"CN": half, "JP": half}, Interval(ZERO, ZERO)).hhi
    Interval(low=Fraction(1, 2), high=Fraction(1, 2), unit='')
    """
    rest_most = ONE if rest.high is None else rest.high
    boxes = {place: _box(share) for place, share in shares.items()}
    others = max(0, number_of_places() - len(boxes))
    low = max([least for least, _, _ in boxes.values()], default=ZERO)
    high = max([*(most for _, most, _ in boxes.values()), rest_most if others else ZERO], default=ZERO)
    order = sorted(boxes, key=lambda place: (-boxes[place][0], -boxes[place][1], place))
    leaders = tuple(place for place in order if boxes[place][1] >= low and boxes[place][1] > 0)
    hhi = _hhi([*boxes.values()], others, rest_most)
    return Concentration(shares, rest, Interval(low, high), leaders, hhi)


def number_of_places() -> int:
    """Return the number of countries; any of them may have the share without a stated country."""
    return sum(1 for code in countries.all_codes() if countries.parent(code) is None and not _is_area(code))


def _is_area(code: str) -> bool:
    return countries.members(code) is not None


def _box(share: Interval) -> Box:
    return share.low or ZERO, ONE if share.high is None else share.high, 1


def _hhi(boxes: Sequence[Box], others: int, rest_most: Fraction) -> Interval:
    """Return the bounds of the sum of squares of shares that add up to 1.

    The share without a stated country (at most `rest_most`) may belong to up to `others` further countries.
    """
    all_boxes = [*boxes, *([(ZERO, rest_most, others)] if rest_most and others else [])]
    least, most = (sum((box[side] * box[2] for box in all_boxes), ZERO) for side in (0, 1))
    if not all_boxes or least > 1 or most < 1:
        return Interval(ZERO, ONE)
    return Interval(_least_squares(all_boxes), min(ONE, _most_squares(all_boxes)))


def _least_squares(boxes: Sequence[Box]) -> Fraction:
    """Return the minimum sum of squares of shares within the bounds in `boxes`.

    The sum is smallest if all shares are as equal as their bounds allow.
    """
    limits = sorted({bound for low, high, _ in boxes for bound in (low, high)})
    below = limits[0]
    for level in limits:
        if _sum_at_level(boxes, level) >= 1:
            break
        below = level
    filled = _sum_at_level(boxes, below)
    rising = sum(count for low, high, count in boxes if low <= below < high)
    if rising and filled < 1:
        below += (1 - filled) / rising
    return sum((count * min(max(below, low), high) ** 2 for low, high, count in boxes), ZERO)


def _sum_at_level(boxes: Sequence[Box], level: Fraction) -> Fraction:
    return sum((count * min(max(level, low), high) for low, high, count in boxes), ZERO)


def _most_squares(boxes: Sequence[Box]) -> Fraction:
    """Return an upper bound of the sum of squares of shares within the bounds in `boxes`.

    A square is at most its chord, `(low + high) * share - low * high`. The sum of the chords is largest if
    the shares with the largest `low + high` get their upper bounds first. The result is exact if all these
    shares reach their upper bounds.
    """
    left = ONE - sum(low * count for low, _, count in boxes)
    total = sum((low * low * count for low, _, count in boxes), ZERO)
    for low, high, count in sorted(boxes, key=lambda box: -(box[0] + box[1])):
        more = min(left, (high - low) * count)
        total += (low + high) * more
        left -= more
        if not left:
            break
    return total
