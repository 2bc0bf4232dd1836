"""Concentration: the largest share, and the Herfindahl-Hirschman index (HHI).

The HHI is the sum of the squares of the shares, from almost 0 to 1. Where shares are intervals, or a rest may
be in any place, the HHI is an interval that covers every possible distribution.
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
"""Bounds of a share, with the number of places that have these bounds."""


class Concentration(Struct, frozen=True):
    """Shares by place, the rest that may be anywhere, and the measures that follow."""

    shares: Mapping[str, Interval]
    rest: Interval
    """Share without a stated place."""
    largest: Interval
    leaders: tuple[str, ...]
    """Places that may have the largest share, the most likely first."""
    hhi: Interval


def concentration(shares: Mapping[str, Interval], rest: Interval) -> Concentration:
    """Return the largest share and the HHI of shares that add up to the whole together with the rest.

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
    """Return the number of countries: a rest may be in each of them."""
    return sum(1 for code in countries.all_codes() if countries.parent(code) is None and not _is_area(code))


def _is_area(code: str) -> bool:
    return countries.members(code) is not None


def _box(share: Interval) -> Box:
    return share.low or ZERO, ONE if share.high is None else share.high, 1


def _hhi(boxes: Sequence[Box], others: int, rest_most: Fraction) -> Interval:
    """Return the bounds of the sum of squares of shares in these boxes that add up to 1.

    `others` places share the rest, each from 0 to all of it.
    """
    all_boxes = [*boxes, *([(ZERO, rest_most, others)] if rest_most and others else [])]
    least, most = (sum((box[side] * box[2] for box in all_boxes), ZERO) for side in (0, 1))
    if not all_boxes or least > 1 or most < 1:
        return Interval(ZERO, ONE)
    return Interval(_least_squares(all_boxes), min(ONE, _most_squares(all_boxes)))


def _least_squares(boxes: Sequence[Box]) -> Fraction:
    """Return the least sum of squares: all shares are raised to one level, within their bounds."""
    marks = sorted({bound for low, high, _ in boxes for bound in (low, high)})
    below = marks[0]
    for level in marks:
        if _at_level(boxes, level) >= 1:
            break
        below = level
    filled = _at_level(boxes, below)
    rising = sum(many for low, high, many in boxes if low <= below < high)
    if rising and filled < 1:
        below += (1 - filled) / rising
    return sum((many * min(max(below, low), high) ** 2 for low, high, many in boxes), ZERO)


def _at_level(boxes: Sequence[Box], level: Fraction) -> Fraction:
    return sum((many * min(max(level, low), high) for low, high, many in boxes), ZERO)


def _most_squares(boxes: Sequence[Box]) -> Fraction:
    """Return an upper bound of the sum of squares: the remainder goes to the share where each unit adds most.

    A square is at most its chord, `(low + high) * share - low * high`. The sum of the chords is largest where
    the shares with the greatest `low + high` are filled first. The bound is reached where these are filled
    completely.
    """
    left = ONE - sum(low * many for low, _, many in boxes)
    total = sum((low * low * many for low, _, many in boxes), ZERO)
    for low, high, many in sorted(boxes, key=lambda box: -(box[0] + box[1])):
        more = min(left, (high - low) * many)
        total += (low + high) * more
        left -= more
        if not left:
            break
    return total
