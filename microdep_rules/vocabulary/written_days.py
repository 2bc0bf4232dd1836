"""Dates as people write them in several languages.

The program accepts no text that may mean two different dates, such as `03/01/2027`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    import re

MONTHS = (
    ("january", "januar", "jänner", "janvier", "enero", "gennaio", "jan", "janv", "ene", "gen"),
    ("february", "februar", "februar", "février", "febrero", "febbraio", "feb", "févr", "fév"),
    ("march", "märz", "maerz", "mars", "marzo", "mar", "mär", "mrz"),
    ("april", "avril", "abril", "aprile", "apr", "avr", "abr"),
    ("may", "mai", "mayo", "maggio", "mag"),
    ("june", "juni", "juin", "junio", "giugno", "jun", "giu"),
    ("july", "juli", "juillet", "julio", "luglio", "jul", "juil", "lug"),
    ("august", "août", "aout", "agosto", "aug", "ago"),
    ("september", "septembre", "septiembre", "settembre", "sep", "sept", "set"),
    ("october", "oktober", "octobre", "octubre", "ottobre", "oct", "okt", "ott"),
    ("november", "novembre", "noviembre", "nov"),
    ("december", "dezember", "décembre", "diciembre", "dicembre", "dec", "dez", "déc", "dic"),
)
"""The names of months in English, German, French, Spanish and Italian, in full and shortened."""
_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR, _DAY = r"(?P<year>[0-9]{4})", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|\.)?"
_WITH_A_MONTH = (
    pattern(rf"{_DAY}[\s-]*(?:de |of )?{_WORD}[\s,-]*(?:de |del )?{_YEAR}"),
    pattern(rf"{_WORD}[\s-]*{_DAY}[\s,-]+{_YEAR}"),
    pattern(rf"{_YEAR}[\s-]+{_WORD}[\s-]+{_DAY}"),
)
_YEAR_FIRST = pattern(
    r"([0-9]{4})\s*(?:年|년|[-/.])\s*([0-9]{1,2})\s*(?:月|월|[-/.])\s*([0-9]{1,2})\s*(?:日|일|\.)?"
)
"""Form of a date with the year first, then the month, then the day, including the East Asian form."""
_YEAR_LAST = pattern(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})\s*[./-]\s*([0-9]{4})")
_ERAS = pattern(r"(令和|平成)\s*([0-9]{1,2}|元)\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_BEFORE_AN_ERA = {"令和": 2018, "平成": 1988}
"""Year before the first year of each Japanese era, to convert years of an era."""
_MIDNIGHT = " 00:00:00"
"""Time that a spreadsheet program adds after a date."""


def day_in(text: str) -> date | None:
    """Return the date that a text means; None if the text means no date or may mean several.

    >>> day_in("2027-01-03") == day_in("3. Januar 2027") == day_in("03-Jan-2027") == date(2027, 1, 3)
    True
    >>> day_in("13/01/2027"), day_in("03/01/2027")
    (datetime.date(2027, 1, 13), None)
    """
    text = " ".join(text.removesuffix(_MIDNIGHT).split()).casefold()
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    if (match := _YEAR_LAST.fullmatch(text)) is not None:
        return _unambiguous_date(*map(int, match.groups()))
    if (match := _ERAS.fullmatch(text)) is not None:
        era, year_, month_, day_ = match.groups()
        years = 1 if year_ == "元" else int(year_)
        return _day(_BEFORE_AN_ERA[era] + years, int(month_), int(day_))
    for form in _WITH_A_MONTH:
        if (match := form.fullmatch(text)) is not None and match["month"] in _months():
            return _day_with_month_name(match)
    return None


def possible_days(text: str) -> list[date]:
    """Return the dates that a text can mean, the earliest first.

    >>> [day.isoformat() for day in possible_days("03/01/2027")]
    ['2027-01-03', '2027-03-01']
    """
    if (day := day_in(text)) is not None:
        return [day]
    match = _YEAR_LAST.fullmatch(" ".join(text.split()))
    return sorted(_possible_dates(*map(int, match.groups()))) if match is not None else []


def in_words(day: date) -> str:
    """Return the day and the month of a date in English words.

    >>> in_words(date(2027, 1, 3))
    '3 January'
    """
    return f"{day.day} {MONTHS[day.month - 1][0].title()}"


def _day_with_month_name(match: re.Match[str]) -> date | None:
    return _day(int(match["year"]), _months()[match["month"]], int(match["day"]))


def _unambiguous_date(first: int, second: int, year: int) -> date | None:
    """Return the date from the numbers of a month and a day in unknown order.

    The result is `None` if both orders give a date, or if neither does.
    """
    days = _possible_dates(first, second, year)
    return days.pop() if len(days) == 1 else None


def _possible_dates(first: int, second: int, year: int) -> set[date]:
    return {day for day in (_day(year, first, second), _day(year, second, first)) if day is not None}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(MONTHS, 1) for name in names}
