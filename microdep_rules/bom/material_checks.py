"""Warnings about contradicting statements of a material."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import doubts
from microdep_rules.bom.amounts import bounds, written
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import reading
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

IN_WORDS = {"mass_g": "mass", "meets": "standard", "base": "base metal"}
"""Names of fields in messages, for fields with a key that is not an English word."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield warnings for materials with two substances, and for recycled shares that contradict stages."""
    for component in bom.components.values():
        for material in bom.materials(component):
            yield from _check_substance(bom, material)
            yield from _check_recycling(bom, material)


def _check_substance(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    doubt = doubts.find_doubt(bom, material)
    for claim in doubt.claims if doubt is not None else ():
        if claim.contained:
            key = "free_of" if "free_of" in material.data else "composition"
            yield diagnose(
                "bom/contradiction",
                bom.span(material, key),
                "name-of-absent-material",
                also=[bom.span(material, claim.field)],
                name=material.name,
                substance=claim.contained,
            )
            continue
        stated, field = reading(material.data["substance"]), IN_WORDS.get(claim.field, claim.field)
        spans = bom.span(material, "substance"), bom.span(claim.element, claim.field)
        yield say.other_substance(material.name, stated, field, sorted(claim.substances)[:3], *spans)


def _check_recycling(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    share = bounds(material.data.get("recycled_share")).low
    if share is None:
        return
    at = bom.span(material, "recycled_share")
    for stage in doubts.contradicting_stages(bom, material)[:1]:
        stage_at = bom.span(stage, "stage")
        yield diagnose(
            "bom/contradiction",
            at,
            "recycled-and-stage",
            also=[stage_at],
            share=written(share),
            name=material.name,
            stage=stage.name,
        )
    if doubts.has_no_recycling(bom, material):
        stage_at = bom.span(material, "complete")
        yield diagnose(
            "bom/contradiction", at, "no-recycling", also=[stage_at], share=written(share), name=material.name
        )
