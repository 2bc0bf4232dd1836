"""Random small documents with their contexts, for the oracle of boards and batteries."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests import drawing as st
from tests.oracles.boards_and_batteries.law import MILITARY_COMPANIES, NAMED_MAKERS
from tests.oracles.cases import known, mostly

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.oracles.facts import Record

DAYS = (
    *("2026-06-29", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01", "2027-01-02"),
    *("2027-09-30", "2027-10-01", "2027-10-02", "2027-12-31", "2028-01-01", "2028-01-02"),
    *("2028-12-31", "2029-01-01", "2029-01-02", "2031-01-29", "2031-01-30", "2031-01-31"),
)
AMOUNTS = ("14999.99", "15000", "15000.01", "9999.99", "10000")
COST_KINDS = ("landed", "purchase-price", "manufacturing", "direct", "direct-material")
CLEAN, RIVER, HELD, NOBODY = "clear-works", "river-works", "held-works", "nobody-asked"
BETWEEN, BELOW = "between-works", "below-works"
"""A company that a covered nation's may hold, and one that it may hold in turn."""
LISTED = tuple(sorted({*NAMED_MAKERS, *MILITARY_COMPANIES} - {"CALB"}))
"""Without the one that is nearly another: a name that is nearly a listed one is unknown."""
PERIODS = (
    *(("2028-01-01", "2028-12-31"), ("2028-12-31", "2029-12-30"), ("2028-01-01", "2029-01-01")),
    *(("2031-01-30", "2032-01-29"), ("2031-01-30", "2032-01-29"), ("2031-01-30", "2032-01-30")),
)


@st.composite
def _parties(draw: DrawFn) -> list[Record]:
    whole = {"complete": ["owners", "relations", "rights"]}
    holder = draw(st.sampled_from(LISTED)).casefold()
    relation = draw(mostly(None, "successor"))
    held = known(
        id=HELD,
        name="Held Works",
        country="US",
        owners=[known(party=holder, share=draw(st.sampled_from((100, 20, 0))))],
        relations=None if relation is None else [{"kind": relation, "party": holder}],
        complete=draw(mostly(["owners", "relations", "rights"], ["owners", "rights"])),
    )
    listed = [{"id": name.casefold(), "name": name, "country": "CN", **whole} for name in LISTED]
    clean = {"id": CLEAN, "name": "Clear Works", "country": "US", **whole}
    river = {
        "id": RIVER,
        "name": "River Works",
        "country": draw(st.sampled_from(("CN", "RU", "KP", "IR"))),
        **whole,
    }
    chain = [
        known(
            id=name,
            name=name.replace("-", " "),
            country="US",
            owners=[known(party=owner, share=draw(st.sampled_from((50, 100, Decimal("49.99"), None))))],
            rights=draw(
                mostly(None, [known(party=owner, effective_control=draw(mostly(False, True, None)))])
            ),
            complete=draw(mostly(["owners", "relations", "rights"], ["relations", "rights"])),
        )
        for name, owner in ((BETWEEN, RIVER), (BELOW, BETWEEN))
    ]
    return [*listed, clean, river, held, *chain, {"id": NOBODY, "name": "Nobody Asked"}]


_MAKERS = st.sampled_from(
    (*[CLEAN] * 12, RIVER, RIVER, HELD, *[name.casefold() for name in LISTED], NOBODY, None)
)
_DEVICES = ("mobile-electronics", "medical-device")
_MOSTLY_CLEAN = st.sampled_from((*[CLEAN] * 14, RIVER, None))


@st.composite
def _technology(draw: DrawFn) -> Record:
    if draw(mostly(True, True, True, True, False)):
        return {"technology": []}
    kind = draw(st.sampled_from(("licensed", "made_with")))
    found = [known(kind=kind, party=draw(st.sampled_from((CLEAN, RIVER, None))))]
    return draw(st.sampled_from(({}, {"technology": found, "complete": ["technology"]})))


_PLACES = st.sampled_from((*["US", "KR"] * 8, "CN", "HK", None))


def _material(maker: str, place: str | None) -> list[Record]:
    stages = [known(stage="refined", party=maker, country=place)]
    return [{"id": "m", "substance": "NMC", "stages": stages, "complete": ["stages"]}]


def _with_materials(facts: Record) -> Record:
    return facts | {"complete": ["materials", *facts.get("complete", [])]}


@st.composite
def _component_of_a_cell(draw: DrawFn, name: str, cost: Decimal | None, maker: str | None) -> Record:
    costs = [{"kind": kind, "amount": cost, "currency": "USD"} for kind in COST_KINDS]
    return (
        {
            "id": name,
            "name": name.replace("battery", "item"),
            "class": "battery",
            "kind": "component",
            "children": [],
            "stages": [known(stage="coated", party=CLEAN, country=draw(_PLACES))],
            "complete": ["stages"],
        }
        | known(
            materials=draw(
                st.sampled_from(([], _material(CLEAN, draw(_PLACES)), _material(maker or CLEAN, "KR")))
            ),
            place_of_manufacture=draw(_PLACES),
            function=draw(
                st.sampled_from(("cathode", "anode", "separator", "electrolyte", "current-collector"))
            ),
            manufacturer=maker,
            supplier=draw(_MOSTLY_CLEAN),
            costs=None if cost is None else costs,
        )
        | _with_materials(draw(_technology()))
    )


