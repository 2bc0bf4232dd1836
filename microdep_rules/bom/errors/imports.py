"""What is said when a foreign file cannot be read as a bill of materials, or not without a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.source import Span

MOST = 12
"""So many columns are named."""


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


def two_columns(
    field: str, names: tuple[str, str], at: Span, other: Span, *, mapped: bool = False
) -> Diagnostic:
    """Two columns hold one field, by their names or by the mapping file."""
    word, told = field.replace("_", " "), " and ".join(quoted(name) for name in dict.fromkeys(names) if name)
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
    told = ", ".join(f"{quoted(column.name)} is the {column.field}" for column in columns if column.field)
    unread = [quoted(column.name) for column in columns if column.name and not column.field]
    more = f" and {len(unread) - MOST} more" if len(unread) > MOST else ""
    without = f"; not read: {', '.join(unread[:MOST])}{more}" if unread else ""
    written = f"; the encoding is guessed too: {encoding}" if encoding else ""
    return warning(
        "import/guessed",
        f"what the columns hold is guessed: {told}{without}{written}",
        Label(at),
        help="`microdep bom import FILE` writes a mapping file that says so; keep it beside the table",
    )


def part_numbers_unread(name: str, column: str, at: Span) -> Diagnostic:
    """A column that is not read holds what looks like part numbers, and no other one does."""
    called = f"the column {quoted(name)}" if name else f"column {column}, which has no name,"
    return warning(
        "import/part-numbers-unread",
        f"{called} looks like part numbers of makers, and is not read",
        Label(at),
        help=f"call the column `MPN`, or state in a mapping file what it holds: `{name or column}: mpn`",
    )
