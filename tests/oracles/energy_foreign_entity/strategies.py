"""Random small documents with their contexts, to hold an engine against the oracle.

Days fall on every boundary of the law and beside it, ratios and holdings on each threshold and beside it.
Facts are missing now and then. Parties own each other without cycles.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

STARTS = (
    *("2025-12-31", "2026-01-01", "2026-01-02", "2026-06-07", "2026-06-08", "2026-06-09"),
    *("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01", "2028-12-31", "2029-01-01"),
    *("2029-12-31", "2030-01-01", "2030-01-02"),
)
SALES = (*STARTS, "2030-12-31", "2031-01-01", "2031-12-31", "2032-01-01", "2032-12-31", "2033-01-01")
YEARS = ("2025-07-03", "2025-07-04", "2025-07-05", "2026-01-01")
CONTRACTS = ("2025-06-14", "2025-06-15", "2025-06-16", "2025-06-17")
TECHNOLOGIES = (
    *("energy-storage", "energy-storage", "solar", "wind", "nuclear", "battery-component", "solar-component"),
    *("inverter", "wind-component", "critical-mineral", "eligible-component"),
)
_PERCENTS = tuple(
    Decimal(each) for each in (0, 0, 0, 10, 20, 25, 30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
)
_SHARES = tuple(
    Decimal(text)
    for text in ("14.99", "15", "15.01", "20", "24.99", "25", "25.01", "39.99", "40", "50", "50.01")
)
_LISTED = ("CATL", "BYD", "Envision", "EVE", "Gotion", "Hithium", "CALB", "Jinchuan")


def _mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    return st.sampled_from((*[usual] * (3 * len(others)), *others))


def _seldom(usual: Any, *others: Any) -> SearchStrategy[Any]:
    return st.sampled_from((*[usual] * (14 * len(others)), *others))


def _known(**facts: Any) -> Record:
    return {name: value for name, value in facts.items() if value is not None}


@st.composite
def _owners(draw: DrawFn, names: tuple[str, ...]) -> list[Record]:
    """Owners of one party, together at most all of it on each basis."""
    found = []
    left = {basis: Decimal(100) for basis in ("equity", "votes", "debt", "board")}
    for name in draw(st.lists(st.sampled_from(names), min_size=0, max_size=3, unique=True)):
        basis = draw(_mostly("equity", "votes", "debt", "board", "partnership-interest", None))
        share = draw(_seldom(draw(st.sampled_from(_SHARES)), None))
        touched = ("equity", "votes") if basis in (None, "partnership-interest") else (basis,)
        if share is not None and any(left[each] < share for each in touched):
            continue
        for each in touched:
            left[each] -= share or 0
        found.append(_known(party=name, share=share, basis=basis))
    return found


@st.composite
def _party(draw: DrawFn, name: str, above: tuple[str, ...]) -> Record:
    """A party of another seat that the ones above it may own or steer."""
    rights = []
    if draw(_mostly(False, True)):
        given = {
            key: draw(st.sampled_from((True, False, None)))
            for key in ("appoints_officers", "effective_control")
        }
        rights.append(_known(party=draw(st.sampled_from(above)), **given))
    relations = []
    if draw(_mostly(False, False, True)):
        kind = draw(_mostly("subsidiary", "successor", "affiliate", "joint-venture"))
        relations.append({"kind": kind, "party": draw(st.sampled_from(above))})
    return _known(
        id=name.split(maxsplit=1)[0].lower(),
        name=name,
        country=draw(_seldom("US", "DE", "KR", None)),
        owners=draw(_owners(above)),
        rights=rights,
        relations=relations,
        complete=draw(_seldom(["owners", "rights", "relations"], ["owners"], ["rights", "relations"])),
    )


@st.composite
def _parties(draw: DrawFn) -> list[Record]:
    closed = ["owners", "rights", "relations"]
    ours = {"id": "redmesa", "name": "Redmesa", "country": "US", "owners": [], "rights": [], "relations": []}
    listed = draw(st.sampled_from(_LISTED))
    by_name = {
        "id": "named",
        "name": listed,
        "country": draw(st.sampled_from(("US", "DE"))),
        "complete": closed,
    }
    seated = {
        "id": "seated",
        "name": "Jialing",
        "country": draw(st.sampled_from(("CN", "RU", "KP", "IR", "CN-XJ", "HK", "MO"))),
    }
    base = ("redmesa", "named", "seated")
    middle = draw(_party(draw(_seldom("Middle", "Middle LP")), base))
    plant = draw(_party("Ridge", (*base, "middle")))
    return [ours, by_name, seated | {"complete": closed}, middle, plant]


@st.composite
def _nested(
    draw: DrawFn, whole: Decimal, kind: str, makers: tuple[str, ...]
) -> tuple[dict[str, list[Record] | None], list[Record]]:
    """What is inside the parts, now and then: a pack in the first, and a cell in the pack or in several."""
    if draw(_mostly(True, False, False)):
        return {}, []
    if draw(_seldom(False, True)):
        return {"a": None}, []
    cost = draw(_seldom({"kind": kind, "amount": whole / 2, "currency": "USD"}, None))
    pack = _known(
        id="pack",
        name="pack",
        kind=draw(_seldom("component", "subsystem", None)),
        manufacturer=draw(_seldom(draw(st.sampled_from(("redmesa", *makers))), None)),
        costs=[cost or {"kind": "landed", "amount": Decimal(7), "currency": "USD"}],
        children=draw(_seldom([{"ref": "cell", "quantity": 2}], [], None)),
        binding_contract=draw(_mostly(None, *CONTRACTS)),
    )
    cell = _known(
        id="cell",
        name="cell",
        kind="component",
        manufacturer=draw(_seldom(draw(st.sampled_from(("redmesa", *makers))), None)),
        costs=[{"kind": kind, "amount": whole / 5, "currency": "USD"}],
        children=draw(_seldom([], None)),
    )
    inside: dict[str, list[Record] | None] = {"a": [_known(ref="pack", quantity=draw(_seldom(1, None)))]}
    if draw(_mostly(False, True)):
        inside["b"] = [{"ref": "cell", "quantity": 1}]
    return inside, [pack, cell]


def _made_by(party: str | None) -> list[Record]:
    return [_known(stage="manufactured", country="US", party=party)]


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    technology = draw(_seldom(draw(st.sampled_from(TECHNOLOGIES)), None))
    kind = "direct" if technology in ("energy-storage", "solar", "wind", "nuclear") else "direct-material"
    beside = draw(st.sampled_from((Decimal("-0.01"), Decimal(0), Decimal(0), Decimal("0.01"))))
    percent = max(draw(st.sampled_from(_PERCENTS)) + beside, Decimal("0.5"))
    makers = ("ridge", "ridge", "named", "named", "seated", "middle")
    parts = []
    inside, deeper = draw(_nested(percent, kind, makers))
    for name, amount, maker in (
        ("a", percent, "redmesa"),
        ("b", 100 - percent, draw(st.sampled_from(makers))),
        ("c", Decimal(10), draw(st.sampled_from(("redmesa", *makers)))),
    )[: draw(_mostly(2, 3, 1))]:
        cost = draw(_seldom({"kind": kind, "amount": amount, "currency": "USD"}, None))
        other = {"kind": "landed", "amount": Decimal(7), "currency": "USD"}
        parts.append(
            _known(
                id=name,
                name=name,
                kind=draw(_mostly("component", "component", "component", "subsystem", None)),
                children=inside.pop(name, []),
                manufacturer=draw(_seldom(maker, None)),
                costs=[cost or other],
                binding_contract=draw(_mostly(None, *CONTRACTS)),
                stages=draw(_seldom(None, _made_by("redmesa"), _made_by("named"), _made_by(None))),
            )
        )
    usages = [_known(ref=part["id"], quantity=draw(_seldom(1, 2, None))) for part in parts]
    product = _known(
        id="product", name="Product", kind="end_item", product_technology=technology, children=usages
    )
    head = {"id": "bom", "product": "product"} | _known(completeness=draw(_seldom("complete", "incomplete")))
    bom = {
        "schema": "microdep-bom/1",
        "document": head,
        "parties": draw(_parties()),
        "components": [product, *parts, *deeper],
    }
    context = {"schema": "microdep-context/1"} | _known(
        construction_start=draw(_seldom(draw(st.sampled_from(STARTS)), None)),
        sale=draw(_seldom(draw(st.sampled_from(SALES)), None)),
        taxable_year=draw(st.sampled_from((*["2026-01-01"] * 7, *YEARS, None))),
    )
    return bom, context
