"""Diagnostics about published lists of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed
from microdep_rules.source import Span
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

FORMS = (
    "the Consolidated Screening List as CSV or JSON, the OFAC SDN list as sdn.xml or SDN.CSV, the FCC "
    "Covered List, or a table with a column `name` as CSV or XLSX"
)


def unknown_form(path: str, columns: list[str]) -> Diagnostic:
    """Return the error for a file that has none of the known forms of a published list."""
    span = Span(path, 0, 0)
    if not columns:
        return diagnose("file/wrong-format", span, "no-company-list", forms=FORMS)
    return diagnose("file/wrong-format", span, "company-list", columns=columns[:6], forms=FORMS)


def no_entries(path: str, form: str) -> Diagnostic:
    """Return the error for a list without entries. The file is probably incomplete."""
    return diagnose("file/empty", Span(path, 0, 0), "no-entries", form=form)


def ragged_row(cells: int, columns: int, span: Span) -> Diagnostic:
    """Return the error for a row with more or fewer cells than columns."""
    return diagnose("file/truncated", span, "list", found=cells, expected=columns)


def wrong_list(name: str, column: str, span: Span) -> Diagnostic:
    """Return the error for a bill of materials in place of a published list."""
    return diagnose("file/wrong-format", span, "other-list", name=name, column=column)


def wrong_form(path: str, name: str, form: str) -> Diagnostic:
    """Return the error for a published list that is not the list with the given name."""
    return diagnose("file/wrong-format", Span(path, 0, 0), "other-published-list", name=name, form=form)


def whole_of_a_part(path: str, name: str, title: str, found: list[str]) -> Diagnostic:
    """Return the error for the whole Consolidated Screening List under the name of one of its lists."""
    span = Span(path, 0, 0)
    return diagnose("file/wrong-format", span, "whole-list", title=title, name=name, titles=listed(found, 3))


def without_results(cells: list[str], path: str) -> Diagnostic:
    """Return the error for formulas without stored results."""
    return diagnose("file/truncated", Span(path, 0, 0), "list-formula", cells=and_more(cells, 3))


def not_a_text(because: str, path: str) -> Diagnostic:
    """Return the error for a file that is no text, or is in an unknown encoding."""
    return diagnose("file/wrong-format", Span(path, 0, 0), "unreadable-list", reason=because, forms=FORMS)


def guessed(path: str, encoding: str) -> Diagnostic:
    """Return the warning that the encoding of a text was guessed."""
    return diagnose("file/encoding", Span(path, 0, 0), "guessed", encoding=encoding)


def not_opened(because: str, fix: str, path: str) -> Diagnostic:
    """Return the error for a workbook that cannot be opened."""
    span = Span(path, 0, 0)
    if fix:
        return diagnose("file/wrong-format", span, "list-workbook-fix", reason=because, fix=fix)
    return diagnose("file/wrong-format", span, "list-workbook", reason=because, forms=FORMS)


def cannot_be_read(path: str, because: str) -> Diagnostic:
    """Return the warning for a stored list that was changed by hand, or for a file of another kind."""
    return diagnose("file/cannot-be-read", Span(path, 0, 0), "imported-list", cause=because)
