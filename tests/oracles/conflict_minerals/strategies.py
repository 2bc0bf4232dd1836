"""Random small documents with their contexts, to hold an engine against the oracle of conflict minerals.

A paper stands behind every fact of a material or behind none, so that it does not matter of which facts a
reading asks for it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests import drawing as st
from tests.oracles.cases import known, mostly
from tests.oracles.conflict_minerals.scenarios import GOODS, PAPERS

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.oracles.facts import Record

SUBSTANCES = ("Ta", "Sn", "W", "Au", "tantalum-powder", "tungsten-heavy-alloy", "Nb", "steel", None)
DAYS = ("2020-12-31", "2021-01-01", "2021-01-02")


@st.composite
def _material(draw: DrawFn, name: str) -> Record:
    papers = draw(mostly(["audit"], ["template"], ["audit", "template"], ["other-audit"], None))
    words = draw(mostly(("mined", "smelted"), ("smelted", "refined"), ("refined",), ("mined",), ()))
    stages = [
        known(
            stage=word,
            party=draw(mostly("smelter", "smelter", "smelter", None)),
            country=draw(mostly("CA", "CD", "CN", None)),
            evidence=papers,
        )
        for word in words
    ]
    found: Record = {"id": name, "stages": stages}
    if stages and draw(mostly(True, False)):
        found["complete"] = ["stages"]
    substance = draw(st.sampled_from((*SUBSTANCES[:-1], *SUBSTANCES)))
    return found | known(substance=substance, evidence=papers, mass_g=draw(mostly(1, Decimal("0.001"), None)))


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    part: Record = {"id": name, "name": name, "kind": "component", "children": []}
    listed = draw(st.sampled_from((True, True, True, True, True, False)))
    if not listed:
        return part | known(free_of=draw(mostly(None, ["Sn", "Ta", "W", "Au"], ["Ta"])))
    part["materials"] = [draw(_material(f"m{index}")) for index in range(draw(st.integers(1, 2)))]
    if draw(mostly(True, True, True, False)):
        part["complete"] = ["materials"]
    return part


@st.composite
def _boms(draw: DrawFn) -> Record:
    parts = [draw(_part(f"part-{index}")) for index in range(draw(st.integers(1, 4)))]
    top: Record = {"id": "product", "name": "Product", "kind": "end_item", "materials": []}
    top["children"] = [{"ref": part["id"], "quantity": draw(st.integers(1, 3))} for part in parts]
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": [{"id": "smelter", "name": "Clear Smelting"}],
        "components": [top, *parts],
        "evidence": PAPERS,
    }


@st.composite
def _goods(draw: DrawFn, goods: tuple[str, str, int]) -> Record:
    substance, code, limit = goods
    added = draw(st.sampled_from(("-0.001", "-1", "0", "0", "0.001")))
    mass = draw(
        st.sampled_from(((limit + Decimal(added)) * 1000, Decimal(limit) * 400, Decimal(limit) * 600))
    )
    spelled = draw(
        mostly(code, f"{code[:4]}.{code[4:6]}.{code[6:]}", f"{code[:4]} {code[4:]}", code[:6], code[:4])
    )
    return known(
        year=draw(mostly(2025, 2025, 2024, None)),
        substance=draw(mostly(substance, substance, substance, "Cu", None)),
        hs_code=draw(mostly(spelled, spelled, code, "85013100", None)),
        mass_g=draw(mostly(mass, mass, None)),
    )


@st.composite
def _contexts(draw: DrawFn) -> Record:
    one, other = (draw(st.sampled_from(tuple(GOODS.values()))) for _ in range(2))
    imports = [draw(_goods(draw(mostly(one, one, other)))) for _ in range(draw(st.integers(0, 3)))]
    company = known(
        issuer=draw(mostly(True, True, False, None)),
        annual_imports=draw(mostly(imports, imports, None)),
        complete=draw(mostly(["annual_imports"], None)),
    )
    if "annual_imports" not in company:
        company.pop("complete", None)
    return {"schema": "microdep-context/1", "company": company} | known(
        importer_role=draw(mostly("eu-importer", "eu-importer", "us-importer", "not-importer", None)),
        **{"import": draw(mostly("2026-03-01", *DAYS, None))},
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    return draw(_boms()), draw(_contexts())
