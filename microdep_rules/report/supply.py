"""Origin data of documents: components with their parents, materials and stages.

The pictures of a report are made from these data, which are in the bundle beside the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from microdep_rules.bom.facts import reading
from microdep_rules.output.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.output.checked import Checked, CheckedDocument

SCHEMA = "microdep-supply/1"
Data = dict[str, Any]
_PLACES = ({"file", "line", "column"}, {"file", "sheet", "cell"})
"""Fields of a place of manufacture."""


class _Strict(Struct, forbid_unknown_fields=True):
    pass


class _Use(_Strict):
    id: str
    quantity: str | None


class _Step(_Strict):
    stage: str
    substance: str
    country: str
    by: str
    share: str
    evidence: list[str]
    at: dict[str, str | int] | None


class _Part(_Strict):
    id: str
    name: str
    kind: str
    origin: str
    manufacturer: str
    mpn: str
    in_: list[_Use] = field(name="in")
    steps: list[_Step]


class _Material(_Strict):
    part: str
    id: str
    name: str
    substance: str
    complete: bool
    steps: list[_Step]


class _Document(_Strict):
    path: str
    id: str
    product: str
    parts: list[_Part]
    materials: list[_Material]


class _Supply(_Strict):
    schema: str
    documents: list[_Document]


def wrong_form(data: bytes) -> str:
    """Return the place where data do not have the form of `supply`; empty if they do.

    >>> wrong_form(b'{"schema": "microdep-supply/1", "documents": [], "verdict": "PASS"}')
    'Object contains unknown field `verdict`'
    """
    try:
        decoded = msgspec.json.decode(data, type=_Supply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return str(problem)
    owners: list[_Part | _Material] = []
    for document in decoded.documents:
        owners += [*document.parts, *document.materials]
    places = (step.at for owner in owners for step in owner.steps)
    if decoded.schema != SCHEMA or any(at is not None and at.keys() not in _PLACES for at in places):
        return "it has another schema, or a place with other fields"
    return ""


def supply(checked: Checked) -> Data:
    """Return the supply chain of every readable document."""
    documents = [
        _document(document, document.bom) for document in checked.documents if document.bom is not None
    ]
    return {"schema": SCHEMA, "documents": documents}


def _document(document: CheckedDocument, bom: Bom) -> Data:
    product = bom.product
    parts = [] if product.id in bom.components else [product]
    parts += bom.components.values()
    return {
        "path": document.path,
        "id": document.id,
        "product": product.id,
        "parts": [_part(document, bom, part) for part in parts],
        "materials": [
            _material(document, bom, part, material) for part in parts for material in bom.materials(part)
        ],
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
        "steps": [_step(document, bom, stage) for stage in bom.stages(part)],
    }


def _material(document: CheckedDocument, bom: Bom, part: Element, material: Element) -> Data:
    return {
        "part": part.id,
        "id": material.id,
        "name": material.name,
        "substance": reading(material.data.get("substance")),
        "complete": bom.is_stated_complete(material, "stages"),
        "steps": [_step(document, bom, stage) for stage in bom.stages(material)],
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
