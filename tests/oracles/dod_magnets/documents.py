"""Short ways to write complete documents and contexts about magnets, tantalum and tungsten.

A fact given as `None` is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd

if TYPE_CHECKING:
    from tests.oracles.facts import Record

PRODUCT = "product"
PART = "part"

NDFEB = "alloy_melted powder_formed pressed sintered magnetized"
NDFEB_ORE = "mined:Nd separated:Nd reduced_to_metal:Nd"
SMCO_ORE = "mined:Sm separated:Sm reduced_to_metal:Sm mined:Co refined:Co"
HEAVY_ALLOY = "calcined powder_formed consolidated"


def stages(words: str, country: str | None = "JP", **changed: str | None) -> list[Record]:
    """Stage entries: `stage` or `stage:constituent`, all in one country but for those named.

    A constituent's stage is named with two underscores: `mined__Fe="CN"`. `None` is a country not known.
    """
    found: list[Record] = []
    left = dict(changed)
    for word in words.split():
        stage, _, substance = word.partition(":")
        place = left.pop(word.replace(":", "__"), country)
        found.append(
            {"stage": stage}
            | ({"substance": substance} if substance else {})
            | ({"country": place} if place else {})
        )
    if left:
        raise ValueError(f"no such stage: {left}")
    return found


def material(substance: str, made: list[Record], **more: Any) -> Record:
    """A material that is its own only one of a part."""
    return {"id": "m", "substance": substance, "mass_g": 100, "stages": made, **more}


def product(**more: Any) -> Record:
    """An end item made in the US: not COTS, not electronic, of nothing but what is added."""
    facts: Record = {
        "id": PRODUCT,
        "kind": "end_item",
        "name": "Product",
        "place_of_manufacture": "US",
        "cots": False,
        "modified_before_acceptance": False,
        "electronic_device": False,
        "materials": [],
        "children": [],
    } | more
    return _known(facts)


def part(*materials: Record, **more: Any) -> Record:
    """A part that consists of the materials and of nothing else."""
    facts: Record = {
        "id": PART,
        "kind": "component",
        "name": "Part",
        "materials": list(materials),
        "complete": ["materials"],
        "children": [],
    } | more
    return _known(facts)


def document(*components: Record) -> Record:
    """A complete document; its first component is the product."""
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT, "completeness": "complete"},
        "components": list(components),
    }


def item(*materials: Record, part_facts: Record | None = None, **facts: Any) -> Record:
    """A product with one part that holds the materials."""
    top = product(children=[{"ref": PART, "quantity": 1}], **facts)
    return document(top, part(*materials, **(part_facts or {})))


def bare(*materials: Record, **facts: Any) -> Record:
    """A product that consists of the materials itself."""
    made = {"place_of_manufacture": "JP"} | facts
    return document(product(materials=list(materials), complete=["materials"], **made))


def context(delivery: str | None = "2026-06-01", **more: Any) -> Record:
    """A contract of the Department of Defense in the US, far above the threshold."""
    facts: Record = {
        "schema": "microdep-context/1",
        "agency": "DoD",
        "value": usd("5000000"),
        "award": "2026-01-15",
        "delivery": delivery,
        "place_of_acquisition": "US",
        "place_of_use": "US",
        "contingency_operations": False,
        "determinations": [],
    } | more
    return _known(facts)


def _known(facts: Record) -> Record:
    """Without the facts given as `None`: they are left out of the document."""
    return {name: value for name, value in facts.items() if value is not None}


def determination(kind: str = "nonavailability", **more: Any) -> Record:
    """A determination for NdFeB in the product, in force all through 2026."""
    facts: Record = {
        "id": "d",
        "kind": kind,
        "item": PRODUCT,
        "material": "NdFeB",
        "from": "2026-01-01",
        "through": "2026-12-31",
    } | more
    return _known(facts)
