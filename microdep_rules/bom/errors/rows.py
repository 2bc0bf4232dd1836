"""What is said of the rows and cells of a foreign table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

MOST = 12
"""So many are named."""


def decimal_comma(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A number with a comma that may mean two things."""
    return error(
        "import/decimal-comma",
        f"{name.replace('_', ' ')}: {because}",
        Label(at),
        help=f'{way_out}, or say in a mapping file what stands before decimals: `decimal: ","`',
    )


def no_count(because: str, at: Span) -> Diagnostic:
    """A quantity in a unit that counts no pieces."""
    return warning(
        "import/no-count",
        f"quantity: {because} and no count of pieces, so the quantity is unknown",
        Label(at),
        help="write how many pieces there are, with `pcs` as their unit",
    )


def not_of_a_piece(name: str, because: str, at: Span) -> Diagnostic:
    """A price or a mass of one unit, where the unit is no piece."""
    return left_out(name, f"it is that of one unit, and {because}", "state it for one piece", at)


def maker_unclear(name: str, because: str, at: Span) -> Diagnostic:
    """A cell that may name one company or several."""
    return warning(
        "import/maker-unclear",
        f"{name}: {because}, so it is unknown",
        Label(at),
        help="separate companies by `;`; if it is one, list it in a mapping file: `one_company: [NAME]`",
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


def no_first(name: str, text: str, at: Span) -> Diagnostic:
    """An alternate of a row that does not state what it is an alternate of."""
    word = "part number" if name == "mpn" else name
    because = f"the row names {quoted(text)} as an alternate, and no first {word}"
    return left_out(word, because, f"write the {word} that is built in into its column", at)


def alternate_rows(lines: Sequence[int], at: Span) -> Diagnostic:
    """Rows that name another part for the position of the row before them."""
    many = "1 row names an alternate" if len(lines) == 1 else f"{len(lines)} rows name alternates"
    more = f" and {len(lines) - MOST} more" if len(lines) > MOST else ""
    return Diagnostic(
        "import/alternate-rows",
        Severity.INFO,
        f"{many} for the position of the row before: in line {', '.join(map(str, lines[:MOST]))}{more}",
        Label(at),
        help="give a part of its own its designators, its number or its quantity",
    )


def rows_left_out(lines: Sequence[int], why: str, at: Span, *, among_parts: bool = False) -> Diagnostic:
    """Rows that are no parts of the product; one cell among the parts may be one all the same."""
    many = "1 row is" if len(lines) == 1 else f"{len(lines)} rows are"
    more = f" and {len(lines) - MOST} more" if len(lines) > MOST else ""
    return Diagnostic(
        "import/rows-left-out",
        Severity.WARNING if among_parts else Severity.INFO,
        f"{many} left out, {why}: in line {', '.join(map(str, lines[:MOST]))}{more}",
        Label(at),
        help="give what is a part its quantity; name the others in `drop_rows`" if among_parts else None,
    )


def row_twice(id_: str, at: Span) -> Diagnostic:
    """Two rows are about one part, and nothing tells them apart."""
    return error(
        "import/row-twice",
        f"another row is about {quoted(id_)} too, and nothing tells the two apart",
        Label(at),
        help="make one row of them, with the quantities added up, or give each its designators",
    )


def another_table(lines: Sequence[int], at: Span, header: Span) -> Diagnostic:
    """Rows that name columns too: the rows below them are not read, or by the names of another table."""
    many = "another row names columns" if len(lines) == 1 else f"{len(lines)} other rows name columns"
    return warning(
        "import/another-table",
        f"{many} as well: in line {', '.join(map(str, lines[:MOST]))}",
        Label(at, "a table of its own?"),
        labels=(Label(header, "the columns are read by these names"),),
        help="save each table as a file of its own",
    )


def indented(name: str, at: Span) -> Diagnostic:
    """Names that are moved in as in a tree, of which nothing is read."""
    return warning(
        "import/indented",
        f"{quoted(name)} is moved in as if it were in the part above, and the table is read as a flat list",
        Label(at),
        help="add a column `Level` with 1, 2, 3; or take the blanks away",
    )


def which_assembly(name: str, at: Span, others: Sequence[Span]) -> Diagnostic:
    """A row names an assembly of which other rows list different contents."""
    return warning(
        "import/which-assembly",
        f"{quoted(name)} is listed with different parts in it; this row says none, and means the first",
        Label(at),
        labels=tuple(Label(other, "listed here") for other in others[:MOST]),
        help="list what is in it here too, or give each assembly a number of its own",
    )


def names_differ(names: tuple[str, str], many: int, at: Span, first: Span) -> Diagnostic:
    """Rows with one number that are called differently: one part, or a number that was copied."""
    one, other = names
    more = f", and {many - 1} more rows are called otherwise than their part" if many > 1 else ""
    return warning(
        "import/names-differ",
        f"one part, by its number, is called {quoted(one)} and {quoted(other)}{more}",
        Label(at, "the name is left aside"),
        labels=(Label(first, "the part is called so"),),
        help="mend the number of the row that means another part, or call the part the same",
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


def levels_mixed(level: str, other: str, at: Span, first: Span) -> Diagnostic:
    """Dots and numbers of two rows say different things of how deep they lie."""
    return error(
        "import/levels-mixed",
        f"{quoted(level)} and {quoted(other)} do not count levels in one way",
        Label(at, "the dots and the number disagree"),
        labels=(Label(first, "counted like this"),),
        help="write all levels as 1, 2, 3, or all with as many dots as they are deep",
    )


def level_skipped(level: str, at: Span) -> Diagnostic:
    """A row lies two levels below the one before."""
    return error(
        "import/level-skipped",
        f"level {quoted(level)} has no row above it that could hold it",
        Label(at),
        help="add the row of the assembly between them, or mend the level",
    )


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
