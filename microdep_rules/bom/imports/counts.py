"""Quantities with their units: `10 pcs` is a count of pieces, `2.5 m` and `0.5 kg` are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.readings import OR_EMPTY, Unread, number
from microdep_rules.bom.imports.units import PIECES, measure_of
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from decimal import Decimal

QUANTITY = pattern(
    r"([+]?[0-9][0-9.,'\u2019 \u00a0\u202f]*?)\s*([^\W\d_][\w\u00b2\u00b3. ]{0,19}|[\"\u2033])?"
)


AS_REQUIRED = frozenset(
    {"a/r", "ar", "as required", "as reqd", "as needed", "nach bedarf", "n.b.", "ref", "reference"}
)
"""What people write where nobody counts the pieces."""


class NoCount(Struct, frozen=True):
    """Why a quantity is no count of pieces."""

    because: str


def count_of(text: str, unit: str = "", decimal: str = "") -> Decimal | NoCount | Unread:
    """Return how many pieces there are, by the unit in the cell, else by the one of the row.

    >>> count_of("4 pcs"), count_of("10", "EA"), count_of("2.5 m").because, count_of("3", "reel").because
    (Decimal('4'), Decimal('10'), '`2.5 m` is a length', '`3 reel` is a pack')
    """
    found = QUANTITY.fullmatch(text.strip())
    if text.strip().casefold() in AS_REQUIRED:
        return NoCount(f"`{text}` is no number")
    if found is None:
        return Unread(f"`{text}` is not a number", f"write a number such as 12 or 0.5{OR_EMPTY}")
    own = (found[2] or unit).strip()
    measure = measure_of(own) if own else PIECES
    if measure != PIECES:
        shown = f"`{found[1]} {own}`"
        return NoCount(f"{shown} is {measure}" if measure else f"{shown} has a unit that is not known")
    return number(found[1].strip(), decimal)


def is_zero(text: str) -> bool:
    """Return whether a quantity is nothing, in whichever unit.

    >>> is_zero("0.0 pcs"), is_zero("0"), is_zero("10")
    (True, True, False)
    """
    found = QUANTITY.fullmatch(text.strip())
    return found is not None and "0" in found[1] and not found[1].strip("0., ")
