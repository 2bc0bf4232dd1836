"""Sentences about lists of companies that cannot be read as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.lang.errors.names import listed
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from microdep_rules.source import Span


def name_not_quoted(one: str, other: str, span: Span) -> Diagnostic:
    """Two bare words side by side, which may be one company or two."""
    return error(
        "table/name-not-quoted",
        f'read two names, "{one}" and "{other}"',
        Label(span),
        help=f'for one company, write "{one} {other}"; for two, put each into quotes',
    )


def not_a_name(text: str, span: Span) -> Diagnostic:
    """A cell that names nobody."""
    return error(
        "table/not-a-name",
        f"expected the name of a company, found `{text}`",
        Label(span),
        help="write the name as the list has it, or take the entry out",
    )


def not_an_identifier(text: str, span: Span) -> Diagnostic:
    """A cell of identifiers that does not say of which scheme one is."""
    return error(
        "table/not-an-identifier",
        f"expected an identifier with its scheme, found `{text}`",
        Label(span),
        help=f"write the scheme before it, as in `lei:{text}`, or put it into a column of the scheme",
    )


def name_of_two(name: str, first: str, second: str, span: Span, other: Span) -> Diagnostic:
    """A name under which two entries go."""
    return warning(
        "table/name-of-two",
        f"`{name}` is a name of two entries, `{first}` and `{second}`",
        Label(span, "this entry"),
        help="take the name out of one of the two, or put both into one entry",
        labels=(Label(other, "and this one"),),
    )


def no_name_column(found: list[str], span: Span, known: list[str]) -> Diagnostic:
    """A file in which no column has the names of companies."""
    return error(
        "table/column-missing",
        f"expected a column with the names of companies, found {listed(found)}",
        Label(span),
        help=f"let the first line name the columns, and call that one `{known[0]}` or `{known[1]}`",
    )


def column_not_read(name: str, span: Span, known: list[str]) -> Diagnostic:
    """A column that means nothing in a list of companies."""
    return warning(
        "table/column-not-read",
        f"the column `{name}` is not read" if name else "a column without a name is not read",
        Label(span),
        help=did_you_mean(name, known) or f"columns that are read: {listed(known)}",
    )
