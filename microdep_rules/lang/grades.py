"""Comparisons with `highest of`, which has several values, and with `x else y`, which has a substitute.

`highest of (1) 0.7 when A, (2) 0.9 when B` is more than 0.8 if B is true. For the comparison with 0.8, the
program makes a list of the options above 0.8, of which one must be true. Then the program evaluates and shows
each option like a lettered element of a requirement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, conditions, ir, operands
from microdep_rules.lang.constants import is_comparable, literal
from microdep_rules.lang.errors import types
from microdep_rules.lang.operators import ComparisonOperator
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker, Scope
    from microdep_rules.source import Span


def highest(checker: Checker, scope: Scope, node: ast.HighestOf) -> ir.Highest | None:
    """Return the options of `highest of`; report an error if their values are of different kinds."""
    grades: list[ir.Grade] = []
    for grade in node.grades:
        when = None
        if grade.condition is not None:
            when = conditions.condition(checker, scope, grade.condition)
            if when is None:
                return None
        value = literal(grade.value)
        if grades and not is_comparable(grades[0].value.type, value.type):
            first = grades[0].value
            checker.report(types.mismatch(first.type, value.type, grade.value.span, first.span))
            return None
        cites = grade.cites.text if grade.cites is not None else None
        grades.append(ir.Grade(grade.span, grade.label.text, value, when, cites))
    if not grades or grades[0].value.type.kind not in conditions.ORDERED:
        checker.report(diagnose("type/mismatch", node.span, "no-order", a_kind_of_value=grades[0].value.type))
        return None
    return ir.Highest(node.span, grades[0].value.type, tuple(grades))


def compared(span: Span, operator: ComparisonOperator, left: ir.Value, right: ir.Value) -> ir.Cond:
    """Return the comparison of two values; for `highest of`, return a test of the options."""
    if not isinstance(left, ir.Highest):
        return ir.Compare(span, operator, left, right)
    return ir.GradeTest(span, left.name, left.grades, _written_out(span, operator, left, right))


def _written_out(span: Span, operator: ComparisonOperator, left: ir.Highest, right: ir.Value) -> ir.Cond:
    """Return a condition on the options of `highest of` that is true if the comparison is true.

    For example, `is less than 0.8` becomes `not … is at least 0.8`. `is 0.8` becomes `is at least 0.8` and
    `not … is more than 0.8`.
    """
    if operator is ComparisonOperator.IS:
        least, more = (
            _written_out(span, bound, left, right)
            for bound in (ComparisonOperator.AT_LEAST, ComparisonOperator.MORE)
        )
        return ir.All(span, (ir.Part("", None, least), ir.Part("", None, ir.Not(span, more))))
    if operator.orders.below and operator.opposite is not None:
        return ir.Not(span, _written_out(span, operator.opposite, left, right))
    return ir.Any(span, tuple(_part_for_grade(grade, operator, right) for grade in left.grades))


def _part_for_grade(grade: ir.Grade, operator: ComparisonOperator, right: ir.Value) -> ir.Part:
    bound = ir.Compare(grade.span, operator, grade.value, right)
    if grade.when is None:
        return ir.Part(grade.label, grade.cites, bound)
    both = (ir.Part("", None, bound), ir.Part("", None, grade.when))
    return ir.Part(grade.label, grade.cites, ir.All(grade.span, both))


def otherwise(
    checker: Checker, scope: Scope, node: ast.Comparison, left: ast.OtherwiseTerm
) -> ir.Cond | None:
    """Return the comparison `x else y is more than z`; `y` counts only if a document does not state `x`.

    If both values are unknown, the report names `x` as the missing fact.
    """
    stated = operands.value(checker, scope, left.stated)
    wanted = stated.type if stated is not None and isinstance(left.derived, ast.Literal) else None
    derived = operands.value(checker, scope, left.derived, wanted, compared=True)
    if stated is None or derived is None:
        return None
    if not isinstance(stated, ir.FieldOf | ir.Total):
        checker.report(diagnose("type/stands-in-for-a-fact", left.stated.span))
        return None
    right = operands.value(checker, scope, node.right, stated.type)
    if right is None:
        return None
    for side, at in ((derived, left.derived.span), (right, node.right.span)):
        if not is_comparable(stated.type, side.type):
            checker.report(types.mismatch(stated.type, side.type, at, stated.span))
            return None
    if node.operator.ranks and stated.type.kind not in conditions.ORDERED:
        checker.report(diagnose("type/mismatch", left.stated.span, "no-order", a_kind_of_value=stated.type))
        return None
    if not conditions.suits_days(checker, node, stated):
        return None
    of_it, of_other = (compared(node.span, node.operator, side, right) for side in (stated, derived))
    name = stated.name if isinstance(stated, ir.FieldOf) else stated.measure.name
    derived_note = f"`{name}` is not stated, so the rule uses {_substitute_name(left.derived)} instead"
    unlike = (
        f"`{name}` is not stated, so it counts as different from the values in the rule"
        if _is_word(derived)
        else derived_note
    )
    return ir.Otherwise(node.span, stated, of_it, of_other, derived_note, unlike)


def _is_word(derived: ir.Value) -> bool:
    """Return whether the substitute in `x else y` is a word in the pack, such as a country."""
    return isinstance(derived, ir.Constant | ir.ParameterValue) and derived.type.kind in {"code", "country"}


def _substitute_name(derived: ast.Operand) -> str:
    """Return the name of the substitute `y` in `x else y`, for the reason of a verdict."""
    match derived:
        case ast.Phrase(head=head) | ast.Path(head=head):
            return f"`{head.text}`"
        case ast.Literal(value=value):
            return f"`{value}`"
        case _:
            return "the value in the rule"
