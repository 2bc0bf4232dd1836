"""Check of a table for rows that are too short or too long because the file was cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.company_headings import columns_of
from microdep_rules.lists import errors as say
from microdep_rules.lists.tables import ALIAS_WIDTH, SDN_WIDTH
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

FEWEST_FULL = 2
"""Minimum number of full rows for the conclusion that a short last row was cut off.

A short last row is reported only if the text has no line end after the row.
"""


def find_uneven_row(form: str, rows: Sequence[list[Cell]], *, ends: bool = True) -> Diagnostic | None:
    """Return an error at the first row that does not have one cell for each column.

    Programs write published lists with every cell. In a hand-made table, empty cells at the end of a row may
    be missing.
    """
    match form:
        case "Consolidated Screening List (CSV)":
            return _uneven_row(rows, len(rows[0])) or _cut_off_cell(rows, ends=ends)
        case "OFAC SDN list (CSV)":
            return _uneven_row(rows, SDN_WIDTH)
        case "OFAC SDN list, aliases (CSV)":
            return _uneven_row(rows, ALIAS_WIDTH)
        case "FCC Covered List (table)":
            width = next(
                len(row) for row in rows if any("covered equipment" in c.text.casefold() for c in row)
            )
            return _ragged(rows[-1], width) if not ends and len(rows[-1]) < width else None
        case "table of companies":
            return _typed(rows, ends=ends)
        case _:
            return None


def _uneven_row(rows: Sequence[list[Cell]], width: int) -> Diagnostic | None:
    row = next((row for row in rows if len(row) != width), None)
    return _ragged(row, width) if row is not None else None


def _cut_off_cell(rows: Sequence[list[Cell]], *, ends: bool) -> Diagnostic | None:
    """Return an error if the text ends inside a cell, without a line end.

    If the last cell was cut off, an identifier in this cell would be a wrong identifier.
    """
    last = rows[-1][-1]
    return diagnose("file/truncated", last.span, "list-line") if last.text and not ends else None


def _typed(rows: Sequence[list[Cell]], *, ends: bool) -> Diagnostic | None:
    columns = columns_of(rows)
    if columns is None:
        return None
    width, below = len(columns.meanings), rows[columns.at + 1 :]
    long = next((row for row in below if any(cell.text for cell in row[width:])), None)
    if long is not None:
        return _ragged(long, width)
    before = below[:-1]
    are_full = len(before) >= FEWEST_FULL and all(len(row) >= width for row in before)
    return _ragged(below[-1], width) if not ends and are_full and len(below[-1]) < width else None


def _ragged(row: list[Cell], width: int) -> Diagnostic:
    return say.ragged_row(len(row), width, row[0].span.to(row[-1].span))
