"""Test documents of any size, with random but repeatable components; some facts are missing."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

HOME = ("US", "DE", "JP", "FR", "TW", "VN")
MAKERS = ("red-works", "blue-mill", "far-bank")


TOLD = 10
"""One in this number of facts is missing."""
RARE = 40
"""One in this number of values is a value that rules look for, such as a covered country."""


def component(chance: Random, number: int) -> dict[str, Any]:
    """Return a random component, in which some facts are missing and few values break a rule."""

    def rare() -> bool:
        return chance.randrange(RARE) == 0

    # The place of manufacture equals the origin, because a contradiction would cause a warning.
    origin = chance.choice(("CN", "RU")) if rare() else chance.choice(HOME)
    kind = chance.choice(("capacitor", "resistor", "connector", "electric-motor", "electronic-module"))
    many = chance.randrange(3)
    functions = {"electric-motor": ("motor",), "electronic-module": ("camera", "battery")}
    facts: dict[str, Any] = {
        "mpn": f"MPN-{number}",
        "origin": origin,
        "place_of_manufacture": origin,
        "restriction_index": chance.randrange(81) / 100,
        "function": chance.choice(functions.get(kind, ("interconnect",))),
        "class": kind,
        "manufacturer": MAKERS[0] if rare() else chance.choice(MAKERS[1:]),
        "mass_g": chance.randrange(1, 400),
        "cots": chance.choice((True, False)),
        "unit_cost": {"amount": chance.randrange(1, 10000) / 100, "currency": "USD"},
        "stages": [
            {
                "stage": "assembled",
                "country": origin if many == 1 else "CN" if rare() else chance.choice(HOME),
            }
            for _ in range(many)
        ],
        "complete": ["stages"],
    }
    kept = {name: value for name, value in facts.items() if chance.randrange(TOLD)}
    if not kept.get("stages"):  # a complete list without a stage would be a contradiction
        kept.pop("complete", None)
    return {"id": f"p{number}", "name": f"Part {number}", **kept}


def write(path: Path, parts: int) -> None:
    """Write a document with `parts` components, one component at a time, so that little memory is used."""
    chance = Random(1)  # noqa: S311 - not a secret
    head = {"schema": "microdep-bom/1", "parties": [{"id": maker, "name": maker} for maker in MAKERS]}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "components": [')
        for number in range(parts):
            file.write((", " if number else "") + json.dumps(component(chance, number)))
        file.write("]}")
