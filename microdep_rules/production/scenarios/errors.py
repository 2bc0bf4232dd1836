"""Diagnostics about scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def ends_before_it_starts(start: date, through: date, at: Span, first: Span) -> Diagnostic:
    """Return the error for a period that ends before it begins."""
    return diagnose("bom/dates-out-of-order", at, "period", also=[first], first=start, last=through)
