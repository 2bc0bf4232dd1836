"""Where a table begins: what parts its cells, and the row that names its columns.

One file of seven has titles, dates and empty lines above that row.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports.names import is_known
from microdep_rules.cells import DELIMITERS, Cell, cells_of
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.names import Sort
    from microdep_rules.diagnostics import Diagnostic

FIRST = 30
"""Among so many rows that hold anything the names of the columns are looked for."""
NO_HEADER = 0
"""The line of the header, as a mapping file says that there is none."""
INDENT = pattern(r"([-.>+*|\u2022\u2514\u251c\u2500\u2502]+)\s+\w")
"""What people write before a name to move it in."""
MOST_CELLS, LONGEST_TEXT = 4_000_000, 32_767
"""Cells of a table in text, and letters of one of them, as many as of a workbook."""
FEWEST = 2
"""So many cells of a row have to be known names of columns."""

Rows = list[list[Cell]]


class Table(Struct, frozen=True):
    """A table: the row that names the columns, the rows below, and what stands above."""

    source: SourceFile
    header: list[Cell]
    rows: Rows
    above: Rows
    delimiter: str = ""
    has_header: bool = True
    lacking: frozenset[str] = frozenset()
    """The cells whose formulas have no result."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Cells that are one: the first row and column and the last ones, from 1."""
    moved: Mapping[str, int] = {}
    """Cells of a spreadsheet that are moved in, with by how much."""
    written: Mapping[int, str] = {}
    """Cells of a spreadsheet that hold texts, each with its lines, by where they begin."""
    others: tuple[str, ...] = ()
    """Other sheets that hold a table too."""

    @property
    def extent(self) -> Span:
        """The row that names the columns, or the first one."""
        return self.header[0].span.to(self.header[-1].span)

    def line_of(self, row: list[Cell]) -> int:
        """The line of a row, counted from 1."""
        return self.source.position(row[0].span.start).line


def table_of(
    source: SourceFile, delimiter: str = "", header_row: int | None = None, sort: Sort = "fields"
) -> tuple[Table | None, list[Diagnostic]]:
    """The table in a text; the delimiter and the line of the header may be given."""
    if problem := _too_many_cells(source):
        return None, [problem]
    tries = {each: list(cells_of(source, each)) for each in (delimiter or (*DELIMITERS, "|"))}
    if header_row is not None:
        found = {each: _at_line(source, rows, header_row) for each, rows in tries.items()}
        wanted = [
            (len(rows[at]), each, at) for each, rows in tries.items() if (at := found[each]) is not None
        ]
    else:
        heads = ((each, *best(rows, sort)) for each, rows in tries.items())
        wanted = [(known, each, at) for each, known, at in heads if known >= FEWEST]
    if not wanted:
        at_start, declarations = Span(source.path, 0, 0), sort == "declarations"
        return None, [say.no_header(header_row, at_start, _texts(tries), declarations=declarations)]
    _, sign, at = max(wanted, key=lambda each: each[0])
    rows = tries[sign]
    if problem := _cell_too_long(rows):
        return None, [problem]
    if header_row == NO_HEADER:
        return Table(source, nameless(rows[0]), rows, [], sign, has_header=False), []
    return Table(source, rows[at], rows[at + 1 :], rows[:at], sign), []


def _too_many_cells(source: SourceFile) -> Diagnostic | None:
    """A text that would have more cells than a table may, whatever separates them."""
    lines = source.text.count("\n")
    if max(source.text.count(each) for each in (*DELIMITERS, "|")) + lines <= MOST_CELLS:
        return None
    return diagnose("file/wrong-format", Span(source.path, 0, 0), "cells", count=MOST_CELLS)


def _cell_too_long(rows: Rows) -> Diagnostic | None:
    """The first cell that has more letters than a spreadsheet lets a cell have."""
    spans = (cell.span for row in rows for cell in row if len(cell.text) > LONGEST_TEXT)
    at = next(spans, None)
    return (
        diagnose("file/wrong-format", Span(at.path, at.start, at.start + 1), "long-cell", count=LONGEST_TEXT)
        if at is not None
        else None
    )


def best(rows: Rows, sort: Sort = "fields") -> tuple[int, int]:
    """How many names of columns the row has that has most, and which it is; of equal ones the first."""
    known = [sum(is_known(cell.text, sort) for cell in row) for row in islice(rows, FIRST)]
    most = max(known, default=0)
    return most, known.index(most) if known else 0


def other_heads(table: Table, sort: Sort = "fields") -> list[list[Cell]]:
    """Rows beside the header that name columns, too: above it with rows of their own, or below it.

    Most of such a row is names; a part that is called `Switch` is none.
    """
    above = [
        row for at, row in enumerate(table.above) if _names_columns(row, sort) and any(table.above[at + 1 :])
    ]
    return above + [row for row in table.rows if _names_columns(row, sort)] if table.has_header else []


def _names_columns(row: list[Cell], sort: Sort) -> bool:
    filled = [cell.text for cell in row if cell.text]
    known = sum(is_known(each, sort) for each in filled)
    return known >= FEWEST and 3 * known >= 2 * len(filled)


def indent_of(text: str, cell: Cell) -> int:
    """How far a cell is moved in: by blanks before its text, or by dashes and dots that it begins with.

    >>> indent_of("1,  Motor", Cell("Motor", Span("", 4, 9)))
    2
    >>> indent_of("-- Rotor", Cell("-- Rotor", Span("", 0, 8)))
    2
    """
    before = text[: cell.span.start]
    blanks = len(before) - len(before.rstrip(" \t\u00a0"))
    signs = INDENT.match(cell.text)
    return blanks + (len(signs[1]) if signs is not None else 0)


def nameless(row: list[Cell]) -> list[Cell]:
    """A header of a table that has none: as many cells as its first row, without a name."""
    return [Cell("", cell.span) for cell in row]


def _at_line(source: SourceFile, rows: Rows, line: int) -> int | None:
    if line == NO_HEADER:
        return 0 if rows else None
    lines = (source.position(row[0].span.start).line for row in rows)
    return next((at for at, each in enumerate(lines) if each == line), None)


def _texts(tries: dict[str, Rows]) -> Sequence[str]:
    """The cells of the first row that has most of them, to say what was found."""
    first = [rows[0] for rows in tries.values() if rows]
    return [cell.text for cell in max(first, key=len, default=[])]
