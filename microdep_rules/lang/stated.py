"""Condition `is stated`: the facts that it may test, and the places of a rule where it is allowed.

The condition is false if the document does not state the fact. Therefore a missing fact can change a verdict.
In a requirement, a missing fact can only cause a fail, so the condition is allowed. Where a missing fact
could clear a component, the condition is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ir, operands
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.lang import ast
    from microdep_rules.lang.scope import Checker, Scope


def is_stated(checker: Checker, scope: Scope, node: ast.StatedCondition) -> ir.Cond | None:
    """Return the test whether the document states a fact or a list of a record, such as its stages."""
    lowered = operands.operand(checker, scope, node.left, None)
    if lowered is None:
        return None
    if isinstance(lowered, ir.FieldOf) and lowered.type.kind == "list":
        lowered = ir.Navigate(lowered.span, lowered.type, lowered.key, lowered.base, deep=False)
    if not _can_be_stated(lowered):
        checker.report(diagnose("type/stated-clears", node.left.span, "no-statement"))
        return None
    assert isinstance(lowered, ir.FieldOf | ir.Total | ir.Navigate)
    cond = ir.StatedTest(node.span, lowered)
    return ir.Not(node.span, cond) if node.negated else cond


def _can_be_stated(lowered: operands.Operand) -> bool:
    """Return whether an operand is a fact of one record, or a list of one record."""
    match lowered:
        case ir.FieldOf():
            return True
        case ir.Total() | ir.Navigate():
            return _is_of_single_record(lowered)
        case _:
            return False


def _is_of_single_record(node: ir.Total | ir.Navigate) -> bool:
    """Return whether an amount or a list belongs to a single record, and not to all records of a list."""
    of = node.of if isinstance(node, ir.Total) else node.base
    return of is not None and of.type.kind == "element"


def misplaced(rules: Iterable[ir.Rule], others: Iterable[object]) -> list[ir.StatedTest]:
    """Return the tests `is stated` at places where a missing fact could clear a component."""
    tests: dict[object, ir.StatedTest] = {}
    for rule in rules:
        fit = {test.span for test in _tests_for_fail_only(rule.requirement, sign=True)}
        tests |= {test.span: test for test in _tests_in(rule) if test.span not in fit}
    tests |= {test.span: test for tree in others for test in _tests_in(tree)}
    return list(tests.values())


def _tests_in(tree: object) -> Iterator[ir.StatedTest]:
    return (node for node in walk(tree) if isinstance(node, ir.StatedTest))


def _tests_for_fail_only(node: ir.Cond | None, *, sign: bool) -> Iterator[ir.StatedTest]:
    """Yield the tests `is stated` that are at allowed places of a requirement.

    At these places, a missing fact can only cause a fail. `sign` is true if a pass requires that the node is
    true, and false if a pass requires that it is false.
    """
    match node:
        case ir.StatedTest():
            yield from [node] if sign else []
        case ir.All() | ir.Any():
            for part in node.parts:
                yield from _tests_for_fail_only(part.cond, sign=sign)
        case ir.Not():
            yield from _tests_for_fail_only(node.cond, sign=not sign)
        case ir.Some():
            yield from _tests_for_fail_only(node.where, sign=sign is (node.kind in {"any", "at_least"}))
        case ir.EveryOf():
            yield from _tests_for_fail_only(node.where, sign=not sign)
            yield from _tests_for_fail_only(node.has, sign=sign)
        case _:
            pass
