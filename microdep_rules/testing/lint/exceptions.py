"""Exceptions that a statement of the supplier fulfils without evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.testing.lint.subject import LintedPack

STATED_BY_SUPPLIERS = frozenset({"component", "material", "stage", "party", "item", "input"})
"""Records whose fields a supplier states."""


def find_exceptions_without_evidence(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield exceptions from rules that pass only on evidence, and exceptions that a yes or no fulfils."""
    for rule, exception in linted.exceptions():
        nodes = [node for pack in linted.packs for node in _conditions(pack, exception.cond)]
        if any(_is_determination(node) for node in nodes):
            continue
        stated = next(filter(None, map(_statement, nodes)), "")
        reads_supplier = any(_record(node) in STATED_BY_SUPPLIERS for node in nodes)
        if rule.evidence is not None and reads_supplier:
            yield diagnose(
                "lint/exception-without-evidence",
                exception.span,
                exception=exception.name,
                rule=rule.name,
            )
        elif stated:
            yield diagnose(
                "lint/exception-without-evidence",
                exception.span,
                "statement",
                exception=exception.name,
                field=stated,
            )


def _conditions(pack: ir.Pack, cond: ir.Cond) -> list[object]:
    """Return the nodes of a condition, with those of the definitions that it uses."""
    found: dict[str, None] = {}
    nodes: list[object] = []
    waiting: list[object] = [cond]
    while waiting:
        for node in walk(waiting.pop()):
            nodes.append(node)
            if (
                isinstance(node, ir.DefinitionTest)
                and node.name not in found
                and node.name in pack.definitions
            ):
                found[node.name] = None
                waiting.append(pack.definitions[node.name].cond)
    return nodes


def _record(node: object) -> str:
    return node.base.type.detail if isinstance(node, ir.FieldOf) else ""


def _is_determination(node: object) -> bool:
    return isinstance(node, ir.Navigate) and node.type.detail in {"determination", "evidence"}


def _statement(node: object) -> str:
    """Return the field of `FIELD is true` if a supplier states it; else nothing."""
    match node:
        case ir.Compare(left=ir.FieldOf() as field, right=ir.Constant(value=True)):
            record = _record(field)
            return f"{record}.{field.name}" if record in STATED_BY_SUPPLIERS else ""
        case _:
            return ""
