"""Random small documents with their contexts, to hold an engine against the oracle of s.889 and s.5949."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests import drawing as st
from tests.oracles.cases import known, mostly
from tests.oracles.telecom_and_chips.law import CHIP_MAKERS, TELECOM_MAKERS

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

DAYS = (
    *("2019-08-12", "2019-08-13", "2019-08-14", "2020-08-12", "2020-08-13", "2020-08-14"),
    *("2027-12-22", "2027-12-23", "2027-12-24"),
)
LISTED = (*TELECOM_MAKERS, *CHIP_MAKERS)
CLEAN, HELD, NOBODY = "clear-works", "held-works", "nobody-asked"


@st.composite
def _parties(draw: DrawFn) -> list[Record]:
    """Every listed maker, a clean one, one of which nothing is said, and one that a listed one may hold."""
    whole = {"complete": ["owners", "relations"]}
    holder = draw(st.sampled_from(LISTED)).casefold()
    share = draw(st.sampled_from((50, Decimal("49.99"), Decimal("50.01"), 100, 20, None)))
    relation = draw(mostly(None, "subsidiary", "affiliate", "successor"))
    held = known(
        id=HELD,
        name="Held Works",
        owners=[known(party=holder, share=share)],
        relations=None if relation is None else [{"kind": relation, "party": holder}],
        complete=draw(mostly(["owners", "relations"], ["owners"], ["relations"], None)),
    )
    listed = [{"id": name.casefold(), "name": name, **whole} for name in LISTED]
    clean = {"id": CLEAN, "name": "Clear Works", **whole}
    return [*listed, clean, held, {"id": NOBODY, "name": "Nobody Asked"}]


def _makers(names: tuple[str, ...]) -> SearchStrategy[str | None]:
    """A third clean, most of the others listed."""
    listed = [name.casefold() for name in names]
    return st.sampled_from([CLEAN] * len(listed) + listed * 2 + [HELD, NOBODY, None])


@st.composite
def _stages(draw: DrawFn) -> Record:
    """Who designed and made a part, with nothing left out, or with a stage missing."""
    words = draw(
        mostly(("designed", "wafer_fab"), ("designed",), ("wafer_fab",), ("chip_design", "wafer_fab"), ())
    )
    found = [known(stage=word, party=draw(_makers(CHIP_MAKERS))) for word in words]
    found += draw(
        mostly(
            [],
            [
                known(
                    stage=draw(mostly("assembled", "final_assembly", "packaged")), party=draw(_makers(LISTED))
                )
            ],
        )
    )
    if draw(mostly(True, False)):
        return {"stages": found or [known(stage="tested", party=CLEAN)], "complete": ["stages"]}
    return {"stages": found} if found else {}


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    return {
        "id": name,
        "name": name,
        **known(
            kind=draw(mostly("component", "assembly", "service", "firmware", None)),
            technology=draw(mostly([], None, [known(kind="made_with", party=draw(_makers(TELECOM_MAKERS)))])),
            function=draw(st.sampled_from(("camera", "video-surveillance", "router", "radio", "data-link"))),
            manufacturer=draw(_makers(LISTED)),
            supplier=draw(mostly(CLEAN, "smic", "cxmt", HELD, None)),
            substantial_or_essential=draw(mostly(True, True, False, None)),
            routes_user_traffic=draw(st.sampled_from((True, False, False, False, False, None))),
            claims=draw(mostly(None, ["no-user-traffic"], ["backhaul"])),
        ),
        **draw(_stages()),
        **draw(_silicon()),
    }


@st.composite
def _silicon(draw: DrawFn) -> Record:
    """The material of a chip, which may tell of the fab as well."""
    fab = known(stage="wafer_fab", party=draw(_makers(CHIP_MAKERS)))
    silicon = {"id": "die", "substance": "Si"}
    return draw(mostly({}, {}, {"materials": [silicon]}, {"materials": [silicon | {"stages": [fab]}]}))


@st.composite
def _boms(draw: DrawFn) -> Record:
    parts = [draw(_part(f"part-{index}")) for index in range(draw(st.integers(1, 4)))]
    product: Record = {"id": "product", "name": "Product", "kind": "end_item", "children": []}
    product |= {"stages": [{"stage": "tested", "party": CLEAN}], "complete": ["stages"]}
    product |= {"manufacturer": CLEAN, "supplier": CLEAN, "substantial_or_essential": False}
    for index, part in enumerate(parts):
        part["children"] = []
        holder = product if index == 0 else draw(st.sampled_from((product, *parts[:index])))
        holder["children"].append({"ref": part["id"], "quantity": draw(st.integers(1, 3))})
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": draw(_parties()),
        "components": [product, *parts],
    }


@st.composite
def _contexts(draw: DrawFn) -> Record:
    used = [known(function="router", maker=draw(_makers(LISTED))) for _ in range(draw(st.integers(1, 2)))]
    return {"schema": "microdep-context/1"} | known(
        agency=draw(mostly("DoD", "DoD", "GSA", "NASA", "federal", "Army", "no-agency", None)),
        award=draw(mostly(*DAYS[-2:], *DAYS, "2028-06-01", None)),
        critical_system=draw(mostly(True, False, None)),
        equipment=draw(st.sampled_from(([], [], used, used, None))),
        claims=draw(mostly(None, None, ["backhaul"], ["no-user-traffic"])),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    return draw(_boms()), draw(_contexts())
