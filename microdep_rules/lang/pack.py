"""A pack: all files of a folder, checked together with the packs they use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import PHASES, has_errors, in_order
from microdep_rules.lang import added_terms, ast, ir, moments, parameters, tables
from microdep_rules.lang.conditions import condition, walk
from microdep_rules.lang.errors import names as name_errors
from microdep_rules.lang.errors import rules as rule_errors
from microdep_rules.lang.examples import examples_of, known_of
from microdep_rules.lang.operands import RULE_DATE
from microdep_rules.lang.parse import parse
from microdep_rules.lang.quantities import quantity
from microdep_rules.lang.rules import Head, rule
from microdep_rules.lang.scope import ALIASES, ELEMENTS, GLOBALS, Checker, Scope
from microdep_rules.source import Span
from microdep_rules.suggest import nearest
from microdep_rules.vocabulary.countries import is_country
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile
    from microdep_rules.vocabulary.terms import Term

OF_LOST_NAMES = frozenset(
    {"name/unknown-name", "name/unknown-rule", "name/unknown-word", "name/unknown-country"}
    | {"name/unknown-placeholder", "name/unknown-variant", "name/unknown-exception"}
)


def check_pack(
    sources: Sequence[SourceFile],
    used: Mapping[str, ir.Pack] | None = None,
    variant: str = "",
    files: Mapping[str, SourceFile] | None = None,
) -> tuple[ir.Pack | None, list[Diagnostic]]:
    """A pack from the texts of its files: checked, or nothing, and everything that is wrong.

    `used` holds the packs that can be named by `uses`. `variant` chooses among declarations and
    entries that carry one; by default it is the variant that the head of the pack names. `files` are the
    CSV files that tables may name, and `terms.csv` with the words that the pack adds.
    """
    declarations: list[ast.Declaration] = []
    given = dict(files or {})
    own_terms = given.pop(added_terms.FILE, None)
    terms = _terms_of(used or {})
    checker = Checker(record_types(), extended_by(terms), files=given)
    if own_terms is not None:
        checker.vocabularies, added, said = added_terms.with_terms(own_terms, checker.vocabularies)
        terms = (*terms, *added)
        checker.diagnostics += said
    for source in sources:
        found, problems = parse(source)
        declarations += found
        checker.diagnostics += problems
    head = _head(checker, declarations, sources)
    _import(checker, head, used or {})
    _declare(checker, declarations)
    _values(checker, declarations)
    pack = _assemble(checker, declarations, head, used or {})
    problems = _once(in_order(_but_lost(checker.diagnostics, declarations)))
    if has_errors(problems) or pack is None:
        return None, problems
    return choose(replace(pack, terms=terms), variant or pack.variant), problems


def _terms_of(used: Mapping[str, ir.Pack]) -> tuple[tuple[str, Term], ...]:
    """The terms that the packs in use add, each once."""
    return tuple(dict.fromkeys(term for pack in used.values() for term in pack.terms))


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Each mistake once: an exception is read in the reach of every rule that it answers to."""
    return list({(each.code, each.span, each.message): each for each in reversed(found)}.values())[::-1]


def _but_lost(found: list[Diagnostic], declarations: list[ast.Declaration]) -> list[Diagnostic]:
    """All but the unknown names that may be that of a declaration whose own name could not be read."""
    if not any(each.broken and not each.name.text for each in declarations):
        return found
    return [d for d in found if d.code not in OF_LOST_NAMES or name_errors.says_what_was_meant(d)]


def choose(pack: ir.Pack, variant: str) -> ir.Pack:
    """The pack with only the declarations and entries of one variant, and those of none."""

    def holds(own: str) -> bool:
        return not own or own == variant

    rules = tuple(
        replace(each, exceptions=tuple(e for e in each.exceptions if holds(e.variant)))
        for each in pack.rules
        if holds(each.variant)
    )
    kept = {
        name: replace(table, entries=tuple(e for e in table.entries if holds(e.variant)))
        for name, table in pack.tables.items()
    }
    return replace(pack, rules=rules, tables=kept, variant=variant)


# ---- the head ------------------------------------------------------------------------------------


