"""Diagnostics about scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def ends_before_it_starts(start: date, through: date, at: Span, first: Span) -> Diagnostic:
    """An event that ends before it begins."""
    return error(
        "scenario/ends-before-it-starts",
        f"the event begins on {start} and ends on {through}, which is earlier",
        Label(at, "ends here"),
        labels=(Label(first, "begins here"),),
        help=f"write a day that is not before {start}, or remove `through`",
    )
