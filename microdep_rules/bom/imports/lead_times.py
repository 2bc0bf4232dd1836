"""Lead times in cells: a number or a range, with its unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports.readings import OR_EMPTY, Unread, number
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
_WAY_OUT = f"write it as `6 weeks`, `6..8 weeks`, `at least 6 weeks` or `at most 8 weeks`{OR_EMPTY}"


def lead_time(text: str, unit: str = "", decimal: str = "") -> dict[str, Any] | Unread:
    """A lead time as a document has it; `unit` is that of the column, for a cell without one.

    >>> lead_time("6 weeks"), lead_time("6-8 Weeks"), lead_time("6 to 8", "days")["value"]
    ({'value': 6, 'unit': 'weeks'}, {'value': '6..8', 'unit': 'weeks'}, '6..8')
    >>> lead_time("at least 3 months")["value"], lead_time("1..2.5 years")["value"]
    ('at least 3', '1..2.5')
    >>> lead_time("6").because, lead_time("8-6 weeks").because
    ('`6` is not a time with its unit', '`8-6 weeks` begins with its greater number')
    """
    text = " ".join(text.split())
    found = _TIME.fullmatch(text)
    unit = (found["unit"] if found else "") or unit
    if found is None or not unit or (found["bound"] and found["high"]):
        return Unread(f"`{text}` is not a time with its unit", _WAY_OUT)
    low = number(found["low"], decimal)
    high = number(found["high"], decimal) if found["high"] else low
    if isinstance(low, Unread) or isinstance(high, Unread):
        return Unread(f"`{text}` is not a time with its unit", _WAY_OUT)
    if high < low:
        return Unread(f"`{text}` begins with its greater number", _WAY_OUT)
    first, last = _plain(low), _plain(high)
    value: Any = first
    if found["bound"]:
        value = f"{found['bound'].lower()} {first}"
    elif found["high"]:
        value = f"{first}..{last}"
    return {"value": value, "unit": f"{unit.lower().rstrip('s')}s"}


def _plain(value: Decimal) -> int | Decimal:
    """A whole number without its decimals."""
    return int(value) if value == value.to_integral_value() else value
