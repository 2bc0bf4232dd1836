"""Parser of the numbers, shares, masses, amounts of money and dates in answers.

A text with more than one meaning is not read; a person must ask the supplier again.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import normalize

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays.estimates import without_estimate
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.workbook_texts import cue_pattern
from microdep_rules.vocabulary.written_days import day_in, in_words, possible_days

_DECIMAL_COMMA = pattern(r"(?<![0-9.,])(0|[0-9]+(?=,(?:[0-9]{1,2}|[0-9]{4,})(?![0-9]))),([0-9]+)(?![0-9.,])")
"""Decimal comma: a zero precedes the comma, or the number of digits that follow is not three."""
_WITHOUT_SIGNS = pattern(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])")
"""Date of eight digits: `20270131`."""
_TWO_DIGITS = pattern(r"(?P<before>[0-9]{1,2}[./][0-9]{1,2}[./]|.*[^\W\d_]\.?[\s-]+)(?P<year>[0-9]{2})")
"""Date with a year of two digits: `31/12/26`, `1 Mar 26`."""
_PERCENT = r"\s*{percent}$"
"""Words for the percent sign after a number."""
_UNIT_IN_WORDS = pattern(r"\b((?:milli|kilo)?gram)(?:me?)?s?\b", re.IGNORECASE)
"""Unit of mass in words: `12.5 grams`, `12,5 Gramm`."""
_DAY_FIRST = pattern(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
"""Date in German form: `12.01.2026`."""
_FRACTION = pattern(r"([0-9]{1,4})\s*[/\u2044]\s*([0-9]{1,4})")
_FRACTIONS = "\u00bc\u00bd\u00be\u2044"


def parse_number(text: str) -> Any:
    """Return a number in the form that documents use.

    A number such as `1.000` is not read, because the number may mean 1000.

    >>> parse_number("12.5"), parse_number("1.000").because
    (Decimal('12.5'), '`1.000` may be the number 1 or 1000')
    """
    return _without_decimals(
        cell_values.parse_number(_with_decimal_point(_fraction_as_decimal(text)), cell_values.ASK)
    )


def _without_decimals(value: Decimal | Unreadable) -> Any:
    return value if isinstance(value, Unreadable) else _whole_as_int(value)


def _with_decimal_point(text: str) -> str:
    """Replace an unambiguous decimal comma by a point.

    >>> _with_decimal_point("0,5"), _with_decimal_point("12,75 g"), _with_decimal_point("1,234")
    ('0.5', '12.75 g', '1,234')
    """
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def _fraction_as_decimal(text: str) -> str:
    """Return a fraction as a decimal number, or the text if that number has infinitely many digits.

    >>> _fraction_as_decimal("1/4"), _fraction_as_decimal("\u00bd"), _fraction_as_decimal("1/3")
    ('0.25', '0.5', '1/3')
    """
    plain = normalize("NFKC", text) if any(fraction in text for fraction in _FRACTIONS) else text
    match = _FRACTION.fullmatch(plain)
    if match is None or not int(match[2]):
        return text
    fraction_ = Fraction(int(match[1]), int(match[2]))
    value = Decimal(fraction_.numerator) / Decimal(fraction_.denominator)
    return f"{value.normalize():f}" if Fraction(value) == fraction_ else text


def parse_percent(text: str) -> Any:
    """Return a share in percent. The text may have a percent sign; a fraction such as `1/2` means 50.

    >>> parse_percent("50 %"), parse_percent("12,5 %"), parse_percent("1/2"), parse_percent("1.5")
    (50, Decimal('12.5'), 50, Decimal('1.5'))
    >>> parse_percent("0.5").because
    '`0.5` may be 0.5 % or 50 %'
    >>> parse_percent("< 0.1 %"), parse_percent("2-3 %"), parse_percent("approx. 2.5 %")["unknown"]
    ({'at_most': Decimal('0.1')}, {'at_least': 2, 'at_most': 3}, True)
    """
    stated, text = text, cue_pattern(_PERCENT).sub("%", text)
    estimate = without_estimate(text)
    if not estimate.is_exact:
        value = parse_percent(estimate.text)
        return value if isinstance(value, Unreadable) else estimate.share(stated)
    without_sign = text.replace("%", "").strip()
    divided = _fraction_as_decimal(without_sign)
    if divided != without_sign and "%" not in text:
        value = cell_values.parse_number(divided)
        value = value * 100 if not isinstance(value, Unreadable) else value
    else:
        value = cell_values.parse_number(
            without_sign.replace(",", ".") if without_sign.count(",") == 1 else without_sign
        )  # no thousands
    if isinstance(value, Unreadable):
        because = phrase_of("overlay/answer-not-read", "no-share", text=text)
        return Unreadable(because, phrase_of("overlay/answer-not-read", "write-one-number"))
    value = _whole_as_int(value)
    if 0 < value <= 1 and "%" not in text and divided == without_sign:
        shown = f"{Decimal(value * 100).normalize():f}"
        because = phrase_of("overlay/answer-not-read", "two-shares", text=text, first=value, second=shown)
        return Unreadable(
            because, phrase_of("overlay/answer-not-read", "write-one-share", first=value, second=shown)
        )
    if value <= 100:  # noqa: PLR2004
        return value
    return Unreadable(
        phrase_of("overlay/answer-not-read", "large-share", text=text),
        phrase_of("overlay/answer-not-read", "write-share"),
    )


def _with_advice(unread: Unreadable, text: str, advice: str) -> Unreadable:
    """Return the reason why an amount is not read, with `advice` on the text to write.

    If the decimal sign is ambiguous, the original advice about the decimal sign remains.
    """
    is_ambiguous = unread.comma and "," not in text
    return unread if is_ambiguous else Unreadable(unread.because, advice)


def parse_mass(text: str) -> Any:
    """Return a mass in grams. The text may state the unit in words, such as `grams`."""
    units = {"gram": "g", "kilogram": "kg", "milligram": "mg"}
    text = _UNIT_IN_WORDS.sub(lambda match: units[match[1].lower()], text)
    value = cell_values.parse_mass(_with_decimal_point(text), "", cell_values.ASK)
    if isinstance(value, Unreadable):
        return _with_advice(value, text, phrase_of("overlay/answer-not-read", "write-mass"))
    return _whole_as_int(value)


def parse_density(text: str) -> Any:
    """Return a density in grams per cubic centimetre."""
    return _without_decimals(cell_values.parse_number(_with_decimal_point(text)))


def parse_money(text: str) -> Any:
    """Return an amount with its currency."""
    value = cell_values.parse_price(_with_decimal_point(text), "", cell_values.ASK)
    if isinstance(value, Unreadable):
        return _with_advice(value, text, phrase_of("overlay/answer-not-read", "write-money"))
    return {"amount": str(value[0]), "currency": value[1]}


def parse_day(text: str) -> Any:
    """Return a date in the form that documents use, such as `2026-01-12`."""
    digits = _WITHOUT_SIGNS.fullmatch(text)
    date_ = day_in("-".join(digits.groups()) if digits is not None else text)
    return date_.isoformat() if date_ is not None else _unclear_date(text)


def with_day_first(text: str) -> str:
    """Return a date such as `12.01.2026` in the form year-month-day; other texts stay unchanged.

    >>> with_day_first("12.01.2026"), with_day_first("12/01/2026"), with_day_first("31.02.2026")
    ('2026-01-12', '12/01/2026', '31.02.2026')
    """
    match = _DAY_FIRST.fullmatch(text.strip())
    if match is None:
        return text
    day, month, year = match.groups()
    days = [day_.isoformat() for day_ in possible_days(text)]
    said = f"{year}-{int(month):02}-{int(day):02}"
    return said if said in days else text


def _unclear_date(text: str) -> Unreadable:
    """Return the reason why a text is not a date, with the dates that the text may mean."""
    short = _TWO_DIGITS.fullmatch(" ".join(text.split()))
    days = possible_days(f"{short['before']}20{short['year']}" if short is not None else text)
    if len(days) == 1:
        return Unreadable(
            phrase_of("overlay/answer-not-read", "no-date", text=text),
            phrase_of("overlay/answer-not-read", "write-day", day=days[0].isoformat()),
        )
    if not days:
        return Unreadable(
            phrase_of("overlay/answer-not-read", "no-date", text=text),
            phrase_of("overlay/answer-not-read", "write-date"),
        )
    first, second = days
    because = phrase_of(
        "overlay/answer-not-read",
        "two-dates",
        text=text,
        first=in_words(first),
        second=in_words(second),
        year=first.year,
    )
    fix = phrase_of(
        "overlay/answer-not-read", "write-one-date", first=first.isoformat(), second=second.isoformat()
    )
    return Unreadable(because, fix)


def _whole_as_int(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else value
