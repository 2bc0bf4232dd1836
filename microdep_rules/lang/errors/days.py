"""Diagnostics for dates in another form than `2027-03-01`: `March 1, 2027`, `1/3/2027`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.lang import value_wordings
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.written_days import MONTHS, possible_days

if TYPE_CHECKING:
    import re

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

WRITTEN = pattern(value_wordings.ODD_DAY)
WELL_FORMED = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SILENT = pattern(r"\"[^\"\n]*\"?|#[^\n]*")


def day_at(text: str, at: int) -> re.Match[str] | None:
    """Return the date around the position `at`, if the date has another form than `2027-03-01`."""
    begins, ends = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    masked = SILENT.sub(lambda match: " " * len(match[0]), text[: ends if ends >= 0 else len(text)])
    found = WRITTEN.finditer(masked, begins)
    return next((m for m in found if m.start() <= at < m.end() and not WELL_FORMED.fullmatch(m[0])), None)


def other_form(text: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a date such as `1/3/2027`, which must have the form `2027-03-01`."""
    readings = value_wordings.day(text).texts
    if not readings:
        return diagnose("syntax/date-form", span, text=text)
    if len(readings) == 1:
        return diagnose("syntax/date-form", span, "other-form", text=text, corrected_date=readings[0])
    first, second = (f"`{reading}` for {_in_words(reading)}" for reading in readings[:2])
    return diagnose("syntax/date-form", span, "two-readings", text=text, first=first, second=second)


def not_a_day(text: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a cell that must contain a date; the help shows its possible dates."""
    days = possible_days(text)
    if not days:
        return diagnose("table/cell-not-read", span, "not-a-day", text=text)
    written = [f"`{day}`" if len(days) == 1 else f"`{day}` for {_in_words(str(day))}" for day in days]
    return diagnose("table/cell-not-read", span, "day-in-other-form", text=text, days=" or ".join(written))


def _in_words(day: str) -> str:
    """Return a date with the name of its month: `1 March 2027`."""
    found = date.fromisoformat(day)
    return f"{found.day} {MONTHS[found.month - 1][0].capitalize()}"
