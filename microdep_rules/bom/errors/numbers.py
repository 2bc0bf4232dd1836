"""Diagnostics for texts in place of numbers, and for numbers out of range."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors.allowed import FACT, AllowedForms
from microdep_rules.bom.errors.quoting import EXPECTED, literal
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.units import UNITS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_WHOLE = 100
_PLAIN = r"-?[0-9]+(\.[0-9]+)?"
_LEADING_ZERO = r"-?0[0-9]+(\.[0-9]+)?"
_DECIMAL_COMMA = r"-?[0-9]+,[0-9]+"
_THOUSANDS = r"-?[1-9][0-9]{0,2}(,[0-9]{3})+"
_WITH_UNIT = r"(-?[0-9]+(?:\.[0-9]+)?) ?(%|[A-Za-zµ][A-Za-zµ0-9/]*)"


class Limits(NamedTuple):
    """Smallest and largest number that a field accepts."""

    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    whole: bool = False
    """True if the number must be a whole number."""


NOT_NEGATIVE = Limits()


def out_of_bounds(
    field: str,
    value: Any,
    name: str,
    at: Span,
    limits: Limits = NOT_NEGATIVE,
    allowed: AllowedForms = FACT,
) -> Diagnostic:
    """Return the error for a number out of range, such as a negative mass."""
    if name == "percent":
        return diagnose("bom/out-of-range", at, field=field, value=literal(value))
    share = _percentage_as_share(value) if name == "index" or (limits.high == 1 and not limits.whole) else ""
    if name == "index":
        form = "index-percent" if share else "index"
    elif limits.low == 0 and limits.high is None:
        form = "negative-required" if allowed.required else "negative"
    else:
        form = "limits-percent" if share else "limits"
    return diagnose(
        "bom/out-of-range",
        at,
        form,
        field=field,
        value=literal(value),
        expected=_describe_limits(limits),
        written=share,
        percent=value,
    )


def _describe_limits(limits: Limits) -> str:
    """Return the range of allowed numbers in words, such as "a number of at least 0"."""
    low, high = (None if limit is None else written(limit) for limit in (limits.low, limits.high))
    kind = "a whole number" if limits.whole else "a number"
    if low is None:
        return f"{kind} of at most {high}"
    return f"{kind} of at least {low}" if high is None else f"{kind} from {low} to {high}"


def _percentage_as_share(value: Any) -> str:
    """Return a percentage, such as `85`, as a number from 0 to 1, such as `0.85`; empty for other numbers."""
    return written(Fraction(value) / _WHOLE) if 1 < Fraction(value) <= _WHOLE else ""


def not_a_number(field: str, value: str, name: str, at: Span, *, unit: str) -> Diagnostic:
    """Return the error for a text in place of a number; `unit` is the unit of the field, or empty."""
    if re.fullmatch(_PLAIN, value) and value.startswith("-") and name != "number":
        return out_of_bounds(field, Decimal(value), name, at)
    form, number = _message_form(value, name, unit)
    return diagnose(
        "bom/wrong-type",
        at,
        form,
        field=field,
        expected=EXPECTED[name],
        value=value,
        written=number,
        point=value.replace(",", "."),
        unit=unit,
    )


def _count_leading_zeros(value: str) -> int:
    """Return the number of superfluous leading zeros."""
    whole = value.lstrip("-").split(".")[0]
    return len(whole) - max(len(whole.lstrip("0")), 1)


def _message_form(value: str, name: str, unit: str) -> tuple[str, str]:
    """Return the variant of the message about a text in place of a number, and the number to write."""
    if re.fullmatch(_LEADING_ZERO, value):
        without_zeros = value.lstrip("-").lstrip("0")
        is_share = name == "index" and without_zeros.isdecimal()
        return "number-leading-zero", f"0.{without_zeros}" if is_share else value.replace(
            "0" * _count_leading_zeros(value), "", 1
        )
    if re.fullmatch(_PLAIN, value):
        return "number-without-quotes", ""
    if re.fullmatch(_THOUSANDS, value):
        is_unclear = value.count(",") == 1
        return "number-thousands-or-point" if is_unclear else "number-thousands", value.replace(",", "")
    if re.fullmatch(_DECIMAL_COMMA, value):
        return "number-point", ""
    match = re.fullmatch(_WITH_UNIT, value)
    if match is not None:
        return _unit_form(match[1], match[2], name, unit)
    return "number-index" if name == "index" else "number-range", ""


def _unit_form(number: str, given_unit: str, name: str, unit: str) -> tuple[str, str]:
    """Return the variant of the message about a number with a unit, and the number in the field's unit."""
    is_percent = given_unit == "%"
    if name == "index":
        return (
            ("number-index-percent", written(Fraction(number) / _WHOLE))
            if is_percent
            else ("number-index", "")
        )
    if name == "percent":
        return "number-percent" if is_percent else "number-range", number
    if given_unit == unit or (not unit and given_unit not in UNITS):
        return "number", number
    own, kept = UNITS.get(given_unit), UNITS.get(unit)
    if own is not None and kept is not None and own.dimension == kept.dimension:
        return "number-converted", written(Fraction(number) * own.factor / kept.factor)
    return "number-alone" if unit else "number-range", ""
