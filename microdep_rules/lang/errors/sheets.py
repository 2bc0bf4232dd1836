"""What is said when the rows of a table stand in another file and cannot be read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.errors.names import listed
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def no_such_file(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the error for a file that is not beside the rule file."""
    near = did_you_mean(name, known) or ""
    return diagnose("file/cannot-be-read", span, "table", name=name, near=near)


def form_not_read(name: str, span: Span) -> Diagnostic:
    """Return the error for a file that is no CSV."""
    return diagnose("file/wrong-format", span, "csv", name=name)


def no_rows(path: str) -> Diagnostic:
    """Return the error for a file without rows."""
    return diagnose("file/empty", Span(path, 0, 0), "no-rows")


def too_many_terms(found: int, most: int, span: Span) -> Diagnostic:
    """Return the error for more terms than a pack may add."""
    return diagnose("file/too-large", span, "terms", limit=most, found=found)


def unknown_column(name: str, span: Span, known: list[str]) -> Diagnostic:
    """A column that means nothing in this table."""
    return error(
        "table/unknown-column",
        f"there is no column `{name}` in this table" if name else "this column has no name",
        Label(span),
        help=did_you_mean(name, known) or f"the columns may be {listed(known)}",
    )


def column_twice(name: str, span: Span) -> Diagnostic:
    """Two columns of one name."""
    return error(
        "table/column-twice",
        f"the column `{name}` stands twice",
        Label(span),
        help="keep one of them",
    )


def column_missing(name: str, span: Span) -> Diagnostic:
    """A column without which no row can be read."""
    return error(
        "table/column-missing",
        f"the column `{name}` is missing",
        Label(span),
        help=f"add a column `{name}`",
    )


def ragged_row(found: int, wanted: int, span: Span) -> Diagnostic:
    """Return the error for a row with a wrong number of cells."""
    return diagnose("file/ragged-row", span, "pack", expected=wanted, found=found)


def unclosed_quote(span: Span) -> Diagnostic:
    """Return the error for a cell that continues after its line, perhaps over the next rows."""
    return diagnose("file/truncated", span, "cell")


def empty_cell(name: str, span: Span) -> Diagnostic:
    """A row that lacks its key, its value or its citation."""
    return error(
        "table/empty-cell",
        f"this row says nothing under `{name}`",
        Label(span),
        help=f"fill in `{name}`",
    )


def not_a_day(text: str, span: Span) -> Diagnostic:
    """A day in another form."""
    return error(
        "table/not-a-day",
        f"`{text}` is not a day",
        Label(span),
        help="write the day as in 2026-01-31; see that the spreadsheet does not rewrite it",
    )


def cell_not_read(text: str, span: Span) -> Diagnostic:
    """A value that is neither a number with a unit, a day, nor words."""
    return error(
        "table/cell-not-read",
        f"`{text}` cannot be read as a value",
        Label(span),
        help="write a number with its unit as in `55 %` or `0.5 kg`, a day, or words",
    )


def unknown_vocabulary(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A term of a vocabulary that there is not."""
    words = sorted(known)
    return error(
        "name/unknown-vocabulary",
        f"there is no vocabulary `{name}`",
        Label(span),
        help=did_you_mean(name, words) or f"use one of {listed(words)}",
    )


def not_a_term(word: str, span: Span) -> Diagnostic:
    """A term that a rule could not write."""
    return error(
        "name/not-a-term",
        f"`{word}` cannot be a term: a rule could not write it",
        Label(span),
        help="use letters, digits and inner dashes, and put other spellings under `aliases`",
    )


def term_exists(word: str, existing: str, vocabulary: str, span: Span) -> Diagnostic:
    """A term that the vocabulary has already, perhaps by another spelling."""
    called = f", as `{existing}`" if existing != word else ""
    return error(
        "name/term-exists",
        f"the vocabulary `{vocabulary}` has `{word}` already{called}",
        Label(span),
        help=f"take the line out, and write `{existing}` in rules",
    )
