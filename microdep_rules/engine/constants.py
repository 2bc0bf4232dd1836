"""Constants of a rule or a table, for comparison and for display."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import Codes, TariffCodes, Texts, day, exactly, format_number
from microdep_rules.vocabulary.tariff import codes_of

if TYPE_CHECKING:
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.lang import ir


def stated(engine: State, node: ir.Constant, scope: Scope) -> Reading:  # noqa: ARG001 - all value functions have this signature
    """Return a constant of a rule as a reading (a value with its facts)."""
    return _stated(node)


@cache
def _stated(node: ir.Constant) -> Reading:
    """Return a constant as a reading (a value with its facts); all subjects share this reading."""
    return Reading(constant(node))


def constant(node: ir.Constant) -> Any:  # noqa: ANN401 - a value of any type
    """Return the value of a constant as evaluation uses it, such as a set of country codes."""
    value = node.value
    match node.type.kind:
        case "country":
            return Codes("country", frozenset({str(value)}))
        case "code":
            return Codes(node.type.detail, frozenset({str(value)}))
        case "date":
            assert isinstance(value, date)
            return day(value)
        case "boolean":
            return value
        case "text":
            return Texts(frozenset({str(value)}))
        case "tariff-code":
            return TariffCodes(codes_of(frozenset({str(value)})))
        case kind:
            assert isinstance(value, Fraction | int)
            unit = {"mass": "g", "density": "g/cm3", "money": node.type.detail}.get(kind, "")
            return exactly(value, unit)


def shown_constant(value: ir.Constant) -> str:
    """Return a constant in the spelling of the rule language."""
    raw = value.value
    if isinstance(raw, Fraction):
        if value.type.kind == "percent":
            return f"{format_number(raw * 100)} %"
        unit = {"mass": " g", "density": " g/cm3", "money": f" {value.type.detail}"}.get(value.type.kind, "")
        return f"{format_number(raw)}{unit}"
    return str(raw)
