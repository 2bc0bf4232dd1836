"""What a condition reads of the records at hand, so that equal facts have equal answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.lang.names import EVERYWHERE, free_names
from microdep_rules.vocabulary.notions import LISTS, feeds

if TYPE_CHECKING:
    from collections.abc import Iterable


class Record(Struct, frozen=True):
    """A record that generated code has at hand: the variable that holds it there, and its kind."""

    local: str
    kind: str


HOLDER = Record("holder", "component")
"""The part that holds a material."""
STEP = Record("step", "stage")
"""A stage of a part that tells of no materials."""

Scope = dict[str, Record]
"""The records by the words that the rule has for them, the subject first."""
Fact = tuple[str, str]
"""The variable of a record, and the key of one of its fields."""


def record_of(node: ir.Value, scope: Scope) -> Record | None:
    """The record that an expression names, where it is at hand: the subject, or the part that holds it."""
    if not isinstance(node, ir.Variable) or node.name in EVERYWHERE:
        return None
    if node.name in scope:
        return scope[node.name]
    for each in scope.values():
        if each.kind == node.type.detail:
            return each
        if each.kind == "material" and node.type.detail == "component":
            return HOLDER
    return None


def reads(node: ir.Cond | ir.Value | ir.SetNode, scope: Scope) -> frozenset[Fact] | None:
    """The facts on which it depends, besides what is the same for the whole document.

    Nothing where it depends on more than single facts of the records at hand.
    """
    match node:
        case ir.Compare() | ir.IsIn() if record_of(node.left, scope) == STEP:
            right = reads(node.right, scope)
            return None if right is None else right | OF_A_STEP
        case ir.Compare():
            return None if _is_element(node.left) else _all((node.left, node.right), scope)
        case ir.IsIn():
            return None if _is_element(node.left, "stage") else _all((node.left, node.right), scope)
        case ir.IsKnown():
            return reads(node.value, scope)
        case ir.IsStated():
            return None if isinstance(node.value, ir.Navigate) else reads(node.value, scope)
        case ir.Owns():
            return None if isinstance(node.holders, ir.Those) else reads(node.party, scope)
        case ir.FieldOf():
            return _of_field(node, scope)
        case ir.TableValue():
            return _all(node.keys, scope)
        case ir.Calculation():
            return _all((node.left, node.right), scope)
        case ir.Some() | ir.EveryOf() if isinstance(node.of, ir.Navigate) and node.of.word in LISTS:
            return _of_making(node, node.of, scope)
        case ir.Total() if not isinstance(node.of, ir.Navigate | ir.Narrow | ir.Join):
            return _of_amount(node, scope)
        case _:
            return frozenset() if not free_names(node) else None


OF_A_STEP = frozenset({("step", "stage"), ("step", "substance")})
"""What tells whether a stage is one of those that a rule names."""
STAGE_OF = tuple(sorted(OF_A_STEP))


def _is_element(node: ir.Value, record: str = "") -> bool:
    """Whether it is an element itself: which one it is cannot be told from its facts."""
    return node.type.kind == "element" and (not record or node.type.detail == record)


def _all(nodes: Iterable[ir.Value | ir.SetNode], scope: Scope) -> frozenset[Fact] | None:
    found: frozenset[Fact] = frozenset()
    for each in nodes:
        own = reads(each, scope)
        if own is None:
            return None
        found |= own
    return found


def _of_field(node: ir.FieldOf, scope: Scope) -> frozenset[Fact] | None:
    record = record_of(node.base, scope)
    if record is None:
        return reads(node.base, scope) if not isinstance(node.base, ir.Variable) else _anywhere(node)
    if node.name == "name" and record.kind != "component":
        return None
    keys = {*feeds(record.kind, node.key)}
    if node.type.kind in {"set", "list"}:
        keys.add("complete")
    return frozenset((record.local, key) for key in keys)


def _anywhere(node: ir.FieldOf) -> frozenset[Fact] | None:
    return frozenset() if not free_names(node) else None


def _of_making(node: ir.Some | ir.EveryOf, of: ir.Navigate, scope: Scope) -> frozenset[Fact] | None:
    """What a question about makers, or about stages of making, depends on: the fields that state them."""
    record = record_of(of.base, scope) if isinstance(of.base, ir.Variable) else None
    asked = [node.where] if isinstance(node, ir.Some) else [node.where, node.has]
    others = (free_names(each) - {node.variable} for each in asked if each is not None)
    if record is None or any(others):
        return None
    return frozenset((record.local, key) for key in LISTS[of.word])


def _of_amount(node: ir.Total, scope: Scope) -> frozenset[Fact] | None:
    assert not isinstance(node.of, ir.ListNode)
    record = record_of(node.of, scope)
    if record is None or record.kind != "component":
        return frozenset() if not free_names(node) else None
    keys = ("costs", "unit_cost") if node.measure.cost_kind else (node.measure.key,)
    return frozenset((record.local, key) for key in keys)
