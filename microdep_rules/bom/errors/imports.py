"""Diagnostics about imported files and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.diagnostics import Diagnostic

MOST = 12
"""Maximum number of columns that a message names."""


def wrong_format(path: str, expected: str, found: str, fix: str) -> Diagnostic:
    """Return the error for a file with unexpected content."""
    return diagnose("file/wrong-format", Span(path, 0, 0), "content", expected=expected, found=found, fix=fix)


def no_header(row: int | None, at: Span, cells: Sequence[str], *, declarations: bool = False) -> Diagnostic:
    """Return the error for a table without a row of column names."""
    shown = listed([cell for cell in cells if cell], MOST) or "empty rows"
    if row is not None:
        return diagnose("import/column-missing", at, "no-header-in-line", line=row, cells=shown)
    return diagnose(
        "import/column-missing", at, "no-question-header" if declarations else "no-header", cells=shown
    )


def guessed(columns: Sequence[Column], at: Span, encoding: str) -> Diagnostic:
    """Return the warning that lists the guessed fields of the columns, and a guessed encoding."""
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
