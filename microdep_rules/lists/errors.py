"""All sentences about published lists of companies."""

from __future__ import annotations

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.source import Span

FORMS = (
    "the Consolidated Screening List as CSV or JSON, the OFAC SDN list as sdn.xml or SDN.CSV, the FCC "
    "Covered List, or a table with a column `name` as CSV or XLSX"
)


def unknown_form(path: str, columns: list[str]) -> Diagnostic:
    """A file that is none of the lists that are read."""
    seen = ", ".join(f"`{column}`" for column in columns[:6])
    return error(
        "list/unknown-form",
        "expected a published list of companies, found "
        + (f"the columns {seen}" if seen else "something else"),
        Label(Span(path, 0, 0)),
        help=f"import {FORMS}",
    )


def no_entries(path: str, form: str) -> Diagnostic:
    """A list in which nobody stands: more likely cut off than empty."""
    return error(
        "list/no-entries",
        f"expected entries, found none in this {form}",
        Label(Span(path, 0, 0)),
        help="download the file again, and see that it is whole",
    )


def cut_off(because: str, span: Span) -> Diagnostic:
    """A file that is damaged, or is only the begin of the list."""
    return error(
        "list/cut-off",
        f"the file is damaged or cut off: {because}",
        Label(span),
        help="download the file again, and import the whole of it; nothing was imported",
    )


def ragged_row(found: int, wanted: int, span: Span) -> Diagnostic:
    """A row with more or fewer cells than the columns have."""
    return cut_off(f"this row has {found} cells, and the list has {wanted} columns", span)


def wrong_list(name: str, column: str, span: Span) -> Diagnostic:
    """A bill of materials in place of a published list."""
    return error(
        "list/wrong-list",
        f"expected the list `{name}`, found what seems to be a bill of materials, by its column `{column}`",
        Label(span),
        help="import the published list; for a list of your own, choose another name",
    )


def wrong_form(path: str, name: str, form: str) -> Diagnostic:
    """Another published list."""
    return error(
        "list/wrong-list",
        f"expected the list `{name}`, found the form: {form}",
        Label(Span(path, 0, 0)),
        help=f"import the file of `{name}`, or import this one under its own name",
    )


def whole_of_a_part(path: str, name: str, title: str, found: list[str]) -> Diagnostic:
    """The Consolidated Screening List in place of one of its lists."""
    shown = ", ".join(f"`{each}`" for each in found[:3]) + (
        f" and {len(found) - 3} more" if found[3:] else ""
    )
    return error(
        "list/wrong-list",
        f"expected entries of the {title} alone for `{name}`, found {shown}",
        Label(Span(path, 0, 0)),
        help=f'add `--only "{title}"`',
    )


def without_results(cells: list[str], path: str) -> Diagnostic:
    """Formulas whose results the workbook does not hold."""
    shown = ", ".join(cells[:3]) + (f" and {len(cells) - 3} more" if cells[3:] else "")
    return cut_off(f"the formula has no result in the cell {shown}", Span(path, 0, 0))


def not_a_text(because: str, path: str) -> Diagnostic:
    """A file that is no text, or is in an encoding that is not read."""
    return error(
        "list/unknown-form",
        f"expected a published list of companies; {because}",
        Label(Span(path, 0, 0)),
        help=f"import {FORMS}, each in UTF-8",
    )


def guessed(path: str, encoding: str) -> Diagnostic:
    """A text that does not say in which encoding it is."""
    return warning(
        "list/encoding",
        f"the file is not in UTF-8, and is read as {encoding}",
        Label(Span(path, 0, 0)),
        help="look at the names with `microdep lists show`; if they are wrong, save the file as UTF-8",
    )


def not_opened(because: str, fix: str, path: str) -> Diagnostic:
    """A workbook that cannot be opened."""
    return error(
        "list/unknown-form",
        f"expected a published list of companies; the workbook cannot be read: {because}",
        Label(Span(path, 0, 0)),
        help=fix or f"import {FORMS}",
    )


def cannot_be_read(path: str, because: str) -> Diagnostic:
    """A kept list that was changed by hand, or is another file."""
    return warning(
        "list/cannot-be-read",
        f"the imported list cannot be read, and packs go by their excerpt: {because}",
        Label(Span(path, 0, 0)),
        help="import it again with `microdep lists import FILE --as NAME`",
    )
