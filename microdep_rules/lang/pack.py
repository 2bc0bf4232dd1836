"""A pack: all files of a folder, checked together with the packs that they use."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import PHASES, has_errors, in_order
from microdep_rules.lang import added_terms, ast, clause_map, ir, moments, own_fields, stated
from microdep_rules.lang.declare import declare, values
from microdep_rules.lang.definitions import definitions_of
from microdep_rules.lang.errors import names as name_errors
from microdep_rules.lang.errors.rules import clause_missing
from microdep_rules.lang.examples import RuleNames, examples_of, known_of
from microdep_rules.lang.parse import parse
from microdep_rules.lang.periods import days_of
from microdep_rules.lang.reached import asks_of_stages
from microdep_rules.lang.rules import Head, obligation_of, rule, without_subject
from microdep_rules.lang.scope import Checker
from microdep_rules.lang.variants import choose, variants_of
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile
    from microdep_rules.vocabulary.terms import Term

    Reader = Callable[[SourceFile], tuple[list[ast.Declaration], list[Diagnostic]]]

OF_LOST_NAMES = frozenset({"name/unknown-name", "name/unknown-rule", "name/unknown-word"})


def check_pack(
    sources: Sequence[SourceFile],
    used: Mapping[str, ir.Pack] | None = None,
    variant: str = "",
    files: Mapping[str, SourceFile] | None = None,
    read: Reader = parse,
    *,
    with_examples: bool = False,
) -> tuple[ir.Pack | None, list[Diagnostic]]:
    """Return the checked pack, and all diagnostics of its files; the pack is `None` after an error.

    `used` has the packs that the clause `uses` may name. `variant` selects one variant of the declarations
    and entries that have variants; the head of the pack states the default. `files` are the CSV files in the
    folder: files that tables name, `terms.csv` with added words, and `clauses.csv` with the clause map.
    `read` is the function that reads a rule file. If `with_examples` is true, every rule must have an
    example.
    """
    declarations: list[ast.Declaration] = []
    given = dict(files or {})
    own_terms, own_clauses = given.pop(added_terms.FILE, None), given.pop(clause_map.FILE, None)
    terms = _terms_of(used or {})
    checker = Checker(record_types(), extended_by(terms), files=given)
    if own_terms is not None:
        checker.vocabularies, added, said = added_terms.with_terms(own_terms, checker.vocabularies)
        terms = (*terms, *added)
        checker.diagnostics += said
    for source in sources:
        own, problems = read(source)
        declarations += own
        checker.diagnostics += problems
    head = _head(checker, declarations, sources)
    _import(checker, head, used or {})
    own_fields.declare(checker, declarations, _used(head, used or {}) if head is not None else ())
    declare(checker, declarations)
    values(checker, declarations)
    pack = _assemble(checker, declarations, head, used or {})
    if with_examples and head is not None:
        _report_missing_examples(checker, declarations, head)
    clauses: tuple[ir.LawClause, ...] = ()
    if own_clauses is not None:
        clauses, said = clause_map.clauses_of(own_clauses, declarations, checker.names.tables)
        checker.diagnostics += said
    problems = _without_repetitions(in_order(_without_lost_names(checker.diagnostics, declarations)))
    if has_errors(problems) or pack is None:
        return None, problems
    return choose(replace(pack, terms=terms, clauses=clauses), variant or pack.variant), problems


def _terms_of(used: Mapping[str, ir.Pack]) -> tuple[tuple[str, Term], ...]:
    """Return the terms that the used packs add, each term once."""
    return tuple(dict.fromkeys(term for pack in used.values() for term in pack.terms))


def _without_repetitions(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return each diagnostic once.

    An exception is read once for each of its rules, so the same error may be reported each time.
    """
    return list(
        {
            (diagnostic.code, diagnostic.span, diagnostic.message): diagnostic
            for diagnostic in reversed(diagnostics)
        }.values()
    )[::-1]


def _without_lost_names(
    diagnostics: list[Diagnostic], declarations: list[ast.Declaration]
) -> list[Diagnostic]:
    """Return the diagnostics without errors of unknown names that a broken declaration may declare."""
    if not any(declaration.broken and not declaration.name.text for declaration in declarations):
        return diagnostics
    return [d for d in diagnostics if d.code not in OF_LOST_NAMES or name_errors.suggests_word(d)]


# ---- the head ------------------------------------------------------------------------------------


