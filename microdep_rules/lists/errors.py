"""All sentences about published lists of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, note, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

FORMS = (
    "the Consolidated Screening List as CSV or JSON, the OFAC SDN list as sdn.xml or SDN.CSV, the FCC "
    "Covered List, or a table with a column `name` as CSV or XLSX"
)
SHORT = 60


def unknown_form(path: str, columns: list[str]) -> Diagnostic:
    """Return the error for a file that is none of the lists that are read."""
    span = Span(path, 0, 0)
    if not columns:
        return diagnose("file/wrong-format", span, "no-company-list", forms=FORMS)
    return diagnose("file/wrong-format", span, "company-list", columns=columns[:6], forms=FORMS)


def no_entries(path: str, form: str) -> Diagnostic:
    """Return the error for a list without entries: it is more likely incomplete than empty."""
    return diagnose("file/empty", Span(path, 0, 0), "no-entries", form=form)


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


def no_alias_column(span: Span) -> Diagnostic:
    """A Consolidated Screening List without its column of aliases."""
    return warning(
        "list/no-aliases",
        "this Consolidated Screening List has no column `alt_names`, so no company is found by another name",
        Label(span),
        help="download the list again with all of its columns",
    )


def cut_off(because: str, span: Span) -> Diagnostic:
    """Return the error for a file that is damaged or incomplete."""
    return diagnose("file/truncated", span, "list", reason=because)


def ragged_row(found: int, wanted: int, span: Span) -> Diagnostic:
    """A row with more or fewer cells than the columns have."""
    return cut_off(f"this row has {found} cells, and the list has {wanted} columns", span)


def wrong_list(name: str, column: str, span: Span) -> Diagnostic:
    """Return the error for a bill of materials in place of a published list."""
    return diagnose("file/wrong-format", span, "other-list", name=name, column=column)


def wrong_form(path: str, name: str, form: str) -> Diagnostic:
    """Return the error for another published list."""
    return diagnose("file/wrong-format", Span(path, 0, 0), "other-published-list", name=name, form=form)


def whole_of_a_part(path: str, name: str, title: str, found: list[str]) -> Diagnostic:
    """Return the error for the Consolidated Screening List in place of one of its lists."""
    span = Span(path, 0, 0)
    return diagnose("file/wrong-format", span, "whole-list", title=title, name=name, titles=listed(found, 3))


def nothing_chosen(only: str, titles: list[str], path: str) -> Diagnostic:
    """A choice that no entry meets."""
    shown = ", ".join(f"`{title}`" for title in titles) or "not named in the file"
    return error(
        "list/nothing-chosen",
        f"no entry is of a list or programme `{only}`",
        Label(Span(path, 0, 0)),
        help=f"the lists in this file are {shown}",
    )


def excerpt(name: str, only: str, path: str) -> Diagnostic:
    """A list of which only some entries were imported."""
    return warning(
        "list/excerpt",
        f"`{name}` has only the entries of `{only}`: a company that is not found in it is unknown",
        Label(Span(path, 0, 0)),
        help="import the whole file, or name the list after what is taken, as `entity-list`",
    )


def shrinks(name: str, before: int, after: int, path: str) -> Diagnostic:
    """A list with fewer than half of the entries that the stored one has."""
    return _not_replaced(f"the stored list `{name}` has {before} entries, and this file has {after}", path)


def older(name: str, stored: date, day: date, path: str) -> Diagnostic:
    """A list of an earlier day than the stored one."""
    return _not_replaced(f"the stored list `{name}` is of {stored}, and this file is of {day}", path)


def in_future(day: date, today: date, path: str) -> Diagnostic:
    """A day of publication that is still to come."""
    return _not_replaced(f"the day of the list is {day}, and today is {today}", path)


def later_than_stated(day: date, stated: date, path: str) -> Diagnostic:
    """A day after the one that the file states: who is not found would count as not listed for longer."""
    return _not_replaced(f"the file states that it is of {stated}, and `--published` is {day}", path)


def _not_replaced(because: str, path: str) -> Diagnostic:
    return error(
        "list/needs-force",
        because,
        Label(Span(path, 0, 0)),
        help="check the file and its day; to import it all the same, add `--force`",
    )


def sheets_with_lists(names: list[str], path: str) -> Diagnostic:
    """A workbook in which several sheets hold companies."""
    shown = ", ".join(f"`{name}`" for name in names)
    return error(
        "list/several-sheets",
        f"expected one sheet with companies, found {len(names)}: {shown}",
        Label(Span(path, 0, 0)),
        help="save the sheet with the list as a file of its own, or put the companies into one sheet",
    )


def sheet_not_read(names: list[str], path: str) -> Diagnostic:
    """Sheets that hold something and have no column of names."""
    shown = ", ".join(f"`{name}`" for name in names)
    return warning(
        "list/sheet-not-read",
        f"not read, because no column of names is in it: the sheet {shown}",
        Label(Span(path, 0, 0)),
        help="if companies are in it, put them into the sheet that is read, or name its columns",
    )


def without_results(cells: list[str], path: str) -> Diagnostic:
    """Formulas whose results the workbook does not hold."""
    shown = ", ".join(cells[:3]) + (f" and {len(cells) - 3} more" if cells[3:] else "")
    return cut_off(f"the formula has no result in the cell {shown}", Span(path, 0, 0))


def not_a_text(because: str, path: str) -> Diagnostic:
    """Return the error for a file that is no text, or is in an unknown encoding."""
    fix = f"import {FORMS}, each in UTF-8"
    return diagnose("file/wrong-format", Span(path, 0, 0), "unreadable-list", reason=because, fix=fix)


def guessed(path: str, encoding: str) -> Diagnostic:
    """Return the warning for a text without a stated encoding."""
    return diagnose("file/encoding", Span(path, 0, 0), "guessed", encoding=encoding)


def not_opened(because: str, fix: str, path: str) -> Diagnostic:
    """Return the error for a workbook that cannot be opened."""
    reason, fix = f"the workbook cannot be read: {because}", fix or f"import {FORMS}"
    return diagnose("file/wrong-format", Span(path, 0, 0), "unreadable-list", reason=reason, fix=fix)


def cannot_be_read(path: str, because: str) -> Diagnostic:
    """Return the warning for a stored list that was changed by hand, or is another file."""
    return diagnose("file/cannot-be-read", Span(path, 0, 0), "imported-list", cause=because)


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
