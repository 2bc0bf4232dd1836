"""What documents say of where parts and materials come from: parts with what they are in, and every step.

Of this the pictures of a report are made. It is plain data like the record, and travels with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import reading
from microdep_rules.output.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.output.checked import Checked, CheckedDocument

SCHEMA = "microdep-supply/1"
Data = dict[str, Any]


def supply(checked: Checked) -> Data:
    """The supply chain of every document that could be read."""
    found = [_document(each, each.bom) for each in checked.documents if each.bom is not None]
    return {"schema": SCHEMA, "documents": found}


def _document(document: CheckedDocument, bom: Bom) -> Data:
    product = bom.product
    parts = [] if product.id in bom.components else [product]
    parts += bom.components.values()
    return {
        "path": document.path,
        "id": document.id,
        "product": product.id,
        "parts": [_part(document, bom, each) for each in parts],
        "materials": [_material(document, bom, part, each) for part in parts for each in bom.materials(part)],
    }


def _part(document: CheckedDocument, bom: Bom, part: Element) -> Data:
    maker = bom.party(reading(part.data.get("manufacturer"))) if part.data.get("manufacturer") else None
    return {
        "id": part.id,
        "name": part.name,
        "kind": reading(part.data.get("kind")) or "component",
        "origin": reading(part.data.get("origin")),
        "manufacturer": maker.name if maker is not None else "",
        "mpn": reading(part.data.get("mpn")),
        "in": [
            {"id": use.parent.id, "quantity": str(use.quantity) if use.quantity is not None else None}
            for use in bom.parents(part)
        ],
        "steps": [_step(document, bom, each) for each in bom.stages(part)],
    }


def _material(document: CheckedDocument, bom: Bom, part: Element, material: Element) -> Data:
    return {
        "part": part.id,
        "id": material.id,
        "name": material.name,
        "substance": reading(material.data.get("substance")),
        "complete": bom.said_complete(material, "stages"),
        "steps": [_step(document, bom, each) for each in bom.stages(material)],
    }


def _step(document: CheckedDocument, bom: Bom, step: Element) -> Data:
    by = bom.party(reading(step.data.get("party"))) if step.data.get("party") else None
    loaded, pointer = bom.locate(step)
    return {
        "stage": reading(step.data.get("stage")),
        "substance": reading(step.data.get("substance")),
        "country": reading(step.data.get("country")),
        "by": by.name if by is not None else "",
        "share": reading(step.data.get("share")),
        "evidence": _ids(bom.evidence_of(step, "country")),
        "at": place_of(document.locate(loaded.path, pointer)),
    }


def _ids(evidence: Iterable[Element]) -> list[str]:
    return [each.id for each in evidence]
