"""Random small documents with their contexts, to hold an engine against the oracle of `buy-american`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.buy_american.documents import PRODUCT, document, known, part, steel

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

DELIVERIES = (
    *("2022-10-24", "2022-10-25", "2022-10-26", "2023-12-31", "2024-01-01", "2024-01-02"),
    *("2028-12-31", "2029-01-01", "2029-01-02"),
)
AWARDS = (
    *("2022-10-24", "2022-10-25", "2022-10-26", "2023-12-31", "2024-01-01", "2025-09-30", "2025-10-01"),
    *("2029-12-31", "2030-01-01", "2030-01-02"),
)
AMOUNTS = ("0", "9999.99", "10000", "10000.01", "15000", "15000.01", "173999.99", "174000", "174000.01")
SHARES = tuple(
    str(limit + Decimal(beside)) for limit in (55, 60, 65, 75) for beside in ("-0.01", "0", "0.01")
)
IRON = ("44.99", "45", "45.01", "60")
FOREIGN_IRON = ("4.99", "5", "5.01")
_DOMESTIC = ("US", "US", "US", "US-TX", "PR", "CA", "AT")
_FOREIGN = ("CN", "CN", "KR", "VN", "CA", None)
_EXCEPTIONS = (
    *("trade-agreements", "micro-purchase", "outside-us", "nonavailability", "public-interest"),
    "information-technology",
)
_KINDS = (
    *("nonavailability", "class-nonavailability", "public-interest", "unreasonable-cost", "urgency"),
    "commissary-resale",
)


def mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about six times in seven, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (6 * len(others)), *others))


@st.composite
def _made(draw: DrawFn) -> Record:
    """Where a component was made, which may contradict its origin."""
    made = draw(mostly(None, "US", "CN"))
    entry = known(stage=draw(mostly("assembled", "machined")), country="CN", share=draw(mostly(None, 40)))
    return known(place_of_manufacture=made, stages=draw(mostly(None, [entry])))


@st.composite
def _of_shares(draw: DrawFn) -> list[Record]:
    """Components whose domestic share is on a threshold or beside it, without iron or steel."""
    share = draw(st.sampled_from(SHARES))
    rest = str(100 - Decimal(share))
    parts = [
        part("a", draw(st.sampled_from(_DOMESTIC)), draw(mostly(share, None)), **draw(_made())),
        part("b", draw(st.sampled_from(_FOREIGN)), draw(mostly(rest, None)), **draw(_made())),
    ]
    if draw(st.booleans()):
        half = str(Decimal(rest) / 2)
        origins = (draw(st.sampled_from(_FOREIGN)) for _ in range(2))
        parts[1:] = [part(name, origin, half) for name, origin in zip("bc", origins, strict=True)]
    return parts


@st.composite
def _of_iron(draw: DrawFn) -> list[Record]:
    """Components that are half of iron or steel or nearly so, with a little that may be foreign."""
    own, foreign = draw(st.sampled_from(IRON)), draw(st.sampled_from(FOREIGN_IRON))
    places = [draw(mostly("CN", "US", "CA", None)) for _ in range(draw(st.integers(0, 2)))]
    rest = str(100 - Decimal(own) - Decimal(foreign))
    word = draw(mostly("stainless-steel", "cast-iron", "Fe", "Cu", None))
    sort = draw(mostly("mechanical-part", "fastener", "fastener", None))
    melted = draw(mostly("US", "CA", None))
    if None in places or not places or melted is None:
        return [
            part("a", "US", own, steel(own, melted, "US")),
            part(
                "b",
                "US",
                foreign,
                steel(foreign, *places, word=word or "Fe"),
                **{"class": sort or "fastener"},
            ),
            part("c", draw(st.sampled_from(("US", "CN"))), rest),
        ]
    return [
        part("a", "US", draw(mostly(own, None)), steel(own, melted, "US")),
        part(
            "b",
            draw(st.sampled_from(("US", "CN"))),
            foreign,
            steel(draw(mostly(foreign, None)), *places, word=word),
            cots=draw(mostly(False, True, None)),
            modified_before_acceptance=draw(mostly(False, True, None)),
            **{"class": sort},
        ),
        part("c", draw(st.sampled_from(("US", "CN"))), rest),
    ]


def _has_iron_of_unknown_origin(parts: list[Record]) -> bool:
    """Whether some iron or steel is foreign because its origin is missing.

    In such a document nothing else is missing: the language holds an absent fact against the party only where
    it is the only thing that is missing, and the law wherever it decides.
    """
    made = [each for held in parts for each in held.get("materials", [])]
    return any(not each.get("stages") or any("country" not in s for s in each["stages"]) for each in made)


@st.composite
def _boms(draw: DrawFn) -> Record:
    parts = draw(st.one_of(_of_shares(), _of_iron()))
    place = draw(st.sampled_from(("US", "US", "US", "US", "PR", "DE", "DE", "CA", "AT", "US", "CN", None)))
    if _has_iron_of_unknown_origin(parts):
        return document(
            *parts, place_of_manufacture="US" if place in (None, "AT") else place, cots=draw(st.booleans())
        )
    if draw(mostly(False, True)):
        del parts[-1]["materials"], parts[-1]["complete"]
    bom = document(
        *parts,
        quantity=draw(st.integers(1, 3)),
        completeness=draw(mostly("complete", "incomplete")),
        place_of_manufacture=place,
        cots=draw(mostly(False, True, True, None)),
        modified_before_acceptance=draw(mostly(False, True, None)),
        origin=draw(mostly(None, place, "CN")),
        stages=draw(
            mostly(None, [known(stage="final_assembly", country=draw(st.sampled_from(("US", "CN", None))))])
        ),
        claims=draw(mostly(None, [draw(st.sampled_from(_EXCEPTIONS))])),
        function=draw(mostly("radio", "mobile-electronics", None)),
    )
    for usage in bom["components"][0]["children"]:
        if draw(mostly(False, False, True)):
            del usage["quantity"]
    return bom


@st.composite
def _determination(draw: DrawFn) -> Record:
    start, end = draw(
        st.sampled_from((("2022-01-01", "2029-12-31"), ("2024-01-01", "2028-12-31"), ("2022-01-01", None)))
    )
    return known(
        kind=draw(st.sampled_from(_KINDS)),
        item=draw(mostly(PRODUCT, "b", None)),
        material=draw(mostly(None, "Cu")),
        **{"from": start, "through": end},
    )


@st.composite
def _contexts(draw: DrawFn) -> Record:
    given = draw(mostly([], draw(st.lists(_determination(), min_size=1, max_size=2)), None))
    amount = draw(st.sampled_from((*AMOUNTS, *["5000000"] * 8, None)))
    return {"schema": "microdep-context/1"} | known(
        agency=draw(st.sampled_from((*("GSA", "DoD", "NASA", "Navy") * 4, "federal", None))),
        value=None if amount is None else {"amount": amount, "currency": "USD"},
        award=draw(st.sampled_from((*AWARDS, None))),
        delivery=draw(st.sampled_from((*DELIVERIES, *DELIVERIES[1:], None))),
        place_of_use=draw(mostly("US", "JP", "GU", None)),
        product_service_group=draw(st.sampled_from(("15", "70"))),
        threshold_of_award_year=draw(mostly(False, True, None)),
        domestic_offer=draw(st.sampled_from((True, False, False, None))),
        small_business_set_aside=draw(mostly(True, False, None)),
        arms_or_war_materials=draw(mostly(False, True, None)),
        resale=draw(mostly(False, True, None)),
        reserved_source=draw(mostly(False, True, None)),
        limited_competition=draw(mostly(False, True, None)),
        low_foreign_offer=draw(mostly(True, False, None)),
        information_technology=draw(mostly(False, True, None)),
        commercial_status=draw(st.sampled_from(("non-commercial", "commercial-product", "cots", None))),
        determinations=given,
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    bom = draw(_boms())
    return bom, draw(_contexts())
