"""What is said when the rows of a table stand in another file and cannot be read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def no_such_file(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A file that is not beside the rule file."""
    return error(
        "table/no-such-file",
        f"there is no file `{name}` beside this rule file",
        Label(span),
        help=did_you_mean(name, known) or "put it into the folder of the pack, and name it without a path",
    )


def form_not_read(name: str, span: Span) -> Diagnostic:
    """A file that is no CSV."""
    return error(
        "table/form-not-read",
        f"`{name}` is not read: the rows of a table stand in a CSV file",
        Label(span),
        help="save the sheet as CSV (UTF-8) beside the rule file, and name that file",
    )


def no_rows(path: str) -> Diagnostic:
    """A file with nothing in it, or with a header only."""
    return error(
        "table/file-without-rows",
        "there are no rows in this file",
        Label(Span(path, 0, 0)),
        help="write a line that names the columns, and a line for each entry below it",
    )


def too_many_terms(found: int, most: int, span: Span) -> Diagnostic:
    """More words than a pack may add."""
    return error(
        "table/too-many-terms",
        f"a pack adds {most} terms at most, and these are {found}",
        Label(span, "one too many"),
        help="add only the words that rules of the pack speak of",
    )


def ragged_row(found: int, wanted: int, span: Span) -> Diagnostic:
    """A row with more or fewer cells than the header."""
    return error(
        "table/ragged-row",
        f"this row has {found} cells, and the header has {wanted}",
        Label(span),
        help="give the row a cell for every column; put a cell with a comma in it in quotes",
    )


def unclosed_quote(span: Span) -> Diagnostic:
    """A cell that goes on behind the end of its line, and may have swallowed the rows that follow."""
    return error(
        "table/unclosed-quote",
        "a cell goes on behind the end of its line",
        Label(span, "it begins here"),
        help="close its quotation mark on the same line; one inside of a cell is written twice",
    )
