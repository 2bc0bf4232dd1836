"""What is said when a foreign file cannot be read as a bill of materials, or not without a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors.quoting import quoted
from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.source import Span

MOST = 12
"""So many columns are named."""


def no_table(what: str, at: Span) -> Diagnostic:
    """The bytes are those of another kind of file."""
    return error(
        "import/no-table",
        f"the file is {what}, and no table is read from it",
        Label(at),
        help="save it as CSV or as XLSX",
    )


def other_form(what: str, way_out: str, at: Span) -> Diagnostic:
    """A file of a form that is not read, told by its content."""
    return error(
        "import/other-form",
        f"the file is {what} by its content, which is not read as a bill of materials",
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


def no_header(row: int | None, at: Span, found: Sequence[str], *, declarations: bool = False) -> Diagnostic:
    """No row names the columns, of a list of parts or of a table of declarations."""
    where = "in its first rows" if row is None else f"in line {row}"
    cells = ", ".join(quoted(each) for each in found[:MOST] if each)
    return error(
        "import/no-header",
        f"no row with the names of columns was found {where}"
        + (f"; the file begins with {cells}" if cells else ""),
        Label(at),
        help="name them as a list of questions does: `Part id`, `Fact`, `Answer`"
        if declarations
        else "say in a mapping file in which line they stand (`header_row:`) and what they hold (`columns:`)",
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


def without_result(cells: Sequence[str], at: Span) -> Diagnostic:
    """Formulas of which the file does not hold what comes out."""
    more = f" and {len(cells) - MOST} more" if len(cells) > MOST else ""
    return error(
        "import/formula-without-result",
        f"the file holds formulas without their results: in {', '.join(cells[:MOST])}{more}",
        Label(at),
        help="open it with the program that wrote it, let that calculate, and save it again",
    )


def no_workbook(because: str, way_out: str, at: Span) -> Diagnostic:
    """A spreadsheet that is not opened."""
    return error("import/no-table", f"the spreadsheet is not read: {because}", Label(at), help=way_out)


def no_rows(at: Span) -> Diagnostic:
    """Nothing stands below the names of the columns."""
    return error(
        "import/no-rows",
        "there is no row below the names of the columns",
        Label(at),
        help="write a row for each part, or take the file away",
    )


def two_columns(field: str, name: str, at: Span, other: Span) -> Diagnostic:
    """Two columns hold one field."""
    return error(
        "import/two-columns",
        f"two columns hold the {field.replace('_', ' ')}" + (f", one of them {quoted(name)}" if name else ""),
        Label(at),
        labels=(Label(other, "the other one"),),
        help=f"say in a mapping file which of them is `{field}`, by its letter where both have one name",
    )


def ragged_row(cells: int, columns: int, at: Span) -> Diagnostic:
    """A row that has other cells than the table has columns."""
    return error(
        "import/ragged-row",
        f"this row has {cells} cells, and the table has {columns} columns",
        Label(at),
        help="put texts that hold the delimiter in quotation marks, and write empty cells too",
    )


def cell_not_read(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A cell that does not say what its column holds."""
    return error("import/cell-not-read", f"{name.replace('_', ' ')}: {because}", Label(at), help=way_out)


def broken_cell(name: str, text: str, at: Span, *, stops: bool = True) -> Diagnostic:
    """A cell that holds the error of a formula, and no value."""
    made = error if stops else warning
    return made(
        "import/broken-cell",
        f"{name.replace('_', ' ')}: {quoted(text)} is the error of a formula, and no value",
        Label(at),
        help="mend the formula, or write the value in its place",
    )


def left_out(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A cell that means nothing without something that is said nowhere: a price without its currency."""
    message = f"{name.replace('_', ' ')}: {because}, and is left out"
    return warning("import/left-out", message, Label(at), help=way_out)


def rows_left_out(lines: Sequence[int], why: str, at: Span) -> Diagnostic:
    """Rows that are no parts of the product."""
    many = "1 row is" if len(lines) == 1 else f"{len(lines)} rows are"
    more = f" and {len(lines) - MOST} more" if len(lines) > MOST else ""
    return Diagnostic(
        "import/rows-left-out",
        Severity.INFO,
        f"{many} left out, {why}: in line {', '.join(map(str, lines[:MOST]))}{more}",
        Label(at),
    )


def row_twice(id_: str, at: Span) -> Diagnostic:
    """Two rows are about one part, and nothing tells them apart."""
    return error(
        "import/row-twice",
        f"another row is about {quoted(id_)} too, and nothing tells the two apart",
        Label(at),
        help="make one row of them, with the quantities added up, or give each its designators",
    )


def no_such_parent(number: str, at: Span) -> Diagnostic:
    """A row names something that holds it, and there is no such row."""
    return error(
        "import/no-such-parent",
        f"no row has the number {quoted(number)}, which this one names as what holds it",
        Label(at),
        help="mend the number, or leave the cell empty for what is directly in the product",
    )


def no_level(level: str, at: Span) -> Diagnostic:
    """A row does not say how deep it lies."""
    said = quoted(level) if level else "an empty cell"
    return error(
        "import/no-level",
        f"{said} says no level",
        Label(at),
        help="write how deep the row lies: 1, 2, 3 or 1.2.3",
    )


def level_skipped(level: str, at: Span) -> Diagnostic:
    """A row lies two levels below the one before."""
    return error(
        "import/level-skipped",
        f"level {quoted(level)} has no row above it that could hold it",
        Label(at),
        help="add the row of the assembly between them, or mend the level",
    )


def unknown_field(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """A mapping file names a field that there is not."""
    return error(
        "import/unknown-field",
        f"{quoted(name)} is not a field that a column can hold",
        Label(at),
        help=did_you_mean(name, known) or f"choose one of {', '.join(known)}, or `-`",
    )


def unknown_encoding(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """A mapping file names an encoding that is not read."""
    return error(
        "import/encoding",
        f"{quoted(name)} is not an encoding that is read",
        Label(at),
        help=did_you_mean(name, known) or f"choose one of {', '.join(known)}",
    )


def no_such_column(names: Sequence[str], at: Span, there: Sequence[str]) -> Diagnostic:
    """A mapping file names columns that the table does not have."""
    told = ", ".join(quoted(each) for each in names[:MOST])
    found = ", ".join(quoted(each) for each in there[:MOST])
    return error(
        "import/no-such-column",
        f"the mapping file names {told}, and the table has no such column",
        Label(at),
        help=f"the columns are {found}; mend the mapping file, or take away the line",
    )


def nothing_names_a_part(at: Span, found: Sequence[str]) -> Diagnostic:
    """No column says which part a row is."""
    told = ", ".join(quoted(each) for each in found[:MOST] if each)
    return error(
        "import/column-missing",
        f"no column says which part a row is; the columns are {told}",
        Label(at),
        help="say in a mapping file which of them is the `name`, the `mpn` or the `designators`",
    )


def guessed(columns: Sequence[Column], at: Span) -> Diagnostic:
    """Without a mapping file it was guessed what the columns hold."""
    told = ", ".join(f"{quoted(each.name)} is the {each.field}" for each in columns if each.field)
    return warning(
        "import/guessed",
        f"what the columns hold is guessed: {told}",
        Label(at),
        help="`microdep bom import FILE` writes a mapping file that says so; keep it beside the table",
    )
