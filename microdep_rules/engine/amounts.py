"""What one element states of a measure, and how many of it there are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.model import Element
from microdep_rules.engine.facts import Fact, Reading, number
from microdep_rules.engine.values import Interval, Missing, Unknown, add, exactly, times
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Usage
    from microdep_rules.engine.state import Scope, State


ANY_SHARE = Interval(Fraction(0), Fraction(1))
"""What the share of something in something can be."""


def amount(engine: State, element: Element, measure: ir.Measure) -> Reading:
    """What one element states of a measure, between bounds; a ghost states nothing."""
    ghost = engine.ghosts.get(id(element))
    if ghost is not None:
        return Reading(Unknown(), (), ghost[0].missing)
    if measure.cost_kind:
        return _cost(engine, element, measure)
    name = f"{element.kind}.{measure.name}"
    found = engine.reader.read(element, name, measure.key, measure.type)
    if isinstance(found.value, Unknown) and measure.key == "mass_g" and element.kind == "material":
        return _mass_by_share(engine, element, found)
    return found


def _mass_by_share(engine: State, element: Element, found: Reading) -> Reading:
    share = engine.reader.read(element, "material.share", "share", ir.Type("percent"))
    if element.owner is None or not isinstance(share.value, Interval):
        return found
    whole = engine.reader.read(element.owner, "component.mass", "mass_g", ir.Type("mass"))
    if not isinstance(whole.value, Interval):
        return Reading(found.value, (), (*found.missing, *whole.missing))
    value = times(share.value, whole.value)
    return Reading(value, (*share.facts, *whole.facts), (*share.missing, *whole.missing))


def _cost(engine: State, element: Element, measure: ir.Measure) -> Reading:
    kinds = engine.reader.vocabularies.get("cost-kind")
    name = f"{element.kind}.{measure.name}"
    entries = [(entry, "amount", entry.data) for entry in engine.reader.bom.records(element, "costs")]
    unit = element.data.get("unit_cost")
    if isinstance(unit, dict):
        entries.append((element, "unit_cost", unit))
    for holder, key, stated in entries:
        said = stated.get("kind", "purchase-price" if holder is element else None)
        kind = kinds.resolve(str(said)) if kinds is not None else None
        if kind == measure.cost_kind:
            value = engine.reader.interpret(stated, ir.Type("money"))
            text = f"{stated.get('amount')} {stated.get('currency', '')}".strip()
            lack = engine.reader.lack(name, holder, key)
            return Reading(value, (engine.reader.fact(name, holder, key, text),), (lack,))
    return Reading(Unknown(), (), (engine.reader.lack(name, element, "costs"),))


def number_in(engine: State, base: Element, element: Element, *, direct: bool = False) -> Interval:
    """How many of an element the base holds, quantities multiplied along the usage tree.

    `direct` counts only what stands in the base itself, as the children of an item do.
    """
    part: Element | None = element
    while part is not None and part.kind != "component":
        part = part.owner
    if part is None or part is base:
        return exactly(1)
    key = (base.id, part.id, direct)
    if key not in engine.numbers:
        engine.numbers[key] = _counted(engine, base, part, direct=direct)
    return engine.numbers[key]


def _counted(engine: State, base: Element, part: Element, *, direct: bool) -> Interval:
    total = exactly(0)
    for usage in engine.reader.bom.parents(part):
        if usage.parent is not base and (direct or base not in engine.lists.ancestors(usage.parent)):
            continue
        found = times(_quantity(usage), number_in(engine, base, usage.parent))
        if isinstance(found, Interval):
            total = add(total, found)
    return total


def _quantity(usage: Usage) -> Interval:
    """How many a usage says there are: what it does not say is anything from none up."""
    if usage.quantity is not None:
        return exactly(usage.quantity)
    raw = usage.data.get("quantity")
    stated = number(raw.get("value", raw) if isinstance(raw, dict) else raw)
    if isinstance(stated, Interval):
        return Interval(stated.low or Fraction(0), stated.high)
    return Interval(Fraction(0), None)


def is_direct(node: ir.ListNode | ir.Value) -> bool:
    """Whether a list is of direct children, not of parts at any tier."""
    while isinstance(node, ir.Narrow):
        node = node.of
    return isinstance(node, ir.Navigate) and node.word == "children" and not node.deep


def base(engine: State, node: ir.ListNode | ir.Value, scope: Scope) -> Element:
    """The element a list is counted in."""
    while True:
        match node:
            case ir.Narrow():
                node = node.of
            case ir.Join():
                node = node.lists[0]
            case ir.Navigate() if node.base is not None:
                node = node.base
            case ir.Navigate():
                return engine.reader.bom.product
            case _:
                found = engine.value(node, scope).value
                return found if isinstance(found, Element) else engine.reader.bom.product


def weighted(engine: State, base: Element, element: Element, measure: ir.Measure, *, direct: bool) -> Reading:
    """A measure of an element times how many of it there are; from 0 up where not known."""
    found = amount(engine, element, measure)
    if not isinstance(found.value, Interval):
        return found
    many = number_in(engine, base, element, direct=direct)
    value = found.value if many == exactly(1) else times(found.value, many)
    return Reading(value, found.facts, found.missing)


def content(engine: State, node: ir.Content, scope: Scope) -> Reading:
    """The greatest content of the elements named: true of one is true of `any of`."""
    material = engine.value(node.material, scope)
    if isinstance(material.value, Unknown) or id(material.value) in engine.ghosts:
        return Reading(Unknown(), (), material.missing or engine.ghosts[id(material.value)][0].missing)
    element: Element = material.value
    found: list[Interval] = []
    facts: list[Fact] = []
    missing: list[Missing] = []
    rows = [
        (engine.lists.word(r.data.get("element")), r)
        for r in engine.reader.bom.records(element, "composition")
    ]
    # A row of an element that cannot be told may be of any of them.
    said = engine.reader.bom.said_complete(element, "composition")
    closed = said and all(name for name, _ in rows)
    for wanted in node.elements:
        own = [row for name, row in rows if name == wanted]
        for row in own:
            reading = engine.reader.read(row, f"content of {wanted}", node.key, ir.Type("percent"))
            value = reading.value if isinstance(reading.value, Interval) else ANY_SHARE
            facts += reading.facts
            missing += () if value.exact else (replace(m, subject=element.id) for m in reading.missing)
            found.append(value)
        if not own and not closed:
            missing.append(engine.reader.lack(f"content of {wanted}", element, "composition"))
        if not own:
            found.append(exactly(0) if closed else ANY_SHARE)
    return Reading(_greatest(found), tuple(facts), tuple(missing))


def _greatest(found: list[Interval]) -> Interval:
    lows = [v.low or Fraction(0) for v in found]
    highs = [v.high for v in found]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Interval(max(lows), high)
