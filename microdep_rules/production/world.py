"""Concentration of world production in few countries, by substance and year, from the tables of a pack."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.values import Interval
from microdep_rules.production.concentration import Concentration, concentration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang import ir

ZERO, ONE = Fraction(0), Fraction(1)
BY_COUNTRY, IN_ALL = "production", "world-production"
"""Names of the tables in the pack `reference-data`: production by country, and world production."""


class WorldGroup(Struct, frozen=True):
    """World production of one substance in one year, by country."""

    substance: str
    year: int
    cites: str
    note: str
    concentration: Concentration


def world_groups(pack: ir.Pack) -> tuple[WorldGroup, ...]:
    """Return a group for each substance and year with figures for the world and for countries."""
    return tuple(_groups(pack.tables[BY_COUNTRY], pack.tables[IN_ALL]))


def _groups(by_country: ir.Table, in_all: ir.Table) -> Iterator[WorldGroup]:
    amounts: dict[tuple[str, int], dict[str, Fraction]] = {}
    for entry in by_country.entries:
        substance, country = entry.keys
        amounts.setdefault((substance, _year(entry)), {})[country] = _amount(entry)
    for entry in in_all.entries:
        of_year = amounts.get((entry.keys[0], _year(entry)), {})
        if of_year:
            note = entry.contested or ""
            yield WorldGroup(entry.keys[0], _year(entry), entry.cites, note, shared(of_year, _amount(entry)))


def shared(amounts: dict[str, Fraction], world: Fraction) -> Concentration:
    """Return the shares of countries in the world production.

    The tables contain rounded numbers. If the countries add up to more than the world, the share of a country
    is an interval between its share of the countries' sum and its share of the stated world production.

    >>> shared({"CN": Fraction(3)}, Fraction(4)).rest.high
    Fraction(1, 4)
    """
    listed = sum(amounts.values(), ZERO)
    least, most = min(listed, world) or ONE, max(listed, world) or ONE
    whole = (world, world) if listed <= world and world else (least, most)
    shares = {
        country: Interval(amount / whole[1], min(ONE, amount / whole[0]))
        for country, amount in amounts.items()
    }
    rest = max(ZERO, (world - listed) / whole[0])
    return concentration(shares, Interval(rest, rest))


def _year(entry: ir.Entry) -> int:
    start = entry.stretch.start
    assert start is not None
    assert start.date is not None
    return start.date.year


def _amount(entry: ir.Entry) -> Fraction:
    value = entry.value
    assert not isinstance(value, tuple)
    assert isinstance(value.value, Fraction)
    return value.value