def _head(
    checker: Checker, declarations: list[ast.Declaration], sources: Sequence[SourceFile]
) -> ast.Declaration | None:
    heads = [d for d in declarations if d.kind == "pack"]
    for other in heads[1:]:
        checker.report(diagnose("name/taken", other.name.span, "second-pack", also=[heads[0].name.span]))
    if not heads:
        path = sources[0].path if sources else ""
        checker.report(diagnose("name/no-pack", Span(path, 0, 0)))
        return None
    head = heads[0]
    if head.name.text in PHASES:
        checker.report(diagnose("name/taken", head.name.span, "reserved-pack-name", name=head.name.text))
    wanted = [w for w in ("title", "authority", "reviewed") if head.clause(w) is None]
    for word in wanted if not head.broken else ():
        checker.report(clause_missing("pack", head.name.text, word, head.name.span))
    if head.text is None and not head.broken:
        checker.report(clause_missing("pack", head.name.text, "version", head.name.span))
    return head


def _import(checker: Checker, head: ast.Declaration | None, used: Mapping[str, ir.Pack]) -> None:
    clause = head.clause("uses") if head is not None else None
    for word in clause.values if clause is not None else ():
        pack = used.get(word.text)
        if pack is None:
            checker.report(name_errors.unknown_pack(word.text, word.span, used))
            continue
        known = checker.names
        known.tables.update(pack.tables)
        known.parameters.update(pack.parameters)
        known.measures.update(pack.measures)
        known.quantities.update(pack.quantities)
        known.definitions.update({n: d.record for n, d in pack.definitions.items()})


# ---- the pack ------------------------------------------------------------------------------------


def _assemble(
    checker: Checker,
    declarations: list[ast.Declaration],
    head: ast.Declaration | None,
    used: Mapping[str, ir.Pack],
) -> ir.Pack | None:
    definitions = definitions_of(checker, declarations)
    name = head.name.text if head is not None else ""
    reviewed = head.clause("reviewed") if head is not None else None
    of_pack = Head(
        name,
        date.fromisoformat(reviewed.values[0].text) if reviewed else None,
        _obligation(checker, head),
    )
    rules = []
    # A declaration without a readable first word may be a rule.
    rule_names = {d.name.text for d in declarations if d.kind in {"rule", ""}}
    answers = _exceptions_by_rule(checker, declarations, rule_names)
    for node in declarations:
        if node.kind == "rule":
            checked = rule(checker, node, of_pack, answers.get(node.name.text, ()))
            if checked is not None:
                rules.append(checked)
    for used_pack in _used(head, used) if head is not None else ():
        definitions = {**used_pack.definitions, **definitions}
    declared = RuleNames(declarations)
    about = {
        name: known_of(name, checker.requirements.get(name, ()), declared, definitions) for name in rule_names
    }
    examples = examples_of(checker, declarations, about)
    _report_unused_accounts_for(checker, declarations, rules, definitions)
    for asked in stated.misplaced(rules, (*definitions.values(), *checker.names.quantities.values())):
        checker.report(diagnose("type/stated-clears", asked.span))
    if head is None:
        return None
    variants = sorted(variants_of(checker, declarations, head))
    chosen = head.clause("variant")
    return ir.Pack(
        name,
        head.text.text if head.text else "",
        _text(head, "title"),
        _text(head, "authority"),
        _text(head, "jurisdiction"),
        of_pack.reviewed,
        tuple(p.name for p in _used(head, used)),
        tuple(variants),
        _text(head, "contested"),
        tuple(rules),
        definitions,
        checker.names.tables,
        checker.names.parameters,
        checker.names.measures,
        checker.names.quantities,
        tuple(checker.names.fields.values()),
        examples.examples,
        examples.background,
        examples.background_context,
        chosen.values[0].text if chosen else "",
        obligation=of_pack.obligation,
    )


def _obligation(checker: Checker, head: ast.Declaration | None) -> ir.Obligation:
    """Return the obligation of a pack: a law if the pack has a jurisdiction, else company policy."""
    if head is None:
        return "company-policy"
    jurisdiction = _text(head, "jurisdiction")
    return obligation_of(
        checker, head, "statutory" if jurisdiction not in {"", "company"} else "company-policy"
    )


