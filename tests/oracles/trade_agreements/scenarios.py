"""Scenarios with verdicts worked out by hand from the text of the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd
from tests.oracles.trade_agreements.judge import FAIL, NOT_APPLICABLE, PASS, RULE, UNKNOWN, Verdict

if TYPE_CHECKING:
    from tests.oracles.facts import Record


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    expected: dict[tuple[str, str], Verdict]
    variant: str = ""


def _known(facts: Record) -> Record:
    return {name: value for name, value in facts.items() if value is not None}


def document(
    transformed: str | None, *, basis: str | None = "assembly and programming", **more: Any
) -> Record:
    """A drone of one Chinese part, with the country in which it was last substantially transformed."""
    origin = _known({"country": transformed, "basis": basis, "ruling": more.pop("ruling", None)})
    drone = {
        "id": "drone",
        "name": "Drone",
        "kind": "end_item",
        "place_of_manufacture": transformed,
        "children": [{"ref": "kit", "quantity": 1}],
    } | ({"substantial_transformation": origin} if origin else {})
    kit = {"id": "kit", "name": "Kit", "kind": "component", "origin": "CN", "children": []}
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "drone", "completeness": "complete"},
        "components": [_known(drone | more), kit],
    }


def context(**more: Any) -> Record:
    """A buy of a civilian agency, far above the threshold, with nothing that takes it out."""
    facts: Record = {
        "schema": "microdep-context/1",
        "agency": "GSA",
        "value": usd("500000"),
        "award": "2025-05-01",
        "product_service_group": "70",
        "small_business_set_aside": False,
        "arms_or_war_materials": False,
        "resale": False,
        "reserved_source": False,
        "limited_competition": False,
    }
    return _known(facts | more)


def _case(name: str, bom: Record, deal: Record, found: str) -> Scenario:
    return Scenario(name, bom, deal, {(RULE, "drone"): Verdict(found)})


CHINESE = document("CN")


def _origins() -> list[Scenario]:
    kit = document("CN", basis="no transformation in Mexico", place_of_manufacture="MX")
    return [
        _case("6a", document("TW"), context(), PASS),
        _case("6b", kit, context(), FAIL),
        _case("6c", document("IN"), context(), FAIL),
        _case("6e", document("TW", basis=None), context(), UNKNOWN),
        _case("ruling-instead-of-basis", document("TW", basis=None, ruling="HQ H000001"), context(), PASS),
        *(
            _case(f"rests-on-{name}", document("TW", basis=basis, ruling=ruling), context(), found)
            for name, basis, ruling, found in (
                ("neither", "none", "None", FAIL),
                ("neither-in-capitals", "NONE", " none ", FAIL),
                ("no-basis", "none", None, UNKNOWN),
                ("fillers", "n/a", "N/A", UNKNOWN),
                ("no-ruling", "unknown", "None", UNKNOWN),
                ("a-ruling", "TBD", "HQ H000001", PASS),
                ("later", "to be determined", None, UNKNOWN),
            )
        ),
        _case(
            "place-says-nothing", document(None, basis=None, place_of_manufacture="TW"), context(), UNKNOWN
        ),
        _case("basis-without-country", document(None), context(), UNKNOWN),
        _case("of-another-origin", document("TW", origin="CN"), context(), UNKNOWN),
        _case("of-an-eligible-origin", document("TW", origin="JP"), context(), PASS),
        _case("of-two-origins-that-are-not-eligible", document("CN", origin="VN"), context(), FAIL),
        _case("of-an-origin-alone", document(None, origin="TW"), context(), UNKNOWN),
        _case("not-eligible-without-basis", document("CN", basis=None), context(), FAIL),
        *(
            _case(f"civilian-{country}", document(country), context(), found)
            for country, found in _CIVILIAN.items()
        ),
        *(
            _case(f"dod-{country}", document(country), context(agency="DoD"), found)
            for country, found in _DOD.items()
        ),
    ]


_CIVILIAN = {
    **dict.fromkeys(("US", "PR", "US-TX", "JP", "HK", "MX", "KH", "AW", "BQ", "AT", "MK", "OM", "GB"), PASS),
    **dict.fromkeys(("CN", "MO", "MY", "TH", "VN", "ID", "BR", "PH", "TR", "EG", "RU", "IN"), FAIL),
}
_DOD = {
    **dict.fromkeys(("US", "TR", "EG", "AT", "TW", "MA", "NP", "TT"), PASS),
    **dict.fromkeys(("MK", "OM", "CN", "IN"), FAIL),
}


def _coverage() -> list[Scenario]:
    return [
        _case("below-the-threshold", CHINESE, context(value=usd("173999.99")), NOT_APPLICABLE),
        _case("at-the-threshold", CHINESE, context(value=usd("174000")), FAIL),
        _case("above-the-threshold", CHINESE, context(value=usd("174000.01")), FAIL),
        _case("only-above-the-free-trade-threshold", CHINESE, context(value=usd("102280")), NOT_APPLICABLE),
        _case("value-in-euro", CHINESE, context(value={"amount": "500000", "currency": "EUR"}), UNKNOWN),
        _case("value-of-nothing", CHINESE, context(value={"amount": "0", "currency": "USD"}), UNKNOWN),
        _case("value-not-known", CHINESE, context(value=None), UNKNOWN),
        _case("set-aside", CHINESE, context(small_business_set_aside=True), NOT_APPLICABLE),
        _case("set-aside-not-known", CHINESE, context(small_business_set_aside=None), UNKNOWN),
        _case("arms", CHINESE, context(arms_or_war_materials=True), NOT_APPLICABLE),
        _case("arms-not-known", CHINESE, context(arms_or_war_materials=None), UNKNOWN),
        *(
            scenario
            for fact in ("resale", "reserved_source", "limited_competition")
            for scenario in (
                _case(fact, CHINESE, context(**{fact: True}), NOT_APPLICABLE),
                _case(f"{fact}-not-known", CHINESE, context(**{fact: None}), UNKNOWN),
            )
        ),
        _case("not-known-but-eligible", document("TW"), context(limited_competition=None), PASS),
        _case("day-before-the-threshold-is-known", CHINESE, context(award="2023-12-31"), UNKNOWN),
        _case("first-day-of-the-threshold", CHINESE, context(award="2024-01-01"), FAIL),
        _case("day-after", CHINESE, context(award="2024-01-02"), FAIL),
        _case("threshold-of-2026-stands-in", CHINESE, context(award="2026-01-01"), FAIL),
        _case("award-not-known", CHINESE, context(award=None), UNKNOWN),
    ]


def _buyers() -> list[Scenario]:
    def dod(name: str, found: str, **more: Any) -> Scenario:
        return _case(f"dod-{name}", CHINESE, context(**{"agency": "DoD"} | more), found)

    return [
        *(
            dod(f"group-{group}", found, product_service_group=group)
            for found, groups in (
                (NOT_APPLICABLE, "10 15 20 21 27 28 31 33 50 51 52 57 58 59 60 64 82 86 90 92 95 97 98"),
                (FAIL, "22 26 29 30 32 34 48 53 56 61 63 65 67 70 80 85 87 88 91 93 94 96 99"),
                (UNKNOWN, "09 23 36 44 49 66 81 83 84 89 7010 1560 D3"),
            )
            for group in groups.split()
        ),
        *(
            dod(f"class-{code}", found, product_service_group=code[:2], product_service_class=code)
            for found, codes in (
                (NOT_APPLICABLE, "2305 2350 3690 4470 4920 4927 4931 4935 4960 4970 8140 8340 8465 8920"),
                (FAIL, "2320 3695 4410 4930 4940 6640 8135 8460 8975"),
                (UNKNOWN, "2310 6645 8315 8345 3699"),
            )
            for code in codes.split()
        ),
        dod("class-of-another-group", UNKNOWN, product_service_group="36", product_service_class="7010"),
        dod("class-needless", FAIL, product_service_group="70", product_service_class="3690"),
        dod("group-not-known", UNKNOWN, product_service_group=None),
        dod("of-a-service", FAIL, agency="Navy"),
        _case("group-15-of-a-civilian-agency", CHINESE, context(product_service_group="15"), FAIL),
        _case("agency-not-known", CHINESE, context(agency=None), UNKNOWN),
        _case("agency-not-stated", CHINESE, context(agency="federal", product_service_group="15"), UNKNOWN),
        _case("agency-not-stated-and-needless", CHINESE, context(agency="federal"), FAIL),
        _case("agency-not-stated-of-egypt", document("EG"), context(agency="federal"), UNKNOWN),
        _case("agency-not-stated-of-oman", document("OM"), context(agency="federal"), UNKNOWN),
        _case("agency-not-stated-of-taiwan", document("TW"), context(agency="federal"), PASS),
        _case("a-state", CHINESE, context(agency="state-or-local"), NOT_APPLICABLE),
    ]


SCENARIOS: list[Scenario] = [*_origins(), *_coverage(), *_buyers()]
