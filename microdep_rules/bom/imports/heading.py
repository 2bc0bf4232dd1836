"""Header of a table: the row that names the columns, and the separator of cells.

About one file in seven has titles, dates and empty lines above the header.
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
"""Number of filled rows, from the top of a table, in which the header is searched."""
NO_HEADER = 0
"""Value of `header_row` in the mapping file of a table without a header."""
INDENT = pattern(r"([-.>+*|\u2022\u2514\u251c\u2500\u2502]+)\s+\w")
"""Characters that indent a name, such as `--`."""
MOST_CELLS, LONGEST_TEXT = 4_000_000, 32_767
"""Maximum number of cells in a text table, and of letters in a cell, as in workbooks."""
FEWEST = 2
"""Minimum number of known column names in a header."""

Rows = list[list[Cell]]


class ImportTable(Struct, frozen=True):
    """Table with its header, the rows below the header, and the rows above the header."""

    source: SourceFile
    header: list[Cell]
    rows: Rows
    above: Rows
    delimiter: str = ""
    has_header: bool = True
    without_result: frozenset[str] = frozenset()
    """Names of the cells with a formula that has no result, such as `B7`."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells: first row, first column, last row and last column, counted from 1."""
    indents: Mapping[str, int] = {}
    """Indentation of the indented cells of a spreadsheet; the keys are names of cells such as `A1`."""
    written: Mapping[int, str] = {}
    """Texts of spreadsheet cells with their line breaks; the keys are start positions of cells."""
    other_sheets: tuple[str, ...] = ()
    """Names of the other sheets with a table."""

    @property
    def extent(self) -> Span:
        """Span of the header, or of the first row."""
        return self.header[0].span.to(self.header[-1].span)

    def line_of(self, row: list[Cell]) -> int:
        """Return the line of a row, counted from 1."""
        return self.source.position(row[0].span.start).line


def find_table(
    source: SourceFile, delimiter: str = "", header_row: int | None = None, sort: Sort = "fields"
) -> tuple[ImportTable | None, list[Diagnostic]]:
    """Return the table in a text. A mapping file may state the delimiter and the line of the header."""
    if problem := _too_many_cells(source):
        return None, [problem]
    tries = {sign_: list(cells_of(source, sign_)) for sign_ in (delimiter or (*DELIMITERS, "|"))}
    if header_row is not None:
        positions = {sign_: _at_line(source, rows, header_row) for sign_, rows in tries.items()}
        candidates = [
            (len(rows[at]), sign_, at)
            for sign_, rows in tries.items()
            if (at := positions[sign_]) is not None
        ]
    else:
        heads = ((sign_, *find_header(rows, sort)) for sign_, rows in tries.items())
        candidates = [(known, sign_, at) for sign_, known, at in heads if known >= FEWEST]
    if not candidates:
        at_start, declarations = Span(source.path, 0, 0), sort == "declarations"
        return None, [
            say.no_header(header_row, at_start, _texts_of_longest_row(tries), declarations=declarations)
        ]
    _, sign, at = max(candidates, key=lambda head: head[0])
    rows = tries[sign]
    if problem := _cell_too_long(rows):
        return None, [problem]
    if header_row == NO_HEADER:
        return ImportTable(source, unnamed_header(rows[0]), rows, [], sign, has_header=False), []
    return ImportTable(source, rows[at], rows[at + 1 :], rows[:at], sign), []


def _too_many_cells(source: SourceFile) -> Diagnostic | None:
    """Return an error if a text has too many cells with any of the possible separators."""
    lines = source.text.count("\n")
    if max(source.text.count(sign) for sign in (*DELIMITERS, "|")) + lines <= MOST_CELLS:
        return None
    return diagnose("file/wrong-format", Span(source.path, 0, 0), "cells", count=MOST_CELLS)


def _cell_too_long(rows: Rows) -> Diagnostic | None:
    """Return an error for the first cell that is longer than a spreadsheet allows."""
    spans = (cell.span for row in rows for cell in row if len(cell.text) > LONGEST_TEXT)
    at = next(spans, None)
    return (
        diagnose("file/wrong-format", Span(at.path, at.start, at.start + 1), "long-cell", count=LONGEST_TEXT)
        if at is not None
        else None
    )


def find_header(rows: Rows, sort: Sort = "fields") -> tuple[int, int]:
    """Return the largest number of known column names in one row, and the first row with this number."""
    known = [sum(is_known(cell.text, sort) for cell in row) for row in islice(rows, FIRST)]
    most = max(known, default=0)
    return most, known.index(most) if known else 0


def other_headers(table: ImportTable, sort: Sort = "fields") -> list[list[Cell]]:
    """Return the headers of further tables in the sheet, above or below the header of this table.

    A header above counts only if rows are below it. Most cells of a header are column names. So a row that
    contains a component called `Switch` is not a header.
    """
    above = [
        row for at, row in enumerate(table.above) if _names_columns(row, sort) and any(table.above[at + 1 :])
    ]
    return above + [row for row in table.rows if _names_columns(row, sort)] if table.has_header else []


def _names_columns(row: list[Cell], sort: Sort) -> bool:
    filled = [cell.text for cell in row if cell.text]
    known = sum(is_known(text, sort) for text in filled)
    return known >= FEWEST and 3 * known >= 2 * len(filled)


def indentation(text: str, cell: Cell) -> int:
    """Return the indentation of a cell: the blanks before its text, or the dashes and dots at its beginning.

    >>> indentation("1,  Motor", Cell("Motor", Span("", 4, 9)))
    2
    >>> indentation("-- Rotor", Cell("-- Rotor", Span("", 0, 8)))
    2
    """
    before = text[: cell.span.start]
    blanks = len(before) - len(before.rstrip(" \t\u00a0"))
    signs = INDENT.match(cell.text)
    return blanks + (len(signs[1]) if signs is not None else 0)


def unnamed_header(row: list[Cell]) -> list[Cell]:
    """Return a header of empty names, with as many cells as the first row."""
    return [Cell("", cell.span) for cell in row]


def _at_line(source: SourceFile, rows: Rows, line: int) -> int | None:
    if line == NO_HEADER:
        return 0 if rows else None
    lines = (source.position(row[0].span.start).line for row in rows)
    return next((at for at, line_ in enumerate(lines) if line_ == line), None)


def _texts_of_longest_row(tries: dict[str, Rows]) -> Sequence[str]:
    """Return the texts of the longest first row that one of the tried separators gives."""
    first = [rows[0] for rows in tries.values() if rows]
    return [cell.text for cell in max(first, key=len, default=[])]
