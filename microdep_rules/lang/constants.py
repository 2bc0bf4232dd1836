"""Numbers, quantities and texts in rules, and the types that a calculation or comparison can combine."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.operators import ArithmeticOperator
from microdep_rules.vocabulary.own_fields import unit_of
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from microdep_rules.lang import ast

LONGEST_NUMBER = 90
"""Largest number of digits of a number in a rule."""
QUANTITIES = frozenset({"number", "percent", "mass", "money", "density"})


def literal(node: ast.Literal) -> ir.Constant:
    """Return the constant for a literal in a rule: a number, quantity, date or text."""
    span = node.span
    match node.value:
        case date():
            return ir.Constant(span, ir.Type("date"), node.value)
        case str():
            return ir.Constant(span, ir.Type("text"), node.value)
        case number:
            kind = unit_type(node.unit)
            if kind.kind == "duration":  # months and years have no fixed length
                return ir.Constant(span, ir.Type("duration", node.unit), number)
            return ir.Constant(span, kind, number * factor(node.unit))


def unit_type(unit: str) -> ir.Type:
    """Return the type of a number with the unit `unit`, such as a mass for `kg`."""
    if not unit:
        return ir.Type("number")
    if unit in CURRENCIES:
        return ir.Type("money", unit)
    known = UNITS.get(unit)
    if known is None:
        return ir.Type("money", unit)
    kind = {"time": "duration"}.get(known.dimension, known.dimension)
    return ir.Type(kind)


def factor(unit: str) -> Fraction:
    """Return the factor that converts a number with this unit to the base unit; 1 for a percentage."""
    known = UNITS.get(unit)
    return known.factor if known is not None and unit != "%" else Fraction(1)


def result_type(operator: ArithmeticOperator, left: ir.Type, right: ir.Type) -> ir.Type | None:
    """Return the type of the result of a calculation; `None` if the types do not fit, as date plus date."""
    if (
        left.kind == "date"
        and right.kind == "duration"
        and operator in {ArithmeticOperator.PLUS, ArithmeticOperator.MINUS}
    ):
        return left
    if left.kind not in QUANTITIES or right.kind not in QUANTITIES:
        return None
    plain = {"number", "percent"}
    match operator:
        case ArithmeticOperator.PLUS | ArithmeticOperator.MINUS:
            if left.kind != right.kind or (left.kind == "number" and not _is_of_one_unit(left, right)):
                return None
            return left if left.detail or left.kind != "number" else right
        case ArithmeticOperator.TIMES:
            if left.kind == right.kind == "number" and left.detail and right.detail:
                return None  # the language has no unit for this product
            return left if right.kind in plain and not right.detail else right if left.kind in plain else None
        case ArithmeticOperator.OVER:
            if left.kind == right.kind and left.kind not in plain:
                return ir.Type("number")
            if right.kind == "number" and right.detail:
                one = left.kind == "number" and left.detail and _is_of_one_unit(left, right)
                return ir.Type("number") if one else None
            return left if right.kind in plain else None


def is_comparable(left: ir.Type, right: ir.Type) -> bool:
    """Return whether a rule can compare two values, such as two masses or two countries."""
    if left.kind != right.kind:
        return _is_stage(left) and _is_stage(right)
    if left.kind in {"code", "element"}:
        return left.detail == right.detail
    return left.kind != "number" or _is_of_one_unit(left, right)


def _is_of_one_unit(left: ir.Type, right: ir.Type) -> bool:
    """Return whether two numbers have the same unit; a number without a unit suits every unit."""
    return not left.detail or not right.detail or unit_of(left.detail) == unit_of(right.detail)


def _is_stage(kind: ir.Type) -> bool:
    return kind.kind in {"code", "element"} and kind.detail == "stage"
