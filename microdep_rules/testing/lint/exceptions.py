"""Exceptions that already apply if a supplier makes a statement without evidence."""

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
"""Kinds of records whose fields a supplier states."""


def find_exceptions_without_evidence(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each exception that applies without evidence.

    An exception without evidence is a problem in two cases: the rule requires evidence for a pass, or a
    single yes-or-no statement is enough for the exception.
    """
    for rule, exception in linted.exceptions():
        nodes = [node for pack in linted.packs for node in _conditions(pack, exception.cond)]
        if any(_is_determination(node) for node in nodes):
            continue
        stated = next((field for node in nodes if (field := _stated_field(node)) is not None), None)
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
                field=f"{stated.base.type.detail}.{stated.name}",
            )


def _conditions(pack: ir.Pack, cond: ir.Cond) -> list[object]:
    """Return the nodes of a condition and of the definitions that the condition uses."""
    seen: set[str] = set()
    nodes: list[object] = []
    waiting: list[object] = [cond]
    while waiting:
        for node in walk(waiting.pop()):
            nodes.append(node)
            if not isinstance(node, ir.DefinitionTest) or node.name not in pack.definitions:
                continue
            if node.name not in seen:
                seen.add(node.name)
                waiting.append(pack.definitions[node.name].cond)
    return nodes


def _record(node: object) -> str:
    return node.base.type.detail if isinstance(node, ir.FieldOf) else ""


def _is_determination(node: object) -> bool:
    return isinstance(node, ir.Navigate) and node.type.detail in {"determination", "evidence"}


def _stated_field(node: object) -> ir.FieldOf | None:
    """Return the field in a comparison such as `x is true` if a supplier states the field; otherwise None."""
    if not (isinstance(node, ir.Compare) and isinstance(node.left, ir.FieldOf)):
        return None
    is_true = isinstance(node.right, ir.Constant) and node.right.value is True
    return node.left if is_true and _record(node.left) in STATED_BY_SUPPLIERS else None
