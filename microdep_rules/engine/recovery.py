"""Share of a chemical element that was recovered from waste: `share by mass of Nd recovered from W in L`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.engine import amounts, shares
from microdep_rules.engine.contents import (
    ANY_SHARE,
    composition,
    excluded,
    is_element,
    states_whole_composition,
)
from microdep_rules.engine.facts import text_of
from microdep_rules.engine.proof import missing_of
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.shares import WeightedShare
from microdep_rules.engine.values import Interval, MissingFact, times
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.contents import CompositionLine
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)
ANY_WEIGHT = Interval(ZERO, None)


class RecoveredMass(Struct):
    """Masses of a chemical element in the materials, each with the share that was recovered from waste."""

    amounts: list[WeightedShare] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    missing: list[MissingFact] = field(default_factory=list)


def recovered_share(engine: State, node: ir.RecoveredShare, scope: Scope) -> Reading:
    """Return the share of a chemical element's mass in some materials that was recovered from waste.

    The bounds of the result are as narrow as possible. The unstated part of a composition may contain the
    chemical element, recovered or not recovered.
    """
    items = engine.items(node.of, scope)
    base, direct = amounts.base(engine, node.of, scope), amounts.is_direct(node.of)
    materials = [material for material, _ in items.elements]
    masses = amounts.weighted(engine, base, materials, node.measure, direct=direct)
    recovered = RecoveredMass()
    for (material, belongs), mass in zip(items.elements, masses, strict=True):
        mass_bounds = mass.value if isinstance(mass.value, Interval) else ANY_WEIGHT
        if belongs is not True:
            mass_bounds = Interval(ZERO, mass_bounds.high)
            recovered.missing += _undecided(items, material)
        before = len(recovered.amounts)
        _add_material(engine, node, material, mass_bounds, recovered)
        if len(recovered.amounts) > before:
            recovered.facts += mass.facts
            recovered.missing += () if mass_bounds.is_exact else mass.missing
    for ghost in items.ghosts:
        none = excluded(engine, ghost.holder, node.element) if ghost.holder is not None else None
        if none is not None:
            recovered.facts.append(none)
            continue
        recovered.amounts.append(WeightedShare(ZERO, None, ZERO, ONE))
        recovered.missing += ghost.missing
    value = shares.mean(recovered.amounts)
    reading = Reading(value, tuple(dict.fromkeys(recovered.facts)), tuple(dict.fromkeys(recovered.missing)))
    engine.trail.measured["share"] = reading
    return reading


def _undecided(items: Items, material: Element) -> list[MissingFact]:
    why = items.why.get(id(material))
    return sorted(missing_of(why), key=MissingFact.key) if why is not None else []


def _add_material(
    engine: State, node: ir.RecoveredShare, material: Element, mass: Interval, recovered: RecoveredMass
) -> None:
    """Add the masses of the chemical element in one material to `recovered`.

    Each line of the composition gives one mass, and the unstated part gives one more mass.
    """
    rows = composition(engine, material)
    lines = [(row, is_element(engine, row.element, node.element)) for row in rows]
    none = excluded(engine, material, node.element)
    if none is not None and not any(row.value.low and belongs for row, belongs in lines):
        recovered.facts.append(none)
        return
    is_complete = states_whole_composition(engine, material)
    whole, listed = is_complete, ZERO
    for row, belongs in lines:
        listed += row.value.low or ZERO
        whole = whole or row.element == node.element
        if belongs is not False:
            _add_line(engine, node, material, row, belongs, mass, recovered)
    if not whole and listed < ONE:
        recovered.amounts.append(_weighted(mass, Interval(ZERO, ONE - listed), ANY_SHARE))
        recovered.missing.append(engine.reader.lack(f"content of {node.element}", material, "composition"))


def _add_line(
    engine: State,
    node: ir.RecoveredShare,
    material: Element,
    row: CompositionLine,
    belongs: Truth,
    mass: Interval,
    recovered: RecoveredMass,
) -> None:
    """Add one composition line to `recovered`: a line for the chemical element, or for a mixture with it."""
    content = row.value if belongs else Interval(ZERO, row.value.high)
    if content.high == 0:
        return
    share = _from_waste(engine, node, material, row.record, recovered)
    recovered.facts += row.reading.facts
    recovered.missing += (
        ()
        if content.is_exact
        else [replace(m, subject=material.id, record="material") for m in row.reading.missing]
    )
    recovered.amounts.append(_weighted(mass, content, share))


def _weighted(mass: Interval, content: Interval, share: Interval) -> WeightedShare:
    weight = times(mass, content)
    bounds = weight if isinstance(weight, Interval) else ANY_WEIGHT
    return WeightedShare(bounds.low or ZERO, bounds.high, share.low or ZERO, _most(share))


def _from_waste(
    engine: State, node: ir.RecoveredShare, material: Element, row: Element, recovered: RecoveredMass
) -> Interval:
    """Return the share of a composition line that was recovered from the waste that the rule names.

    If no share is stated for this waste, the shares of other wastes limit the result.
    """
    wastes = engine.reader.vocabularies.get("waste")
    assert wastes is not None  # the package has this vocabulary
    name = f"{node.element} recovered from {node.waste}"
    low, high, others, named = ZERO, ZERO, ZERO, False
    for record in engine.reader.bom.records(row, "recovered"):
        reading = engine.reader.read(record, name, "share", ir.Type("percent"))
        share = reading.value if isinstance(reading.value, Interval) else ANY_SHARE
        stated = wastes.resolve(text_of(record.data.get("waste")))
        if stated is not None and not wastes.is_a(stated, node.waste):
            others += share.low or ZERO
            continue
        recovered.facts += reading.facts
        if stated is None or not share.is_exact:
            recovered.missing += [replace(m, subject=material.id, record="material") for m in reading.missing]
        high += _most(share)
        if stated is not None:
            low, named = low + (share.low or ZERO), True
    rest = max(ZERO, ONE - others)
    if not named and rest > 0:
        lack = engine.reader.lack(name, row, "recovered")
        recovered.missing.append(replace(lack, subject=material.id, record="material"))
    return Interval(min(low, rest), min(high, rest) if named else rest)


def _most(share: Interval) -> Fraction:
    return ONE if share.high is None else min(share.high, ONE)