@st.composite
def _battery(draw: DrawFn, name: str) -> list[Record]:
    """A battery or a cell with two of its parts, of which one may be of a foreign entity of concern."""
    first, second = draw(
        mostly(("4.99", "95.01"), ("5", "95"), ("5.01", "94.99"), ("50", "50"), (None, "50"))
    )
    maker = draw(mostly(RIVER, CLEAN, "catl", HELD, BETWEEN, BELOW, NOBODY, None))
    inside = [
        draw(_component_of_a_cell(f"{name}-{index}", None if amount is None else Decimal(amount), made))
        for index, (amount, made) in enumerate(((first, maker), (second, CLEAN)))
    ]
    assembler = draw(mostly(CLEAN, draw(_MAKERS)))
    battery = {
        "id": name,
        "name": name,
        "class": "battery",
        "children": [{"ref": each["id"], "quantity": 1} for each in inside],
        "stages": [known(stage="final_assembly", party=assembler, country=draw(_PLACES))],
        "complete": ["stages"],
    }
    battery |= known(
        function=draw(mostly("battery", "battery-cell", "power-supply", None)),
        manufacturer=draw(mostly(assembler, CLEAN)),
        supplier=draw(_MOSTLY_CLEAN),
        cots=draw(st.sampled_from((True, True, False, None))),
        modified_before_acceptance=draw(mostly(False, True, None)),
        claims=draw(mostly(None, ["non-feoc-final-assembly"], ["maintenance-cots"])),
    )
    technology = draw(_technology())
    battery["complete"] += technology.pop("complete", [])
    return [battery | technology, *inside]


_BOARDS: tuple[Record, ...] = (
    {"function": "printed-circuit-board"},
    {"function": "circuit-card-assembly"},
    {"function": "flight-controller", "class": "circuit-board"},
    {"function": "motor", "class": "electric-motor"},
    {"function": "flight-controller"},
    {},
)


@st.composite
def _board(draw: DrawFn) -> list[Record]:
    place = draw(st.sampled_from(("US", "US", "CN", "CN", "RU", None)))
    stages = [known(stage=word, country=place) for word in ("pcb_fabricated", "board_assembled")]
    board = {"id": "board", "name": "board", "children": [], "stages": stages, "complete": ["stages"]}
    return [
        board
        | known(
            **draw(mostly(*_BOARDS)),
            place_of_manufacture=place,
            networked=draw(st.sampled_from((True, True, True, True, True, False, None))),
            manufacturer=draw(_MAKERS),
            supplier=draw(_MOSTLY_CLEAN),
            claims=draw(mostly(None, ["micro-purchase"])),
        )
    ]


@st.composite
def _boms(draw: DrawFn) -> Record:
    parts = draw(st.sampled_from((("battery",), ("battery", "board"), ("board",), ("battery", "battery-2"))))
    found = [draw(_board() if name == "board" else _battery(name)) for name in parts]
    product: Record = {
        "id": "product",
        "name": "Product",
        "kind": "end_item",
        "class": "aircraft",
        "stages": [{"stage": "coated", "party": CLEAN, "country": "US"}],
        "complete": ["stages"],
    }
    product |= known(
        function=draw(st.sampled_from((*_DEVICES, *["uncrewed-aircraft"] * 2, None))),
        manufacturer=draw(st.sampled_from((*[CLEAN] * 12, "byd", NOBODY, None))),
        supplier=CLEAN,
    )
    product["children"] = [{"ref": each[0]["id"], "quantity": 1} for each in found]
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": draw(_parties()),
        "components": [product, *(part for each in found for part in each)],
    }


@st.composite
def _determination(draw: DrawFn) -> Record:
    first, last = draw(st.sampled_from(PERIODS))
    kind = draw(mostly("feoc-waiver", "nonavailability"))
    return known(
        kind=kind,
        item=draw(mostly("product", "battery", "battery-0")),
        material=draw(mostly(None, None, "graphite")),
        quantity=draw(mostly(None, 1, 2)),
        **{"from": first, "through": draw(mostly(last, last, None))},
    )


@st.composite
def _contexts(draw: DrawFn) -> Record:
    given = [draw(_determination())]
    phases = (
        "new-programme",
        "standard-item",
        "existing-programme",
        "maintenance",
        "research-and-development",
    )
    amount = draw(st.sampled_from((*["5000000"] * 4, *AMOUNTS)))
    return {"schema": "microdep-context/1"} | known(
        agency=draw(mostly("DoD", "DoD", "Army", "GSA", "federal", None)),
        award=draw(mostly("2031-06-01", *DAYS, *DAYS[9:], *DAYS[15:], None)),
        value={"amount": amount, "currency": "USD"},
        programme_phase=draw(st.sampled_from((*phases, *phases[:2], None))),
        mission_critical=draw(mostly(True, False, None)),
        named_system=draw(mostly(False, True, None)),
        commercial_status=draw(mostly("non-commercial", "cots", "commercial-product", None)),
        combat_setting=draw(st.sampled_from((True, False, False, False, None))),
        determinations=draw(st.sampled_from(([], given, given, given, None))),
        claims=draw(mostly(None, None, ["waiver"], ["non-combat-device"])),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    return draw(_boms()), draw(_contexts())
