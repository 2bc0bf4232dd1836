"""Random small documents with their contexts, to hold an engine against the oracle of uncrewed aircraft."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests import drawing as st
from tests.oracles.cases import known, mostly
from tests.oracles.uas.scenarios import PARTIES

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.oracles.facts import Record

AWARDS = (
    *("2022-12-22", "2022-12-23", "2022-12-24", "2023-12-21", "2023-12-22", "2023-12-23", "2024-09-30"),
    *("2024-10-01", "2024-10-02", "2025-12-21", "2025-12-22", "2025-12-23", "2028-12-21", "2028-12-22"),
    *("2019-12-19", "2019-12-20", "2019-12-21"),
)
AUTHORIZED = (
    *("2025-12-21", "2025-12-22", "2025-12-23", "2026-01-06", "2026-01-07", "2026-01-08"),
    *("2026-06-14", "2026-06-15", "2026-06-16", "2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"),
)
PARTS = (
    *("flight-controller", "radio", "radio-receiver", "data-link", "camera", "gimbal", "data-storage"),
    *(
        "ground-control-station",
        "operating-software",
        "network-connectivity",
        "battery",
        "bldc-motor",
        "motor",
    ),
    *("gps-receiver", "propeller", "lidar", None),
)
MAKERS = st.sampled_from((*["clean"] * 6, "river", "north", "venture", "nobody", None))
USES = ("intelligence", "counter-uas-surrogate", "counter-uas", "training", "wildfire", "public-safety")
PLACES = mostly("US", "CN", "RU", "KP", "JP", "VN", None)


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    function = draw(st.sampled_from(PARTS))
    maker = draw(MAKERS)
    found: Record = {"id": name, "name": name, "children": []} | known(
        kind=draw(mostly("component", "component", "firmware", "service", None)),
        function=function,
        place_of_manufacture=draw(PLACES),
        manufacturer=maker,
        designed_for=draw(mostly(["UAS"], ["general use"], None)),
        cots=draw(mostly(False, True, None)),
        modified_before_acceptance=draw(mostly(False, True, None)),
        claims=draw(mostly(None, None, ["blue-uas"], ["exempt-purpose"])),
    )
    programs = ("ground-control-station", "operating-software")
    if function not in programs:
        found |= draw(_assembled(found.get("place_of_manufacture")))
    if function in programs and draw(mostly(True, False)):
        found["stages"] = [known(stage="software_developed", country=draw(PLACES), party=maker)]
        found["complete"] = ["stages"]
    if found.get("kind") not in ("firmware", "service") and draw(mostly(True, False)):
        found |= {
            "materials": [{"substance": "polymer"}],
            "complete": ["materials", *found.get("complete", [])],
        }
    kinds = {"ground-control-station": "software", "operating-software": "software"}
    kinds |= dict.fromkeys(("network-connectivity", "data-storage"), "administered")
    if function in kinds or draw(mostly(False, False, True)):
        kind = draw(mostly(kinds.get(function or "", "software"), "licensed", "administered", None))
        inside = known(kind=kind, country=draw(PLACES), party=draw(MAKERS))
        technology = draw(mostly([inside], [], None))
        complete = [*found.get("complete", []), "technology"] if technology else found.get("complete")
        found |= known(technology=technology, complete=complete)
    return found


@st.composite
def _assembled(draw: DrawFn, place: str | None) -> Record:
    """A stage of making, mostly where it was made, and an origin that mostly agrees."""
    stage = known(
        stage=draw(st.sampled_from(("assembled", "final_assembly", "manufactured"))),
        country=draw(mostly(place, "CN", "US", None)),
        party=draw(mostly("clean", "dji", "river", None)),
    )
    return known(stages=draw(mostly(None, [stage])), origin=draw(mostly(None, place, "CN", "HK")))


@st.composite
def _boms(draw: DrawFn) -> Record:
    parts = [draw(_part(f"part-{index}")) for index in range(draw(st.integers(1, 4)))]
    place = draw(PLACES)
    product: Record = {"id": "product", "name": "Product", "kind": "end_item"} | known(
        function=draw(mostly("uncrewed-aircraft", "uncrewed-aircraft", "counter-uas-system", None)),
        place_of_manufacture=place,
        manufacturer="dji" if place == "CN" and draw(st.booleans()) else draw(MAKERS),
        mass_g=draw(mostly(5000, 150, 150, Decimal("150.1"), Decimal("149.9"), None)),
        materials=draw(mostly([], None)),
    )
    product |= draw(_assembled(place))
    licence = [{"kind": "licensed", "country": "CN", "party": draw(st.sampled_from(("clean", "dji")))}]
    product |= known(technology=draw(mostly([], licence, None)))
    product["children"] = [{"ref": part["id"], "quantity": draw(st.integers(1, 2))} for part in parts]
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": [product, *parts],
    }


@st.composite
def _determination(draw: DrawFn, parts: tuple[str, ...]) -> Record:
    periods = (("2020-01-01", "2029-12-31"), ("2026-01-07", "2026-12-31"), ("2025-12-22", "2026-06-14"))
    first, last = draw(st.sampled_from(periods))
    kinds = ("agency-waiver", "security-drone-waiver", "security-drone-exemption", "blue-uas")
    kind = draw(st.sampled_from((*kinds, "agency-waiver", "blue-uas", "conditional-approval")))
    limits = known(
        item=draw(st.sampled_from(("product", *parts))),
        material=draw(mostly(None, None, "Cu")),
        quantity=draw(mostly(None, 1, 2)),
    )
    return {"kind": kind, "from": first, "through": last} | limits


@st.composite
def _equipment(draw: DrawFn) -> Record:
    return known(
        function=draw(mostly("uncrewed-aircraft", "camera", "ground-control-station", None)),
        maker=draw(
            st.sampled_from(("clean", "clean", "dji", "autel", "river", "half", "more", "nobody", None))
        ),
    )


@st.composite
def _contexts(draw: DrawFn, parts: tuple[str, ...]) -> Record:
    given = [draw(_determination(parts)) for _ in range(draw(st.integers(1, 2)))]
    used = [draw(_equipment())]
    facts = known(
        agency=draw(
            mostly("DoD", "DoD", "Army", "GSA", "NOAA", "federal-grantee", "tribal", "federal", None)
        ),
        end_use=draw(st.sampled_from(("civil", *USES, "intelligence", None))),
        operation=draw(mostly("2026-06-01", *AWARDS, None)),
        activity=draw(mostly("procurement", "operation", "funding", None)),
        award=draw(mostly("2026-06-01", *AWARDS, None)),
        authorization=draw(mostly("2026-07-01", *AUTHORIZED, None)),
        equipment=draw(st.sampled_from(([], used, used, None))),
        determinations=draw(st.sampled_from(([], given, given, given, None))),
        solely_federal=draw(mostly(False, False, True, None)),
        claims=draw(mostly(None, None, None, ["waiver"], ["toy"], ["exempt-purpose"], ["exemption"])),
    )
    whole = [name for name in ("equipment", "determinations") if facts.get(name) and draw(st.booleans())]
    return {"schema": "microdep-context/1"} | facts | known(complete=whole or None)


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    bom = draw(_boms())
    parts = tuple(component["id"] for component in bom["components"][1:])
    return bom, draw(_contexts(parts))
