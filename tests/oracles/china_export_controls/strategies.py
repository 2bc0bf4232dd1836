"""Random small documents with their contexts, to hold an engine against the oracle of China's controls."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.cases import known, mostly
from tests.oracles.china_export_controls import law
from tests.oracles.china_export_controls.scenarios import PARTIES, around
from tests.oracles.documents import coherent, usd

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

BOUNDARIES = (
    *("2023-08-01", "2023-12-01", "2024-09-15", "2024-12-03", "2025-02-04", "2025-04-04", "2025-10-09"),
    *("2025-11-07", "2025-11-08", "2025-11-09", "2025-12-01", "2026-01-06", "2026-05-15", "2026-11-10"),
    *("2026-11-11", "2026-11-27", "2026-11-28"),
)
DAYS = tuple(sorted({day for boundary in BOUNDARIES for day in around(boundary)}))
_LISTED = tuple(word for rule in law.SUBSTANCES for word in law.SUBSTANCES[rule])
SUBSTANCES = (
    *("NdFeB", "NdFeB-sintered", "SmCo5", "Dy", "Tb", "W", "tungsten-heavy-alloy", "Mo", "ferrite") * 2,
    *(*_LISTED, "tungsten-alloy", "molybdenum-alloy", "NMC", "Al", "silicon-carbide", "rare-earth-magnet"),
    *("heavy-rare-earth", "semiconductor-material", "carbon-material", None),
)
_OF_MAGNETS = frozenset(
    {None, "NdFeB", "NdFeB-sintered", "SmCo", "SmCo5", "ferrite", "rare-earth-magnet", "Dy", "Tb", "Ho", "Sm"}
)
_MAGNETS = frozenset({None, "NdFeB", "NdFeB-sintered", "SmCo", "SmCo5", "ferrite", "rare-earth-magnet"})
FUNCTIONS = (
    *("magnet", "counterweight", "heat-sink", "bracket", "charger", None, None),
    *("structure", "magnet", "rotor", "stator", "bldc-motor", "sensor", "camera", "battery", "battery-cell"),
    *("actuator", "cathode", "anode", "functional-cell-component", "servo", None),
)
FITTING = {
    "magnet": ("magnet", "rotor", "stator", "bldc-motor", "sensor", "camera", "actuator", "servo"),
    "mechanical-part": ("counterweight", "heat-sink", "bracket", "structure", "rotor", "stator"),
    "integrated-circuit": ("magnet", "heat-sink", "charger", "sensor", "camera", "actuator", "servo"),
    "battery": ("battery", "battery-cell", "charger", "cathode", "anode", "functional-cell-component"),
}
"""Functions that a component of a class has."""


def _seldom(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about nine times in ten, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (9 * len(others)), *others))


@st.composite
def _lines(draw: DrawFn, substance: str | None) -> Record:
    """Elements of a material with shares on the limits and beside them; perhaps not all of them."""
    shares = {
        "W": ("97", "96.99", "97.01", "92", None),
        "Mo": ("97", "96.99", "97.01", None),
        "Dy": ("0", "0.01", "2", None),
        "Tb": ("0", "0.01", "1.5"),
        "Ho": ("0", "0.01", "0.5", None),
    }
    metal = {"W": ("W",), "tungsten-alloy": ("W",), "tungsten-heavy-alloy": ("W",)} | dict.fromkeys(
        ("Mo", "molybdenum-alloy"), ("Mo",)
    )
    names = metal.get(substance or "", tuple(each for each in ("Dy", "Tb", "Ho") if each != substance))
    found = []
    for name in names:
        if draw(mostly(True, False)):
            share = draw(st.sampled_from(shares[name]))
            found.append(known(element=name, share=None if share is None else Decimal(share)))
    whole = draw(mostly(True, False))
    if not found:  # a material of no elements says nothing of what it is
        return {}
    return {"composition": found} | ({"complete": ["composition"]} if whole else {})


@st.composite
def _material(draw: DrawFn, name: str) -> Record:
    substance = draw(st.sampled_from(SUBSTANCES))
    found: Record = {"id": name} | known(
        substance=substance,
        form=draw(
            st.sampled_from(("bar", "powder", "bar", "powder", "wafer", "film", "oxide", "magnet", None))
        ),
        density=draw(st.sampled_from((None, *(Decimal(each) for each in ("17.5", "17.51", "17.49", "18"))))),
        cost=draw(st.sampled_from((None, *(usd(each) for each in ("0.1", "0.09", "0.11", "0.05", "50"))))),
        claims=draw(mostly(None, None, ["export-licence"])),
        **draw(_lines(substance)),
    )
    places = mostly("CN", "JP", "CN-JX", None)
    worked = "Sm" if substance in ("SmCo", "SmCo5") else None
    words: tuple[str, ...] = draw(
        st.sampled_from(((), ("refined",), ("mined", "reduced_to_metal"), ("separated", "melted")))
    )
    stages = [known(stage=word, country=draw(places), substance=worked) for word in words]
    if found.get("form") == "magnet" and substance not in _OF_MAGNETS:
        del found["form"]  # a document that contradicts itself is tried elsewhere
    if stages or draw(mostly(True, False)):
        found["stages"] = stages
    if stages and draw(mostly(True, False)):
        found["complete"] = [*found.get("complete", []), "stages"]
    return found


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    materials = [draw(_material(f"m{index}")) for index in range(draw(st.integers(1, 2)))]
    kinds = mostly("made_with", "licensed", "software", None)
    technology = [known(kind=draw(kinds), country=draw(mostly("CN", "JP", None)))]
    whole = draw(_seldom(True, False))
    shut = draw(mostly(True, False))
    index = draw(st.sampled_from((*[None] * 9, "0.8", "0.79", "0.81")))
    classes = st.sampled_from((*[None] * 5, "magnet", "mechanical-part", "integrated-circuit", "battery"))
    class_ = draw(classes)
    # What contradicts itself leaves class and function open; the oracle reads documents that do not.
    functions = [each for each in FUNCTIONS if None in (class_, each) or each in FITTING[str(class_)]]
    function = draw(st.sampled_from(functions))
    if "magnet" in (class_, function) or function == "bldc-motor":
        whole &= any(material.get("substance") in _MAGNETS for material in materials)
    return {"id": name, "name": name, "children": []} | known(
        **{"class": class_},
        origin=draw(st.sampled_from((*["CN"] * 7, "CN-XJ", "HK", *["JP"] * 5, None))),
        kind=draw(st.sampled_from((*["raw_material"] * 6, "mill_product", "component", "component", None))),
        place_of_manufacture=draw(st.sampled_from((*[None] * 9, "CN", "JP", "CN-JX"))),
        function=function,
        materials=materials,
        technology=draw(st.sampled_from(([], technology, technology, None))),
        unit_cost=draw(mostly(usd("100"), None)),
        restriction_index=None if index is None else Decimal(index),
        complete=[*(["materials"] if whole else []), *(["technology"] if shut else [])] or None,
        claims=draw(mostly(None, None, ["export-licence"])),
    )


@st.composite
def _bom(draw: DrawFn) -> Record:
    parts = [draw(_part(f"part-{index}")) for index in range(draw(st.integers(1, 3)))]
    product: Record = {"id": "product", "name": "Product", "kind": "end_item", "children": [], "origin": "US"}
    product |= {"materials": [], "function": "structure"}
    for index, part in enumerate(parts):
        holder = product if index == 0 else draw(st.sampled_from((product, *parts[:index])))
        holder["children"].append({"ref": part["id"], "quantity": draw(st.integers(1, 3))})
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": [product, *parts],
    }


@st.composite
def _licence(draw: DrawFn, index: int, day: str) -> Record:
    before, same, after = around(day)
    return {"id": f"d{index}", "kind": draw(_seldom("export-licence", "urgency"))} | known(
        item=draw(st.sampled_from((*["part-0"] * 6, "part-1", "part-2", None))),
        material=draw(st.sampled_from((*[None] * 8, "Ga", "NdFeB", "Dy", "W"))),
        **{
            "from": draw(_seldom("2023-01-01", before, same, after, None)),
            "through": draw(_seldom("2030-01-01", before, same, after, None)),
        },
    )


@st.composite
def deals(draw: DrawFn) -> Record:
    """A context: what is sent where, for what, on a boundary, beside it, or while most rules are in force."""
    day = draw(st.sampled_from((*["2025-10-20", "2025-11-06", "2026-06-01", "2026-11-28"] * 12, *DAYS)))
    held = [draw(_licence(index, day)) for index in range(draw(st.integers(1, 3)))]
    return {"schema": "microdep-context/1"} | known(
        delivery=draw(_seldom(day, None)),
        destination=draw(st.sampled_from((*["US"] * 12, *["JP"] * 6, "DE", "HK", "CN", None, None))),
        agency=draw(mostly(None, "NASA", "Army")),
        end_use=draw(
            st.sampled_from((*["military"] * 7, *["civil"] * 2, "weapons-of-mass-destruction", None))
        ),
        end_user=draw(mostly(None, None, "army", "forces", "clinic")),
        exporter=draw(mostly("japanese", "japanese", "chinese", "nobody", None)),
        determinations=draw(st.sampled_from(([], *[held] * 7, None))),
        claims=draw(mostly(None, None, ["export-licence"])),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    return coherent(draw(_bom())), draw(deals())
