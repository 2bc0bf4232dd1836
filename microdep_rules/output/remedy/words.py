"""Words that the views of `remedy` share; they read the record."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.words import counted, span
from microdep_rules.production.critical_path import Range
from microdep_rules.production.numbers import as_stated

if TYPE_CHECKING:
    from collections.abc import Mapping

REACHES = {"viable": "makes the product viable", "pass": "makes the document pass"}
BY = {"number": "the fewest substitutions", "cost": "the least cost", "time": "the shortest time"}
SMALLER = {"number": "smaller", "cost": "cheaper", "time": "faster"}
MOST_ASKED = 5


def under_words(under: Mapping[str, Any]) -> str:
    """The scenario and the day of a run.

    >>> under_words({"name": "Gallium is cut off", "day": "2027-03-01"})
    'under the scenario `Gallium is cut off` on 2027-03-01'
    """
    return f"under the scenario `{under['name']}` on {under['day']}"


def value(remedy: Mapping[str, Any], by: str, currency: str | None) -> str:
    """What a remedy comes to.

    >>> value({"substitutions": [1], "value": {"low": "-3.5", "high": "-3.5"}}, "cost", "USD")
    '1 substitution, -3.5 USD for one product'
    >>> value({"substitutions": [1], "value": {"low": "7", "high": None}}, "time", None)
    '1 substitution, the product takes at least 7 days'
    """
    number = counted(len(remedy["substitutions"]), "substitution")
    low, high = remedy["value"]["low"], remedy["value"]["high"]
    if by == "cost":
        return f"{number}, {_money(low, high, currency)}"
    if by == "time":
        time = span(Range(Fraction(low), None if high is None else Fraction(high)))
        return f"{number}, the product takes {time}"
    return number


def _money(low: str | None, high: str | None, currency: str | None) -> str:
    if low is None and high is None:
        return "cost not known"
    unit = f" {currency}" if currency else ""
    if low == high:
        return f"{_signed(low)}{unit} for one product"
    if high is None:
        return f"at least {_signed(low)}{unit} for one product"
    if low is None:
        return f"at most {_signed(high)}{unit} for one product"
    return f"{_signed(low)} to {_signed(high)}{unit} for one product"


def _signed(number: str | None) -> str:
    """An amount with its sign, rounded to cents where it has no end."""
    exact = Fraction(number or 0)
    text = number if number is not None and "/" not in number else f"{float(exact):.2f}"
    grouped = as_stated(Fraction(text).__abs__())
    return f"{'-' if exact < 0 else '+'}{grouped}" if exact else "no more"


def swap(substitution: Mapping[str, Any], by: str) -> str:
    """One substitution in words, with what is not stated of it."""
    text = f"{substitution['alternate']['name']} for {substitution['component']['name']}"
    if substitution["stated"]:
        return text
    return f"{text} ({'lead time' if by == 'time' else 'difference in cost'} not stated)"
