"""Calculation with calendar dates; the result is always from 0001-01-01 to 9999-12-31."""

from __future__ import annotations

from datetime import date

LAST = date.max.toordinal()
"""Last date, as a number of days."""


def days_later(day: date, many: int) -> date:
    """Return the date that is this number of days later, or earlier if the number is negative.

    >>> days_later(date(2026, 11, 30), 1), days_later(date.max, 1), days_later(date.min, -1)
    (datetime.date(2026, 12, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    return date.fromordinal(min(max(day.toordinal() + many, 1), LAST))
