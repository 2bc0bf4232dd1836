"""What joins conditions: `all of`, `any of`, `not`; and whether anything is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.proof import Proof
from microdep_rules.engine.values import Unknown, conjunction, disjunction, negated
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.state import Scope, State


def junction(engine: State, node: ir.All | ir.Any, scope: Scope) -> Proof:
    """`all of` and `any of`: every part, decided or not, so that what is missing depends on no order.

    Where nothing but the verdict is asked for, what decides it is enough.
    """
    every = type(node) is ir.All
    children = []
    for part in node.parts:
        found = engine.cond(part.cond, scope)
        if part.label:
            found = replace(found, label=part.label, cites=part.cites or "")
        children.append(found)
        if found.value is False and len(children) == 1 and _chooses(part.cond):
            break  # the fact is stated: nothing is derived, and nothing else is asked for
        if engine.hasty and found.value is (not every):
            break
    values = [child.value for child in children]
    value = conjunction(values) if every else disjunction(values)
    return Proof(node.span, value, children, kind="all" if every else "any")


def negation(engine: State, node: ir.Not, scope: Scope) -> Proof:
    """`not`: what is unknown stays unknown."""
    inner = engine.cond(node.cond, scope)
    return Proof(node.span, negated(inner.value), [inner])


def is_known(engine: State, node: ir.IsKnown, scope: Scope) -> Proof:
    """Whether a fact is known: never unknown itself."""
    reading = engine.value(node.value, scope)
    known = not isinstance(reading.value, Unknown)
    if not known and node.stands_in:
        engine.trail.rests_on[("derived", node.stands_in)] = None
    return Proof(node.span, known is node.known, [], reading.facts)


def _chooses(node: ir.Cond) -> bool:
    """Whether it tells if something stands in for a fact."""
    inner = node.cond if isinstance(node, ir.Not) else node
    return isinstance(inner, ir.IsKnown) and bool(inner.stands_in)
