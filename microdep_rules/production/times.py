"""Texts for numbers of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.production.numbers import rounded

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.production.critical_path import Range


def numeral(number: Fraction) -> str:
    """Return a number of days without the unit, as a whole number or with one decimal place.

    >>> from fractions import Fraction
    >>> numeral(Fraction(3_000_000)), numeral(Fraction(48699, 1600))
    ('3000000', '30.4')
    """
    return str(number) if number.denominator == 1 else rounded(number, 1)


def days(number: Fraction) -> str:
    """Return a number of days in words.

    >>> from fractions import Fraction
    >>> days(Fraction(84)), days(Fraction(1)), days(Fraction(48699, 1600))
    ('84 days', '1 day', '30.4 days')
    """
    return f"{numeral(number)} day{'' if number == 1 else 's'}"


def between(time: Range) -> str:
    """Return a time in days: a number, a range, or a minimum.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Range
    >>> between(Range(Fraction(7), Fraction(14))), between(Range(Fraction(7), None))
    ('7 to 14 days', 'at least 7 days')
    """
    if time.is_exact:
        return days(time.low)
    if time.high is None:
        return f"at least {days(time.low)}"
    return f"{numeral(time.low)} to {days(time.high)}"
