"""Diagnostics for table files, for example for a missing file or for unreadable rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic


def no_such_file(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the error for a table file that does not exist in the folder of the rule file."""
    near = did_you_mean(name, known) or ""
    return diagnose("file/cannot-be-read", span, "table", name=name, near=near)


def no_rows(path: str) -> Diagnostic:
    """Return the error for a file without rows."""
    return diagnose("file/empty", Span(path, 0, 0), "no-rows")
