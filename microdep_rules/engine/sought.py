"""The one element that a quantifier looks for.

`any item of end-item, children of end-item where item is component` asks whether one component is in a list.
Going through the list for each component takes the square of their number; looking it up takes one step.
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


def sought(engine: State, items: Items, node: ir.Some, scope: Scope) -> Items:
    """A list without the elements of which the condition of a quantifier is surely false."""
    wanted = _identity(node.where, node.variable) if node.where is not None else None
    one = engine.value(wanted, scope).value if wanted is not None else None
    if not isinstance(one, Element):
        return items
    # Of two things that are not listed nobody knows whether they are one.
    hidden = id(one) in engine.ghosts
    if hidden and any(id(each) in engine.ghosts for each, _ in items.elements):
        return items
    return Items(items.of([one]), items.ghosts if hidden else [], items.why, items.worked_on)


@cache
def _identity(where: ir.Cond, variable: str) -> ir.Variable | None:
    """The element that one of the list has to be, by a condition or one of those that it joins."""
    if isinstance(where, ir.All):
        found = (_identity(part.cond, variable) for part in where.parts)
        return next((each for each in found if each is not None), None)
    if not isinstance(where, ir.Compare) or where.operator is not ComparisonOperator.IS:
        return None
    left, right = where.left, where.right
    if not isinstance(left, ir.Variable) or not isinstance(right, ir.Variable):
        return None
    if left.type.detail != "component" or (left.name == right.name):  # stages are compared by their kinds
        return None
    return {left.name: right, right.name: left}.get(variable)
