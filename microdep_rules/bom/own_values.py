"""Conversion of values of custom fields, such as `0.5 N·m` and `12 %`, into the form of other facts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.own_fields import unit_of
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = r"[0-9]+(?:\.[0-9]+)?"
QUANTITY = pattern(rf"(?P<number>[-+]?{NUMBER})\s*(?P<unit>.*)", re.DOTALL)
RANGE = pattern(rf"(?:{NUMBER})\s*\.\.\s*(?:{NUMBER})|(?:at least|at most)\s+(?:{NUMBER})")
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
COUNTRY = pattern(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
TRUE, FALSE = frozenset({"true", "yes"}), frozenset({"false", "no"})
PERCENT = "%"
EXACT = Context(prec=400)
"""Number of digits that is enough for any number in any unit."""


_BESIDE_VALUE = frozenset({"evidence", "notes", "reason"})
"""Keys of a statement that state no part of the value."""


class InvalidValue(Struct, frozen=True):
    """Result of `convert` for a value of the wrong kind or unit; `expected` is the expected form."""

    expected: str


def plain(raw: Any) -> Any:
    """Return the value of a custom field without its evidence; `None` if the value is unknown.

    A statement with `unknown: true` states no value.
    """
    if isinstance(raw, dict):
        if raw.get("unknown") is True:
            return None
        raw = {key: value for key, value in raw.items() if key not in _BESIDE_VALUE}
        if raw.keys() == {"value"}:
            raw = raw["value"]
    return None if isinstance(raw, dict) and raw.get("unknown") is True else raw


def is_exact(raw: Any) -> bool:
    """Return whether a custom field states one value, without alternatives and without open bounds.

    >>> is_exact({"value": 5, "unit": "kg"}), is_exact({"one_of": ["JP", "CN"]}), is_exact({"unknown": True})
    (True, False, False)
    """
    value = plain(raw)
    return value is not None and not (
        isinstance(value, dict) and value.keys() & {"one_of", "at_least", "at_most", "unknown"}
    )


def text_of(raw: Any) -> str:
    """Return a value in words for a message."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        if raw.keys() == {"one_of"} and isinstance(raw["one_of"], list):
            return f"one of {', '.join(map(text_of, raw['one_of']))}"
        if raw.keys() in ({"value", "unit"}, {"amount", "currency"}):
            return " ".join(map(text_of, raw.values()))
        return ", ".join(f"{key}: {text_of(value)}" for key, value in raw.items())
    return ", ".join(map(text_of, raw)) if isinstance(raw, list) else str(raw)


def convert(raw: Any, kind: str, unit: str) -> Any:
    """Return a value in the form of a fact of this kind, or `InvalidValue` for another kind or unit.

    >>> convert("0.5 Nm", "number", "N·m"), convert("5 kg", "mass", "")
    (Decimal('0.5'), Decimal('5000'))
    >>> convert("true", "number", "").expected
    'a number'
    """
    if isinstance(raw, dict):
        return _convert_record(raw, kind, unit)
    if isinstance(raw, list):
        return InvalidValue(_expected_form(kind, unit))
    return _READERS.get(kind, _convert_text)(raw, unit)


def _convert_record(raw: dict[str, Any], kind: str, unit: str) -> Any:
    """Convert a record: alternatives, an amount with its currency, a value with its unit, or bounds."""
    if "one_of" in raw:
        converted = (
            [convert(alternative, kind, unit) for alternative in raw["one_of"]]
            if isinstance(raw["one_of"], list)
            else []
        )
        wrong = next((value for value in converted if isinstance(value, InvalidValue)), None)
        return wrong or ({"one_of": converted} if converted else InvalidValue(_expected_form(kind, unit)))
    if kind == "money" and raw.keys() == {"amount", "currency"}:
        return convert(f"{raw['amount']} {raw['currency']}", kind, unit)
    if raw.keys() == {"value", "unit"}:
        return convert(f"{raw['value']} {raw['unit']}", kind, unit)
    bounds = {key: convert(bound, kind, unit) for key, bound in raw.items() if key in {"at_least", "at_most"}}
    if kind in {"number", "percent", "mass", "density"} and bounds and bounds.keys() == raw.keys():
        return next((bound for bound in bounds.values() if isinstance(bound, InvalidValue)), bounds)
    return InvalidValue(_expected_form(kind, unit))


