"""What is said where a table and its mapping file do not fit, or a sheet is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

MOST = 12
"""So many are named."""


def unknown_field(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """A mapping file names a field that there is not."""
    return error(
        "import/unknown-field",
        f"{quoted(name)} is not a field that a column can hold",
        Label(at),
        help=did_you_mean(name, known) or f"choose one of {', '.join(known)}, or `-`",
    )


def unknown_encoding(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """Return the error for an unknown encoding in a mapping file."""
    near = did_you_mean(name, known) or ""
    return diagnose("file/encoding", at, "unknown", name=name, near=near, known=", ".join(known))


def no_such_column(name: str, at: Span, there: Sequence[str]) -> Diagnostic:
    """A mapping file names a column that the table does not have."""
    found = ", ".join(quoted(each) for each in there[:MOST])
    return error(
        "import/no-such-column",
        f"the table has no column {quoted(name)}",
        Label(at),
        help=did_you_mean(name, there) or f"its columns are {found}; mend the name, or take away the line",
    )


def new_column(name: str, field: str, at: Span) -> Diagnostic:
    """A column that the mapping file does not name, so that a fact may be passed over."""
    seems = f"; by its name it may be the {field.replace('_', ' ')}" if field else ""
    return warning(
        "import/new-column",
        f"the mapping file does not name the column {quoted(name)}, which is not read{seems}",
        Label(at),
        help=f"write in the mapping file which field it holds{f', as `{field}`' if field else ''}, or `-`",
    )


def no_such_row(line: int, at: Span) -> Diagnostic:
    """A mapping file leaves out a line in which there is no row."""
    return error(
        "import/no-such-row",
        f"there is no row in line {line} below the names of the columns",
        Label(at),
        help="mend the number, or take it away",
    )


def row_moved(line: int, begins: str, found: str, at: Span, row: Span) -> Diagnostic:
    """A line that is left out begins with something else than the mapping file says."""
    return error(
        "import/row-moved",
        f"line {line} begins with {quoted(found)} and not with {quoted(begins)}",
        Label(at),
        labels=(Label(row, "this row"),),
        help="write the line in which the row stands now",
    )


def no_such_sheet(name: str, at: Span, there: Sequence[str]) -> Diagnostic:
    """A mapping file names a sheet that there is not."""
    told = ", ".join(quoted(each) for each in there[:MOST])
    return error(
        "import/no-such-sheet",
        f"the spreadsheet has no sheet {quoted(name)}",
        Label(at),
        help=did_you_mean(name, there) or f"its sheets are {told}",
    )


def other_sheets(
    read: str, others: Sequence[str], at: Span, *, named: bool = False, declared: bool = False
) -> Diagnostic:
    """Sheets that hold tables too, and are not read."""
    told = ", ".join(quoted(other) for other in others[:MOST])
    they = "holds a table too and is not read" if len(others) == 1 else "hold tables too and are not read"
    way_out = "save the others as files of their own"
    return Diagnostic(
        "import/other-sheets",
        Severity.INFO if named else Severity.WARNING,
        f"the sheet {quoted(read)} is read; {told} {they}",
        Label(at),
        help=way_out if declared else f"say in a mapping file which one is meant (`sheet:`); {way_out}",
    )
