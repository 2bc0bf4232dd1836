"""The share of a country in the cost, beside whether production stops without it."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

import microdep_rules
from microdep_rules.engine.values import Interval
from microdep_rules.production.exposure import exposure_of
from tests.each import tries
from tests.impact.products import Drawn, products
from tests.impact.unjudged import unjudged

if TYPE_CHECKING:
    from microdep_rules.production.analysis import Impact

DRONE = """\
schema: microdep-bom/1
document: {product: drone}
components:
  - {id: drone, name: Drone, origin: US, children: [{ref: motor, quantity: 4}, {ref: frame, quantity: 1}]}
  - id: motor
    name: Motor
    origin: JP
    unit_cost: {amount: 50, currency: USD}
    children: [{ref: magnet, quantity: 2}]
  - {id: magnet, name: Magnet, origin: CN, unit_cost: {amount: 2, currency: USD}}
  - {id: frame, name: Frame, origin: US, unit_cost: {amount: 800, currency: USD}}
"""


def impact(text: str) -> Impact:
    return unjudged(text.encode())


def shares(found: Impact) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    return {exposure.country: (exposure.low, exposure.high) for exposure in found.exposures}


def test_a_small_share_of_the_cost_is_all_of_production() -> None:
    found = impact(DRONE)
    china = next(exposure for exposure in found.exposures if exposure.country == "CN")
    assert (Fraction(16, 1000), True) == (china.low, china.halts)
    exact = {"CN": Fraction(16, 1000), "JP": Fraction(184, 1000), "US": Fraction(800, 1000)}
    assert {country: (share, share) for country, share in exact.items()} == shares(found)


def test_what_has_no_country_of_its_own_makes_the_share_a_range() -> None:
    found = impact(DRONE.replace("name: Frame, origin: US", "name: Frame"))
    assert (Fraction(16, 1000), Fraction(816, 1000)) == shares(found)["CN"]


def test_a_cost_or_a_quantity_that_is_missing_is_named() -> None:
    without = impact(DRONE.replace(", unit_cost: {amount: 800, currency: USD}", ""))
    assert without.costs is not None
    assert ("frame",) == without.costs.missing
    uncounted = impact(DRONE.replace("{ref: frame, quantity: 1}", "{ref: frame}"))
    assert uncounted.costs is not None
    assert ("frame",) == uncounted.costs.missing


def test_a_cost_in_another_currency_is_not_added_and_makes_the_shares_ranges() -> None:
    found = impact(DRONE.replace("amount: 2, currency: USD", "amount: 2, currency: EUR"))
    assert found.costs is not None
    assert {("purchase-price", "EUR"): ("magnet",)} == found.costs.others
    assert ("magnet",) == found.costs.missing
    assert (Fraction(0), Fraction(200, 1000)) == shares(found)["CN"]


@settings(max_examples=tries(120), deadline=None)
@given(products(6))
def test_the_shares_are_those_of_the_exposure(drawn: Drawn) -> None:
    document = json.loads(drawn.document)
    for number, component in enumerate(document["components"]):
        if number % 3:
            component["unit_cost"] = {"amount": number, "currency": "USD" if number % 4 else "EUR"}
    text = json.dumps(document).encode()
    bom = microdep_rules.load_bom(text)
    assert bom.bom is not None
    exposed = exposure_of(bom.bom).origin
    rows = {row.country: row.shares.get("cost") for row in exposed.rows}
    stated = any(rows.values())
    for exposure in unjudged(text).exposures:
        # A country without a row has no share: each component of these products states one country.
        expected = rows.get(exposure.country) or (Interval(Fraction(0), Fraction(0)) if stated else None)
        assert expected == (Interval(exposure.low, exposure.high) if exposure.low is not None else None), (
            exposure.country
        )


def test_with_a_second_source_elsewhere_production_does_not_stop() -> None:
    text = DRONE.replace("name: Magnet, origin: CN", "name: Magnet, origin: CN, alternates: [second]")
    found = impact(text + "  - {id: second, name: Second, origin: KR}\n")
    assert [False] == [exposure.halts for exposure in found.exposures if exposure.country == "CN"]


def test_where_an_origin_is_missing_whether_production_stops_is_undetermined() -> None:
    text = DRONE.replace("name: Magnet, origin: CN", "name: Magnet, origin: CN, alternates: [second]")
    found = impact(text + "  - {id: second, name: Second}\n")
    assert [None] == [exposure.halts for exposure in found.exposures if exposure.country == "CN"]


# ---- in every world ------------------------------------------------------------------------------

PRICED = st.fixed_dictionaries(
    {"cost": st.integers(1, 5), "origins": st.sets(st.sampled_from(("CN", "JP", "KR")), max_size=2)}
)
"""What a component costs, and the countries of which it is from one: of none that are stated, from any."""
ELSEWHERE = ("CN", "JP", "KR", "FR", "US")
"""All that matter: those that are drawn, that of a mere alternate, and that of the product."""


def priced(parts: list[dict[str, Any]]) -> bytes:
    """A product of such components; an alternate from France for each, which is not built."""
    components: list[dict[str, Any]] = [
        {
            "id": "p",
            "name": "P",
            "origin": "US",
            "children": [{"ref": f"c{number}", "quantity": 1} for number in range(len(parts))],
        },
        {"id": "a", "name": "A", "origin": "FR", "unit_cost": {"amount": 9, "currency": "USD"}},
    ]
    for number, part in enumerate(parts):
        origins = sorted(part["origins"])
        origin = {} if not origins else {"origin": origins[0] if len(origins) == 1 else {"one_of": origins}}
        cost = {"amount": part["cost"], "currency": "USD"}
        components.append(
            {"id": f"c{number}", "name": f"C{number}", "unit_cost": cost, "alternates": ["a"]} | origin
        )
    head = {"product": "p", "completeness": "complete"}
    return json.dumps({"schema": "microdep-bom/1", "document": head, "components": components}).encode()


@settings(max_examples=tries(120), deadline=None)
@given(st.lists(PRICED, min_size=1, max_size=4))
def test_each_share_has_the_bounds_of_trying_every_world(parts: list[dict[str, Any]]) -> None:
    total = sum(part["cost"] for part in parts)
    worlds = list(product(*(sorted(part["origins"]) or ELSEWHERE for part in parts)))
    for country, found in shares(unjudged(priced(parts))).items():
        sums = [
            sum(p["cost"] for p, at in zip(parts, world, strict=True) if at == country) for world in worlds
        ]
        assert (Fraction(min(sums), total), Fraction(max(sums), total)) == found, country


def test_a_country_of_alternates_alone_has_no_share() -> None:
    drawn = [{"cost": 2, "origins": {"JP"}}, {"cost": 8, "origins": {"CN", "KR"}}]
    nothing, either = (Fraction(0), Fraction(0)), (Fraction(0), Fraction(4, 5))
    expected = {"US": nothing, "FR": nothing, "JP": (Fraction(1, 5),) * 2, "CN": either, "KR": either}
    assert expected == shares(unjudged(priced(drawn)))


def test_a_region_has_no_more_than_its_country() -> None:
    found = shares(impact(DRONE.replace("origin: CN", "origin: CN-XJ")))
    assert (found["CN"][1], Fraction(0)) == (found["CN-XJ"][1], found["CN-XJ"][0])
