"""Merged cells of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.names import is_known
from microdep_rules.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.imports.names import Sort
    from microdep_rules.source import SheetSource

Area = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 1."""
TALLEST = 3
"""Maximum number of rows of a header."""


def merge_header(
    source: SheetSource, rows: Sequence[list[Cell]], at: int, merged: Iterable[Area], sort: Sort
) -> tuple[list[Cell], int]:
    """Return the names of the columns, and the last row of the header; a header may have several rows."""
    line = _line_number(source, rows[at])
    areas = [area_ for area_ in merged if area_[0] <= line + TALLEST and area_[2] >= line - TALLEST]
    tall = [area for area in areas if area[0] <= line <= area[2] and 0 < area[2] - area[0] < TALLEST]
    if not tall:
        return rows[at], at
    top, bottom = min(area_[0] for area_ in tall), max(area_[2] for area_ in tall)
    by_line = {_line_number(source, row): row for row in rows}
    lines = range(top, bottom + 1)
    texts = {
        (line, column): cell.text for line in lines for column, cell in enumerate(by_line.get(line, ()), 1)
    }
    for first_row, first, last_row, last in areas:
        text = by_line[first_row][first - 1].text if first_row in by_line else ""
        for row in range(max(first_row, top), min(last_row, bottom) + 1):
            texts |= dict.fromkeys(((row, column) for column in range(first, last + 1)), text)
    header = [
        Cell(_column_name([texts.get((row, column), "") for row in lines], sort), cell.span)
        for column, cell in enumerate(rows[at], 1)
    ]
    return header, max(at for at, row in enumerate(rows) if _line_number(source, row) in lines)


def _column_name(texts: Sequence[str], sort: Sort) -> str:
    """Return the column name from the header cells of a column.

    The name is the joined text of all cells, or the text of the lowest cell, if only that text is a known
    name.
    """
    words = list(dict.fromkeys(text for text in texts if text))
    candidates = [" ".join(words), *reversed(words)]
    return next(
        (candidate for candidate in candidates if is_known(candidate, sort)), candidates[1] if words else ""
    )


def spread_cells(
    source: SheetSource, rows: Sequence[list[Cell]], columns: Iterable[int], merged: Iterable[Area]
) -> list[list[Cell]]:
    """Return the rows; in these columns, the text of a merged cell is copied into each of its rows."""
    columns_, result = set(columns), list(rows)
    by_line: dict[int, int] = {}
    for first_row, column, last_row, _ in merged:
        if column - 1 not in columns_ or first_row == last_row:
            continue
        by_line = by_line or {_line_number(source, row): at for at, row in enumerate(rows)}
        if first_row not in by_line:
            continue
        text = rows[by_line[first_row]][column - 1].text
        for line in range(first_row + 1, last_row + 1):
            at = by_line.get(line)
            if at is not None and not result[at][column - 1].text:
                cells = result[at]
                result[at] = [*cells[: column - 1], Cell(text, cells[column - 1].span), *cells[column:]]
    return result


def _line_number(source: SheetSource, row: list[Cell]) -> int:
    return source.position(row[0].span.start).line
