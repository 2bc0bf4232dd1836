"""Random small documents with their contexts, to hold an engine against the oracle of `magnet-disclosure`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import drawing as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.oracles.facts import Record

DELIVERIES = ("2022-12-23", "2025-06-22", "2025-06-23", "2025-06-24", "2026-06-01")
SUBSTANCES = (
    *("NdFeB", "NdFeB", "NdFeB-sintered", "NdFeB-bonded", "SmCo", "SmCo5", "Sm2Co17", "SmFeN", "AlNiCo"),
    *("ferrite", "rare-earth-magnet", "permanent-magnet-material", "steel", "soft-ferrite", "Nd", "Cu"),
)
_NO_MAGNETS = frozenset({"steel", "soft-ferrite", "Cu"})
_STEPS = (
    "mined:Nd",
    "separated:Nd",
    "reduced_to_metal:Nd",
    "alloy_melted",
    "sintered",
    "bonded",
    "magnetized",
)


def _known(**facts: object) -> Record:
    return {name: value for name, value in facts.items() if value is not None}


@st.composite
def _material(draw: DrawFn, name: str) -> Record:
    substance = draw(st.sampled_from((*SUBSTANCES * 2, None)))
    # A document that contradicts itself is tried elsewhere.
    is_none = substance in _NO_MAGNETS
    stages = [
        _known(
            stage=word.partition(":")[0],
            substance=word.partition(":")[2] or None,
            country=draw(st.sampled_from(("JP", "CN", "US", None))),
        )
        for word in draw(st.lists(st.sampled_from(_STEPS), max_size=3, unique=True))
        if not (is_none and word == "magnetized")
    ]
    return _known(
        id=name,
        substance=substance,
        form=None if is_none else draw(st.sampled_from(("magnet", None))),
        stages=stages,
    )


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    part: Record = {"id": name, "name": name, "kind": "component", "children": []}
    sort = draw(st.sampled_from(("whole",) * 6 + ("open", "free", "half-free", "nothing")))
    if sort == "nothing":
        return part | {"materials": []}
    if sort in ("free", "half-free"):
        part["free_of"] = ["permanent-magnet-material" if sort == "free" else "SmCo"]
        return part
    part["materials"] = [draw(_material(f"m{index}")) for index in range(draw(st.integers(1, 3)))]
    return part if sort == "open" else part | {"complete": ["materials"]}


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    parts = [draw(_part(f"part-{index}")) for index in range(draw(st.integers(1, 4)))]
    product: Record = {"id": "product", "name": "product", "kind": "end_item", "materials": []}
    holders = [product]
    product["children"] = []
    for part in parts:
        draw(st.sampled_from(holders))["children"].append({"ref": part["id"], "quantity": 1})
        holders.append(part)
    head = {
        "id": "bom",
        "product": "product",
        "completeness": draw(st.sampled_from(("complete",) * 6 + ("incomplete",))),
    }
    bom = {"schema": "microdep-bom/1", "document": head, "components": [product, *parts]}
    deal = {"schema": "microdep-context/1"} | _known(
        agency=draw(st.sampled_from(("DoD", "DoD", "DoD", "Navy", "DIU", "NASA", "federal", None))),
        delivery=draw(st.sampled_from((*DELIVERIES, *DELIVERIES[2:], None))),
    )
    return bom, deal
