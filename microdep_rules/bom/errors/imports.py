"""Diagnostics of imported files and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.source import Span

MOST = 12
"""Number of columns that a message names."""


def no_table(what: str, at: Span) -> Diagnostic:
    """The bytes are those of another kind of file."""
    return error(
        "import/no-table",
        f"the file is {what}, and no table is read from it",
        Label(at),
        help="save it as CSV or as XLSX",
    )


def other_form(what: str, way_out: str, at: Span, wanted: str = "a bill of materials") -> Diagnostic:
    """A file of a form that is not read, told by its content."""
    return error(
        "import/other-form",
        f"the file is {what} by its content, which is not read as {wanted}",
        Label(at),
        help=way_out,
    )


def wide_encoding(at: Span) -> Diagnostic:
    """A text in UTF-32."""
    return error(
        "import/encoding", "the file is in UTF-32, which is not read", Label(at), help="save it as UTF-8"
    )


def not_in_encoding(encoding: str, byte: int, at: Span, known: Sequence[str]) -> Diagnostic:
    """A byte that the encoding does not have."""
    return error(
        "import/encoding",
        f"the file is not in {encoding}: its byte number {byte + 1} is no character in it",
        Label(at),
        help=f"name the encoding in a mapping file (`encoding:`), one of {', '.join(known)}",
    )


def no_header(row: int | None, at: Span, cells: Sequence[str], *, declarations: bool = False) -> Diagnostic:
    """Report a table without a row of column names."""
    shown = listed([cell for cell in cells if cell], MOST) or "empty rows"
    if row is not None:
        return diagnose("import/column-missing", at, "no-header-in-line", line=row, cells=shown)
    return diagnose(
        "import/column-missing", at, "no-question-header" if declarations else "no-header", cells=shown
    )


def no_workbook(because: str, way_out: str, at: Span) -> Diagnostic:
    """A spreadsheet that is not opened."""
    return error("import/no-table", f"the spreadsheet is not read: {because}", Label(at), help=way_out)


def too_many_cells(most: int, at: Span) -> Diagnostic:
    """A text with more cells than a table may have."""
    return error(
        "import/no-table",
        f"the table is not read: it has more than {most:,} cells, with the empty ones",
        Label(at),
        help="save the table alone, without empty rows and columns, or split it",
    )


def cell_too_long(most: int, at: Span) -> Diagnostic:
    """A cell with more letters than a spreadsheet lets one have."""
    return error(
        "import/no-table",
        f"the table is not read: the cell that begins here has more than {most:,} letters",
        Label(at),
        help="close a quotation mark that is left open, or shorten the text",
    )


def no_rows(at: Span) -> Diagnostic:
    """Nothing stands below the names of the columns."""
    return error(
        "import/no-rows",
        "there is no row below the names of the columns",
        Label(at),
        help="write a row for each part, or take the file away",
    )


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
