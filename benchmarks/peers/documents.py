"""Test documents of any size for all policy engines, flat or as a tree, random but repeatable."""

from __future__ import annotations

import json
from random import Random
from typing import Any

FUNCTIONS = {
    "magnet": 8,
    "flight-controller": 6,
    "electronic-speed-controller": 7,
    "motor": 9,
    "camera": 7,
    "battery-cell": 9,
    "memory": 16,
    "structure": 21,
    "gps-receiver": 5,
    "radio": 5,
}
"""Dictionary from the function of a component to its weight; the weights add up to about 100."""
STAGES = ("mined", "separated", "refined", "alloy_melted", "magnetized")
SAFE = ("US", "AU", "CA", "JP", "DE", "FR", "VN")
ORIGINS = ("US",) * 60 + ("CN",) * 4 + ("RU", *SAFE[1:] * 5)
SUPPLIERS = 460
PLANTS = 300
BANNED = 4
DEEPEST = 6
"""Largest number of levels in a tree."""
STATES_ORIGIN, STATES_INDEX, FROM_BANNED, MAGNET_FROM_CHINA, BELOW_ANOTHER = 0.99, 0.95, 0.008, 0.03, 0.97
"""Shares of components that state an origin or an index, or whose supplier or country breaks a rule.

`BELOW_ANOTHER` is the share of components that are part of another component, not directly of the product.
"""


def document(components: int, *, tree: bool = False, seed: int = 8, all_parties: bool = True) -> bytes:
    """Return a document in which about one in twenty components breaks a rule, and some facts are missing.

    `all_parties` lists every company; without it, only the companies that the components name are listed.
    """
    chance = Random(seed)  # noqa: S311 - not a secret
    parts = [_component(chance, number) for number in range(components)]
    names = {f"supplier-{n}": f"Ito {n} Works" for n in range(SUPPLIERS)}
    names |= {f"plant-{n}": f"Berg {n} Mill" for n in range(PLANTS)}
    names |= {f"red-works-{n}": f"Red Works {n}" for n in range(BANNED)}
    if not all_parties:
        named = {part["supplier"] for part in parts}
        named |= {stage["party"] for part in parts for stage in part.get("stages", ())}
        names = {id_: name for id_, name in names.items() if id_ in named}
    head: dict[str, Any] = {"id": f"bom-{seed}", "completeness": "complete"}
    if tree:
        parts.insert(0, _tree(chance, parts))
        head["product"] = "product"
    parties = [{"id": id_, "name": name} for id_, name in names.items()]
    content = {"schema": "microdep-bom/1", "document": head, "parties": parties, "components": parts}
    return json.dumps(content, separators=(",", ":")).encode()


def _component(chance: Random, number: int) -> dict[str, Any]:
    function = chance.choices([*FUNCTIONS], [*FUNCTIONS.values()])[0]
    component: dict[str, Any] = {"id": f"c{number}", "name": f"Item {number}", "function": function}
    if chance.random() < STATES_ORIGIN:
        component["origin"] = chance.choice(ORIGINS)
    if chance.random() < STATES_INDEX:
        component["restriction_index"] = chance.randrange(10_000) / 10_000
    component["unit_cost"] = {"amount": chance.randrange(4, 400) / 4, "currency": "USD"}
    component["quantity"] = chance.randrange(1, 13)
    banned = chance.random() < FROM_BANNED
    component["supplier"] = (
        f"red-works-{chance.randrange(BANNED)}" if banned else f"supplier-{chance.randrange(SUPPLIERS)}"
    )
    if stages := [_stage(chance, function) for _ in range(max(0, chance.randrange(-1, 5)))]:
        component |= {"stages": stages, "complete": ["stages"]}
    return component


def _stage(chance: Random, function: str) -> dict[str, str]:
    country = "CN" if function == "magnet" and chance.random() < MAGNET_FROM_CHINA else chance.choice(SAFE)
    return {"stage": chance.choice(STAGES), "country": country, "party": f"plant-{chance.randrange(PLANTS)}"}


def _tree(chance: Random, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Put each component below an earlier component or below the product, and return the product."""
    product: dict[str, Any] = {
        "id": "product",
        "name": "Product",
        "kind": "end_item",
        "origin": "US",
        "children": [],
    }
    levels = [0] * len(parts)
    for number, part in enumerate(parts):
        above = chance.randrange(number) if number and chance.random() < BELOW_ANOTHER else None
        while above is not None and levels[above] >= DEEPEST:
            above = chance.randrange(number)
        holder = product if above is None else parts[above]
        levels[number] = 1 if above is None else levels[above] + 1
        holder.setdefault("children", []).append({"ref": part["id"], "quantity": part.pop("quantity")})
        holder.pop("unit_cost", None)  # its components can cost more than itself
    return product
