"""Workbooks that the product writes: plain text in cells, the same bytes for the same rows."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST = 32_000
"""So many letters a cell of a spreadsheet holds."""
MOST_ROWS = 1_000_000
"""So many rows a sheet holds."""
WIDEST = 48
"""Columns of letters of the widest column."""
LOOKED_AT = 1_000
"""So many rows are looked at for the width of a column."""
_NEVER = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can name; when a sheet was written is none of its content."""
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}


class Table(Struct, frozen=True):
    """A sheet with a table, whose first row names the columns."""

    title: str
    rows: Sequence[Sequence[str]]
    to_fill_in: Collection[str] = ()
    """The columns that somebody is to fill in; they are marked."""


class Notes(Struct, frozen=True):
    """A sheet with sentences below each other."""

    title: str
    lines: Sequence[str]


def workbook(sheets: Sequence[Table | Notes]) -> bytes:
    """A workbook in the form of Excel (ECMA-376).

    Every cell is text, so that nothing in it is taken for a formula, an address or a number.
    """
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"created": datetime(*_NEVER)})  # noqa: DTZ001 - no moment, and without a zone in the file
    for each in sheets:
        sheet = book.add_worksheet(each.title)
        if isinstance(each, Table):
            _table(book, sheet, each)
        else:
            sheet.set_column(0, 0, 2 * WIDEST)
            form = book.add_format(_TEXT)
            for number, line in enumerate(each.lines):
                sheet.write_string(number, 0, line[:LONGEST], form)
    book.close()
    return _stored(written.getvalue())


def _table(book: Any, sheet: Any, table: Table) -> None:  # noqa: ANN401 - of a library without types
    plain, head, open_, open_head = (
        book.add_format({**_TEXT, **more})
        for more in ({}, {"bold": True}, {"bg_color": "#FFF4D6"}, {"bold": True, "bg_color": "#FFF4D6"})
    )
    names, rows = table.rows[0], table.rows[:MOST_ROWS]
    marked = [name in table.to_fill_in for name in names]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            form = (open_ if marked[column] else plain) if number else open_head if marked[column] else head
            if text:
                sheet.write_string(number, column, text[:LONGEST], form)
            else:
                sheet.write_blank(number, column, None, form)
    for column, name in enumerate(names):
        lines = (line for row in rows[:LOOKED_AT] for line in row[column].split("\n"))
        longest = max(map(len, lines), default=0)
        sheet.set_column(column, column, min(max(longest, len(name)) + 2, WIDEST))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows) - 1, len(names) - 1)


def _stored(data: bytes) -> bytes:
    """The same archive without compression, whose bytes depend on the library that every Python brings."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _NEVER), old.read(name))
    return made.getvalue()
