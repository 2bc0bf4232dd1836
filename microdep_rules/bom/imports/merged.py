"""Cells of a spreadsheet that are one over several rows or columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.names import is_known
from microdep_rules.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.imports.names import Sort
    from microdep_rules.source import SheetSource

Area = tuple[int, int, int, int]
"""The first row and column and the last ones, counted from 1."""
TALLEST = 3
"""Over so many rows the names of columns go at most."""


def heading_of(
    source: SheetSource, rows: Sequence[list[Cell]], at: int, merged: Iterable[Area], sort: Sort
) -> tuple[list[Cell], int]:
    """The names of the columns, which may go over several rows, and the last of these rows."""
    line = _line(source, rows[at])
    areas = [each for each in merged if each[0] <= line + TALLEST and each[2] >= line - TALLEST]
    tall = [each for each in areas if each[0] <= line <= each[2] and 0 < each[2] - each[0] < TALLEST]
    if not tall:
        return rows[at], at
    top, bottom = min(each[0] for each in tall), max(each[2] for each in tall)
    inside = [index for index, row in enumerate(rows) if top <= _line(source, row) <= bottom]
    texts = {(_line(source, row), column): cell.text for row in rows for column, cell in enumerate(row, 1)}
    for first_row, first, last_row, last in areas:
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                texts[row, column] = texts.get((first_row, first), "")
    header = [
        Cell(_name([texts.get((row, column), "") for row in range(top, bottom + 1)], sort), cell.span)
        for column, cell in enumerate(rows[at], 1)
    ]
    return header, max(inside)


def _name(texts: Sequence[str], sort: Sort) -> str:
    """What a column is called by the cells over it: by all where that is a name, else the lowest known."""
    said = list(dict.fromkeys(each for each in texts if each))
    ways = [" ".join(said), *reversed(said)]
    return next((each for each in ways if is_known(each, sort)), ways[1] if said else "")


def carried(
    source: SheetSource, rows: Sequence[list[Cell]], columns: Iterable[int], merged: Iterable[Area]
) -> list[list[Cell]]:
    """Rows in which a cell over several of them is in each, in columns that say what lies in what."""
    wanted = set(columns)
    held = {
        (row, column): (first_row, column)
        for first_row, column, last_row, _ in merged
        if column - 1 in wanted
        for row in range(first_row + 1, last_row + 1)
    }
    if not held:
        return list(rows)
    by_line = {_line(source, row): row for row in rows}
    return [_filled(row, _line(source, row), held, by_line) for row in rows]


def _filled(
    row: list[Cell], line: int, held: dict[tuple[int, int], tuple[int, int]], by_line: dict[int, list[Cell]]
) -> list[Cell]:
    found = list(row)
    for at, cell in enumerate(row):
        first = held.get((line, at + 1))
        if first is not None and not cell.text and first[0] in by_line:
            found[at] = Cell(by_line[first[0]][at].text, cell.span)
    return found


def _line(source: SheetSource, row: list[Cell]) -> int:
    return source.position(row[0].span.start).line
