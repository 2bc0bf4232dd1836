"""Amounts: the value of a measure that an element states, and how often the element is used."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.amounts import NUMBERS
from microdep_rules.bom.model import Element
from microdep_rules.bom.overruns import prices
from microdep_rules.engine import doubts
from microdep_rules.engine.facts import number
from microdep_rules.engine.readings import Reading, as_unknown
from microdep_rules.engine.values import Interval, MissingFact, Unknown, add, exactly, times
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Bom, Usage
    from microdep_rules.bom.overruns import Price
    from microdep_rules.engine.state import Scope, State

    About = tuple[Element, ir.Measure, bool]
    """Key of a sum: the base component, the measure, and whether only direct children count."""

Found = TypeVar("Found")
ONE, MONEY = exactly(1), ir.Type("money")
MOST_SUMS = 8
"""Maximum number of sums for which the amounts of elements are cached."""


def amount(engine: State, element: Element, measure: ir.Measure) -> Reading:
    """Return the amount that an element states for a measure such as mass, as a range.

    An incomplete list may lack an element. The amount of such a possible element is unknown.
    """
    ghost = engine.ghosts.get(id(element))
    if ghost is not None:
        return Reading(Unknown(), (), ghost[0].missing)
    if measure.cost_kind:
        return _cost(engine, element, measure)
    name = f"{element.kind}.{measure.name}"
    reading = engine.reader.read(element, name, measure.key, measure.type)
    if isinstance(reading.value, Unknown) and measure.key == "mass_g" and element.kind == "material":
        return _mass_by_share(engine, element, reading)
    return reading


def _mass_by_share(engine: State, element: Element, mass: Reading) -> Reading:
    share = engine.reader.read(element, "material.share", "share", ir.Type("percent"))
    if element.owner is None or not isinstance(share.value, Interval):
        return mass
    whole = engine.reader.read(element.owner, "component.mass", "mass_g", ir.Type("mass"))
    if not isinstance(whole.value, Interval):
        return Reading(mass.value, (), (*mass.missing, *whole.missing))
    value = times(share.value, whole.value)
    return Reading(value, (*share.facts, *whole.facts), (*share.missing, *whole.missing))


def _cost(engine: State, element: Element, measure: ir.Measure) -> Reading:
    reader, name = engine.reader, f"{element.kind}.{measure.name}"
    price = _price(reader.bom, element, measure.cost_kind)
    if price is None:
        return Reading(Unknown(), (), (reader.lack(name, element, "costs"),))
    holder, key = price.holder, price.key
    others = reader.overrun(holder, key)
    if others is not None or zero_amounts.is_impossible(holder, key):
        return doubts.impossible(reader, holder, name, key, others or ())
    stated = holder.data if key == "amount" else holder.data[key]
    raw = stated.get("amount")
    text = f"{raw} {stated.get('currency', '')}".strip()
    if raw.__class__ in NUMBERS:
        value = Interval(price.amount.low, price.amount.high, price.currency)
    else:
        value = reader.interpret(stated, MONEY)
    fact, lack = reader.fact_and_lack(name, holder, key, text)
    reading = Reading(value, (fact,), (lack,))
    if reader.shown is not None and not reader.shown(holder, reading):
        return as_unknown(reading)
    return reading


def _price(bom: Bom, element: Element, kind: str) -> Price | None:
    """Return the first cost of the given kind that an element states."""
    for price in prices(bom, element):
        if price.kind == kind:
            return price
    return None


def number_in(engine: State, base: Element, element: Element, *, direct: bool = False) -> Interval:
    """Return how many times `base` uses an element: the product of all quantities on the path to the element.

    If `direct` is true, only direct uses in `base` count.
    """
    part = part_of(element)
    if part is None or part is base:
        return ONE
    about = (base.id, part.id, direct)
    known = engine.numbers.get(about)
    if known is None:
        uses = engine.reader.bom.parents(part)
        if len(uses) == 1 and uses[0].parent is base:
            known = engine.numbers[about] = quantity_of(uses[0])
        else:
            known = _number(engine, base, part, direct=direct)
    return known


def _number(engine: State, base: Element, part: Element, *, direct: bool) -> Interval:
    """Return how many times `base` uses the component `part`; results are cached."""
    waiting = [part]
    while waiting:  # the components that contain a component are counted first
        component = waiting[-1]
        uses = _uses(engine, base, component, direct=direct)
        unknown_parents = [u.parent for u in uses if (base.id, u.parent.id, direct) not in engine.numbers]
        unknown_parents = [parent for parent in unknown_parents if parent is not base]
        if unknown_parents:
            waiting += unknown_parents
            continue
        waiting.pop()
        engine.numbers[base.id, component.id, direct] = _count_uses(engine, base, uses, direct=direct)
    return engine.numbers[base.id, part.id, direct]


def _uses(engine: State, base: Element, part: Element, *, direct: bool) -> list[Usage]:
    """Return the places where `base`, or a component inside `base`, uses a component."""
    uses = engine.reader.bom.parents(part)
    if direct:
        return [use for use in uses if use.parent is base]
    return [use for use in uses if use.parent is base or base in engine.lists.ancestors(use.parent)]


def _count_uses(engine: State, base: Element, uses: list[Usage], *, direct: bool) -> Interval:
    total = exactly(0)
    for use in uses:
        above = ONE if use.parent is base else engine.numbers[base.id, use.parent.id, direct]
        pieces = times(quantity_of(use), above)
        if isinstance(pieces, Interval):
            total = add(total, pieces)
    return total


def quantity_of(usage: Usage) -> Interval:
    """Return the quantity of a usage.

    A missing quantity or a quantity of 0 stands for any amount from 0 up.
    """
    if usage.quantity:
        return exactly(usage.quantity)
    raw = usage.data.get("quantity")
    stated = number(raw.get("value", raw) if isinstance(raw, dict) else raw)
    if isinstance(stated, Interval):
        return Interval(stated.low or Fraction(0), stated.high or None)
    return Interval(Fraction(0), None)


def is_direct(node: ir.ListNode | ir.Value) -> bool:
    """Return whether a list expression, such as `children of item`, selects only direct children."""
    while isinstance(node, ir.Narrow):
        node = node.of
    return isinstance(node, ir.Navigate) and node.word == "children" and not node.deep


def is_disjoint(node: ir.ListNode | ir.Value) -> bool:
    """Return whether the elements of a list expression can never contain each other.

    Materials, and direct children of a component, never contain each other.
    """
    return is_direct(node) or node.type.detail == "material"


def base(engine: State, node: ir.ListNode | ir.Value, scope: Scope) -> Element:
    """Return the element within which the elements of a list are counted."""
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
                holder = engine.value(node, scope).value
                return holder if isinstance(holder, Element) else engine.reader.bom.product


def weighted(
    engine: State, base: Element, elements: Sequence[Element], measure: ir.Measure, *, direct: bool
) -> list[Reading]:
    """Return, for each element, its amount multiplied by the number of its uses in `base`.

    An unknown amount is a range from 0 up. Results are cached, except if only facts with evidence count.
    """
    about = (base, measure, direct)
    known = cached_sum(engine.weights, about) if engine.reader.shown is None else {}
    new = [element for element in elements if element not in known]
    stated = [amount(engine, element, measure) for element in new]
    many = [number_in(engine, base, element, direct=direct) for element in new]
    for element, reading, times_used in zip(new, stated, many, strict=True):
        known[element] = reading
        if isinstance(reading.value, Interval):
            lacks = () if times_used.is_exact else missing_quantities(engine, base, element, direct=direct)
            known[element] = _times(reading, reading.value, times_used, lacks)
    return [known[element] for element in elements]


def _times(stated: Reading, one: Interval, many: Interval, missing_uses: Sequence[MissingFact]) -> Reading:
    value = one if _is_one(many) else times(one, many)
    missing = () if one.is_exact else stated.missing
    return Reading(value, stated.facts, (*missing, *missing_uses) if missing_uses else missing)


def _is_one(many: Interval) -> bool:
    return many.low is not None and many.low.numerator == 1 and many == ONE


def cached_sum(sums: dict[About, dict[Element, Found]], about: About) -> dict[Element, Found]:
    """Return the cached amounts of the elements of a sum; `about` is the key of the sum.

    The cache keeps only the most recent sums, to save memory.
    """
    results = sums.pop(about, None)
    sums[about] = results = {} if results is None else results
    if len(sums) > MOST_SUMS:
        del sums[next(iter(sums))]
    return results


def missing_quantities(engine: State, base: Element, element: Element, *, direct: bool) -> list[MissingFact]:
    """Return the missing quantities on all paths from `base` down to an element."""
    missing: dict[MissingFact, None] = {}
    waiting = [part_of(element)]
    seen: set[str] = set()
    for part in waiting:
        if part is None or part is base or part.id in seen:
            continue
        seen.add(part.id)
        for use in _uses(engine, base, part, direct=direct):
            if not quantity_of(use).is_exact:
                where = f"{use.pointer}/quantity"
                missing[MissingFact("component.quantity", part.id, where, "component", "", "bom")] = None
            waiting.append(use.parent)
    return list(missing)


def part_of(element: Element) -> Element | None:
    """Return an element itself if it is a component, otherwise the component that contains the element."""
    part: Element | None = element
    while part is not None and part.kind != "component":
        part = part.owner
    return part
