"""What joins conditions: `all of`, `any of`, `not`; and whether anything is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine import membership
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.readings import CONTRADICTION
from microdep_rules.engine.values import Codes, Unknown, conjunction, disjunction, negated
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth


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
        if engine.hasty and found.value is (not every):
            break
    values = [child.value for child in children]
    value = conjunction(values) if every else disjunction(values)
    return Proof(node.span, value, children, kind="all" if every else "any")


def negation(engine: State, node: ir.Not, scope: Scope) -> Proof:
    """`not`: what is unknown stays unknown."""
    inner = engine.cond(node.cond, scope)
    if inner.value is True and isinstance(node.cond, ir.IsIn | ir.Compare):
        inner = _with_another_word(engine, node.cond, scope, inner)
    return Proof(node.span, negated(inner.value), [inner])


def _with_another_word(engine: State, node: ir.IsIn | ir.Compare, scope: Scope, inner: Proof) -> Proof:
    """`is not` of a fact that has a second word beside the stated one: the second may be another thing.

    A camera with a battery is a camera, and it may be that it is not only that.
    """
    if node.left.type.kind != "code":
        return inner
    left = engine.value(node.left, scope)
    if not isinstance(left.value, Codes) or not left.value.also:
        return inner
    second = Codes(left.value.vocabulary, left.value.also)
    if isinstance(node, ir.IsIn):
        value, _ = membership.is_in(engine, second, engine.set_of(node.right, scope).value, None)
    else:
        value = membership.code_is(engine, second, engine.value(node.right, scope).value)
    if value:
        return inner
    return replace(inner, value=None, missing=left.missing, reason=CONTRADICTION)


def is_known(engine: State, node: ir.IsKnown, scope: Scope) -> Proof:
    """Return whether a fact is known: never unknown itself."""
    reading = engine.value(node.value, scope)
    known = not isinstance(reading.value, Unknown)
    return Proof(node.span, known is node.known, [], reading.facts)


STANDS_IN = "stands in"
"""The kind of a proof by what stands in for a fact."""


def _is_stated(node: ir.Value, found: Reading) -> bool:
    """Whether a document states a fact, be it in words that nobody knows or against another statement."""
    if not isinstance(found.value, Unknown) or found.reason == CONTRADICTION:
        return True
    return isinstance(node, ir.FieldOf) and any(fact.name.endswith(f".{node.name}") for fact in found.facts)


def stand_in_words(node: ir.Otherwise, value: Truth) -> str:
    """What an outcome rests on where something stands in for a fact, by what the comparison with it gives."""
    return node.unlike if value is False else node.told


def otherwise(engine: State, node: ir.Otherwise, scope: Scope) -> Proof:
    """`x else y is more than z`: by x where it is stated, and then nothing is derived; else by y.

    What is stated and cannot be read, or is contradicted, is stated all the same. Where y is open as well, x
    is among what is missing: whoever states it need not answer the rest.
    """
    if _is_stated(node.stated, engine.value(node.stated, scope)):
        inner = engine.cond(node.of_stated, scope)
        return Proof(node.span, inner.value, [inner])
    children = [engine.cond(node.of_other, scope)]
    value = children[0].value
    words = stand_in_words(node, value)
    engine.trail.rests_on[("derived", words)] = None
    if words != node.told:  # a word that says nothing of the document is none of the facts that decide
        children[0] = replace(children[0], facts=tuple(f for f in children[0].facts if f.contested))
    if value is None:
        children.append(engine.cond(node.of_stated, scope))
    return Proof(node.span, value, children, kind=STANDS_IN)
