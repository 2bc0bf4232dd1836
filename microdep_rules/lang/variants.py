"""Variants of a pack: their names, and the selection of one variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang.errors import rules
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.lang import ast, ir
    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span


def variants_of(
    checker: Checker, declarations: list[ast.Declaration], head: ast.Declaration
) -> dict[str, Span]:
    """Return the variants that a pack names, each with a position in the text.

    The function reports a variant that appears only once and is similar to another variant, because such a
    name is probably misspelt.
    """
    places_of: dict[str, list[Span]] = {}
    for node in declarations:
        clause = node.clause("variant") if node is not head else None
        counting = node.counting.variant if node.counting is not None else None
        words = [clause.values[0] if clause else None, counting, *(row.variant for row in node.rows)]
        for word in words:
            if word is not None:
                places_of.setdefault(word.text, []).append(word.span)
    for table in checker.names.tables.values():
        for entry in table.entries:
            if entry.variant:
                places_of.setdefault(entry.variant, []).append(entry.span)
    chosen = head.clause("variant")
    if chosen is not None:  # no declaration needs to name the default variant
        places_of.setdefault(chosen.values[0].text, []).append(chosen.values[0].span)
    for name, places in places_of.items():
        others = [other for other in places_of if other != name]
        if len(places) == 1 and nearest(name, others):
            checker.report(rules.unknown_variant(name, places[0], others))
    return {name: places[0] for name, places in places_of.items()}


def choose(pack: ir.Pack, variant: str) -> ir.Pack:
    """Return the pack for one variant, without declarations and entries of other variants."""

    def holds(own: str) -> bool:
        return not own or own == variant

    rules = tuple(
        replace(rule, exceptions=tuple(e for e in rule.exceptions if holds(e.variant)))
        for rule in pack.rules
        if holds(rule.variant)
    )
    tables = {name: _entries_of_variant(table, holds) for name, table in pack.tables.items()}
    return replace(pack, rules=rules, tables=tables, variant=variant)


def _entries_of_variant(table: ir.Table, holds: Callable[[str], bool]) -> ir.Table:
    """Return the table with its entries for the selected variant.

    The entries no longer name their variant, because a pack that uses this pack has its own variants.
    """
    if not any(entry.variant for entry in table.entries):
        return table
    return replace(table, entries=tuple(replace(e, variant="") for e in table.entries if holds(e.variant)))
