"""Cell values of an Open Document, displayed as in all workbooks."""

from __future__ import annotations

from decimal import Decimal

from microdep_rules.patterns import pattern
from microdep_rules.workspace.xlsx.values import (
    number_of,
    shown_day,
    shown_iso,
    shown_number,
    shown_share,
)

DURATION = pattern(
    r"(-)?P(?:([0-9]{1,6})D)?T?(?:([0-9]{1,8})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,8})(?:[.,]([0-9]{1,9}))?S)?"
)
LENGTH = pattern(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?(in|cm|mm|pt|pc|px)")
POINTS = {"in": "72", "cm": "28.35", "mm": "2.835", "pt": "1", "pc": "12", "px": "0.75"}
SECONDS_OF_A_DAY = 86_400
POINTS_OF_A_LEVEL = 10
"""Indent, in points, that counts as one level."""
MOST_LEVELS = 250


def show_value(kind: str, value: str) -> str | None:
    """Return the displayed value of a cell; `None` if the value does not have the stated type.

    >>> [show_value("float", value) for value in ("12.50", "x")]
    ['12.5', None]
    >>> show_value("percentage", "0.25"), show_value("boolean", "true"), show_value("date", "2026-05-04")
    ('25 %', 'yes', '2026-05-04')
    >>> show_value("time", "PT09H05M00S"), show_value("time", "PT30H00M00S")
    ('09:05:00', '1 day, 6:00:00')
    """
    if kind == "boolean":
        return {"true": "yes", "false": "no"}.get(value.strip())
    if kind == "date":
        return shown_iso(value)
    if kind == "time":
        return _time(value)
    number = number_of(value)
    if number is None:
        return None
    return shown_share(number) if kind == "percentage" else shown_number(number)


def _time(text: str) -> str | None:
    """Return a time as `09:05:00`, or a duration such as `1 day, 6:00:00` for 24 hours or more."""
    match = DURATION.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (int(digits or 0) for digits in match.group(2, 3, 4, 5))
    seconds_of_value = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + float(f"0.{match[6] or 0}")
    fraction = seconds_of_value / SECONDS_OF_A_DAY
    is_duration = bool(match[1]) or fraction >= 1
    return shown_day(-fraction if match[1] else fraction, since_1904=False, is_duration=is_duration)


def indent_levels(length: str) -> int:
    """Return the number of levels of an indent; `length` is the left margin of the text, such as `20pt`.

    >>> indent_levels("0.353cm"), indent_levels("20pt"), indent_levels("0cm"), indent_levels("")
    (1, 2, 0, 0)
    """
    match = LENGTH.fullmatch(length.strip())
    if match is None:
        return 0
    points = Decimal(f"{match[1]}.{match[2] or 0}") * Decimal(POINTS[match[3]])
    return min(max(1, round(points / POINTS_OF_A_LEVEL)), MOST_LEVELS) if points else 0
