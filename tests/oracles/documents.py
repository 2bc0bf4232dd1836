"""Documents of the oracles as text, and what all of them write alike."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracles.facts import Record


def json_text(value: Any) -> str:
    """A document as JSON, decimals written out exactly as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {json_text(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(json_text(held) for held in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)


def usd(amount: str) -> Record:
    """An amount in US dollars."""
    return {"amount": amount, "currency": "USD"}


PIECE_KINDS = ("mill_product", "raw_material")
FORMS = frozenset({"magnet", "casting", "forging"})
FORMED = frozenset(
    {"cast", "forged", "rolled", "drawn", "extruded", "sintered", "bonded", "consolidated", "pressed"}
    | {"magnetized", "machined", "heat_treated", "woven", "laminated"}
)
MADE = frozenset(
    {"separated", "refined", "calcined", "converted_chemical", "smelted", "reduced_to_metal", "melted"}
    | {"alloy_melted", "remelted", "atomized", "powder_formed", "crystal_grown"}
)
"""Stages that make a raw material before it has a form."""


def coherent(bom: Record) -> Record:
    """A document in which each piece of one material is from a country where it was worked.

    Oracles read documents that do not contradict themselves; the conformance cases have those that do.
    """
    for component in bom["components"]:
        worked = _worked_in(component)
        for field in ("origin", "place_of_manufacture"):
            stated = component.get(field)
            if worked and isinstance(stated, str) and not any(_agree(stated, each) for each in worked):
                component[field] = worked[0]
    return bom


def _worked_in(component: Record) -> list[str]:
    """Where a piece of one material got its form; of anything else, nothing."""
    materials, kind = component.get("materials", []), component.get("kind")
    said = {component.get("class"), component.get("function")} - {None}
    in_a_form = bool(said & FORMS) or (not said and materials and materials[0].get("form") is not None)
    if len(materials) != 1 or component.get("children") or not (in_a_form or kind in PIECE_KINDS):
        return []
    making = FORMED | MADE if kind == "raw_material" else FORMED
    stages = [*component.get("stages", []), *materials[0].get("stages", [])]
    places = (
        stage.get("country") for stage in stages if stage["stage"] in making and "substance" not in stage
    )
    return [place for place in places if isinstance(place, str)]


def _agree(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")
