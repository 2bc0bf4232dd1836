"""Values of cells of an Open Document, shown as those of every workbook."""

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
STEP = 10
"""Points by which spreadsheets move a text in at each step."""
MOST_STEPS = 250


def shown(kind: str, value: str) -> str | None:
    """Return what a cell of a type shows; nothing where the value is none of that type.

    >>> shown("float", "12.50"), shown("percentage", "0.25"), shown("boolean", "true"), shown("float", "x")
    ('12.5', '25 %', 'yes', None)
    >>> shown("date", "2026-05-04"), shown("time", "PT09H05M00S"), shown("time", "PT30H00M00S")
    ('2026-05-04', '09:05:00', '1 day, 6:00:00')
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
    """A time of a day, or a duration of a day and longer."""
    found = DURATION.fullmatch(text.strip())
    if found is None:
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.group(2, 3, 4, 5))
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + float(f"0.{found[6] or 0}")
    part = whole / SECONDS_OF_A_DAY
    is_duration = bool(found[1]) or part >= 1
    return shown_day(-part if found[1] else part, since_1904=False, is_duration=is_duration)


def steps_of(length: str) -> int:
    """Return by how many steps a margin moves a text in.

    >>> steps_of("0.353cm"), steps_of("20pt"), steps_of("0cm"), steps_of("")
    (1, 2, 0, 0)
    """
    found = LENGTH.fullmatch(length.strip())
    if found is None:
        return 0
    points = Decimal(f"{found[1]}.{found[2] or 0}") * Decimal(POINTS[found[3]])
    return min(max(1, round(points / STEP)), MOST_STEPS) if points else 0
