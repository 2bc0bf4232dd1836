"""Diagnostics for values that are not numbers, have a unit, or are out of range."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors.allowed import FACT, AllowedForms
from microdep_rules.bom.errors.quoting import EXPECTED, literal
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.units import UNITS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_WHOLE = 100
_RANGE_HELP = 'write a number, or a range as text: `"20..30"`, `"at least 50"`, `"at most 30"`'
_INDEX_HELP = 'write a number from 0 to 1, or a range as text: `"0.8..0.9"`, `"at least 0.8"`'
_PLAIN = r"-?[0-9]+(\.[0-9]+)?"
_LEADING_ZERO = r"-?0[0-9]+(\.[0-9]+)?"
_DECIMAL_COMMA = r"-?[0-9]+,[0-9]+"
_THOUSANDS = r"-?[1-9][0-9]{0,2}(,[0-9]{3})+"
_WITH_UNIT = r"(-?[0-9]+(?:\.[0-9]+)?) ?(%|[A-Za-zµ][A-Za-zµ0-9/]*)"


class Limits(NamedTuple):
    """Least and greatest number that a field accepts, from its schema."""

    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    whole: bool = False
    """True for a whole number."""


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
        expected, fix = "a share from 0 to 100 %", "write 51 for 51 %"
    elif name == "index":
        expected, fix = "a number from 0 to 1", _as_a_share(value) or _INDEX_HELP
    elif limits.low == 0 and limits.high is None:
        expected, fix = "a number of at least 0", "write the number without its sign"
        fix += "" if allowed.required else ", or remove it"
    else:
        expected, fix = _between(value, limits)
    return diagnose("bom/out-of-range", at, field=field, expected=expected, value=literal(value), fix=fix)


def _between(value: Any, limits: Limits) -> tuple[str, str]:
    """Return the allowed range in words, and the fix."""
    low, high = (None if limit is None else written(limit) for limit in (limits.low, limits.high))
    kind = "a whole number" if limits.whole else "a number"
    if low is None or high is None:
        span = f"of at least {low}" if high is None else f"of at most {high}"
    else:
        span = f"from {low} to {high}"
    share = "" if limits.whole or limits.high != 1 else _as_a_share(value)
    return f"{kind} {span}", f"{share}; else {kind} {span}" if share else f"write {kind} {span}"


def _as_a_share(value: Any) -> str:
    """Return the fix for a percentage where a share from 0 to 1 is required."""
    if not 1 < Fraction(value) <= _WHOLE:
        return ""
    return f"write `{written(Fraction(value) / _WHOLE)}`, if it is {value} %"


def empty_range(field: str, low: str, high: str, at: Span) -> Diagnostic:
    """Return the error for a range whose lower end is above its upper end."""
    return diagnose("bom/out-of-range", at, "range", field=field, low=low, high=high)


def not_a_number(field: str, value: str, name: str, at: Span, *, unit: str) -> Diagnostic:
    """Return the error for a text in place of a number; `unit` is that of the field, if it has one."""
    if re.fullmatch(_PLAIN, value) and value.startswith("-") and name != "number":
        return out_of_bounds(field, Decimal(value), name, at)
    fix = _help(field, value, name, unit)
    return diagnose(
        "bom/wrong-type", at, "number", field=field, expected=EXPECTED[name], value=value, fix=fix
    )


def _zeros(value: str) -> int:
    """Return the number of superfluous leading zeros."""
    whole = value.lstrip("-").split(".")[0]
    return len(whole) - max(len(whole.lstrip("0")), 1)


def _help(field: str, value: str, name: str, unit: str) -> str:
    if re.fullmatch(_LEADING_ZERO, value):
        bare = value.lstrip("-").lstrip("0")
        meant = (
            f"0.{bare}" if name == "index" and bare.isdecimal() else value.replace("0" * _zeros(value), "", 1)
        )
        return f"write `{meant}`, if that is meant: a number begins with no `0` but the one before the point"
    if re.fullmatch(_PLAIN, value):
        return f"write {quoted(value)} without quotes"
    if re.fullmatch(_THOUSANDS, value):
        decimal = f", or `{value.replace(',', '.')}` with a point" if value.count(",") == 1 else ""
        return f"write `{value.replace(',', '')}` without a comma{decimal}"
    if re.fullmatch(_DECIMAL_COMMA, value):
        return f"write `{value.replace(',', '.')}`, with a point"
    match = re.fullmatch(_WITH_UNIT, value)
    if match is not None:
        return _unit_help(field, match[1], match[2], name, unit)
    return _INDEX_HELP if name == "index" else _RANGE_HELP


def _unit_help(field: str, number: str, given_unit: str, name: str, unit: str) -> str:
    """Return the fix for a number with a unit: the same amount in the unit of the field."""
    if name == "index":
        return f"write `{written(Fraction(number) / _WHOLE)}`" if given_unit == "%" else _INDEX_HELP
    if name == "percent":
        return f"write `{number}`; the field is in percent" if given_unit == "%" else _RANGE_HELP
    if given_unit == unit or (not unit and given_unit not in UNITS):
        return f"write `{number}`; the unit belongs to the field"
    own, kept = UNITS.get(given_unit), UNITS.get(unit)
    if own is not None and kept is not None and own.dimension == kept.dimension:
        return f"write `{written(Fraction(number) * own.factor / kept.factor)}`; {quoted(field)} is in {unit}"
    return f"write the number alone, in {unit}" if unit else _RANGE_HELP
