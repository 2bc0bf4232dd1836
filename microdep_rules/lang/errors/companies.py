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


def no_name_column(found: list[str], span: Span, known: list[str]) -> Diagnostic:
    """A file in which no column has the names of companies."""
    return error(
        "table/column-missing",
        f"expected a column with the names of companies, found {listed(found)}",
        Label(span),
        help=f"let the first line name the columns, and call that one `{known[0]}` or `{known[1]}`",
    )


def no_heading(name: str, span: Span, heading: str) -> Diagnostic:
    """A table of names without a row that names its columns."""
    return warning(
        "table/no-heading",
        f"expected a first line that names the columns, found `{name}`, which is read as a company",
        Label(span),
        help=f"if it is a heading, rename it to `{heading}`; else write `{heading}` above it",
    )


def several_tables(heading: str, span: Span) -> Diagnostic:
    """A second table of companies on a sheet, under a title of its own."""
    return error(
        "table/several-tables",
        f"expected one table of companies, found another with the heading `{heading}` under its own title",
        Label(span),
        help="save the table with the listed companies alone, or put all of them under one heading",
    )


def column_not_read(name: str, span: Span, known: list[str]) -> Diagnostic:
    """A column that means nothing in a list of companies."""
    return warning(
        "table/column-not-read",
        f"the column `{name}` is not read" if name else "a column without a name is not read",
        Label(span),
        help=did_you_mean(name, known) or f"columns that are read: {listed(known)}",
    )


def columns_of_names(columns: list[str], span: Span) -> Diagnostic:
    """A table in which several columns may hold the names of companies."""
    return error(
        "table/columns-of-names",
        f"expected one column with the names of companies, found {listed(columns)}",
        Label(span, "this may be one, too"),
        help="call the one that is meant `name`, and take the other out or call it `aliases`",
    )


def row_left_out(text: str, because: str, span: Span) -> Diagnostic:
    """A row of a table of companies that is of no company."""
    return warning(
        "table/row-left-out",
        f"the row `{shortened(text)}` is left out: {because}",
        Label(span),
        help="if it is a company, write its name as the company writes it; else take the row out",
    )


def several_names(text: str, span: Span) -> Diagnostic:
    """A cell that is one name, and looks like several."""
    return warning(
        "table/several-names",
        f"`{shortened(text)}` is read as the name of one company, and looks like several",
        Label(span),
        help="give each company a row of its own; other names of one company are in a column `aliases`",
    )


SHORT = 60


def shortened(text: str) -> str:
    """The begin of a long text."""
    text = " ".join(text.split())
    return text if len(text) <= SHORT else text[:SHORT] + "\N{HORIZONTAL ELLIPSIS}"
