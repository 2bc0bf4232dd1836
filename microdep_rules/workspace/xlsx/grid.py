"""Cells of one sheet within the limits of a workbook: their texts by rows, and what else they state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.source import column_letter
from microdep_rules.workspace.xlsx.bounds import (
    AGAIN,
    ALONE,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_MERGED,
    RefusedError,
)

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import Bounds

AS_WRITTEN = pattern(r"[0-9\n]")
"""What is in a text of which it matters that it is one, or that it has lines."""
BLANKS = " \t\u00a0"

Area = tuple[int, int, int, int]
"""The first row and column and the last ones, counted from 1."""


class Grid:
    """The cells of a sheet, put once each and in their order; rows and columns are counted from 1."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self.rows: list[list[str]] = []
        self.width = 0
        self.areas: list[Area] = []
        self.lacking: list[str] = []
        """Cells whose formulas have no result."""
        self.moved: dict[str, int] = {}
        self.written: dict[str, str] = {}

    def refused(self, because: str, fix: str = AGAIN) -> RefusedError:
        """Return the refusal of the workbook for something in this sheet."""
        return RefusedError(f"in the sheet {quoted(self.name)} {because}", fix)

    def put(self, row: int, column: int, text: str) -> None:
        """Put what a cell shows, where the table that it makes is not too large."""
        width = max(self.width, column)
        if width * row > self.bounds.cells:
            place = place_of(row, column)
            raise self.refused(
                f"the cell {place} makes a table of {width * row:,} cells; "
                f"at most {MOST_CELLS:,} are read in one workbook",
                f"clear {place} where it is not in the table, or {ALONE}",
            )
        self.width = width
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[-1]
        cells += [""] * (column - 1 - len(cells))
        cells.append(text)

    def lack(self, row: int, column: int) -> None:
        """Put a formula that has no result."""
        self.put(row, column, "")
        self.lacking.append(place_of(row, column))

    def note(self, row: int, column: int, written: str, steps: int) -> None:
        """Note a text as it is written, and by how many steps a format moves it in."""
        place = place_of(row, column)
        if len(written) > LONGEST_TEXT:
            because = f"the cell {place} holds {len(written):,} letters; at most {LONGEST_TEXT:,} are read"
            raise self.refused(because, f"shorten the text of {place}")
        self.bounds.take_text(written)
        steps += len(written) - len(written.lstrip(BLANKS))
        if steps:
            self.moved[place] = steps
        if AS_WRITTEN.search(written):
            self.written[place] = written

    def merge(self, area: Area) -> None:
        """Note a merged range."""
        self.bounds.merged -= 1
        if self.bounds.merged < 0:
            raise self.refused(f"and before it more than {MOST_MERGED:,} ranges are merged")
        self.areas.append(area)


def place_of(row: int, column: int) -> str:
    """Return a cell as spreadsheets name it.

    >>> place_of(3, 28)
    'AB3'
    """
    return f"{column_letter(column - 1)}{row}"
