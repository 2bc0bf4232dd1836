"""Cells of one sheet within the limits of a workbook: their texts, indents and merged ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.source import column_letter
from microdep_rules.workspace.xlsx.bounds import (
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_MERGED,
    RefusedError,
)

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

AS_WRITTEN = pattern(r"[0-9\n]")
"""Pattern of texts that are also stored in their original form, because they have a digit or a line end."""
BLANKS = " \t\u00a0"

Area = tuple[int, int, int, int]
"""Rectangle of cells: its first row and column, and its last row and column, counted from 1."""


class Grid:
    """Cells of a sheet, stored in the order of the rows; rows and columns are counted from 1."""

    def __init__(self, name: str, bounds: WorkbookBounds) -> None:
        self.name = name
        self.bounds = bounds
        self.rows: list[list[str]] = []
        self.width = 0
        self.areas: list[Area] = []
        self.without_result: list[str] = []
        """References of the cells that have a formula, but no stored result."""
        self.indents: dict[str, int] = {}
        self.written: dict[str, str] = {}

    def refused(self, because: str, fix: str = "") -> RefusedError:
        """Return the error that refuses the workbook; its message names this sheet and states `because`."""
        return RefusedError(
            phrase_of("file/wrong-format", "in-sheet", sheet=quoted(self.name), reason=because), fix
        )

    def put(self, row: int, column: int, text: str) -> None:
        """Store the displayed text of a cell; raise an error if the table then has too many cells."""
        width = max(self.width, column)
        if width * row > self.bounds.cells:
            place = place_of(row, column)
            raise self.refused(
                phrase_of(
                    "file/wrong-format", "wide-table", cell=place, count=width * row, limit=f"{MOST_CELLS:,}"
                ),
                phrase_of("file/wrong-format", "clear-cell", cell=place),
            )
        self.width = width
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[-1]
        cells += [""] * (column - 1 - len(cells))
        cells.append(text)

    def lack(self, row: int, column: int) -> None:
        """Record a cell whose formula has no stored result."""
        self.put(row, column, "")
        self.without_result.append(place_of(row, column))

    def note(self, row: int, column: int, original: str, levels: int) -> None:
        """Store the indent of a cell; also store its original text if the text has a digit or a line end."""
        place = place_of(row, column)
        if len(original) > LONGEST_TEXT:
            because = phrase_of(
                "file/wrong-format", "long-text", cell=place, count=len(original), limit=f"{LONGEST_TEXT:,}"
            )
            raise self.refused(because, phrase_of("file/wrong-format", "shorten", cell=place))
        self.bounds.take_text(original)
        levels += len(original) - len(original.lstrip(BLANKS))
        if levels:
            self.indents[place] = levels
        if AS_WRITTEN.search(original):
            self.written[place] = original

    def merge(self, area: Area) -> None:
        """Store a rectangle of merged cells; raise an error if there are too many."""
        self.bounds.merged -= 1
        if self.bounds.merged < 0:
            raise self.refused(phrase_of("file/wrong-format", "many-merged", count=MOST_MERGED))
        self.areas.append(area)


def place_of(row: int, column: int) -> str:
    """Return the reference of a cell, such as `AB3` for row 3 and column 28.

    >>> place_of(3, 28)
    'AB3'
    """
    return f"{column_letter(column - 1)}{row}"
