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
        else "say in a mapping file in which line they stand (`header_row:`, 0 for none) and what they hold "
        "(`columns:`, by their letters where they have no names)",
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
    formulas = "a formula without its result" if len(cells) == 1 else "formulas without their results"
    return error(
        "import/formula-without-result",
        f"the file holds {formulas}: in {', '.join(cells[:MOST])}{more}",
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


def two_columns(
    field: str, names: tuple[str, str], at: Span, other: Span, *, mapped: bool = False
) -> Diagnostic:
    """Two columns hold one field, by their names or by the mapping file."""
    word, told = field.replace("_", " "), " and ".join(quoted(each) for each in dict.fromkeys(names) if each)
    named = f": {told}" if told else ""
    help_line = f"say in a mapping file which of them is `{field}`, by its letter where both have one name"
    return error(
        "import/two-columns",
        f"the mapping file takes two columns for the {word}{named}"
        if mapped
        else f"two columns hold the {word}{named}",
        Label(at),
        labels=(Label(other, "the other one"),),
        help="choose one of them, and write `-` for the other" if mapped else help_line,
    )


def ragged_row(cells: int, columns: int, at: Span) -> Diagnostic:
    """A row that has other cells than the table has columns."""
    return error(
        "import/ragged-row",
        f"this row has {_many(cells, 'cell')}, and the table has {_many(columns, 'column')}",
        Label(at),
        help="put texts that hold the delimiter in quotation marks, and write empty cells too",
    )


def open_quotation(at: Span) -> Diagnostic:
    """A quotation mark that is never closed, so that the rest of the table is one cell."""
    return error(
        "import/open-quotation",
        "a quotation mark begins here that is never closed, so that the rest of the table is in one cell",
        Label(at),
        help='close it, or write `""` for a mark that is a part of the text',
    )


def decimal_comma(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A number with a comma that may mean two things."""
    return error(
        "import/decimal-comma",
        f"{name.replace('_', ' ')}: {because}",
        Label(at),
        help=f'{way_out}, or say in a mapping file what stands before decimals: `decimal: ","`',
    )


def not_yes_or_no(name: str, text: str, at: Span) -> Diagnostic:
    """A cell does not say whether the part is in the product."""
    return warning(
        "import/not-yes-or-no",
        f"{name.replace('_', ' ')}: {quoted(text)} says neither yes nor no, and the part stays in",
        Label(at),
        help="write `yes` or `no`, or `DNP` for a part that is left out",
    )


def populated_and_not(at: Span, other: Span) -> Diagnostic:
    """Two cells of a row say different things of whether the part is in the product."""
    return warning(
        "import/populated-and-not",
        "this cell says that the part is left out, and another that it is not; it stays in",
        Label(at),
        labels=(Label(other, "the other one"),),
        help="let both say the same, or write `-` in a mapping file for the column that is not meant",
    )


def designator_twice(place: str, at: Span, first: Span) -> Diagnostic:
    """Two parts of one assembly sit in one place."""
    return warning(
        "import/designator-twice",
        f"{quoted(place)} is the place of two parts",
        Label(at),
        labels=(Label(first, "the first one"),),
        help="take it away from one of them, or mark the one that is not populated",
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


def other_sheets(read: str, others: Sequence[str], at: Span, *, named: bool) -> Diagnostic:
    """Sheets that hold tables too, and are not read."""
    told = ", ".join(quoted(each) for each in others[:MOST])
    they = "holds a table too and is not read" if len(others) == 1 else "hold tables too and are not read"
    return Diagnostic(
        "import/other-sheets",
        Severity.INFO if named else Severity.WARNING,
        f"the sheet {quoted(read)} is read; {told} {they}",
        Label(at),
        help="say in a mapping file which one is meant (`sheet:`); save the others as files of their own",
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


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def cell_not_read(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A cell that does not say what its column holds."""
    return error("import/cell-not-read", f"{name.replace('_', ' ')}: {because}", Label(at), help=way_out)


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


def no_such_column(name: str, at: Span, there: Sequence[str]) -> Diagnostic:
    """A mapping file names a column that the table does not have."""
    found = ", ".join(quoted(each) for each in there[:MOST])
    return error(
        "import/no-such-column",
        f"the table has no column {quoted(name)}",
        Label(at),
        help=did_you_mean(name, there) or f"its columns are {found}; mend the name, or take away the line",
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


def guessed(columns: Sequence[Column], at: Span, encoding: str) -> Diagnostic:
    """Without a mapping file it was guessed what the columns hold, and maybe how the text is encoded."""
    told = ", ".join(f"{quoted(each.name)} is the {each.field}" for each in columns if each.field)
    unread = [quoted(each.name) for each in columns if each.name and not each.field]
    more = f" and {len(unread) - MOST} more" if len(unread) > MOST else ""
    without = f"; not read: {', '.join(unread[:MOST])}{more}" if unread else ""
    written = f"; the encoding is guessed too: {encoding}" if encoding else ""
    return warning(
        "import/guessed",
        f"what the columns hold is guessed: {told}{without}{written}",
        Label(at),
        help="`microdep bom import FILE` writes a mapping file that says so; keep it beside the table",
    )
