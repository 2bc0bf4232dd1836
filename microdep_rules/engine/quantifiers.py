"""Quantifiers over lists that may be incomplete: `any`, `no`, `every`, `at least n`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from microdep_rules.engine import alternate_sums, amounts
from microdep_rules.engine.equivalence.answers import EvaluatedAnswer
from microdep_rules.engine.proof import Proof, facts_of, missing_of, reasons_of
from microdep_rules.engine.quantified_items import find_quantified_items
from microdep_rules.engine.readings import NOTHING_APPLIES
from microdep_rules.engine.shares import Portion
from microdep_rules.engine.values import MissingFact, Truth, conjunction, disjunction, negated
from microdep_rules.lang.names import free_names
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost, Items
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.lang import ir


ONE = Fraction(1)


def some(engine: State, node: ir.Some, scope: Scope) -> Proof:
    """Evaluate a quantifier such as `any`, `no`, `at least n` or `at most n`.

    The result depends on the number of elements that certainly match, and of those that possibly match.
    """
    items = find_quantified_items(engine, node, scope)
    children = _evaluate_elements(engine, node, items, scope, node.where)
    certain = sum(c.value is True for c in children if not c.ghost)
    possible = sum(c.value is not False for c in children if not c.ghost)
    open_list = any(c.value is not False for c in children if c.ghost)
    if items.either and not certain and _matches_in_every_build(engine, node, items, children, scope):
        certain = 1
    value = counted(node, certain, None if open_list else possible)
    negates = node.kind in {"no", "at_most"}
    return Proof(node.span, value, children, kind="some", negates=negates)


def _matches_in_every_build(
    engine: State, node: ir.Some, items: Items, children: list[Proof], scope: Scope
) -> bool:
    """Return whether the product contains a matching element with every choice of alternates."""
    portions: dict[str, list[Portion]] = {}
    base = amounts.base(engine, node.of, scope)
    for (element, _), child in zip(items.elements, children, strict=False):
        proof = child.children[0].children[0] if id(element) in items.either else child
        if proof.value is True:
            portions.setdefault((amounts.part_of(element) or base).id, []).append(
                Portion(ONE, ONE, matches=True)
            )
    direct = amounts.is_direct(node.of)
    total, _ = alternate_sums.combine(engine, base, portions, direct=direct, counted=False)
    return total.inside[0] > 0


def counted(node: ir.Some, certain: int, possible: int | None) -> Truth:
    """Evaluate `at least n` or `at most n`, given the numbers of certain and possible matches."""
    least = node.kind in {"any", "at_least"}
    bound = node.number if node.kind != "no" else 0
    if least:
        if certain >= bound:
            return True
        return False if possible is not None and possible < bound else None
    if certain > bound:
        return False
    return True if possible is not None and possible <= bound else None


def every(engine: State, node: ir.EveryOf, scope: Scope) -> Proof:
    """Evaluate `every x where P has Q`; unknown if no element satisfies `P`."""
    items = engine.items(node.of, scope)
    children = []
    applying = False
    for element, belongs in engine.iterate(items):
        inner = {**scope, node.variable: element}
        why = _doubt_of(engine, items, element)
        where = _belongs(engine, node, belongs, node.where, inner, why)
        has = _evaluate_condition(engine, node, node.has, inner)
        built = where.children[0].value if id(element) in items.either else where.value
        applying = applying or built is True
        value = disjunction([negated(where.value), has.value])
        children.append(
            Proof(node.span, value, [where, has], kind="if", variable=node.variable, element=element)
        )
    children += [_ghost_every(engine, node, ghost, scope) for ghost in items.ghosts]
    value = conjunction([c.value for c in children])
    if value is True and not applying:
        return Proof(node.span, None, children, reason=NOTHING_APPLIES, kind="every")
    return Proof(node.span, value, children, kind="every")


def _evaluate_elements(
    engine: State, node: ir.Some, items: Items, scope: Scope, where: ir.Cond | None
) -> list[Proof]:
    children = []
    # A condition on the element alone has the same result for every subject, so it is evaluated once.
    alone = where is not None and not free_names(where) - {node.variable}
    for element, belongs in engine.iterate(items):
        inner = {**scope, node.variable: element}
        if alone and belongs is True and where is not None:
            about = (id(where), element, id(engine.worked_on.get(id(element))))
            proof = engine.evaluate_once(
                about, where, partial(_evaluate_condition, engine, node, where, inner)
            )
        else:
            proof = _belongs(engine, node, belongs, where, inner, _doubt_of(engine, items, element))
        children.append(Proof(node.span, proof.value, [proof], variable=node.variable, element=element))
    for ghost in items.ghosts:
        element = engine.element_of_ghost(ghost)
        inner = {**scope, node.variable: element}
        proof = _belongs(engine, node, True, where, inner)  # noqa: FBT003 - a truth value
        value = False if proof.value is False else None
        children.append(_of_ghost(node.span, node.variable, value, ghost, element))
    return children


def _ghost_every(engine: State, node: ir.EveryOf, ghost: Ghost, scope: Scope) -> Proof:
    element = engine.element_of_ghost(ghost)
    inner = {**scope, node.variable: element}
    where = _belongs(engine, node, True, node.where, inner)  # noqa: FBT003 - a truth value
    has = _evaluate_condition(engine, node, node.has, inner)
    settled = where.value is False or has.value is True
    return _of_ghost(node.span, node.variable, True if settled else None, ghost, element)


def _of_ghost(span: Span, variable: str, value: Truth, ghost: Ghost, element: Element) -> Proof:
    missing = ghost.missing if value is None else ()
    return Proof(span, value, [], (), missing, variable=variable, element=element, ghost=True)


def _doubt_of(engine: State, items: Items, element: Element) -> Proof | None:
    """Return a proof that states why an element is only possibly in a list."""
    known = items.why.get(id(element))
    if known is None and id(element) in items.either:
        return Proof(Span("", 0, 0), None, reason=alternate_sums.reason_of(engine, items, element))
    return known


def _evaluate_condition(engine: State, node: ir.Some | ir.EveryOf, cond: ir.Cond, scope: Scope) -> Proof:
    """Evaluate a condition for a list element; use the result of an equal element if no proof is needed.

    A proof is needed if the condition is true, because a message may name the element.
    """
    if engine.explained and not engine.verdicts_only:
        return engine.cond(cond, scope)
    hidden = id(scope[node.variable]) in engine.ghosts  # for unlisted elements only the truth value is used
    answer = engine.answer(cond, scope, node.variable, in_short=hidden)
    if answer.value is True and not engine.verdicts_only:
        return answer.whole if isinstance(answer, EvaluatedAnswer) else engine.cond(cond, scope)
    return answer.proof(node.span)


def _belongs(
    engine: State,
    node: ir.Some | ir.EveryOf,
    belongs: Truth,
    where: ir.Cond | None,
    scope: Scope,
    why: Proof | None = None,
) -> Proof:
    span = node.span
    proof = _evaluate_condition(engine, node, where, scope) if where is not None else Proof(span, value=True)
    if belongs is True:
        return proof
    value = conjunction([belongs, proof.value])
    if why is None or value is not None:
        facts = tuple(facts_of(why)) if why is not None and belongs is False else ()
        return Proof(span, value, [proof], facts, kind="all")
    missing = tuple(sorted(missing_of(why), key=MissingFact.key))
    return Proof(span, value, [proof], (), missing, "; ".join(sorted(reasons_of(why))), kind="all")
