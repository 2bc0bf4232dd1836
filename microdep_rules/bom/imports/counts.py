"""Quantities with their units: `10 pcs` is a count of pieces; `2.5 m` and `0.5 kg` are measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.cell_values import Unreadable, no_number, parse_number
from microdep_rules.bom.imports.units import PIECES, unit_measure
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from decimal import Decimal

QUANTITY = pattern(
    r"([+]?[0-9][0-9.,'\u2019 \u00a0\u202f]*?)\s*([^\W\d_][\w\u00b2\u00b3. ]{0,19}|[\"\u2033])?"
)


AS_REQUIRED = frozenset(
    {"a/r", "ar", "as required", "as reqd", "as needed", "nach bedarf", "n.b.", "ref", "reference"}
)
"""Texts such as `as required`, which state that nobody counted the quantity."""


class NoCount(Struct, frozen=True):
    """Reason why a quantity is not a count of pieces."""

    because: str


def parse_count(text: str, unit: str = "", decimal: str = "") -> Decimal | NoCount | Unreadable:
    """Return the number of pieces; the unit is in the cell or in the row.

    >>> parse_count("4 pcs"), parse_count("10", "EA")
    (Decimal('4'), Decimal('10'))
    >>> parse_count("2.5 m").because, parse_count("3", "reel").because
    ('`2.5 m` is a length', '`3 reel` is a pack')
    """
    match = QUANTITY.fullmatch(text.strip())
    if text.strip().casefold() in AS_REQUIRED:
        return NoCount(phrase_of("import/cell-not-read", "no-number", text=text))
    if match is None:
        return no_number(text)
    own = (match[2] or unit).strip()
    measure = unit_measure(own) if own else PIECES
    if measure != PIECES:
        shown = f"`{match[1]} {own}`"
        if measure:
            return NoCount(phrase_of("import/cell-not-read", "measure", quantity=shown, measure=measure))
        return NoCount(phrase_of("import/cell-not-read", "unknown-unit", quantity=shown))
    return parse_number(match[1].strip(), decimal)


def is_zero(text: str) -> bool:
    """Return whether a quantity is zero, in any unit.

    >>> is_zero("0.0 pcs"), is_zero("0"), is_zero("10")
    (True, True, False)
    """
    match = QUANTITY.fullmatch(text.strip())
    return match is not None and "0" in match[1] and not match[1].strip("0., ")
