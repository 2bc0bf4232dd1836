"""Lead times in cells: a number or a range, with a unit of time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports.cell_values import Unreadable, parse_number, unreadable_or_empty
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from decimal import Decimal

_DASHES = r"\-\u2013\u2014"
_TIME = pattern(
    r"(?:(?P<bound>at least|at most)\s+)?"
    rf"(?P<low>[^\s{_DASHES}]+?)"
    rf"(?:\s*(?:\.\.|[{_DASHES}]|\bto\b)\s*(?P<high>[^\s.{_DASHES}]\S*?))?"
    r"\s*(?P<unit>days?|weeks?|months?|years?)?",
    re.IGNORECASE,
)


def parse_lead_time(text: str, unit: str = "", decimal: str = "") -> dict[str, Any] | Unreadable:
    """Return a lead time in the form of a document field; `unit` is used for a text without a unit.

    >>> parse_lead_time("6 weeks"), parse_lead_time("6-8 Weeks"), parse_lead_time("6 to 8", "days")["value"]
    ({'value': 6, 'unit': 'weeks'}, {'value': '6..8', 'unit': 'weeks'}, '6..8')
    >>> parse_lead_time("at least 3 months")["value"], parse_lead_time("1..2.5 years")["value"]
    ('at least 3', '1..2.5')
    >>> parse_lead_time("6").because, parse_lead_time("8-6 weeks").because
    ('`6` is not a time with a unit', 'the range `8-6 weeks` begins with its greater number')
    """
    text = " ".join(text.split())
    match = _TIME.fullmatch(text)
    unit = (match["unit"] if match else "") or unit
    if match is None or not unit or (match["bound"] and match["high"]):
        return _unreadable_time(text)
    low = parse_number(match["low"], decimal)
    high = parse_number(match["high"], decimal) if match["high"] else low
    if isinstance(low, Unreadable) or isinstance(high, Unreadable):
        return _unreadable_time(text)
    if high < low:
        return unreadable_or_empty(
            phrase_of("import/cell-not-read", "time-backwards", text=text),
            phrase_of("import/cell-not-read", "write-time"),
        )
    first, last = _whole_as_int(low), _whole_as_int(high)
    value: Any = first
    if match["bound"]:
        value = f"{match['bound'].lower()} {first}"
    elif match["high"]:
        value = f"{first}..{last}"
    return {"value": value, "unit": f"{unit.lower().rstrip('s')}s"}


def _unreadable_time(text: str) -> Unreadable:
    """Return the reason why a text is not a time with a unit, and the fix."""
    return unreadable_or_empty(
        phrase_of("import/cell-not-read", "no-time", text=text),
        phrase_of("import/cell-not-read", "write-time"),
    )


def _whole_as_int(value: Decimal) -> int | Decimal:
    """Return a whole number as an `int`, and any other number unchanged."""
    return int(value) if value == value.to_integral_value() else value
