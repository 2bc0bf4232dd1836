"""Displayed values of cells: numbers as in the file, dates, percentages, and texts on one line."""

from __future__ import annotations

import math
import re
from datetime import datetime, time, timedelta
from decimal import Decimal

from microdep_rules.patterns import pattern

NUMBER = pattern(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
LONGEST_NUMBER = 330
"""Largest number of characters of a number in a spreadsheet, with sign and decimal point."""
ESCAPED = pattern(r"_x([0-9A-Fa-f]{4})_")
"""Pattern of an escaped character, such as `_x000A_` for a line end."""
SURROGATES = range(0xD800, 0xE000)
OUT_OF_RANGE = "#VALUE!"
DAYS_1900, DAYS_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - days of a sheet have no zone
LEAP_DAY_1900 = 60
"""Day number of 29 February 1900: spreadsheets count this day, although the calendar does not have it."""


def unescape(text: str) -> str:
    r"""Replace escaped characters in a text of a spreadsheet, such as `_x000A_`, by the characters.

    >>> unescape("Coil_x000A_22 uH _x005F_x000A_")
    'Coil\n22 uH _x000A_'
    """
    return ESCAPED.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code in SURROGATES else chr(code)


def in_one_line(text: str) -> str:
    """Return a text without spaces at its ends; each sequence of spaces and line ends becomes one space."""
    return re.sub(r"\s+", " ", text).strip()


def number_of(text: str) -> int | float | None:
    """Return the number that a text states; `None` if the text is not a number or is too long."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    if text.lstrip("+-").isdigit():
        return int(text)
    value = float(text)
    return value if math.isfinite(value) else None


def shown_number(value: float) -> str:
    """Return a number as text with all its digits, never as a power of ten.

    >>> shown_number(4e-7), shown_number(12.0), shown_number(1200)
    ('0.0000004', '12', '1200')
    """
    return str(value) if isinstance(value, int) else _plain(Decimal(repr(value)))


def shown_share(value: float) -> str:
    """Return a percentage as text: a cell with the value 0.25 shows `25 %`."""
    return f"{_plain(Decimal(repr(value)) * 100)} %"


def _plain(value: Decimal) -> str:
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def shown_day(value: float, *, since_1904: bool, is_duration: bool) -> str:
    """Return the date, time or duration of a day number in a cell; the first day is in 1900 or in 1904."""
    try:
        if is_duration:
            return str(timedelta(seconds=round(value * 86_400, 3)))
        return _shown_moment(value, since_1904=since_1904)
    except (OverflowError, ValueError):
        return OUT_OF_RANGE


def _shown_moment(value: float, *, since_1904: bool) -> str:
    day, fraction = divmod(value, 1)
    within = timedelta(milliseconds=round(fraction * 86_400_000))
    if 0 <= value < 1 and within.days == 0:
        return (DAYS_1900 + within).time().isoformat()
    if not since_1904 and 0 < value < LEAP_DAY_1900:
        day += 1
    return shown_moment((DAYS_1904 if since_1904 else DAYS_1900) + timedelta(days=day) + within)


def shown_moment(value: datetime) -> str:
    """Return a moment as an ISO date, followed by the time if the time is not midnight."""
    return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")


def shown_iso(text: str) -> str:
    """Return a date in ISO format as `shown_moment` shows it; return any other text on one line."""
    try:
        return shown_moment(datetime.fromisoformat(text))
    except ValueError:
        return in_one_line(text)
