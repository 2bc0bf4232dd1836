"""Notation of the cells of a table: the decimal sign, and the line ends within a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.cell_values import ASK
from microdep_rules.patterns import pattern
from microdep_rules.source import SheetSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.cells import Cell

COMMA = pattern(r"[^0-9]{0,4}[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})[^0-9,.]{0,5}")
POINT = pattern(r"[^0-9]{0,4}[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})[^0-9,.]{0,5}")
"""Numbers with a point that can only be a decimal point; `COMMA` has the numbers with a decimal comma."""


class Notation(Struct, frozen=True):
    """Notation of numbers and of line ends in the cells of a table."""

    stated: str = ""
    """Decimal sign that the mapping file states."""
    is_ambiguous: bool = False
    """True if the table does not show whether `1.000` means one or a thousand."""
    is_sheet: bool = False
    written: Mapping[int, str] = {}
    """Text of each text cell of a spreadsheet, with line ends; the keys are start positions of cells."""
    whole: frozenset[str] = frozenset()
    """Company names that contain a separator, such as `A & B`."""

    def decimal(self, cell: Cell) -> str:
        """Return the decimal sign of the number in a cell. A numeric spreadsheet cell always has a point."""
        if self.is_value(cell):
            return "."
        return self.stated or (ASK if self.is_ambiguous else "")

    def is_value(self, cell: Cell) -> bool:
        """Return whether a cell with digits is a number, date or percentage of a spreadsheet, not a text."""
        return self.is_sheet and cell.span.start not in self.written

    def lines(self, cell: Cell) -> str:
        """Return the text of a cell with its line ends."""
        return self.written.get(cell.span.start, cell.text)


def find_notation(table: ImportTable, stated: str, whole: frozenset[str]) -> Notation:
    """Return the notation of the cells of a table.

    `1.000` may be one or a thousand if a cell has an unambiguous decimal comma, or if semicolons separate the
    cells. If tabs or bars separate the cells, `1.000` is unambiguous only if a cell has an unambiguous
    decimal point.
    """
    if isinstance(table.source, SheetSource):
        return Notation(stated, is_ambiguous=True, is_sheet=True, written=table.written, whole=whole)
    cells = [cell.text for row in table.rows for cell in row if cell.text]
    has_comma = any(map(COMMA.fullmatch, cells))
    has_point = any(map(POINT.fullmatch, cells))
    asks = has_comma or table.delimiter == ";" or (table.delimiter != "," and not has_point)
    return Notation(stated, asks, whole=whole)
