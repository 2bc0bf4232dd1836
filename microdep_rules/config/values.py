"""Values of parameters in a configuration, converted to the types of the parameters."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microdep_rules.lang import ir

MOST_DIGITS = 40
"""Maximum number of digits of a number; a document has the same limit."""
_BEYOND: int = 10**40
_PERCENT = r"\s*([0-9]{1,40}(?:\.[0-9]{1,40})?)\s*%\s*"


def parameter_value(parameter: ir.Parameter, raw: object) -> Fraction | date | str | bool | None:
    """Return a value of the configuration in the type of a parameter; `None` for a wrong type.

    A percentage is written as in rules: `"25 %"`. A mass or an amount of money is written in the unit that
    the pack states.
    """
    kind = parameter.type.kind
    if kind == "percent" and isinstance(raw, str):
        match = re.fullmatch(_PERCENT, raw)
        return Fraction(match[1]) / 100 if match else None
    if kind == "boolean":
        return raw if isinstance(raw, bool) else None
    if kind == "date":
        return raw if isinstance(raw, date) and not isinstance(raw, datetime) else None
    if kind in {"text", "country", "code"}:
        return raw if isinstance(raw, str) else None
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool) and kind != "percent":
        return Fraction(raw) if is_short(raw) else None
    return None


def is_short(raw: int | Decimal) -> bool:
    """Return whether a number has a plausible size. A number such as `1e999999999` would fill the memory."""
    if isinstance(raw, int):
        return abs(raw) < _BEYOND
    if not raw.is_finite():
        return False
    return len(raw.as_tuple().digits) <= MOST_DIGITS and abs(raw.adjusted()) <= MOST_DIGITS