def _report_unused_accounts_for(
    checker: Checker,
    declarations: list[ast.Declaration],
    rules: list[ir.Rule],
    definitions: dict[str, ir.Definition],
) -> None:
    """Report the clause `accounts for` in a rule or exception that does not use the stages of a material."""
    asked: dict[tuple[str, str], list[object]] = {}
    for checked in rules:
        own = (
            checked.subject,
            checked.when,
            checked.requirement,
            *checked.disclose,
            checked.escalate,
            *checked.exclusions,
        )
        asked["rule", checked.name] = [node for node in (*own, *checked.exceptions) if node is not None]
        for exception in checked.exceptions:
            asked.setdefault(("exception", exception.name), []).append(exception)
    for node in declarations:
        clause = next((clause for clause in node.clauses if isinstance(clause, ast.AccountsFor)), None)
        nodes = asked.get((node.kind, node.name.text))
        if clause is not None and nodes and not node.broken and not asks_of_stages(definitions, nodes):
            checker.report(
                diagnose("type/accounts-for-nothing", clause.span, kind=node.kind, name=node.name.text)
            )


def _used(head: ast.Declaration, used: Mapping[str, ir.Pack]) -> list[ir.Pack]:
    clause = head.clause("uses")
    return [used[w.text] for w in clause.values if w.text in used] if clause else []


def _exceptions_by_rule(
    checker: Checker, declarations: list[ast.Declaration], rule_names: set[str]
) -> dict[str, list[ast.Declaration]]:
    """For each rule, return the exceptions to the rule.

    The function reports each exception without a condition or without a citation once.
    """
    answers: dict[str, list[ast.Declaration]] = {}
    for node in declarations:
        if node.kind != "exception":
            continue
        for word in ("cites", "when"):
            missing = node.clause(word) is None and not any(
                isinstance(c, ast.Conditional) and c.word == word for c in node.clauses
            )
            if missing and not node.broken:
                checker.report(clause_missing("exception", node.name.text, word, node.name.span))
        for target in node.targets:
            if target.text not in rule_names:
                checker.report(name_errors.unknown_rule(target.text, target.span, rule_names, node.kind))
            else:
                answers.setdefault(target.text, []).append(node)
        if not rule_names & {target.text for target in node.targets}:
            without_subject(checker, [node])
    for rule_name, nodes in answers.items():
        _report_overlapping_wordings(checker, rule_name, nodes)
    return answers


def _report_overlapping_wordings(checker: Checker, rule_name: str, nodes: list[ast.Declaration]) -> None:
    """Report two wordings of one exception that can apply on the same day in the same variant.

    A wording without a variant belongs to every variant. If two wordings use different dates of the contract,
    both could apply to one contract, so they are reported too.
    """
    for one, other in combinations(nodes, 2):
        variants = {_text(node, "variant") for node in (one, other)}
        if one.name.text != other.name.text or (len(variants) > 1 and "" not in variants):
            continue
        windows = [c for node in (one, other) for c in node.clauses if isinstance(c, ast.InForceClause)]
        (begins, ends), (first, last) = _days_in_force(checker, one), _days_in_force(checker, other)
        bases = {window.basis.text for window in windows} - {""}
        once = not windows and len(variants) == 1  # without dates, `declare` already reports the repetition
        if not once and (len(bases) > 1 or (begins <= last and first <= ends)):
            name, first_span = one.name.text, one.name.span
            checker.report(
                diagnose(
                    "date/exceptions-overlap", other.name.span, also=[first_span], name=name, rule=rule_name
                )
            )


def _days_in_force(checker: Checker, node: ast.Declaration) -> tuple[date, date]:
    """Return the first and the last day of the period of an exception's `in force` clause."""
    window = next((c.window for c in node.clauses if isinstance(c, ast.InForceClause)), None)
    return days_of(checker.names.parameters, moments.stretch(checker, window, node.name.span))


def _report_missing_examples(
    checker: Checker, declarations: list[ast.Declaration], head: ast.Declaration
) -> None:
    """Report the rules of the pack that have no example.

    Without an example, nobody notices if a rule can never fail.
    """
    examples = [node for node in declarations if node.kind == "example"]
    if any(node.broken for node in examples):
        return  # an unreadable example may belong to any rule
    shown = {node.name.text for node in examples}
    for node in declarations:
        if node.kind == "rule" and not node.broken and node.name.text not in shown:
            name, pack = node.name, head.name
            checker.report(
                diagnose(
                    "type/clause-missing",
                    name.span,
                    "rule-without-example",
                    also=[pack.span],
                    name=name.text,
                    pack=pack.text,
                )
            )


def _text(node: ast.Declaration, word: str) -> str:
    clause = node.clause(word)
    return clause.values[0].text if clause is not None else ""