def _convert_number(raw: Any, unit: str) -> Any:
    if _is_number(raw):
        return raw
    if isinstance(raw, str) and RANGE.fullmatch(raw.strip()):
        return raw.strip()
    match = QUANTITY.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None or (match["unit"] and (not unit or unit_of(match["unit"]) != unit_of(unit))):
        return InvalidValue(_expected_form("number", unit))
    return _decimal(match["number"])


def _convert_percent(raw: Any, _: str) -> Any:
    return (
        _convert_number(raw, PERCENT)
        if not isinstance(_convert_number(raw, PERCENT), InvalidValue)
        else InvalidValue("a percentage")
    )


def _converter_to_base_unit(dimension: str) -> Callable[[Any, str], Any]:
    def read(raw: Any, _: str) -> Any:
        match = QUANTITY.fullmatch(raw.strip()) if isinstance(raw, str) else None
        unit = UNITS.get(match["unit"].strip()) if match is not None else None
        if match is None or unit is None or unit.dimension != dimension:
            return InvalidValue(_expected_form(dimension, ""))
        grams = EXACT.multiply(_decimal(match["number"]), Decimal(unit.factor.numerator))
        return EXACT.divide(grams, Decimal(unit.factor.denominator))

    return read


def _convert_money(raw: Any, _: str) -> Any:
    match = QUANTITY.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None or match["unit"].strip() not in CURRENCIES:
        return InvalidValue(_expected_form("money", ""))
    return {"amount": _decimal(match["number"]), "currency": match["unit"].strip()}


def _convert_boolean(raw: Any, _: str) -> Any:
    if isinstance(raw, bool):
        return raw
    text = raw.strip().casefold() if isinstance(raw, str) else ""
    return text in TRUE if text in TRUE | FALSE else InvalidValue(_expected_form("boolean", ""))


def _convert_date(raw: Any, _: str) -> Any:
    try:
        is_day = isinstance(raw, str) and DAY.fullmatch(raw) and date.fromisoformat(raw)
    except ValueError:
        is_day = False
    return raw if is_day else InvalidValue(_expected_form("date", ""))


def _convert_country(raw: Any, _: str) -> Any:
    return (
        raw
        if isinstance(raw, str) and COUNTRY.fullmatch(raw)
        else InvalidValue(_expected_form("country", ""))
    )


def _convert_text(raw: Any, _: str) -> Any:
    return raw if isinstance(raw, str) else str(raw) if _is_number(raw) else InvalidValue("a text")


def _is_number(raw: Any) -> bool:
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


def _decimal(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:
        return InvalidValue("a number")


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "number": _convert_number,
    "percent": _convert_percent,
    "mass": _converter_to_base_unit("mass"),
    "density": _converter_to_base_unit("density"),
    "money": _convert_money,
    "boolean": _convert_boolean,
    "date": _convert_date,
    "country": _convert_country,
}


def _expected_form(kind: str, unit: str) -> str:
    """Return the expected form of a value of a kind, for a message."""
    match kind:
        case "number":
            return f"a number in {unit}" if unit else "a number"
        case "mass":
            return "a mass with its unit, as `5 kg`"
        case "density":
            return "a density with its unit, as `7.5 g/cm3`"
        case "money":
            return "an amount with its currency, as `12.50 USD`"
        case "boolean":
            return "`true` or `false`"
        case "date":
            return "a day, as `2027-01-31`"
        case "country":
            return "the code of a country, as `JP`"
        case "percent":
            return "a percentage"
        case _:
            return "a text"
