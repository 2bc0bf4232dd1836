"""Spreadsheets that the product writes: plain text in cells, the same bytes for the same rows."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST = 32_000
"""So many letters a cell of a spreadsheet holds."""
WIDEST = 48
"""Columns of letters of the widest column."""
_NEVER = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can name; when a sheet was written is none of its content."""
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook(
    title: str, rows: Sequence[Sequence[str]], *, to_fill_in: Collection[str] = (), notes: Sequence[str] = ()
) -> bytes:
    """A workbook with one table, whose first row names the columns; `to_fill_in` are marked.

    Every cell is text, so that nothing in it is taken for a formula.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    marked = PatternFill("solid", start_color="FFF4D6")
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = text[:LONGEST] or None
            if text:
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
            if rows[0][column - 1] in to_fill_in:
                cell.fill = marked
    for column, name in enumerate(rows[0], 1):
        longest = max((len(line) for row in rows for line in row[column - 1].split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, len(name)) + 2, WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    if notes:
        page = book.create_sheet("How to fill in")
        page.column_dimensions["A"].width = 2 * WIDEST
        for number, note in enumerate(notes, 1):
            page.cell(number, 1, note).alignment = Alignment(wrap_text=True, vertical="top")
    written = io.BytesIO()
    book.save(written)
    return _without_time(written.getvalue())


def _without_time(data: bytes) -> bytes:
    """The same archive without the moments at which it and its parts were written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, _NEVER), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
