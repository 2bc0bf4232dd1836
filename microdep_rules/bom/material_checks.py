"""Warnings about materials that contradict themselves, and about amounts of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import doubts
from microdep_rules.bom.amounts import bounds, written
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

IN_WORDS = {"mass_g": "mass", "meets": "standard", "base": "base metal"}
"""Fields as a sentence names them, where the key is no word."""
WITHOUT_MASS = frozenset({"software", "firmware", "service"})
"""Kinds of components that weigh nothing, of which a 0 is no mistake."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Materials that are two substances, recycled shares against stages, and amounts of nothing."""
    for component in bom.components.values():
        if exact(component.data.get("kind")) not in WITHOUT_MASS:
            yield from _of_nothing(bom, component, "mass_g")
        for material in bom.materials(component):
            yield from _of_nothing(bom, material, "mass_g")
            yield from _of_nothing(bom, material, "share")
            yield from _substances(bom, material)
            yield from _recycling(bom, material)
        for usage in bom.parents(component):
            if usage.quantity == 0:
                at = usage.parent.file.spans.value(f"{usage.pointer}/quantity")
                yield say.amount_of_nothing(component.name, "quantity", at)


def _of_nothing(bom: Bom, element: Element, field: str) -> Iterator[Diagnostic]:
    if field in element.data and doubts.is_nothing(element, field):
        yield say.amount_of_nothing(element.name, IN_WORDS.get(field, field), bom.span(element, field))


def _substances(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    found = doubts.doubt(bom, material)
    for claim in found.claims if found is not None else ():
        stated, field = reading(material.data["substance"]), IN_WORDS.get(claim.field, claim.field)
        spans = bom.span(material, "substance"), bom.span(claim.element, claim.field)
        yield say.other_substance(material.name, stated, field, sorted(claim.substances)[:3], *spans)


def _recycling(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    share = bounds(material.data.get("recycled_share")).low
    if share is None:
        return
    at = bom.span(material, "recycled_share")
    for stage in doubts.recycling(bom, material)[:1]:
        there = bom.span(stage, "stage")
        yield say.recycled_against_stage(material.name, written(share), stage.name, at, there)
    if doubts.never_recycled(bom, material):
        there = bom.span(material, "complete")
        yield say.recycled_by_no_stage(material.name, written(share), at, there)
