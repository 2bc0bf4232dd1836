"""Random products with their contexts, to hold an engine against the oracle of `trade-agreements`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import drawing as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

AMOUNTS = ("173999.99", "174000", "174000.01", "102280")
AWARDS = ("2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02", "2025-12-31", "2026-01-01", "2026-01-02")
COUNTRIES = (
    *(
        "US",
        "US-TX",
        "US",
        "JP",
        "DE",
        "PR",
        "TW",
        "JP",
        "HK",
        "MX",
        "NP",
        "TT",
        "AT",
        "MK",
        "OM",
        "TR",
        "EG",
    ),
    *("CN", "CN-GD", "MO", "IN", "MY", "VN", "TH", "BR", "RU", "PH", "ID") * 2,
)
GROUPS = ("10", "15", "20", "58", "59", *("70", "67") * 6, "7010", "21", "60", "36", "49", "83", "84")
CLASSES = ("3695", "3690", "4940", "4970", "8345", "8340", "8460", "2310", "36")


def mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about six times in seven, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (6 * len(others)), *others))


def known(**facts: Any) -> Record:
    """The facts that are there."""
    return {name: value for name, value in facts.items() if value is not None}


@st.composite
def _boms(draw: DrawFn) -> Record:
    country = draw(st.sampled_from(COUNTRIES))
    attested = known(
        country=draw(mostly(country, country, None)),
        basis=draw(mostly("a new article", "None", "n/a", None)),
        ruling=draw(st.sampled_from(("HQ H000001", "none", None))),
    )
    count = draw(st.integers(1, 4))
    parts = [f"part-{index}" for index in range(count)]
    product = known(
        id="product",
        name="product",
        kind="end_item",
        place_of_manufacture=draw(mostly(country, "CN", "US", None)),
        origin=draw(mostly(None, country, "CN", "JP")),
        children=[{"ref": part, "quantity": 1} for part in parts],
        substantial_transformation=attested if draw(mostly(True, False)) else None,
    )
    held = [
        known(id=part, name=part, kind="component", origin=draw(mostly("CN", "US", None)), children=[])
        for part in parts
    ]
    head = {"id": "bom", "product": "product", "completeness": draw(mostly("complete", "incomplete"))}
    return {"schema": "microdep-bom/1", "document": head, "components": [product, *held]}


@st.composite
def _contexts(draw: DrawFn) -> Record:
    amount = draw(st.sampled_from((*AMOUNTS, *AMOUNTS[1:3] * 6, None)))
    currency = draw(mostly("USD", "USD", "EUR"))
    return {"schema": "microdep-context/1"} | known(
        agency=draw(
            st.sampled_from((*("GSA", "NASA", "DoD", "Navy") * 5, "federal", "state-or-local", None))
        ),
        value=None if amount is None else {"amount": amount, "currency": currency},
        award=draw(st.sampled_from(("2025-05-01", *AWARDS, *AWARDS[2:] * 2, None))),
        product_service_group=draw(st.sampled_from((*GROUPS, None))),
        product_service_class=draw(st.sampled_from((*CLASSES, None))),
        small_business_set_aside=draw(mostly(False, False, True, None)),
        arms_or_war_materials=draw(mostly(False, False, True, None)),
        resale=draw(mostly(False, False, False, True, None)),
        reserved_source=draw(mostly(False, False, False, True, None)),
        limited_competition=draw(mostly(False, False, True, None)),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    bom = draw(_boms())
    return bom, draw(_contexts())
