"""First pass over a pack: the names that the pack declares, so that a rule may use a name declared below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, moments, parameters, tables
from microdep_rules.lang.errors import names, rules
from microdep_rules.lang.errors.rules import clause_missing
from microdep_rules.lang.operands import RULE_DATE
from microdep_rules.lang.quantities import quantity
from microdep_rules.lang.scope import ALIASES, ELEMENTS, GLOBALS, Checker
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.countries import is_country

if TYPE_CHECKING:
    from collections.abc import Iterable

MISTAKEN = frozenset({"and", "any", "at", "by", "every", "in", "is", "no", "not", "of", "or"})
"""Words inside or at the start of conditions, such as `in`.

A name such as `in-china` looks like the word `in` and the name `china`.
"""
IN_CONDITIONS = frozenset({"define", "list", "table", "parameter"})
"""Kinds of declarations that have a name for use in conditions."""

OF_NO_VARIANT = frozenset({"define", "list", "table", "parameter", "measure"})
"""Kinds of declarations that cannot belong to a variant.

Rules, exceptions, examples and single entries of lists can belong to a variant.
"""


def declare(checker: Checker, declarations: list[ast.Declaration]) -> None:
    """Add the names of all declarations to the checker, before any declaration is checked."""
    seen: dict[tuple[str, ...], ast.Declaration] = {}
    for node in declarations:
        if node.kind in {"pack", "background", "example", "field"} or not node.name.text:
            continue
        if node.kind not in {"rule", "exception"} and _is_taken(checker, node.name):
            checker.names.broken.add(node.name.text)
            continue
        if _starts_with_keyword(checker, node):
            checker.names.broken.add(node.name.text)
            continue
        variant = node.clause("variant")
        if variant is not None and node.kind in OF_NO_VARIANT:
            checker.report(rules.variant_of_what(node.kind, node.name.text, variant.span, node.name.span))
        for key in _keys_of(node):
            other = next((seen[clash] for clash in _clashing(key, seen) if clash in seen), None)
            if other is not None:
                checker.report(
                    diagnose(
                        "name/taken",
                        node.name.span,
                        "declared-twice",
                        also=[other.name.span],
                        name=node.name.text,
                    )
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
                checker.report(names.unknown_kind(word, node.targets[0].span, known, "a kind of element"))
                checker.names.broken.add(node.name.text)
            else:
                checker.names.definitions[node.name.text] = record


def _clashing(key: tuple[str, ...], seen: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Return the keys in `seen` that clash with the new key `key`.

    Equal keys clash. A rule without a variant also clashes with each rule of the same name in a variant.
    """
    kind, name, *variant = key
    if kind != "rule":
        return [key]
    if variant == [""]:
        return [other for other in seen if other[:2] == (kind, name)]
    return [key, (kind, name, "")]


def _is_taken(checker: Checker, name: ast.Word) -> bool:
    """Return whether the language itself already uses a name; report an error for such a name."""
    if name.text in {*ELEMENTS, *GLOBALS, RULE_DATE}:
        checker.report(diagnose("name/taken", name.span, name=name.text))
    elif is_country(name.text):
        checker.report(diagnose("name/taken", name.span, "country", name=name.text))
    else:
        return False
    return True


def _starts_with_keyword(checker: Checker, node: ast.Declaration) -> bool:
    """Return whether a name begins like a condition, as `in-china` begins with `in`; report such a name."""
    first, dash, _ = node.name.text.partition("-")
    starts = bool(dash) and first in MISTAKEN and node.kind in IN_CONDITIONS
    if starts:
        checker.report(
            diagnose("name/taken", node.name.span, "starts-with-keyword", name=node.name.text, word=first)
        )
    return starts


def _keys_of(node: ast.Declaration) -> list[tuple[str, ...]]:
    """Return the keys of a declaration; two declarations may not have the same key.

    A key contains a name and a variant. An exception has one key for each of its rules. The key of an
    exception also contains its clause `in force`, so that an earlier and a later wording can have one name.
    """
    variant = node.clause("variant")
    name = (node.name.text, variant.values[0].text if variant else "")
    if node.kind != "exception":
        return [("rule" if node.kind == "rule" else "name", *name)]
    dated = next((str(c.span.start) for c in node.clauses if isinstance(c, ast.InForceClause)), "")
    return [("exception", *name, target.text, dated) for target in node.targets]


def values(checker: Checker, declarations: list[ast.Declaration]) -> None:
    """Add the values to the checker: parameters, then tables, then computed quantities.

    Dates in a table may be parameters.
    """
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
            checker.report(clause_missing("measure", node.name.text, "cites", node.name.span))
        known.measures[node.name.text] = moments.measure(checker, node)
    for name in list(known.pending):
        if name in known.pending:
            quantity(checker, name, known.pending[name].name.span)
