"""Supply data of documents: components with their parents, materials and stages.

The figures in a report are made from these data, which the bundle contains in `supply.json`.
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
"""Names of the fields of a position, in a text file and in a spreadsheet."""


class _Strict(Struct, forbid_unknown_fields=True):
    pass


class _Use(_Strict):
    id: str
    quantity: str | None


class _Stage(_Strict):
    stage: str
    substance: str
    country: str
    by: str
    share: str
    evidence: list[str]
    at: dict[str, str | int] | None


class _Component(_Strict):
    id: str
    name: str
    kind: str
    origin: str
    manufacturer: str
    mpn: str
    in_: list[_Use] = field(name="in")
    stages: list[_Stage]


class _Material(_Strict):
    component: str
    id: str
    name: str
    substance: str
    complete: bool
    stages: list[_Stage]


class _Document(_Strict):
    path: str
    id: str
    product: str
    components: list[_Component]
    materials: list[_Material]


class _Supply(_Strict):
    schema: str
    documents: list[_Document]


def wrong_form(data: bytes) -> str:
    """Return the problem with the schema of supply data; empty if they conform to the schema.

    >>> wrong_form(b'{"schema": "microdep-supply/1", "documents": [], "verdict": "PASS"}')
    'Object contains unknown field `verdict`'
    """
    try:
        decoded = msgspec.json.decode(data, type=_Supply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return str(problem)
    owners: list[_Component | _Material] = []
    for document in decoded.documents:
        owners += [*document.components, *document.materials]
    places = (stage.at for owner in owners for stage in owner.stages)
    if decoded.schema != SCHEMA or any(at is not None and at.keys() not in _PLACES for at in places):
        return "the file has another schema, or a position with other fields"
    return ""


def supply(checked: Checked) -> Data:
    """Return the supply data of every document that the program could read."""
    documents = [
        _document(document, document.bom) for document in checked.documents if document.bom is not None
    ]
    return {"schema": SCHEMA, "documents": documents}


def _document(document: CheckedDocument, bom: Bom) -> Data:
    product = bom.product
    components = [] if product.id in bom.components else [product]
    components += bom.components.values()
    return {
        "path": document.path,
        "id": document.id,
        "product": product.id,
        "components": [_component(document, bom, component) for component in components],
        "materials": [
            _material(document, bom, component, material)
            for component in components
            for material in bom.materials(component)
        ],
    }


def _component(document: CheckedDocument, bom: Bom, component: Element) -> Data:
    maker = (
        bom.party(reading(component.data.get("manufacturer"))) if component.data.get("manufacturer") else None
    )
    return {
        "id": component.id,
        "name": component.name,
        "kind": reading(component.data.get("kind")) or "component",
        "origin": reading(component.data.get("origin")),
        "manufacturer": maker.name if maker is not None else "",
        "mpn": reading(component.data.get("mpn")),
        "in": [
            {"id": use.parent.id, "quantity": str(use.quantity) if use.quantity is not None else None}
            for use in bom.parents(component)
        ],
        "stages": [_stage(document, bom, stage) for stage in bom.stages(component)],
    }


def _material(document: CheckedDocument, bom: Bom, component: Element, material: Element) -> Data:
    return {
        "component": component.id,
        "id": material.id,
        "name": material.name,
        "substance": reading(material.data.get("substance")),
        "complete": bom.is_stated_complete(material, "stages"),
        "stages": [_stage(document, bom, stage) for stage in bom.stages(material)],
    }


def _stage(document: CheckedDocument, bom: Bom, stage: Element) -> Data:
    by = bom.party(reading(stage.data.get("party"))) if stage.data.get("party") else None
    loaded, pointer = bom.locate(stage)
    return {
        "stage": reading(stage.data.get("stage")),
        "substance": reading(stage.data.get("substance")),
        "country": reading(stage.data.get("country")),
        "by": by.name if by is not None else "",
        "share": reading(stage.data.get("share")),
        "evidence": _ids(bom.evidence_of(stage, "country")),
        "at": place_of(document.locate(loaded.path, pointer)),
    }


def _ids(evidence: Iterable[Element]) -> list[str]:
    return [each.id for each in evidence]
