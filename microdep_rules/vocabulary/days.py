"""Days of the calendar, which begins on 0001-01-01 and ends on 9999-12-31: no sum of days leaves it."""

from __future__ import annotations

from datetime import date

LAST = date.max.toordinal()
"""The last day there is, as a number of days."""


def days_later(day: date, many: int) -> date:
    """The day so many days later, or earlier if the number is negative; at the ends, the last and the first.

    >>> days_later(date(2026, 11, 30), 1), days_later(date.max, 1), days_later(date.min, -1)
    (datetime.date(2026, 12, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    return date.fromordinal(min(max(day.toordinal() + many, 1), LAST))
