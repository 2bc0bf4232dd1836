"""Conversion of rules and exceptions from clauses to typed declarations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from microdep_rules.lang import ast, ir
from microdep_rules.lang.conditions import condition
from microdep_rules.lang.contents import recovered
from microdep_rules.lang.errors import names, types
from microdep_rules.lang.errors.rules import clause_missing
from microdep_rules.lang.messages import messages, shown_scope
from microdep_rules.lang.moments import stretch
from microdep_rules.lang.operands import a_list, joined, lookup, value
from microdep_rules.lang.scope import Checker, Scope, everything
from microdep_rules.lang.stage_items import stages
from microdep_rules.lang.subjects import exclusion_of, subject_of
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable

SEVERITIES = frozenset({"prohibit", "ineligible", "warn", "report"})
DECIDING = frozenset({"prohibit", "ineligible"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """Properties of a pack that its declarations need: its name, its review date and its obligation."""

    pack: str
    reviewed: date | None
    obligation: ir.Obligation


def rule(
    checker: Checker, node: ast.Declaration, head: Head, exceptions: Iterable[ast.Declaration]
) -> ir.Rule | None:
    """Return a rule with its exceptions, or `None` after an error."""
    mark = len(checker.diagnostics)
    _report_missing_clauses(checker, node, ("title", "severity", "cites"))
    severity = node.clause("severity")
    if severity is not None and severity.values[0].text not in SEVERITIES:
        checker.report(diagnose("type/unknown-choice", severity.values[0].span, word=severity.values[0].text))
    obligation = obligation_of(checker, node, head.obligation)
    if obligation == "advice" and severity is not None and severity.values[0].text in DECIDING:
        checker.report(
            diagnose(
                "type/advice-decides",
                severity.values[0].span,
                rule=node.name.text,
                severity=severity.values[0].text,
            )
        )
    in_force = _in_force(checker, node)
    evidence = _evidence(checker, node)
    exclusions = [exclusion_of(checker, clause) for clause in _clauses_of_kind(node, ast.ExclusionClause)]
    applies = _first_clause(node, ast.Applies)
    if applies is None and not node.broken:
        checker.report(clause_missing("rule", node.name.text, "applies to", node.name.span))
    subject = subject_of(checker, applies) if applies is not None else None
    if subject is None:
        without_subject(checker, [node, *exceptions])
        return None
    scope = Scope().having(subject.variable, subject.record)
    requirement, forbids = _requirement(checker, node, scope)
    when = _conditional(checker, node, "when", scope)
    escalate = _conditional(checker, node, "escalate", scope.steering_words())
    answered = [_exception(checker, exception, scope) for exception in exceptions]
    milestones = _milestones(checker, node, scope)
    disclose = _disclose(checker, node, scope)
    shown = shown_scope(scope, requirement)
    if requirement is None and not disclose:  # the elements of the requirement are unknown
        shown = everything(shown)
    words = messages(checker, node, shown)
    fail_when_missing = _treated_as_fail(checker, node, scope)
    if (requirement is not None or disclose) and not node.broken:
        checker.requirements.setdefault(node.name.text, []).append(requirement)
    undecided = requirement is None and not disclose  # an error was already reported
    if _has_errors(checker, mark) or node.broken or undecided:
        return None
    return ir.Rule(
        span=node.span,
        pack=head.pack,
        name=node.name.text,
        title=_text(node, "title"),
        severity=_text(node, "severity"),
        cites=_texts(node, "cites"),
        in_force=in_force,
        subject=subject,
        when=when,
        exclusions=tuple(exclusion for exclusion in exclusions if exclusion is not None),
        milestones=milestones,
        requirement=requirement,
        forbids=forbids,
        disclose=disclose,
        exceptions=tuple(exception for exception in answered if exception is not None),
        fail_when_missing=fail_when_missing,
        unknown_counts_against=_first_clause(node, ast.CountingClause) is not None,
        evidence=evidence,
        message=words["message"],
        ask=words["ask"],
        fix=words["fix"],
        escalate=escalate,
        contested=_text(node, "contested"),
        formerly=_texts(node, "formerly"),
        reviewed=_date(node, "reviewed") or head.reviewed,
        variant=_text(node, "variant"),
        obligation=obligation,
        approval=_approval(node),
    )


def obligation_of(checker: Checker, node: ast.Declaration, otherwise: ir.Obligation) -> ir.Obligation:
    """Return the obligation that a rule or a pack states; if it states none, return `otherwise`."""
    clause = node.clause("obligation")
    if clause is None:
        return otherwise
    word = clause.values[0]
    known = next((obligation for obligation in ir.OBLIGATIONS if obligation == word.text), None)
    if known is None:
        checker.report(diagnose("type/unknown-choice", word.span, "unknown-obligation", word=word.text))
    return known or otherwise


CERTAIN = frozenset({"name/unknown-field", "name/unknown-word"})
"""Codes of errors that are errors for every subject of a rule, such as a field that no element has."""


def without_subject(checker: Checker, nodes: Iterable[ast.Declaration]) -> None:
    """Report wrong names in rules and exceptions whose subject is unknown.

    The check allows every kind of element, so it reports only names that no kind of element has. Any other
    error could be a consequence of the unknown subject.
    """
    mark = len(checker.diagnostics)
    scope = everything(Scope())
    for node in nodes:
        _requirement(checker, node, scope)
        for clause in node.clauses:
            if isinstance(clause, ast.Conditional) and clause.word not in {"forbid", "require"}:
                condition(checker, scope.steering_words(), clause.condition)
        _milestones(checker, node, scope)
        _disclose(checker, node, scope)
        messages(checker, node, scope.steering_words())
        _treated_as_fail(checker, node, scope)
    checker.diagnostics[mark:] = [d for d in checker.diagnostics[mark:] if d.code in CERTAIN]


# ---- time and stages ----------------------------------------------------------------------------


def _in_force(checker: Checker, node: ast.Declaration) -> ir.InForce | None:
    clause = _first_clause(node, ast.InForceClause)
    if clause is None:
        return None
    basis = "as of"
    if clause.basis.text != ast.CHECK_DATE:
        dates = checker.dates()
        if clause.basis.text not in dates:
            checker.report(names.unknown_date(clause.basis.text, clause.basis.span, dates))
        basis = dates.get(clause.basis.text, "as of")
    measure = ""
    if clause.measure is not None:
        measure = clause.measure.text
        if measure not in checker.names.measures and measure not in checker.names.broken:
            checker.report(
                names.unknown_name(measure, clause.measure.span, checker.names.measures, "a measure")
            )
    span = stretch(checker, clause.window, clause.span)
    return ir.InForce(clause.span, span, measure, basis, clause.else_check_date)


def _milestones(checker: Checker, node: ast.Declaration, scope: Scope) -> ir.Milestones:
    clause = _first_clause(node, ast.AccountsFor)
    if clause is None:
        return None
    if clause.lookup is not None:
        table = lookup(checker, scope, clause.lookup, at=None)
        if table is not None and (not isinstance(table, ir.TableValue) or table.type.kind != "stages"):
            checker.report(types.mismatch(ir.Type("stages"), table.type, table.span, table.span))
            return None
        return table
    cells: list[ast.RowCell] = []
    for alternatives in clause.stages:
        if cells:
            cells.append(ast.RowCell(clause.span, ",", alternatives[0][0]))
        for index, (stage, of) in enumerate(alternatives):
            if index:
                cells.append(ast.RowCell(stage.span, "or", stage))
            cells.append(ast.RowCell(stage.span, "name", stage))
            if of is not None:
                cells += [ast.RowCell(of.span, "of", of), ast.RowCell(of.span, "name", of)]
    return stages(checker, cells)


# ---- requirement and exceptions ------------------------------------------------------------------


def _requirement(checker: Checker, node: ast.Declaration, scope: Scope) -> tuple[ir.Cond | None, bool]:
    conditionals = [
        c for c in node.clauses if isinstance(c, ast.Conditional) and c.word in {"forbid", "require"}
    ]
    duties, approvals = _clauses_of_kind(node, ast.Disclose), _clauses_of_kind(node, ast.Obtain)
    spans = sorted([*(c.span for c in conditionals), *(c.span for c in duties), *(c.span for c in approvals)])
    words = {
        *(conditional.word for conditional in conditionals),
        *("disclose" for _ in duties),
        *("obtain" for _ in approvals),
    }
    if len(words) > 1:
        checker.report(diagnose("type/repeated", spans[1], also=[spans[0]], name=node.name.text))
        return None, False
    if not spans:
        if not node.broken:
            checker.report(clause_missing("rule", node.name.text, "forbid", node.name.span))
        return None, False
    if duties:
        return None, False
    if approvals:
        lacking = _missing_approval(checker, scope, approvals[0])
        return (ir.Not(lacking.span, lacking) if lacking is not None else None), lacking is not None
    lowered = condition(checker, scope, conditionals[0].condition)
    if lowered is None:
        return None, False
    forbids = conditionals[0].word == "forbid"
    return (ir.Not(lowered.span, lowered) if forbids else lowered), forbids


def _missing_approval(checker: Checker, scope: Scope, node: ast.Obtain) -> ir.Cond | None:
    """Return the condition under which a rule with `obtain` fails.

    The rule fails if the company needs the approval, and the document does not show the approval.
    """
    due = condition(checker, scope, node.due.condition) if node.due is not None else None
    done = condition(checker, scope, node.done.condition) if node.done is not None else None
    if (node.due is not None and due is None) or (node.done is not None and done is None):
        return None
    not_done = ir.Not(done.span, done) if done is not None else None
    if due is None or not_done is None:
        return due or not_done
    return ir.All(due.span.to(not_done.span), (ir.Part("", None, due), ir.Part("", None, not_done)))


def _approval(node: ast.Declaration) -> ir.RequiredApproval | None:
    clause = _first_clause(node, ast.Obtain)
    return (
        ir.RequiredApproval(clause.span, clause.what.text, clause.source.text) if clause is not None else None
    )


def _disclose(checker: Checker, node: ast.Declaration, scope: Scope) -> tuple[ir.Value | ir.ListNode, ...]:
    values: list[ir.Value | ir.ListNode] = []
    for duty in _clauses_of_kind(node, ast.Disclose):
        for item in duty.items:
            if isinstance(item, ast.FilteredList):
                listed = a_list(checker, scope.steering_words(), item)
                values += [listed] if listed is not None else []
            elif isinstance(item, ast.RecoveredTerm):
                values += recovered(checker, scope.steering_words(), item)
            else:
                lowered = value(checker, scope.steering_words(), item)
                values += [lowered] if lowered is not None else []
    return tuple(values)


def _exception(checker: Checker, node: ast.Declaration, scope: Scope) -> ir.ExceptionRule | None:
    """Return the typed exception for one of its rules, with the subject of this rule in scope."""
    cond = _conditional(checker, node, "when", scope)
    if cond is None:
        return None
    losses = []
    for clause in node.clauses:
        if isinstance(clause, ast.Conditional) and clause.word == "but_not":
            lost = condition(checker, scope, clause.condition)
            if lost is not None:
                cites = clause.cites.text if clause.cites else ""
                losses.append(ir.Disqualification(clause.span, lost, cites))
    words = messages(checker, node, scope)
    return ir.ExceptionRule(
        node.span,
        node.name.text,
        _texts(node, "cites"),
        cond,
        tuple(losses),
        _in_force(checker, node),
        _text(node, "title"),
        _text(node, "contested"),
        words["ask"],
        words["fix"],
        _text(node, "variant"),
        _milestones(checker, node, scope),
    )


def _conditional(checker: Checker, node: ast.Declaration, word: str, scope: Scope) -> ir.Cond | None:
    for clause in node.clauses:
        if isinstance(clause, ast.Conditional) and clause.word == word:
            return condition(checker, scope, clause.condition)
    return None


def _evidence(checker: Checker, node: ast.Declaration) -> ir.RequiredEvidence | None:
    clause = _first_clause(node, ast.EvidenceClause)
    if clause is None:
        return None
    for words, vocabulary in ((clause.types, "evidence-type"), ((clause.tier,), "evidence-tier")):
        known = checker.vocabularies.get(vocabulary)
        for word in words:
            if word is not None and known is not None and word.text not in known.terms:
                checker.report(names.unknown_word(word.text, vocabulary, word.span, known.words()))
    older = None
    if clause.older is not None:
        assert not isinstance(clause.older.value, str | date)
        older = (int(clause.older.value), clause.older.unit.rstrip("s"))
    tier = clause.tier.text if clause.tier else ""
    return ir.RequiredEvidence(tuple(t.text for t in clause.types), tier, older)


def _treated_as_fail(checker: Checker, node: ast.Declaration, scope: Scope) -> tuple[str, ...]:
    clause = _first_clause(node, ast.TreatAs)
    if clause is None:
        return ()
    if clause.verdict.text != "fail":
        checker.report(
            diagnose("type/unknown-choice", clause.verdict.span, "treated-as", word=clause.verdict.text)
        )
    facts = []
    for fact in clause.facts:
        record = scope.record(fact.head.text) or fact.head.text
        fields = checker.records[record].fields if record in checker.records else {}
        if not fields or not fact.fields:
            checker.report(names.unknown_name(fact.head.text, fact.head.span, scope.words()))
        else:
            word = joined(fact.fields)[-1]
            if word.text not in fields:
                checker.report(names.unknown_field(word.text, record, word.span, fields))
            else:
                facts.append(f"{record}.{word.text}")
    return tuple(facts)


# ---- single clauses -------------------------------------------------------------------------------


def _report_missing_clauses(checker: Checker, node: ast.Declaration, words: tuple[str, ...]) -> None:
    for word in words:
        if node.clause(word) is None and not node.broken:
            checker.report(clause_missing(node.kind, node.name.text, word, node.name.span))


def _first_clause(node: ast.Declaration, kind: type[T]) -> T | None:
    return next((c for c in node.clauses if isinstance(c, kind)), None)


def _clauses_of_kind(node: ast.Declaration, kind: type[T]) -> list[T]:
    return [c for c in node.clauses if isinstance(c, kind)]


def _text(node: ast.Declaration, word: str) -> str:
    clause = node.clause(word)
    return clause.values[0].text if clause is not None else ""


def _texts(node: ast.Declaration, word: str) -> tuple[str, ...]:
    return tuple(
        value.text for c in node.clauses if isinstance(c, ast.Clause) and c.word == word for value in c.values
    )


def _date(node: ast.Declaration, word: str) -> date | None:
    clause = node.clause(word)
    return date.fromisoformat(clause.values[0].text) if clause is not None else None


def _has_errors(checker: Checker, mark: int) -> bool:
    return any(d.severity == "error" for d in checker.diagnostics[mark:])