def _head(
    checker: Checker, declarations: list[ast.Declaration], sources: Sequence[SourceFile]
) -> ast.Declaration | None:
    heads = [d for d in declarations if d.kind == "pack"]
    for other in heads[1:]:
        checker.report(rule_errors.second_pack(other.name.span, heads[0].name.span))
    if not heads:
        path = sources[0].path if sources else ""
        checker.report(rule_errors.no_pack(Span(path, 0, 0)))
        return None
    head = heads[0]
    if head.name.text in PHASES:
        checker.report(name_errors.phase_as_pack(head.name.text, head.name.span))
    wanted = [w for w in ("title", "authority", "reviewed") if head.clause(w) is None]
    for word in wanted if not head.broken else ():
        checker.report(rule_errors.clause_missing("pack", head.name.text, word, head.name.span))
    if head.text is None and not head.broken:
        checker.report(rule_errors.clause_missing("pack", head.name.text, "version", head.name.span))
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


# ---- names, then what they stand for -------------------------------------------------------------


def _declare(checker: Checker, declarations: list[ast.Declaration]) -> None:
    """Names first, so that the order of declarations and files does not matter."""
    seen: dict[tuple[str, ...], ast.Declaration] = {}
    for node in declarations:
        if node.kind in {"pack", "background", "example"} or not node.name.text:
            continue
        if node.kind not in {"rule", "exception"} and _is_taken(checker, node.name):
            checker.names.broken.add(node.name.text)
            continue
        for key in _keys_of(node):
            if key in seen:
                checker.report(
                    name_errors.declared_twice(node.name.text, node.name.span, seen[key].name.span)
                )
                break
            seen[key] = node
        if node.broken:
            checker.names.broken.add(node.name.text)
        elif node.kind == "define" and node.quantity is not None:
            checker.names.pending[node.name.text] = node
        elif node.kind == "define":
            word = node.targets[0].text
            record = ALIASES.get(word, GLOBALS.get(word, word))
            if record not in checker.records:
                known = [*checker.records, *ALIASES, *GLOBALS]
                checker.report(
                    name_errors.unknown_name(word, node.targets[0].span, known, "a kind of element")
                )
                checker.names.broken.add(node.name.text)
            else:
                checker.names.definitions[node.name.text] = record


def _is_taken(checker: Checker, name: ast.Word) -> bool:
    """Whether a name means something everywhere already, which is reported."""
    if name.text in {*ELEMENTS, *GLOBALS, RULE_DATE}:
        checker.report(name_errors.taken(name.text, name.span, "the word for something that rules speak of"))
    elif is_country(name.text):
        checker.report(name_errors.taken(name.text, name.span, "a country"))
    else:
        return False
    return True


def _keys_of(node: ast.Declaration) -> list[tuple[str, ...]]:
    """What may be declared once: a name in one variant; an exception, for each rule it answers to.

    An exception whose wording changed on a date stands twice, each with its own `in force`.
    """
    variant = node.clause("variant")
    name = (node.name.text, variant.values[0].text if variant else "")
    if node.kind != "exception":
        return [("rule" if node.kind == "rule" else "name", *name)]
    dated = next((str(c.span.start) for c in node.clauses if isinstance(c, ast.InForce)), "")
    return [("exception", *name, target.text, dated) for target in node.targets]


def _values(checker: Checker, declarations: list[ast.Declaration]) -> None:
    """Parameters, then the tables that may be dated by them, then what is computed."""
    by_kind: dict[str, list[ast.Declaration]] = {}
    for node in declarations:
        if not node.broken and node.name.text not in checker.names.broken:
            by_kind.setdefault(node.kind, []).append(node)
    known = checker.names
    for node in by_kind.get("parameter", []):
        parameter = parameters.parameter(checker, node)
        if parameter is None:
            known.broken.add(node.name.text)
        else:
            known.parameters[node.name.text] = parameter
    for node in [*by_kind.get("list", []), *by_kind.get("table", [])]:
        table = tables.table(checker, node)
        if table is None:
            known.broken.add(node.name.text)
        else:
            known.tables[node.name.text] = table
    for node in by_kind.get("measure", []):
        if node.clause("cites") is None:
            checker.report(rule_errors.clause_missing("measure", node.name.text, "cites", node.name.span))
        known.measures[node.name.text] = moments.measure(checker, node)
    for name in list(known.pending):
        if name in known.pending:
            quantity(checker, name, known.pending[name].name.span)


def _definitions(checker: Checker, declarations: list[ast.Declaration]) -> dict[str, ir.Definition]:
    found = {}
    for node in declarations:
        if node.kind != "define" or node.condition is None or node.name.text in checker.names.broken:
            continue
        record = checker.names.definitions[node.name.text]
        variable = node.targets[0].text
        cond = condition(checker, Scope().having(variable, record), node.condition)
        if cond is None:
            continue
        cites = node.clause("cites")
        counting = node.counting
        found[node.name.text] = ir.Definition(
            node.span,
            node.name.text,
            record,
            variable,
            cond,
            tuple(v.text for v in cites.values) if cites else (),
            counting is not None,
            counting.cites.text if counting is not None and counting.cites else "",
            counting.variant.text if counting is not None and counting.variant else "",
        )
    _cycles(checker, found)
    return found


