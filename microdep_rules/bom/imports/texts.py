"""Cells as their table writes them: the decimal sign of each, and the lines within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.readings import ASK
from microdep_rules.patterns import pattern
from microdep_rules.source import SheetSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.cells import Cell

COMMA = pattern(r"[^0-9]{0,4}[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})[^0-9,.]{0,5}")
POINT = pattern(r"[^0-9]{0,4}[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})[^0-9,.]{0,5}")
"""Numbers in which the sign can only stand before decimals."""


class Texts(Struct, frozen=True):
    """What a table states of the texts of its cells besides the texts."""

    stated: str = ""
    """The decimal sign by the mapping file."""
    asks: bool = False
    """Whether `1.000` may mean two things in it."""
    is_sheet: bool = False
    written: Mapping[int, str] = {}
    """Of a spreadsheet: the cells that hold texts, each with its lines, by where they begin."""
    whole: frozenset[str] = frozenset()
    """Names of companies that hold a separating sign."""

    def decimal(self, cell: Cell) -> str:
        """Return what stands before the decimals in a cell; numbers of a spreadsheet are exact."""
        if self.is_value(cell):
            return "."
        return self.stated or (ASK if self.asks else "")

    def is_value(self, cell: Cell) -> bool:
        """Whether a cell with digits holds a number, a day or a share of a spreadsheet, and no text."""
        return self.is_sheet and cell.span.start not in self.written

    def lines(self, cell: Cell) -> str:
        """Return the text of a cell with its lines."""
        return self.written.get(cell.span.start, cell.text)


def texts_of(table: Table, stated: str, whole: frozenset[str]) -> Texts:
    """Return what is known of the texts of a table.

    Where a cell has a comma that can only stand before decimals, or semicolons separate the cells, as they do
    where commas stand before decimals, `1.000` may mean two things. So it may between tabs and bars, unless a
    point can only stand before decimals in another cell.
    """
    if isinstance(table.source, SheetSource):
        return Texts(stated, asks=True, is_sheet=True, written=table.written, whole=whole)
    cells = [cell.text for row in table.rows for cell in row if cell.text]
    has_comma = any(map(COMMA.fullmatch, cells))
    has_point = any(map(POINT.fullmatch, cells))
    asks = has_comma or table.delimiter == ";" or (table.delimiter != "," and not has_point)
    return Texts(stated, asks, whole=whole)
