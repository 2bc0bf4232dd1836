"""Bounds of the largest share that one value has in a group, such as one country's share of the cost.

A group consists of pieces. Each piece has an amount between two bounds, and one value, several possible
values, or any value. The bounds of the share include every possible result. The upper bound can always be
reached; the lower bound, if each piece is certainly in the group and has one value or any value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import sum_of
from microdep_rules.engine.shares import NOTHING, added
from microdep_rules.engine.values import Interval, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)


class GroupPiece(Struct, frozen=True, gc=False):
    """Amount of one element in a group, with its possible values."""

    low: Fraction
    high: Fraction | None
    """Upper bound of the amount; None if there is no upper bound."""
    values: Mapping[object, Truth] | None
    """Possible values, each with the result of the rule's condition on values; None for any value."""

    def counts(self, asked_of_any: Truth) -> bool:
        """Return whether each possible value of the piece satisfies the rule's condition on values.

        `asked_of_any` is the result for a piece with any value.
        """
        if self.values is None:
            return asked_of_any is True
        return all(value is True for value in self.values.values())

    @property
    def value(self) -> object:
        """Return the only possible value; None if there are several."""
        return next(iter(self.values)) if self.values is not None and len(self.values) == 1 else None


def bounds(pieces: Sequence[GroupPiece], *, asked_of_any: Truth) -> Interval | Unknown:
    """Return the smallest and the largest possible share of the value with the largest share.

    `asked_of_any` states whether a piece that may have any value satisfies the rule's condition on values.

    >>> chinese = GroupPiece(Fraction(3), Fraction(3), {"CN": True})
    >>> bounds([chinese, GroupPiece(Fraction(1), Fraction(1), None)], asked_of_any=True)
    Interval(low=Fraction(3, 4), high=Fraction(1, 1), unit='')
    """
    if all(piece.high == 0 for piece in pieces):
        return NOTHING
    return Interval(_lowest(pieces, asked_of_any), _highest(pieces, asked_of_any))


def leading(pieces: Sequence[GroupPiece]) -> object:
    """Return the value with the largest certain amount; None if the uncertain amounts are larger."""
    lows: dict[object, list[Fraction]] = {}
    unknown = ZERO
    for piece in pieces:
        if piece.value is None:
            unknown = max(unknown, piece.low)
        elif piece.counts(asked_of_any=False):
            lows.setdefault(piece.value, []).append(piece.low)
    sums = {value: sum_of(amounts) for value, amounts in lows.items()}
    lead = max(sums, key=lambda value: sums[value], default=None)
    return lead if lead is not None and sums[lead] >= unknown else None


def _sum(pieces: Sequence[GroupPiece]) -> tuple[Fraction, Fraction | None]:
    return added([piece.low for piece in pieces], [piece.high for piece in pieces])


def _highest(pieces: Sequence[GroupPiece], asked_of_any: Truth) -> Fraction:
    """Return the upper bound of the largest share of one value.

    The bound assumes the largest possible amount for this value, and the smallest for all others.
    """
    anything: list[GroupPiece] = []
    known: dict[object, list[GroupPiece]] = {}
    for piece in pieces:
        if piece.values is None:
            anything += [piece] if asked_of_any is not False else []
            continue
        for value, counts in piece.values.items():
            if counts is not False:
                known.setdefault(value, []).append(piece)
    listed, of_any = sum_of(piece.low for piece in pieces), _sum(anything)
    return max(_greatest(own, of_any, listed) for own in ([], *known.values()))


def _greatest(
    own: Sequence[GroupPiece], of_any: tuple[Fraction, Fraction | None], listed: Fraction
) -> Fraction:
    """Return the largest possible share of one value, if pieces with any value have this value.

    `own` contains the pieces that may have the value, and `of_any` the bounds of all pieces with any value.
    """
    low, high = _sum(own)
    if high is None or of_any[1] is None:
        return ONE
    most, others = high + of_any[1], listed - low - of_any[0]
    return most / (most + others) if most else ZERO


def _lowest(pieces: Sequence[GroupPiece], asked_of_any: Truth) -> Fraction:
    """Return the lower bound of the largest share of one value.

    The value with the largest certain amount has its smallest amount. All other values have as much as
    possible, but not more than this value. A piece with an unknown value may have a value that no other piece
    has.
    """
    counted: dict[object, list[GroupPiece]] = {}
    others: list[GroupPiece] = []
    for number, piece in enumerate(pieces):
        if piece.counts(asked_of_any):
            own = piece.value if piece.value is not None else ("alone", number)
            counted.setdefault(own, []).append(piece)
        else:
            others.append(piece)
    rest, sums = _sum(others)[1], [_sum(group) for group in counted.values()]
    lead = max((low for low, _ in sums), default=ZERO)
    if lead == 0:
        sharing = sum(high != 0 for _, high in sums)
        return ZERO if rest != 0 or not sharing else Fraction(1, sharing)
    if rest is None:
        return ZERO
    beside = (lead if high is None else min(high, lead) for _, high in sums)
    return lead / (rest + sum_of(beside))
