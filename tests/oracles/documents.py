"""Documents of the oracles as text, and what all of them write alike."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.lone_materials import STATING, worked_elsewhere

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


def coherent(bom: Record) -> Record:
    """A document in which each piece of material is from a country where it was worked.

    Oracles read documents that do not contradict themselves; the conformance cases have those that do.
    """
    for component in bom["components"]:
        for field in STATING:
            for worked in worked_elsewhere(component, field)[:1]:
                component[field] = worked.country
    return bom
