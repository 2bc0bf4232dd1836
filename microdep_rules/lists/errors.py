"""All sentences about published lists of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, note, warning
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

FORMS = (
    "the Consolidated Screening List as CSV or JSON, the OFAC SDN list as sdn.xml or SDN.CSV, the FCC "
    "Covered List, or a table with a column `name` as CSV or XLSX"
)
SHORT = 60


def unknown_form(path: str, columns: list[str]) -> Diagnostic:
    """A file that is none of the lists that are read."""
    seen = ", ".join(f"`{each}`" for each in columns[:6])
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


def no_day(path: str) -> Diagnostic:
    """A file that does not state when it was published."""
    return error(
        "list/no-day",
        "the file does not state the day on which it was published",
        Label(Span(path, 0, 0)),
        help="add `--published YEAR-MONTH-DAY`, the day of the download",
    )


def entry_not_read(text: str, because: str, span: Span) -> Diagnostic:
    """An entry that is left out."""
    shown = text if len(text) <= SHORT else text[:SHORT] + "\N{HORIZONTAL ELLIPSIS}"
    return warning(
        "list/entry-not-read",
        f"the entry `{shown}` is left out: {because}",
        Label(span),
        help="if it is a company, write its name into the file, and import it again",
    )


def day_not_read(text: str, span: Span) -> Diagnostic:
    """A day that cannot be read in one way."""
    return warning(
        "list/day-not-read",
        f"expected a day such as 2026-01-31, found `{text}`; the entry is taken to hold on every day",
        Label(span),
        help="write the day as in 2026-01-31, and import the file again",
    )


def identifier_not_read(text: str, span: Span) -> Diagnostic:
    """An identifier without its scheme."""
    return warning(
        "list/identifier-not-read",
        f"expected an identifier with its scheme, found `{text}`; the entry stands without it",
        Label(span),
        help=f"write the scheme before it, as in `lei:{text}`, and import the file again",
    )


def name_of_two(name: str, entries: tuple[str, str], more: int, at: Span, first: Span) -> Diagnostic:
    """Names that two entries of a list have."""
    others = f", and {more} more such name{'s' if more > 1 else ''}" if more else ""
    return warning(
        "list/name-of-two",
        f"`{name}` is a name of two entries, `{entries[0]}` and `{entries[1]}`{others}",
        Label(at, "this entry"),
        labels=(Label(first, "and this one"),),
        help="whoever goes by it is in the list either way; ask the party for its identifier",
    )


def no_aliases(path: str) -> Diagnostic:
    """SDN.CSV alone has no aliases."""
    return warning(
        "list/no-aliases",
        "SDN.CSV has no aliases, and ALT.CSV is not beside it",
        Label(Span(path, 0, 0)),
        help="put ALT.CSV into the same folder, or import sdn.xml",
    )


def cannot_be_read(path: str, because: str) -> Diagnostic:
    """A kept list that was changed by hand, or is another file."""
    return warning(
        "list/cannot-be-read",
        f"the imported list cannot be read, and packs go by their excerpt: {because}",
        Label(Span(path, 0, 0)),
        help="import it again with `microdep lists import FILE --as NAME`",
    )


def stale(name: str, day: date, days: int, most: int, path: str) -> Diagnostic:
    """A list that was published too long before the day that is asked about."""
    return warning(
        "list/stale",
        f"the list `{name}` of {day} is {days} days old on the as-of date, and stale after {most}",
        Label(Span(path, 0, 0)),
        help=f"import it again with `microdep lists import FILE --as {name}`; until then a company that is "
        "not found in it is unknown",
    )


def no_pack_has(name: str, known: list[str], path: str) -> Diagnostic:
    """A list that no pack names."""
    from microdep_rules.suggest import did_you_mean

    listed = ", ".join(f"`{each}`" for each in known) or "no list"
    return note(
        "list/no-pack-has-it",
        f"no pack of the product has an excerpt of `{name}`",
        Label(Span(path, 0, 0)),
        help=did_you_mean(name, known)
        or f"packs have excerpts of {listed}; in your own write `excerpt of {name}`",
    )
