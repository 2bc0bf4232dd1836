"""The subject of a rule, and the components that it excludes."""

from __future__ import annotations

from datetime import date

from microdep_rules.lang import ast, ir
from microdep_rules.lang.conditions import reach_of, where_of
from microdep_rules.lang.operands import element
from microdep_rules.lang.phrases import variable_of, whole_list
from microdep_rules.lang.scope import Checker, Scope
from microdep_rules.messages import diagnose


def subject_of(checker: Checker, node: ast.Applies) -> ir.Subject | None:
    """The subject of `applies to`; nothing after a mistake in what it is."""
    if node.quantifier == "single":
        return _single(checker, node)
    found = whole_list(checker, node.reach)
    if found is None:
        return None
    record = found.type.detail
    variable = variable_of(node.reach, record)
    where = None
    if node.where is not None:
        # A mistake in it leaves the subject: the other clauses are checked all the same.
        where = where_of(checker, Scope().having(variable, record), node.where, variable)
    listed = node.quantifier == "listed"
    return ir.Subject(node.span, variable, record, listed, found, None, where)


def _single(checker: Checker, node: ast.Applies) -> ir.Subject | None:
    reach = node.reach
    word = reach.head if isinstance(reach, ast.Path) and not reach.fields else None
    found = element(Scope(), word) if word is not None else None
    if found is None:
        text = word.text if word is not None else "this"
        checker.report(diagnose("type/not-a-subject", reach.span, word=text))
        return None
    where = None
    if node.where is not None:
        where = reach_of(checker, Scope(), node.where, found.name)
    record = found.type.detail
    return ir.Subject(node.span, found.name, record, False, None, found, where)  # noqa: FBT003 - a field


def exclusion_of(checker: Checker, node: ast.Exclusion) -> ir.Exclusion | None:
    """One `excludes` of a rule."""
    found = whole_list(checker, node.reach)
    if found is None:
        return None
    if found.type.detail != "component":
        checker.report(diagnose("type/not-a-subject", node.reach.span, "excludes", type=found.type))
        return None
    where = None
    if node.where is not None:
        variable = variable_of(node.reach, found.type.detail)
        scope = Scope().having(variable, found.type.detail)
        where = where_of(checker, scope, node.where, variable)
    reviewed = date.fromisoformat(node.reviewed.text) if node.reviewed else None
    return ir.Exclusion(node.span, where, node.because.text, reviewed)
