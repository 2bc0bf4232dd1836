"""Copy of a completed list in which each row that is not taken is marked with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.tables import rejected_in
from microdep_rules.cells import unguarded
from microdep_rules.output.asking.columns import ANSWERS
from microdep_rules.output.asking.lists import many, table_as_csv
from microdep_rules.output.visible import exact
from microdep_rules.output.workbook import Table as Sheet
from microdep_rules.output.workbook import workbook

if TYPE_CHECKING:
    from microdep_rules.bom.imports.heading import Table

CORRECT = "Please correct"
"""The first column of the copy: why a row is not taken; empty where it is taken or not answered."""


class Copy(Struct, frozen=True):
    """The rows of a completed list, with the reasons in the first column."""

    rows: list[list[str]]
    marked: int

    @property
    def summary(self) -> str:
        """How many rows are marked, of how many."""
        total = len(self.rows) - 1
        return f"{many(self.marked, 'row')} to correct, of {total:,}; `{CORRECT}` states why"


def copy_of(table: Table) -> Copy:
    """Return the rows of a table; rows that are not taken come with the reasons and the fixes."""
    reasons = {
        each.row: "\n".join(f"{problem.message}; {problem.help}" for problem in each.problems)
        for each in rejected_in(table)
    }
    names = [cell.text for cell in table.header]
    kept = [place for place, name in enumerate(names) if name != CORRECT]
    rows = [[CORRECT, *(names[place] for place in kept)]]
    for number, line in enumerate(table.rows):
        cells = [_text(line[place].text) if place < len(line) else "" for place in kept]
        rows.append([reasons.get(number, ""), *cells])
    return Copy(rows, len(reasons))


def _text(cell: str) -> str:
    return exact(unguarded(cell))


def as_csv(copy: Copy) -> str:
    """Return the copy as CSV in which no cell is taken for a formula."""
    return table_as_csv(copy.rows)


def as_workbook(copy: Copy) -> bytes:
    """Return the copy as a workbook; what to correct and the answers are marked."""
    return workbook([Sheet("Questions", copy.rows, (CORRECT, *ANSWERS))])
