"""Days on which a result may change although no file changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.waivers import Waivers

_DAY = pattern(r"(?<![0-9])([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")
"""Pattern of a day, a month or a year; a month or a year means its first day."""


def next_turn(document: CheckedDocument, waivers: Waivers, as_of: date) -> date | None:
    """Return the next day on which the result of a document may change; `None` if there is no such day.

    The days come from the rules, and from evidence records, corrections and waivers. The result may change on
    each stated day, or on the day after it.
    """
    written = {day for loaded in document.files.values() for day in days_in(loaded.value)}
    written |= {day for waiver in waivers.waivers for day in (waiver.start, waiver.until)}
    days = {*document.turns, *written, *(days_later(day, 1) for day in written)}
    return min((day for day in days if day > as_of), default=None)


def days_in(value: object) -> Iterator[date]:
    """Yield every day in a value of dictionaries, lists and texts, at any depth.

    >>> sorted(map(str, days_in({"issued": "2026-03-01", "notes": ["since 2027-05", 3]})))
    ['2026-03-01', '2027-05-01']
    """
    if isinstance(value, date):
        yield value
    elif isinstance(value, str):
        for year, month, day in _DAY.findall(value):
            try:
                yield date(int(year), int(month or 1), int(day or 1))
            except ValueError:  # not a day of the calendar
                continue
    elif isinstance(value, dict):
        for member in value.values():
            yield from days_in(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from days_in(member)
