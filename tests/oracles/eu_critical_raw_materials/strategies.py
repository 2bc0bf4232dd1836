"""Random small documents with their contexts, to hold an engine against the oracle.

Days fall on every boundary of the regulation and beside it, shares, masses and sizes on each threshold and
beside it. Facts are missing now and then.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.eu_critical_raw_materials.scenarios import known, turnover

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

DAYS = (
    *("2024-05-22", "2024-05-23", "2024-05-24", "2025-05-23", "2025-05-24", "2025-05-25", "2026-06-01"),
    *("2027-05-23", "2027-05-24", "2027-05-25", "2028-05-23", "2028-05-24", "2028-05-25", "2028-06-01"),
)
SHARES = tuple(Decimal(text) for text in ("64.9", "65", "65.1", "35", "92"))
STAFF = (499, 500, 501, 5000)
TURNOVERS = ("149999999.99", "150000000", "150000000.01", "2000000000")
MASSES = tuple(Decimal(text) for text in ("50", "50.1", "100", "199.9", "200", "200.1"))
_STRATEGIC = ("Nd", "Dy", "Ga", "W", "Cu", "Ti", "Co")
_MAGNETS = ("NdFeB", "SmCo", "AlNiCo", "ferrite", "NdFeB-bonded")
_OTHER = ("steel", "polymer", "rare-earth")
_COUNTRIES = ("CN", "CN", "CN", "CN-XJ", "AU", "DE", "EE")
_STAGES = ("mined", "separated", "refined", "reduced_to_metal")


def _mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    return st.sampled_from((*[usual] * (3 * len(others)), *others))


def _seldom(usual: Any, *others: Any) -> SearchStrategy[Any]:
    return st.sampled_from((*[usual] * (12 * len(others)), *others))


@st.composite
def _stages(draw: DrawFn, constituent: str | None = None) -> list[Record]:
    """One entry for a whole stage, or two that share it, or one that leaves a rest."""
    found = []
    least = draw(_seldom(1, 0))
    for word in draw(st.lists(st.sampled_from(_STAGES), min_size=least, max_size=2, unique=True)):
        share = draw(st.sampled_from(SHARES))
        for part in draw(
            st.sampled_from(((None,), (None,), (share, 100 - share), (100 - share, share), (share,)))
        ):
            country = draw(_seldom(draw(st.sampled_from(_COUNTRIES)), None))
            found.append(known(stage=word, country=country, share=part, substance=constituent))
    return found


@st.composite
def _in_magnets(draw: DrawFn) -> list[Record]:
    """Stages of what is in a magnet, of none, one or two constituents."""
    named = draw(st.sampled_from(((), ("Nd",), ("Nd",), ("Co",), ("Nd", "Dy"), ("Sm", "Fe"))))
    return [each for name in named for each in draw(_stages(name))]


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    materials = []
    for index in range(draw(st.integers(1, 3))):
        pool = draw(st.sampled_from((_STRATEGIC, _STRATEGIC, _STRATEGIC, _MAGNETS, _MAGNETS, _OTHER)))
        strategic = pool is _STRATEGIC
        materials.append(
            known(
                id=f"m{index}",
                substance=draw(_seldom(draw(st.sampled_from(pool)), None)),
                mass_g=draw(_seldom(draw(st.sampled_from(MASSES)), None)),
                stages=draw(_stages()) if strategic else draw(_in_magnets()) if pool is _MAGNETS else [],
                complete=draw(_seldom(["stages"], None)),
            )
        )
    return {
        "id": name,
        "name": name,
        "kind": "component",
        "children": [],
        "materials": materials,
    } | known(
        function=draw(
            _seldom(draw(st.sampled_from(("bldc-motor", "bldc-motor", "bracket", "traction-motor"))), None)
        ),
        complete=draw(_seldom(["materials"], None)),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    names = ("a", "b", "c")[: draw(st.integers(1, 3))]
    words = (
        "uncrewed-aircraft",
        "battery",
        "vacuum-cleaner",
        "enclosure",
        "heat-pump",
        "robotic-device",
        "uncrewed-aircraft",
    )
    product = known(
        id="product",
        name="Product",
        kind="end_item",
        function=draw(_seldom(draw(st.sampled_from(words)), None)),
        children=[known(ref=name, quantity=draw(_seldom(1, 2, None))) for name in names],
        materials=[],
        complete=draw(_seldom(["children"], None)),
        **{"class": draw(_seldom("tank-or-automotive-item", "aircraft", None))},
    )
    bom = {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product"},
        "components": [product, *(draw(_part(name)) for name in names)],
    }
    size = draw(_mostly(TURNOVERS[-1], *TURNOVERS))
    company = known(
        staff=draw(_seldom(draw(_mostly(501, *STAFF)), None)),
        turnover=draw(_seldom(turnover(size), turnover(size, "USD"), None)),
    )
    day = draw(_seldom(draw(st.sampled_from((*DAYS, *["2028-06-01"] * 10))), None))
    return bom, {"schema": "microdep-context/1"} | known(placing_on_market=day, company=company)
