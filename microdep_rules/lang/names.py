"""The elements that a condition speaks of, by the words they go by."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache

from microdep_rules.lang import ir
from microdep_rules.source import Span

EVERYWHERE = frozenset({"end-item", "contract", "company", "rule-date"})
"""What is in reach wherever it is written."""


@cache
def free_names(node: ir.Cond | ir.Value | ir.ListNode | ir.SetNode) -> frozenset[str]:
    """The elements it reaches besides those it ranges over itself and those everybody has."""
    return frozenset(_free(node)) - EVERYWHERE


def _free(node: object) -> set[str]:
    if isinstance(node, tuple):
        return set().union(*(_free(each) for each in node)) if node else set()
    if isinstance(node, ir.Variable):
        return {node.name}
    if not is_dataclass(node) or isinstance(node, type | ir.Type | Span):
        return set()
    found = set().union(*(_free(getattr(node, each.name)) for each in fields(node)), set())
    if isinstance(node, ir.Content):
        found.add("material")
    bound = getattr(node, "variable", None)
    if bound is None or isinstance(node, ir.Definition):
        return found
    return (found - {bound}) | _free(node.of)  # type: ignore[attr-defined]
