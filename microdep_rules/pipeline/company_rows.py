"""Rows of a sheet that contains companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.merged import spread_cells
from microdep_rules.bom.imports.sheets import sheet_rows, with_line_ends
from microdep_rules.lang.company_headings import head_of
from microdep_rules.lists.tables import PLAIN, find_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.source import SheetSource


def company_rows(path: str, sheet: Sheet) -> tuple[SheetSource, Sequence[list[Cell]]]:
    """Return the text of a sheet and its rows.

    In a list without a published format (`PLAIN`), cells keep their line breaks, because a line break may
    separate two names. The text of a merged cell applies to each of its rows.
    """
    source, rows = sheet_rows(path, sheet)
    if sheet.merged and rows:
        rows = spread_cells(source, rows, range(max(map(len, rows))), sheet.merged)
    at = head_of(rows) if find_form(rows) == PLAIN else None
    if at is None:
        return source, rows
    return source, [*rows[: at + 1], *with_line_ends(source, rows[at + 1 :], sheet)]
