"""File `companies.csv` of a pack, and the position of each of its cells in the spreadsheet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.output.cell_texts import csv_line
from microdep_rules.workspace.ban_pack import (
    TABLE,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic, Label
    from microdep_rules.pipeline.ban.columns import (
        BanColumns,
    )


def as_csv(tables: Sequence[BanColumns]) -> tuple[str, list[tuple[int, Cell]]]:
    """Return the used columns as one CSV file, and the position of each of its cells in the spreadsheet."""
    able = [_column_positions(table.columns.meanings) for table in tables]
    columns = list(dict.fromkeys(meaning for meanings in able for meaning in meanings))
    text = io.StringIO()
    places: list[tuple[int, Cell]] = []
    _write_line(text, places, [(meaning, tables[0].rows[0][0]) for meaning, _ in columns])
    for table, positions in zip(tables, able, strict=True):
        for row in table.rows[1:]:
            cells = [_cell(row, positions.get(column)) for column in columns]
            _write_line(text, places, cells)
    return text.getvalue(), places


def _column_positions(meanings: Sequence[str]) -> dict[tuple[str, int], int]:
    """Return the positions of the used columns.

    The keys are (meaning, number). The number counts columns with the same meaning from 0.
    """
    positions: dict[tuple[str, int], int] = {}
    for at, meaning in enumerate(meanings):
        if meaning:
            positions[meaning, list(meanings[:at]).count(meaning)] = at
    return positions


def _cell(row: list[Cell], at: int | None) -> tuple[str, Cell]:
    """Return the text and position of a cell; a missing cell has the position of the last cell in its row."""
    return (row[at].text, row[at]) if at is not None and at < len(row) else ("", row[-1])


def _write_line(text: io.StringIO, places: list[tuple[int, Cell]], cells: Sequence[tuple[str, Cell]]) -> None:
    """Write one line of the CSV file."""
    for place, (value, cell) in enumerate(cells):
        places.append((text.tell(), cell))
        written = csv_line([value, ""])
        text.write(written if place < len(cells) - 1 else written.removesuffix(","))
    text.write("\n")


def relocate(problem: Diagnostic, places: Sequence[tuple[int, Cell]]) -> Diagnostic:
    """Convert a diagnostic about the CSV file into a diagnostic about cells of the spreadsheet."""

    def label(label_: Label) -> Label:
        cell = next((cell for at, cell in reversed(places) if at <= label_.span.start), None)
        return replace(label_, span=cell.span) if cell is not None and label_.span.path == TABLE else label_

    return replace(problem, primary=label(problem.primary), labels=tuple(map(label, problem.labels)))
