"""The condition `is stated`: the document states at least part of a fact, or one entry of a list.

The condition does not test whether the stated fact is true, so it is known even if the fact is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.model import Element
from microdep_rules.bom.overruns import prices
from microdep_rules.engine.facts import text_of
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.readings import CONTRADICTION, Reading, as_unknown
from microdep_rules.engine.register import is_named
from microdep_rules.engine.values import Unknown
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

NOT_STATED = "not stated"
"""Kind of reliance (and its text in outputs): the verdict relies on a missing statement."""


def is_stated(engine: State, node: ir.StatedTest, scope: Scope) -> Proof:
    """Evaluate `is stated` for a fact or a list.

    The result is unknown for an element that an incomplete list may leave out, and for a fact without the
    required evidence.
    """
    holder, name, key = _record_and_field(node.value)
    base = engine.value(holder, scope)
    element = base.value
    if not isinstance(element, Element):  # without the record, no fact of the record is stated
        if isinstance(holder, ir.FieldOf):
            of_holder = is_stated(engine, ir.StatedTest(node.span, holder), scope)
            return of_holder if of_holder.value is not True else _absent(engine, node, name, base.facts)
        return _absent(engine, node, name, base.facts)
    ghost = engine.ghosts.get(id(element))
    if ghost is not None:
        return Proof(node.span, None, [], base.facts, ghost[0].missing)
    name = f"{element.kind}.{name}"
    value, reading = _of_element(engine, node.value, element, name, scope)
    if value is None:
        return Proof(node.span, None, [], (*base.facts, *reading.facts), reading.missing, "not evidenced")
    if value:
        fact = engine.reader.fact(name, element, key, "stated")
        return Proof(node.span, value, [], (*base.facts, *(reading.facts or (fact,))))
    fact = engine.reader.fact(name, element, key, NOT_STATED)
    return _absent(engine, node, name, (*base.facts, fact))


def _absent(engine: State, node: ir.StatedTest, name: str, facts: tuple[Fact, ...]) -> Proof:
    engine.trail.relies_on[("not_stated", name)] = None
    return Proof(node.span, False, [], facts)  # noqa: FBT003 - a truth value


def _record_and_field(node: ir.FieldOf | ir.Total | ir.Navigate) -> tuple[ir.Value, str, str]:
    """Return the record that would contain a value, and the name of the field in rules and in documents."""
    match node:
        case ir.FieldOf():
            return node.base, node.name, node.key
        case ir.Total():
            assert not isinstance(node.of, ir.ListNode)
            return node.of, node.measure.name, "costs" if node.measure.cost_kind else node.measure.key
        case ir.Navigate():
            assert node.base is not None
            assert not isinstance(node.base, ir.ListNode)
            return node.base, node.word, node.word


def _of_element(
    engine: State, node: ir.FieldOf | ir.Total | ir.Navigate, element: Element, name: str, scope: Scope
) -> tuple[Truth, Reading]:
    if isinstance(node, ir.Navigate):
        entries = engine.iterate(engine.items(node, scope))
        listed = [
            entry for entry, belongs in entries if belongs is True and not _is_empty_or_unknown(entry.data)
        ]
        return bool(listed), Reading(None)
    if isinstance(node, ir.Total) and node.measure.cost_kind:
        return _with_evidence(engine, element, _price(engine, element, name, node.measure.cost_kind))
    key = node.measure.key if isinstance(node, ir.Total) else node.key
    if isinstance(node, ir.FieldOf) and node.type.kind in {"element", "set"}:
        return _with_evidence(engine, element, _record(engine, node, element, name, scope))
    return _with_evidence(engine, element, _fact(engine, element, name, key, node.type))


def _with_evidence(engine: State, element: Element, reading: Reading) -> tuple[Truth, Reading]:
    """Return whether a fact is stated with the required evidence; unknown if only evidence is missing."""
    if isinstance(reading.value, Unknown):
        return False, reading
    shown = engine.reader.shown
    if shown is None or shown(element, reading):
        return True, reading
    return None, as_unknown(reading)


def _fact(engine: State, element: Element, name: str, key: str, kind: ir.Type) -> Reading:
    """Return a fact from its field, even if other statements contradict it.

    If the field is missing, the fact may follow from other statements.
    """
    if zero_amounts.is_impossible(element, key):
        return Reading(Unknown())
    single = engine.reader.single(element, name, key, kind)
    if not isinstance(single.value, Unknown):
        return single
    shown, engine.reader.shown = engine.reader.shown, None
    try:
        reading = engine.reader.read(element, name, key, kind)
    finally:
        engine.reader.shown = shown
    contradicted = isinstance(reading.value, Unknown) and reading.reason == CONTRADICTION
    return Reading(None, reading.facts, reading.missing) if contradicted else reading


def _price(engine: State, element: Element, name: str, kind: str) -> Reading:
    """Return one kind of cost that an element states, even if other statements contradict it."""
    price = next((price for price in prices(engine.reader.bom, element) if price.kind == kind), None)
    if price is None or zero_amounts.is_impossible(price.holder, price.key):
        return Reading(Unknown())
    holder, key = price.holder, price.key
    stated = holder.data if key == "amount" else holder.data[key]
    fact = engine.reader.fact(name, holder, key, text_of(stated))
    value = engine.reader.interpret(stated, ir.Type("money"))
    return Reading(value, (fact,), (engine.reader.lack(name, holder, key),))


def _record(engine: State, node: ir.FieldOf, element: Element, name: str, scope: Scope) -> Reading:
    """Return the reading of a field that refers to a company or another record, or contains several words."""
    raw = element.data.get(node.key)
    lack = engine.reader.lack(name, element, node.key)
    if _is_empty_or_unknown(raw) or not (alternatives(raw) or isinstance(raw, dict)):
        return Reading(Unknown(), (), (lack,))
    fact = engine.reader.fact(name, element, node.key, "stated")
    if node.type.kind == "set":
        return Reading(None if exact(raw) else Unknown(), (fact,), (lack,))
    if node.type.detail not in {"party", "component"}:
        return Reading(None, (fact,), (lack,))
    shown, engine.reader.shown = engine.reader.shown, None
    evidenced, engine.evidenced = engine.evidenced, None
    try:
        reading = engine.value(node, scope)
    finally:
        engine.reader.shown, engine.evidenced = shown, evidenced
    party = reading.value
    if isinstance(party, Element) and party.kind == "party" and not is_named(party):
        return Reading(Unknown(), reading.facts, (lack,))
    return Reading(party if isinstance(party, Element) else Unknown(), reading.facts or (fact,), (lack,))


def _is_empty_or_unknown(raw: object) -> bool:
    """Return whether a value or record is missing, empty or stated as unknown."""
    return raw is None or raw in ([], {}) or (isinstance(raw, dict) and raw.get("unknown") is True)
