"""Fast test whether a quantifier's list contains one given element.

`any item of end-item, children of end-item where item is component` tests whether one component is in a list.
Reading the whole list for each component would take a time that grows with the square of their number. The
time of the fast test does not grow.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.bom.model import Element
from microdep_rules.engine.items import Items
from microdep_rules.lang import ir
from microdep_rules.lang.operators import ComparisonOperator

if TYPE_CHECKING:
    from microdep_rules.engine.state import Scope, State


def find_quantified_items(engine: State, node: ir.Some, scope: Scope) -> Items:
    """Return the list of a quantifier, without the elements for which its condition is certainly false."""
    identity = _variable_equal_to(node.where, node.variable) if node.where is not None else None
    component = engine.value(identity, scope).value if identity is not None else None
    if not isinstance(component, Element):
        return engine.items(node.of, scope)
    entry = _without_list(engine, node.of, component, scope)
    if entry is not None:
        return entry
    hidden = id(component) in engine.ghosts
    items = engine.items(node.of, scope)
    # It is unknown whether two unlisted elements are the same.
    if hidden and any(id(element) in engine.ghosts for element, _ in items.elements):
        return items
    return Items(items.of([component]), items.ghosts if hidden else [], items.why, items.worked_on)


def _without_list(
    engine: State, node: ir.ListNode | ir.Value, component: Element, scope: Scope
) -> Items | None:
    """Return the entry of one component in a list; None if this needs the whole list.

    The entry is found by the uses of the component. If an incomplete list may leave out the component, a
    `Ghost` stands for it.
    """
    if engine.lists.has_alternates or engine.lists.shown is not None:
        return None
    hidden = id(component) in engine.ghosts
    match node:
        case ir.Join():
            joined = Items()
            for inner in node.lists:
                items = _without_list(engine, inner, component, scope)
                if items is None:
                    return None
                joined.add(items)
            return joined
        case ir.Navigate(word="children", deep=False, base=ir.Variable() as base):
            holder = engine.value(base, scope).value
            if not isinstance(holder, Element) or id(holder) in engine.ghosts:
                return None
            if hidden:
                return Items([], engine.lists.children(holder).ghosts)
            uses = engine.reader.bom.parents(component)
            return Items([(component, True)] if any(use.parent is holder for use in uses) else [])
        case ir.Variable():
            element = engine.value(node, scope).value
            if not isinstance(element, Element) or (hidden and id(element) in engine.ghosts):
                return None
            return Items([(component, True)] if element is component else [])
        case _:
            return None


@cache
def _variable_equal_to(where: ir.Cond, variable: str) -> ir.Variable | None:
    """Return the variable that `variable` must equal if the condition is true; None if there is none."""
    if isinstance(where, ir.All):
        candidates = (_variable_equal_to(part.cond, variable) for part in where.parts)
        return next((candidate for candidate in candidates if candidate is not None), None)
    if not isinstance(where, ir.Compare) or where.operator is not ComparisonOperator.IS:
        return None
    left, right = where.left, where.right
    if not isinstance(left, ir.Variable) or not isinstance(right, ir.Variable):
        return None
    if left.type.detail != "component" or (left.name == right.name):  # stages are compared by their terms
        return None
    return {left.name: right, right.name: left}.get(variable)
