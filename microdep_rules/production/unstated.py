"""Elements of a component (the component, a material or a stage) without a stated country or party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.production.supply import supply_of
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.identities import Identities
    from microdep_rules.production.supply import Kind, Supply, SupplyNeed

COUNTED: tuple[Kind, ...] = ("country", "party")
"""Kinds of points that a component must state; without a statement, any country or party is possible."""


def not_stated(bom: Bom, known: Identities, component: Element, kind: Kind) -> tuple[str, ...]:
    """Return texts for the elements of a component that do not state a country (or a party).

    A component without stages states its country and party in its own fields. A material without stages, or a
    stage entry, may state neither, even if its component does.
    """
    supply = supply_of(bom, known, component)
    return tuple(dict.fromkeys(_of_supply(bom, supply, component, kind)))


def _of_supply(bom: Bom, supply: Supply, component: Element, kind: Kind) -> Iterator[str]:
    bare = [material for material in bom.materials(component) if not bom.stages(material)]
    if kind in supply.unstated and (not bare or _states_nothing(bom, component, kind)):
        yield component.name
    for material in bare if kind in supply.unstated else ():
        yield f"{material.name} in {component.name}"
    for need in supply.needs:
        yield from _of_need(need, component, kind)


def _states_nothing(bom: Bom, component: Element, kind: Kind) -> bool:
    fields = ("origin", "place_of_manufacture") if kind == "country" else ("manufacturer", "supplier")
    return not any(field in component.data for field in fields) and not bom.stages(component)


def _of_need(need: SupplyNeed, component: Element, kind: Kind, within: str = "") -> Iterator[str]:
    within = _entry_in_words(need.entry, component) if need.entry is not None else within
    if kind in need.unstated:
        entries = [member.entry for member in need.members if member.entry is not None]
        perhaps = [f"{_entry_in_words(entry, component)}, whose share may be 0" for entry in entries]
        yield from perhaps or [within or component.name]
    for member in need.members:
        yield from _of_need(member, component, kind, within)


def _entry_in_words(entry: Element, component: Element) -> str:
    """Return the text for a stage entry, such as `Nd (separated) in Rotor magnets`."""
    stage = exact(entry.data.get("stage"))
    known = load_stages().vocabulary
    label = known.label(known.resolve(stage) or stage) if isinstance(stage, str) else "a stage"
    substance = exact(entry.data.get("substance"))
    owner = entry.owner
    holder = owner.name if owner is not None and owner.kind == "material" else ""
    thing = substance if isinstance(substance, str) else holder
    return f"{thing} ({label}) in {component.name}" if thing else f"{component.name} ({label})"
