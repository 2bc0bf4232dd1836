"""Connectives of conditions: `all of`, `any of`, `not`, and tests whether a fact is known."""

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
    """Evaluate `all of` and `any of`.

    All operands are evaluated, so that the missing facts do not depend on the order. If only the verdict is
    needed, evaluation stops at the first operand that settles the result.
    """
    every = type(node) is ir.All
    children = []
    for part in node.parts:
        proof = engine.cond(part.cond, scope)
        if part.label:
            proof = replace(proof, label=part.label, cites=part.cites or "")
        children.append(proof)
        if engine.verdicts_only and proof.value is (not every):
            break
    values = [child.value for child in children]
    value = conjunction(values) if every else disjunction(values)
    return Proof(node.span, value, children, kind="all" if every else "any")


def negation(engine: State, node: ir.Not, scope: Scope) -> Proof:
    """Evaluate `not`; unknown stays unknown."""
    inner = engine.cond(node.cond, scope)
    if inner.value is True and isinstance(node.cond, ir.IsIn | ir.Compare):
        inner = _with_another_word(engine, node.cond, scope, inner)
    return Proof(node.span, negated(inner.value), [inner], negates=True)


def _with_another_word(engine: State, node: ir.IsIn | ir.Compare, scope: Scope, inner: Proof) -> Proof:
    """Return the result of `is not` for a fact that states two words, such as `camera` and `battery`.

    An element with these two words is a camera, but may also be a battery. Therefore, `is not a battery` is
    unknown.
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


def is_known(engine: State, node: ir.KnownTest, scope: Scope) -> Proof:
    """Return whether a fact is known. The result is true or false, and never unknown."""
    reading = engine.value(node.value, scope)
    known = not isinstance(reading.value, Unknown)
    return Proof(node.span, known is node.known, [], reading.facts)


SUBSTITUTE = "substitute"
"""Kind of a proof in which another fact replaces a missing fact."""


def _is_stated(node: ir.Value, reading: Reading) -> bool:
    """Return whether the document contains a statement of a fact, even if the statement cannot be used.

    For example, a statement with an unknown word, or a contradicted statement, cannot be used.
    """
    if not isinstance(reading.value, Unknown) or reading.reason == CONTRADICTION:
        return True
    return isinstance(node, ir.FieldOf) and any(fact.name.endswith(f".{node.name}") for fact in reading.facts)


def substitute_words(node: ir.Otherwise, value: Truth) -> str:
    """Return the sentence of the report about the value that replaces a missing fact."""
    return node.unlike if value is False else node.derived_text


def otherwise(engine: State, node: ir.Otherwise, scope: Scope) -> Proof:
    """Evaluate `x else y is more than z`: the condition is tested with x, or with y if x is not stated.

    A statement of x that cannot be read, or that another statement contradicts, still counts as stated. If
    the condition is unknown with y, x is one of the missing facts, because a statement of x would settle the
    condition.
    """
    if _is_stated(node.stated, engine.value(node.stated, scope)):
        inner = engine.cond(node.of_stated, scope)
        return Proof(node.span, inner.value, [inner])
    children = [engine.cond(node.of_other, scope)]
    value = children[0].value
    words = substitute_words(node, value)
    engine.trail.relies_on[("derived", words)] = None
    if words != node.derived_text:
        # The value was assumed and does not come from the document, so its facts do not decide.
        children[0] = replace(children[0], facts=tuple(f for f in children[0].facts if f.contested))
    if value is None:
        children.append(engine.cond(node.of_stated, scope))
    return Proof(node.span, value, children, kind=SUBSTITUTE)
