"""Lists of banned companies without an effect, because every entry ends before the ban begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.lang.periods import days_of
from microdep_rules.lang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = "as of"
"""Basis of a rule that uses the date of the check."""


class EndedList(Struct, frozen=True):
    """List whose entries end before the first day on which a rule could use the list."""

    table: ir.Table
    entry: ir.Entry
    """Last entry of the list to end."""
    last: date
    """Last day of this entry."""
    day: date
    """First day on which a rule could use the list."""


def find_ended_lists(pack: ir.Pack, as_of: date) -> Iterator[EndedList]:
    """Yield each list of companies that no rule of a pack can use, because every entry ends too early.

    A rule can use the list from the first day on which the rule is in force. A rule that uses the check date
    can use the list only on `as_of`. The result has only lists that rules without another date name directly.
    """
    for table in pack.tables.values():
        filled = [entry for entry in table.entries if entry.value]
        if table.keys or table.type.detail != "party" or not filled or table.carry_forward or table.covers:
            continue
        entry = max(filled, key=lambda entry: days_of(pack.parameters, entry.stretch)[1])
        last = days_of(pack.parameters, entry.stretch)[1]
        days = [_first_day(pack, rule, as_of) for rule in pack.rules if _names_list(rule, table.name)]
        if days and last < min(days) and not _is_used_elsewhere(pack, table.name):
            yield EndedList(table, entry, last, min(days))


def _first_day(pack: ir.Pack, rule: ir.Rule, as_of: date) -> date:
    """Return the first day on which a rule could use a list."""
    in_force = rule.in_force
    first = days_of(pack.parameters, in_force.stretch)[0] if in_force is not None else date.min
    by_check_date = in_force is None or in_force.basis == AS_OF or in_force.else_check_date
    return max(first, as_of) if by_check_date else first


def _names_list(node: ir.Rule | ir.Definition, name: str) -> bool:
    return any(isinstance(part, ir.NamedList) and part.name == name for part in walk(node))


def _is_used_elsewhere(pack: ir.Pack, name: str) -> bool:
    """Return whether a definition uses a list, or a rule uses the list on another date of the contract."""
    return any(_names_list(definition, name) for definition in pack.definitions.values()) or any(
        isinstance(part, ir.NamedList) and part.name == name and part.at is not None
        for rule in pack.rules
        for part in walk(rule)
    )
