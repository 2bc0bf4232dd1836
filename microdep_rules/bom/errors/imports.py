"""Diagnostics of imported files and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST = 12
"""Number of columns that a message names."""


def no_table(what: str, at: Span) -> Diagnostic:
    """Return the error for bytes of another kind of file."""
    return diagnose("file/wrong-format", at, "no-table", found=what)


def other_form(what: str, way_out: str, at: Span, wanted: str = "a bill of materials") -> Diagnostic:
    """Return the error for a file of an unsupported form, by its content."""
    return diagnose("file/wrong-format", at, "content", expected=wanted, found=what, fix=way_out)


def wide_encoding(at: Span) -> Diagnostic:
    """Return the error for a text in UTF-32."""
    return diagnose("file/encoding", at, encoding="UTF-32")


def not_in_encoding(encoding: str, byte: int, at: Span, known: Sequence[str]) -> Diagnostic:
    """Return the error for a byte that the encoding does not have."""
    return diagnose("file/encoding", at, "named", encoding=encoding, byte=byte + 1, known=", ".join(known))


def no_header(row: int | None, at: Span, cells: Sequence[str], *, declarations: bool = False) -> Diagnostic:
    """Report a table without a row of column names."""
    shown = listed([cell for cell in cells if cell], MOST) or "empty rows"
    if row is not None:
        return diagnose("import/column-missing", at, "no-header-in-line", line=row, cells=shown)
    return diagnose(
        "import/column-missing", at, "no-question-header" if declarations else "no-header", cells=shown
    )


def no_workbook(because: str, way_out: str, at: Span) -> Diagnostic:
    """Return the error for a spreadsheet that cannot be read."""
    return diagnose("file/wrong-format", at, "workbook", reason=because, fix=way_out)


def too_many_cells(most: int, at: Span) -> Diagnostic:
    """Return the error for too many cells."""
    return diagnose("file/wrong-format", at, "cells", count=most)


def cell_too_long(most: int, at: Span) -> Diagnostic:
    """Return the error for a cell that is too long."""
    return diagnose("file/wrong-format", at, "long-cell", count=most)


def no_rows(at: Span) -> Diagnostic:
    """Return the error for a table without rows."""
    return diagnose("file/empty", at, "table")


def two_columns(
    field: str, names: tuple[str, str], at: Span, other: Span, *, mapped: bool = False
) -> Diagnostic:
    """Report two columns with one field, by their names or by the mapping file."""
    return diagnose(
        "import/column-twice",
        at,
        "in-mapping" if mapped else "",
        also=(other,),
        field=field,
        names=list(dict.fromkeys(names)),
    )


def guessed(columns: Sequence[Column], at: Span, encoding: str) -> Diagnostic:
    """Report the guessed fields of columns, and a guessed encoding."""
    fields = [f"{quoted(column.name)} as {column.field}" for column in columns if column.field]
    unread = [column.name for column in columns if column.name and not column.field]
    return diagnose(
        "import/column-guessed",
        at,
        "encoding" if encoding else "",
        fields=", ".join(fields),
        unread=listed(unread, MOST) or "none",
        encoding=encoding,
    )
