"""Distribution of a stage of a material among countries, by the shares in its stage entries."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.amounts import bounds
from microdep_rules.engine.values import Interval
from microdep_rules.production.tally import ANYWHERE, Touch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Pair
    from microdep_rules.production.places import PlaceReader

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)
Piece = tuple[Interval, Touch]
_EntryShares = list[tuple[Fraction, Fraction, Touch]]
"""Smallest share, largest share and countries of each entry."""


def split(
    places: PlaceReader, material: Element, substance: str, pair: Pair, weight: Interval
) -> Iterator[Piece]:
    """Yield parts of the amount `weight` of a material, each with the countries of a stage.

    A single entry without a share covers the whole amount. One of several entries without a share may cover
    any part that the stated shares leave. The part without an entry may be in any country.
    """
    entries = places.entries_at(material, substance, pair)
    if not entries:
        if places.may_have(material, substance, pair):
            yield weight, ANYWHERE
        return
    for low, high, touch in _shares([(entry.data.get("share"), touch) for entry, touch in entries]):
        most = None if weight.high is None else weight.high * high
        yield Interval((weight.low or ZERO) * low, ZERO if high == 0 else most), touch


def _shares(entries: list[tuple[object, Touch]]) -> _EntryShares:
    """Return the bounds of the share of each entry; a last item may have the share that no entry covers."""
    if len(entries) == 1 and entries[0][0] is None:
        return [(ONE, ONE, entries[0][1])]
    stated = [(_share(raw), raw is None, touch) for raw, touch in entries]
    stated_low = sum((low for (low, _), silent, _ in stated if not silent), ZERO)
    stated_high = sum((high for (_, high), silent, _ in stated if not silent), ZERO)
    left_low, left_high = max(ZERO, ONE - stated_high), max(ZERO, ONE - stated_low)
    silent = [touch for _, is_silent, touch in stated if is_silent]
    shares = [(low, high, touch) for (low, high), is_silent, touch in stated if not is_silent]
    if len(silent) == 1:
        return [*shares, (left_low, left_high, silent[0])]
    if silent:
        return [*shares, *((ZERO, left_high, touch) for touch in silent)]
    return [*shares, (left_low, left_high, ANYWHERE)] if left_high else shares


def _share(raw: object) -> tuple[Fraction, Fraction]:
    range_ = bounds(raw)
    return (range_.low or ZERO) / HUNDRED, ONE if range_.high is None else range_.high / HUNDRED
