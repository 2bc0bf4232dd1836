"""Benchmark of the impact analysis of a product of 10,000 components with 500 alternates.

It also measures how the time grows with the number of components.
"""

from __future__ import annotations

import gc
import json
import time
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import microdep_rules
from benchmarks.measure import grown
from microdep_rules.config import ImpactSettings
from microdep_rules.pipeline.impact import product_of

if TYPE_CHECKING:
    from microdep_rules.output.checked import CheckedDocument

SIZES = (2_500, 5_000, 10_000, 20_000)
ASKED = 10_000
ALTERNATES = 20
"""One in this number of components has an alternate."""
MOST = 10.0
GROWTH = 1.5
"""Largest growth of the time from the smallest to the largest size, as a multiple of linear growth."""
ROUNDS = 3
CHILDREN = 8
SHAPES = {"in a tree": CHILDREN, "in one assembly": max(SIZES)}
"""Dictionary from the structure of a product to the largest number of components in one assembly."""
PLACES = ("US", "JP", "KR", "DE", "TW", "CN")
BLOCKS = ImpactSettings(severities=(), restriction_index_above=Decimal("0.8"))


def product(size: int, children: int = CHILDREN) -> CheckedDocument:
    """Return a random product of `size` components, with at most `children` components in each assembly.

    Components have costs, makers and countries, and most have lead times. Some components are blocked.
    """
    chance = Random(1)  # noqa: S311 - not a secret
    components = [_component(chance, number, size, children) for number in range(size)]
    alternates = []
    leaves = [component for component in components if not component["children"]]
    for number in range(size // ALTERNATES):
        replaced = leaves[number * len(leaves) * ALTERNATES // size]
        replaced["alternates"] = [f"a{number}"]
        alternates.append(
            {**_component(chance, number, 0, children), "id": f"a{number}", "name": f"Alternate {number}"}
        )
    document = {
        "schema": "microdep-bom/1",
        "document": {"product": "c0"},
        "parties": [{"id": f"p{number}", "name": f"Maker {number}"} for number in range(500)],
        "components": components + alternates,
    }
    return microdep_rules.load_bom(json.dumps(document).encode())


def _component(chance: Random, number: int, size: int, children: int) -> dict[str, Any]:
    below = range(children * number + 1, min(children * number + children + 1, size))
    component: dict[str, Any] = {
        "id": f"c{number}",
        "name": f"Component {number}",
        "origin": chance.choice(PLACES),
        "manufacturer": f"p{chance.randrange(500)}",
        "restriction_index": 0.95 if chance.randrange(50) == 0 else 0.1,
        "unit_cost": {"amount": chance.randrange(1, 50), "currency": "USD"},
        "children": [{"ref": f"c{child}", "quantity": 1} for child in below],
    }
    if chance.randrange(4):
        component["lead_time"] = {"value": chance.randrange(1, 20), "unit": "weeks"}
    if chance.randrange(7) == 0:
        sources = [
            {"stage": "sintered", "country": "CN", "share": 60},
            {"stage": "sintered", "country": "JP", "share": 40},
        ]
        component["materials"] = [{"id": "m", "substance": "NdFeB", "stages": sources}]
    return component


def processor_seconds(document: CheckedDocument) -> float:
    """Return the shortest processor time of several impact analyses of a document.

    The shortest time excludes delays that other programs cause.
    """
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        begin = time.process_time()
        product_of(document, BLOCKS)
        taken.append(time.process_time() - begin)
    return min(taken)


def run() -> list[str]:
    """Return the rows of the result table: the time for 10,000 components, and its growth over all sizes."""
    rows = []
    for shape, children in SHAPES.items():
        seconds = {size: processor_seconds(product(size, children)) for size in SIZES}
        what = f"impact of {ASKED:,} components {shape}, with {ASKED // ALTERNATES} alternates"
        rows += grown(what, seconds, ASKED, MOST, GROWTH)
    return rows
