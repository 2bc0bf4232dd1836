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
MOST_ASKED, MOST_WAIVERS = 5, 3
NO = "no substitution"


def under_words(under: Mapping[str, Any]) -> str:
    """The scenario and the days of a run.

    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01"]})
    'under the scenario `Gallium is cut off` on 2027-03-01'
    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01", "2028-01-01"]})
    'under the scenario `Gallium is cut off`, from 2027-03-01 on'
    """
    first, *others = under["days"]
    when = f", from {first} on" if others else f" on {first}"
    return f"under the scenario `{under['name']}`{when}"


def proof(goal: str, by: str) -> str:
    """The words for the proof that a remedy is the least.

    By cost and by time a set may be less that does more than is needed: it is no remedy.

    >>> proof("viable", "number"), proof("pass", "cost")
    ('no smaller set makes the product viable', 'no remedy is cheaper')
    """
    return f"no smaller set {REACHES[goal]}" if by == "number" else f"no remedy is {SMALLER[by]}"


def alike(product: Mapping[str, Any]) -> str:
    """How many least sets there are.

    >>> alike({"remedies": [1], "more": 0, "cut_short": False})
    '1 set'
    >>> alike({"remedies": [1] * 10, "more": 91, "cut_short": True})
    'at least 101 sets'
    """
    number = counted(len(product["remedies"]) + product["more"], "set")
    return f"at least {number}" if product["cut_short"] else number


def needs_none(product: Mapping[str, Any], goal: str) -> str:
    """The words for a product that needs no substitution: by waivers it passes nothing.

    >>> needs_none({"waived": []}, "pass"), needs_none({"waived": ["W-1"]}, "pass")
    ('it is a pass as it is listed', 'no substitution is needed, as what is against it is waived by W-1')
    """
    if product["waived"]:
        by = ", ".join(product["waived"][:MOST_WAIVERS])
        more = len(product["waived"]) - MOST_WAIVERS
        by = f"{by} and {more} more" if more > 0 else by
        return f"no substitution is needed, as what is against it is waived by {by}"
    return f"it is {'viable' if goal == 'viable' else 'a pass'} as it is listed"


def removal(removed: Mapping[str, Any]) -> str:
    """The words for an alternate that may be approved no more."""
    names = removed["alternate"]["name"], removed["component"]["name"]
    return f"remove {names[0]} from the alternates of {names[1]}: approved, it leaves the document unknown"


def value(remedy: Mapping[str, Any], by: str, currency: str | None) -> str:
    """What a remedy comes to.

    >>> value({"substitutions": [1], "value": {"low": "-3.5", "high": "-3.5"}}, "cost", "USD")
    '1 substitution, -3.5 USD for one product'
    >>> value({"substitutions": [1], "value": {"low": "7", "high": None}}, "time", None)
    '1 substitution, the product takes at least 7 days'
    """
    number = counted(len(remedy["substitutions"]), "substitution") if remedy["substitutions"] else NO
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
