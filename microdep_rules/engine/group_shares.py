"""The largest share that one value has of a group, between the least and the greatest that it may be.

A group consists of pieces, each of an amount between bounds and for one of some values, or for any. The
bounds hold for every way in which the unknown may turn out. The greatest share is reached in one of them;
so is the least where it is known what is in the group, and each piece counts for one value, or may for any.
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


class Piece(Struct, frozen=True, gc=False):
    """What one element brings to a group, and the values it may count for."""

    low: Fraction
    high: Fraction | None
    """Nothing where it has no bound."""
    values: Mapping[object, Truth] | None
    """Each with whether shares of it are asked about; nothing where the value may be any."""

    def counts(self, asked_of_any: Truth) -> bool:
        """Return whether it surely counts for a value that is asked about, whichever that is."""
        if self.values is None:
            return asked_of_any is True
        return all(value is True for value in self.values.values())

    @property
    def value(self) -> object:
        """The one value it counts for; nothing where it may be another."""
        return next(iter(self.values)) if self.values is not None and len(self.values) == 1 else None


def bounds(pieces: Sequence[Piece], *, asked_of_any: Truth) -> Interval | Unknown:
    """The least and the greatest that the largest share may be; `asked_of_any` of a value nobody knows.

    >>> pieces = [Piece(Fraction(3), Fraction(3), {"CN": True}), Piece(Fraction(1), Fraction(1), None)]
    >>> bounds(pieces, asked_of_any=True)
    Interval(low=Fraction(3, 4), high=Fraction(1, 1), unit='')
    """
    if all(piece.high == 0 for piece in pieces):
        return NOTHING
    return Interval(_lowest(pieces, asked_of_any), _highest(pieces, asked_of_any))


def leading(pieces: Sequence[Piece]) -> object:
    """The value that has most for sure; nothing where that is not known of any."""
    lows: dict[object, list[Fraction]] = {}
    unknown = ZERO
    for piece in pieces:
        if piece.value is None:
            unknown = max(unknown, piece.low)
        elif piece.counts(asked_of_any=False):
            lows.setdefault(piece.value, []).append(piece.low)
    sums = {value: sum_of(each) for value, each in lows.items()}
    lead = max(sums, key=lambda value: sums[value], default=None)
    return lead if lead is not None and sums[lead] >= unknown else None


def _sum(pieces: Sequence[Piece]) -> tuple[Fraction, Fraction | None]:
    return added([piece.low for piece in pieces], [piece.high for piece in pieces])


def _highest(pieces: Sequence[Piece], asked_of_any: Truth) -> Fraction:
    """With all that may count for one value as great as it can be, and all else as little."""
    anything: list[Piece] = []
    known: dict[object, list[Piece]] = {}
    for piece in pieces:
        if piece.values is None:
            anything += [piece] if asked_of_any is not False else []
            continue
        for value, asked in piece.values.items():
            if asked is not False:
                known.setdefault(value, []).append(piece)
    listed, of_any = sum_of(piece.low for piece in pieces), _sum(anything)
    return max(_greatest(own, of_any, listed) for own in ([], *known.values()))


def _greatest(own: Sequence[Piece], of_any: tuple[Fraction, Fraction | None], listed: Fraction) -> Fraction:
    """What the pieces that may be of one value come to, with those that may be of any, out of all."""
    low, high = _sum(own)
    if high is None or of_any[1] is None:
        return ONE
    most, others = high + of_any[1], listed - low - of_any[0]
    return most / (most + others) if most else ZERO


def _lowest(pieces: Sequence[Piece], asked_of_any: Truth) -> Fraction:
    """With the rest as great as it can be, while no value gets more than one has at the least.

    The share of the leading value is least where it has no more than it must: what all others may have beside
    it, up to as much each, and what is not asked about grow without any of them leading. What is of an
    unknown value may be of one that nothing else has.
    """
    counted: dict[object, list[Piece]] = {}
    others: list[Piece] = []
    for number, each in enumerate(pieces):
        if each.counts(asked_of_any):
            own = each.value if each.value is not None else ("alone", number)
            counted.setdefault(own, []).append(each)
        else:
            others.append(each)
    rest, sums = _sum(others)[1], [_sum(each) for each in counted.values()]
    lead = max((low for low, _ in sums), default=ZERO)
    if lead == 0:
        sharing = sum(high != 0 for _, high in sums)
        return ZERO if rest != 0 or not sharing else Fraction(1, sharing)
    if rest is None:
        return ZERO
    beside = (lead if high is None else min(high, lead) for _, high in sums)
    return lead / (rest + sum_of(beside))
