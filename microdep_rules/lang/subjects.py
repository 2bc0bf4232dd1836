"""Subject of a rule, and the components that the rule excludes."""

from __future__ import annotations

from datetime import date

from microdep_rules.lang import ast, ir
from microdep_rules.lang.conditions import reach_of, where_of
from microdep_rules.lang.operands import element
from microdep_rules.lang.phrases import variable_of, whole_list
from microdep_rules.lang.scope import Checker, Scope
from microdep_rules.messages import diagnose


def subject_of(checker: Checker, node: ast.Applies) -> ir.Subject | None:
    """Return the typed subject from the clause `applies to`; `None` after an error."""
    if node.quantifier == "single":
        return _single(checker, node)
    whole = whole_list(checker, node.reach)
    if whole is None:
        return None
    record = whole.type.detail
    variable = variable_of(node.reach, record)
    where = None
    if node.where is not None:
        # After an error in the condition, the subject is still known, so the other clauses are checked.
        where = where_of(checker, Scope().having(variable, record), node.where, variable)
    listed = node.quantifier == "listed"
    return ir.Subject(node.span, variable, record, listed, whole, None, where)


def _single(checker: Checker, node: ast.Applies) -> ir.Subject | None:
    reach = node.reach
    word = reach.head if isinstance(reach, ast.Path) and not reach.fields else None
    variable = element(Scope(), word) if word is not None else None
    if variable is None:
        text = word.text if word is not None else "this"
        checker.report(diagnose("type/not-a-subject", reach.span, word=text))
        return None
    where = None
    if node.where is not None:
        where = reach_of(checker, Scope(), node.where, variable.name)
    record = variable.type.detail
    return ir.Subject(node.span, variable.name, record, False, None, variable, where)  # noqa: FBT003 - a field


def exclusion_of(checker: Checker, node: ast.ExclusionClause) -> ir.Exclusion | None:
    """Return the typed form of one `excludes` clause of a rule."""
    whole = whole_list(checker, node.reach)
    if whole is None:
        return None
    if whole.type.detail != "component":
        checker.report(
            diagnose("type/not-a-subject", node.reach.span, "excludes", another_kind_of_value=whole.type)
        )
        return None
    where = None
    if node.where is not None:
        variable = variable_of(node.reach, whole.type.detail)
        scope = Scope().having(variable, whole.type.detail)
        where = where_of(checker, scope, node.where, variable)
    reviewed = date.fromisoformat(node.reviewed.text) if node.reviewed else None
    return ir.Exclusion(node.span, where, node.because.text, reviewed)