def _cycles(checker: Checker, found: dict[str, ir.Definition]) -> None:
    """Definitions that need themselves, each cycle once."""
    needs = {
        name: sorted({n.name for n in walk(each.cond) if isinstance(n, ir.Defined)})
        for name, each in found.items()
    }
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            cycle = [*path[path.index(name) :], name]
            if not done & set(cycle):
                checker.report(name_errors.definition_cycle(cycle, found[name].span))
            done.update(cycle)
            return
        if name in done or name not in needs:
            return
        for other in needs[name]:
            visit(other, [*path, name])
        done.add(name)

    for name in sorted(needs):
        visit(name, [])


# ---- the pack ------------------------------------------------------------------------------------


def _assemble(
    checker: Checker,
    declarations: list[ast.Declaration],
    head: ast.Declaration | None,
    used: Mapping[str, ir.Pack],
) -> ir.Pack | None:
    definitions = _definitions(checker, declarations)
    name = head.name.text if head is not None else ""
    reviewed = head.clause("reviewed") if head is not None else None
    of_pack = Head(name, date.fromisoformat(reviewed.values[0].text) if reviewed else None)
    rules = []
    rule_names = {
        d.name.text for d in declarations if d.kind in {"rule", ""}
    }  # what a lost word was may be one
    answers = _answers(checker, declarations, rule_names)
    for node in declarations:
        if node.kind == "rule":
            checked = rule(checker, node, of_pack, answers.get(node.name.text, ()))
            if checked is not None:
                rules.append(checked)
    for each in _used(head, used) if head is not None else ():
        definitions = {**each.definitions, **definitions}
    about = {name: known_of(name, rules, declarations, definitions) for name in rule_names}
    found = examples_of(checker, declarations, about)
    if head is None:
        return None
    variants = sorted(_variants(checker, declarations, head))
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
        found.examples,
        found.background,
        found.background_context,
        chosen.values[0].text if chosen else "",
    )


def _used(head: ast.Declaration, used: Mapping[str, ir.Pack]) -> list[ir.Pack]:
    clause = head.clause("uses")
    return [used[w.text] for w in clause.values if w.text in used] if clause else []


def _answers(
    checker: Checker, declarations: list[ast.Declaration], rule_names: set[str]
) -> dict[str, list[ast.Declaration]]:
    """Each rule's exceptions; an exception without a condition or a citation is reported once."""
    answers: dict[str, list[ast.Declaration]] = {}
    for node in declarations:
        if node.kind != "exception":
            continue
        for word in ("cites", "when"):
            missing = node.clause(word) is None and not any(
                isinstance(c, ast.Conditional) and c.word == word for c in node.clauses
            )
            if missing and not node.broken:
                checker.report(rule_errors.clause_missing("exception", node.name.text, word, node.name.span))
        for target in node.targets:
            if target.text not in rule_names:
                checker.report(name_errors.unknown_rule(target.text, target.span, rule_names))
            else:
                answers.setdefault(target.text, []).append(node)
    return answers


def _variants(
    checker: Checker, declarations: list[ast.Declaration], head: ast.Declaration
) -> dict[str, Span]:
    """The variants that declarations and entries are of, each with a place where it is named.

    A word that stands once and is near another one is a mistake: nothing would ever choose it.
    """
    found: dict[str, list[Span]] = {}
    for node in declarations:
        clause = node.clause("variant") if node is not head else None
        counting = node.counting.variant if node.counting is not None else None
        words = [clause.values[0] if clause else None, counting, *(row.variant for row in node.rows)]
        for word in words:
            if word is not None:
                found.setdefault(word.text, []).append(word.span)
    for table in checker.names.tables.values():
        for entry in table.entries:
            if entry.variant:
                found.setdefault(entry.variant, []).append(entry.span)
    chosen = head.clause("variant")
    if chosen is not None:  # it may be one that nothing is of: that with none of the others
        found.setdefault(chosen.values[0].text, []).append(chosen.values[0].span)
    for name, places in found.items():
        others = [each for each in found if each != name]
        if len(places) == 1 and nearest(name, others):
            checker.report(rule_errors.unknown_variant(name, places[0], others))
    return {name: places[0] for name, places in found.items()}


def _text(node: ast.Declaration, word: str) -> str:
    clause = node.clause(word)
    return clause.values[0].text if clause is not None else ""
