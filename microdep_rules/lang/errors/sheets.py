"""Diagnostics of rows of a table in another file that cannot be read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic


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


def ragged_row(found: int, wanted: int, span: Span) -> Diagnostic:
    """Return the error for a row with a wrong number of cells."""
    return diagnose("file/ragged-row", span, "pack", expected=wanted, found=found)


def unclosed_quote(span: Span) -> Diagnostic:
    """Return the error for a cell that continues after its line, perhaps over the next rows."""
    return diagnose("file/truncated", span, "cell")
