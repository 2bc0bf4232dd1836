"""Scenarios with verdicts worked out by hand from the text of the law, each for the rules it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.oracles.buy_american.documents import (
    PRODUCT,
    context,
    determination,
    document,
    of_share,
    of_steel,
    part,
    steel,
)
from tests.oracles.buy_american.judge import (
    DOD_DOMESTIC,
    DOD_FALLBACK,
    DOMESTIC,
    FALLBACK,
    QUALIFYING,
    STEEL,
)
from tests.oracles.documents import usd
from tests.oracles.trade_agreements.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict

if TYPE_CHECKING:
    from tests.oracles.facts import Record


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case, with the verdicts of the rules that it is about."""

    id: str
    document: Record
    context: Record
    expected: dict[tuple[str, str], Verdict]
    variant: str = ""


def _case(name: str, bom: Record, deal: Record, **found: str | Verdict) -> Scenario:
    rules = _FOR_DOD if deal.get("agency") == "DoD" else _RULES
    expected = {
        (rules[rule], PRODUCT): Verdict(each) if isinstance(each, str) else each
        for rule, each in found.items()
    }
    return Scenario(name, bom, deal, expected)


_RULES = {"domestic": DOMESTIC, "steel": STEEL, "qualifying": QUALIFYING, "fallback": FALLBACK}
_FOR_DOD = _RULES | {"domestic": DOD_DOMESTIC, "fallback": DOD_FALLBACK}


def _dod(name: str, bom: Record, deal: Record | None = None, **found: str | Verdict) -> Scenario:
    return _case(f"dod-{name}", bom, (deal or context()) | {"agency": "DoD"}, **found)


def _exempt(*held: str) -> Verdict:
    return Verdict(EXEMPT, frozenset(held))


AT, ABOVE = of_share("65", "35"), of_share("65.01", "34.99")
FOREIGN = of_share("10", "90")


def _thresholds() -> list[Scenario]:
    days = [
        ("2022-10-24", ("60.01", "39.99"), NOT_APPLICABLE),
        ("2022-10-25", ("60", "40"), FAIL),
        ("2022-10-25", ("60.01", "39.99"), PASS),
        ("2022-10-26", ("59.99", "40.01"), FAIL),
        ("2023-12-31", ("60.01", "39.99"), PASS),
        ("2024-01-01", ("60.01", "39.99"), FAIL),
        ("2024-01-01", ("65.01", "34.99"), PASS),
        ("2024-01-02", ("64.99", "35.01"), FAIL),
        ("2028-12-31", ("65.01", "34.99"), PASS),
        ("2029-01-01", ("75", "25"), FAIL),
        ("2029-01-01", ("75.01", "24.99"), PASS),
        ("2029-01-02", ("74.99", "25.01"), FAIL),
    ]
    return [
        _case("5a", AT, context(), domestic=FAIL, steel=NOT_APPLICABLE),
        _case("5b", ABOVE, context("2028-12-31"), domestic=PASS),
        _case("5b-2029", ABOVE, context("2029-01-01"), domestic=FAIL),
        *(
            _case(f"{day}-{costs[0]}", of_share(*costs), context(day), domestic=word)
            for day, costs, word in days
        ),
        _case("delivery-not-known", ABOVE, context(None), domestic=UNKNOWN),
        _case("delivery-not-known-and-made-abroad", _abroad(ABOVE), context(None), domestic=UNKNOWN),
        _case("award-year", ABOVE, context("2029-01-01", threshold_of_award_year=True), domestic=PASS),
        _case(
            "award-year-not-known",
            ABOVE,
            context("2029-01-01", threshold_of_award_year=None),
            domestic=UNKNOWN,
        ),
        _case("award-year-needless", ABOVE, context(threshold_of_award_year=None), domestic=PASS),
    ]


def _abroad(bom: Record, place: str | None = "CN") -> Record:
    product, *parts = bom["components"]
    moved = {name: value for name, value in product.items() if name != "place_of_manufacture"}
    return bom | {"components": [moved | ({"place_of_manufacture": place} if place else {}), *parts]}


def _content() -> list[Scenario]:
    inner = part("inside", "CN", "30")
    motor = part("module", "US", "70", children=[{"ref": "inside", "quantity": 1}])
    module = document(motor, part("case", "CN", "30"))
    module["components"].append(inner)
    cots = of_share("10", "90", cots=True)
    open_origin = document(part("a", "US", "60"), part("b", None, "20"), part("c", "CN", "20"))
    found = context(determinations=[determination("class-nonavailability", "b")])
    by_material = document(
        part("a", "US", "10"), part("b", "CN", "90", {"id": "m", "substance": "Ti", "stages": []})
    )
    titanium = context(determinations=[determination("class-nonavailability", None, material="Ti")])
    return [
        _case("5d", cots, context(), domestic=PASS, fallback=FAIL),
        _case("cots-made-abroad", _abroad(cots), context(), domestic=FAIL),
        _case("5g", module, context(), domestic=PASS),
        _case("made-abroad", _abroad(ABOVE), context(), domestic=FAIL),
        _case("made-in-puerto-rico", _abroad(ABOVE, "PR"), context(), domestic=PASS),
        _case("made-nobody-knows-where", _abroad(ABOVE, None), context(), domestic=UNKNOWN),
        _case("origin-not-known", open_origin, context(), domestic=FAIL),
        _case(
            "f1-40-of-unknown-origin",
            document(part("a", "US", "60"), part("b", None, "40")),
            context(),
            domestic=FAIL,
        ),
        _case(
            "origin-not-known-of-little",
            document(part("a", "US", "65.01"), part("b", None, "34.99")),
            context(),
            domestic=PASS,
        ),
        _case("origin-not-known-and-needless", of_share("65.01", "34.99", "VN"), context(), domestic=PASS),
        _case(
            "cost-not-known",
            document(part("a", "US", None), part("b", "CN", "1")),
            context(),
            domestic=UNKNOWN,
        ),
        _case("cost-of-the-only-component", document(part("a", "US", None)), context(), domestic=PASS),
        _case("list-open", of_share("90", "10", completeness="incomplete"), context(), domestic=UNKNOWN),
        _case("quantities", of_share("65", "35", quantity=3), context(), domestic=FAIL),
        _case("nonavailable-component", FOREIGN, found, domestic=PASS),
        _case("nonavailable-material", by_material, titanium, domestic=PASS),
        _case("canada", of_share("10", "90", "CA"), context(), domestic=FAIL),
        *_statements(),
        _dod("origin-not-known", open_origin, domestic=FAIL),
        _dod("canada", of_share("10", "90", "CA"), domestic=PASS),
        _dod("austria", of_share("10", "90", "AT"), domestic=PASS),
        _dod("korea", of_share("10", "90", "KR"), domestic=FAIL),
        _dod(
            "public-interest",
            FOREIGN,
            context(determinations=[determination("public-interest", "b")]),
            domestic=PASS,
        ),
    ]


def _statements() -> list[Scenario]:
    """One fact, stated in another field."""
    assembled = [{"stage": "final_assembly", "country": "CN"}]
    machined = [{"stage": "machined", "country": "CN"}]
    ours = [{"stage": "final_assembly", "country": "US"}]
    without = _abroad(ABOVE, None)["components"][0]

    def product(**facts: Any) -> Record:
        return ABOVE | {"components": [without | facts, *ABOVE["components"][1:]]}

    def of(origin: str | None = None, **facts: Any) -> Record:
        return document(part("a", origin, "66", **facts), part("b", "CN", "34"))

    modified = of_share("10", "90", cots=True, modified_before_acceptance=True)
    unsaid = of_share("10", "90", cots=True, modified_before_acceptance=None)
    return [
        _case("assembled-in-the-us", product(stages=ours), context(), domestic=PASS),
        _case("assembled-abroad", product(stages=assembled), context(), domestic=FAIL),
        _case(
            "assembled-abroad-and-made-in-the-us",
            product(stages=assembled, place_of_manufacture="US"),
            context(),
            domestic=UNKNOWN,
        ),
        _case(
            "of-another-origin", product(place_of_manufacture="US", origin="CN"), context(), domestic=UNKNOWN
        ),
        _case("origin-alone", product(origin="US"), context(), domestic=UNKNOWN),
        _case("component-made-in-the-us", of(place_of_manufacture="US"), context(), domestic=PASS),
        _case("component-assembled-in-the-us", of(stages=ours), context(), domestic=PASS),
        _case("component-assembled-abroad", of(origin="US", stages=assembled), context(), domestic=FAIL),
        _case("component-made-abroad", of(origin="US", place_of_manufacture="CN"), context(), domestic=FAIL),
        _case("component-machined-abroad", of(origin="US", stages=machined), context(), domestic=PASS),
        _case("cots-and-modified", modified, context(), domestic=FAIL),
        _case("cots-and-nobody-says-whether-modified", unsaid, context(), domestic=UNKNOWN),
    ]


def _iron_and_steel() -> list[Scenario]:
    half = of_steel("40", "10", "50")
    barely = of_steel("46", "5", "49")
    melted_only = of_steel("46", "5", "49", "US")
    bolts = document(
        part("a", "US", "70", steel("70", "US", "US")),
        part("b", "CN", "10", steel("10", "CN", "CN"), cots=True, **{"class": "fastener"}),
        part("c", "US", "20"),
    )
    screw = of_steel("60", "40", "1", cots=True, function=None, **{"class": "fastener"})
    screws = document(
        part("a", "CN", "60", steel("60", "CN", "CN"), cots=True, **{"class": "fastener"}),
        part("b", "US", "40", {"id": "m", "substance": "Al", "stages": []}),
    )
    half_besides = document(
        part("a", "US", "50", steel("50", "CN", "CN")),
        part("b", "US", "50", steel("50", "CN", "CN"), cots=True, **{"class": "fastener"}),
    )
    more_besides = document(
        part("a", "US", "50.01", steel("50.01", "CN", "CN")),
        part("b", "US", "49.99", steel("49.99", "CN", "CN"), cots=True, **{"class": "fastener"}),
    )
    return [
        _case("exactly-half", half, context(), steel=NOT_APPLICABLE, domestic=PASS),
        _case("steel-5.00", barely, context(), steel=FAIL, domestic=FAIL, fallback=FAIL),
        _case("steel-4.99", of_steel("46.01", "4.99", "49"), context(), steel=PASS, domestic=PASS),
        _case("steel-5.01", of_steel("46", "5.01", "48.99"), context(), steel=FAIL, domestic=FAIL),
        _case("steel-half-and-a-cent", of_steel("45.01", "5", "49.99"), context(), steel=FAIL),
        _case("steel-just-below-half", of_steel("44.99", "5", "50.01"), context(), steel=NOT_APPLICABLE),
        _case("steel-of-cots", of_steel("46", "5", "49", cots=True), context(), steel=FAIL, domestic=FAIL),
        _case("steel-melted-only", melted_only, context(), steel=PASS),
        _case("steel-rolled-abroad", of_steel("46", "5", "49", "US", "CN"), context(), steel=FAIL),
        _case("steel-melted-abroad", of_steel("46", "5", "49", "CN", "US"), context(), steel=FAIL),
        _case("steel-of-nobody-knows-where", of_steel("46", "5", "49", None, "US"), context(), steel=FAIL),
        _case("steel-of-canada", of_steel("46", "5", "49", "CA", "CA"), context(), steel=FAIL),
        _dod("steel-of-canada", of_steel("46", "5", "49", "CA", "CA"), steel=PASS),
        _case("steel-of-cots-fasteners", bolts, context(), steel=PASS),
        _case("steel-in-a-cots-fastener", screw, context(), steel=PASS, domestic=PASS),
        _case("o1-cots-screws-of-china", screws, context(), steel=NOT_APPLICABLE, domestic=FAIL),
        _dod("o1-cots-screws-of-china", screws, steel=NOT_APPLICABLE, domestic=FAIL),
        _case("half-is-steel-besides-screws", half_besides, context(), steel=NOT_APPLICABLE),
        _case("more-is-steel-besides-screws", more_besides, context(), steel=FAIL),
        _case("steel-made-abroad", _abroad(of_steel("60", "1", "39")), context(), steel=PASS, domestic=FAIL),
        _case(
            "steel-cost-not-known",
            document(part("a", "US", "60", steel(None, "CN", "CN")), part("b", "CN", "40")),
            context(),
            steel=UNKNOWN,
        ),
        _case(
            "steel-cost-not-known-in-half-of-it",
            document(part("a", "US", "50", steel(None, "CN", "CN")), part("b", "CN", "50")),
            context(),
            steel=NOT_APPLICABLE,
        ),
        _case(
            "steel-substance-not-known",
            document(part("a", "US", "60", steel("60", word=None)), part("b", "CN", "40")),
            context(),
            steel=UNKNOWN,
        ),
        _case("steel-exempt", barely, context(value=usd("15000")), steel=_exempt("micro-purchase")),
    ]


def _exceptions() -> list[Scenario]:
    def value(name: str, amount: str, award: str, found: str | Verdict) -> Scenario:
        return _case(
            f"{name}-{amount}-{award}", FOREIGN, context(value=usd(amount), award=award), domestic=found
        )

    micro = _exempt("micro-purchase")
    trade = context(small_business_set_aside=False)
    found = [
        value("micro", "10000", "2025-09-30", micro),
        value("micro", "10000.01", "2025-09-30", FAIL),
        value("micro", "15000", "2025-09-30", FAIL),
        value("micro", "15000", "2025-10-01", micro),
        value("micro", "15000.01", "2025-10-02", FAIL),
        _case("trade", FOREIGN, trade, domestic=_exempt("trade-agreements")),
        _case("trade-at", FOREIGN, trade | {"value": usd("174000")}, domestic=_exempt("trade-agreements")),
        _case("trade-below", FOREIGN, trade | {"value": usd("173999.99")}, domestic=FAIL),
        _dod("trade-group-15", FOREIGN, trade | {"product_service_group": "15"}, domestic=FAIL),
        _dod("trade-group-70", FOREIGN, trade, domestic=_exempt("trade-agreements")),
        _case("used-abroad", FOREIGN, context(place_of_use="JP"), domestic=_exempt("outside-us")),
        _case("used-in-guam", FOREIGN, context(place_of_use="GU"), domestic=FAIL),
        _case("use-not-known", FOREIGN, context(place_of_use=None), domestic=FAIL),
        _case(
            "use-not-known-and-claimed",
            FOREIGN,
            context(place_of_use=None, claims=["outside-us"]),
            domestic=UNKNOWN,
        ),
    ]
    laptop = _abroad(of_share("10", "90", cots=True, function="mobile-electronics"))
    technology = _exempt("information-technology")
    rack = context(information_technology=True, commercial_status="commercial-product")
    found += [
        _case("o7-cots-laptop-made-in-china", laptop, context(), domestic=technology),
        _dod("o7-cots-laptop-made-in-china", laptop, domestic=technology),
        _case("information-technology", FOREIGN, rack, domestic=technology),
        _case(
            "information-technology-not-commercial",
            FOREIGN,
            rack | {"commercial_status": "non-commercial"},
            domestic=FAIL,
        ),
        _case(
            "information-technology-claimed",
            FOREIGN,
            context(information_technology=True, claims=["information-technology"]),
            domestic=UNKNOWN,
        ),
    ]
    kinds = {
        "nonavailability": "nonavailability",
        "class-nonavailability": "nonavailability",
        "public-interest": "public-interest",
        "unreasonable-cost": "unreasonable-cost",
        "commissary-resale": "commissary-resale",
    }
    for kind, name in kinds.items():
        given = determination(kind)
        for label, day, word in (("", "2026-12-31", _exempt(name)), ("-after", "2027-01-01", FAIL)):
            deal = context(day, determinations=[given])
            found.append(_case(f"{kind}{label}", _abroad(FOREIGN), deal, domestic=word))
        other = context(determinations=[given | {"item": "x"}])
        found.append(_case(f"{kind}-of-something-else", FOREIGN, other, domestic=FAIL))
    return found


def _qualifying_and_fallback() -> list[Scenario]:
    german = of_share("10", "90", "DE", place_of_manufacture="DE")
    austrian = of_share("10", "90", "DE", place_of_manufacture="AT")
    chinese = of_share("65", "35", place_of_manufacture="DE")
    steely = of_steel("46", "5", "49", place_of_manufacture="DE")
    determined = context(determinations=[determination("public-interest")])
    none = context(domestic_offer=False)

    def fallback(name: str, costs: tuple[str, str], deal: Record, word: str, **facts: Any) -> Scenario:
        return _case(f"fallback-{name}", of_share(*costs, **facts), deal, fallback=word)

    over, at = ("55.01", "44.99"), ("55", "45")
    return [
        _dod("qualifying", german, qualifying=PASS, domestic=FAIL),
        _dod("qualifying-at-the-threshold", chinese, qualifying=FAIL),
        _dod("qualifying-cots", of_share("1", "9", place_of_manufacture="DE", cots=True), qualifying=PASS),
        _dod("qualifying-us-made", ABOVE, qualifying=NOT_APPLICABLE),
        _dod("qualifying-made-in-china", _abroad(ABOVE), qualifying=NOT_APPLICABLE),
        _dod("qualifying-austria", austrian, qualifying=FAIL),
        _dod("qualifying-austria-determined", austrian, determined, qualifying=PASS),
        _dod("qualifying-of-steel", steely, qualifying=FAIL),
        fallback("above", over, none, PASS),
        fallback("at", at, none, FAIL),
        fallback("below", ("54.99", "45.01"), none, FAIL),
        fallback("domestic-offer", over, context(), FAIL),
        fallback("domestic-offer-not-known", over, context(domestic_offer=None), UNKNOWN),
        fallback("cots", over, none, FAIL, cots=True),
        fallback("last-day", over, context(domestic_offer=False, award="2029-12-31"), PASS),
        fallback("day-after", over, context(domestic_offer=False, award="2030-01-01"), NOT_APPLICABLE),
        fallback("first-day", over, context(domestic_offer=False, award="2022-10-25"), PASS),
        fallback("day-before", over, context(domestic_offer=False, award="2022-10-24"), NOT_APPLICABLE),
        fallback("low-offer-no-worse", over, context(domestic_offer=False, low_foreign_offer=False), FAIL),
        fallback("low-offer-not-known", over, context(domestic_offer=False, low_foreign_offer=None), UNKNOWN),
        _dod("fallback-low-offer", of_share(*over), none | {"low_foreign_offer": False}, fallback=PASS),
        _dod("o8-steel-cabinet", of_steel("50", "30", "20"), none, fallback=FAIL),
        _dod("fallback-half-of-steel", of_steel("40", "10", "50"), none, fallback=PASS),
        _dod("fallback-cots", of_share(*over, cots=True), none, fallback=PASS),
        _dod("fallback-qualifying", of_share("10", "90", "DE"), none, fallback=PASS),
    ]


def _buyers() -> list[Scenario]:
    """Who buys is what the contract says."""

    def both(name: str, bom: Record, agency: str | None, civilian: str, dod: str) -> Scenario:
        found = {(DOMESTIC, PRODUCT): Verdict(civilian), (DOD_DOMESTIC, PRODUCT): Verdict(dod)}
        return Scenario(name, bom, context(agency=agency), found)

    german_steel = of_steel("46", "5", "49", "DE", "DE")
    return [
        both("bought-by-gsa", FOREIGN, "GSA", FAIL, NOT_APPLICABLE),
        both("bought-by-dod", FOREIGN, "DoD", NOT_APPLICABLE, FAIL),
        both("bought-by-the-navy", FOREIGN, "Navy", NOT_APPLICABLE, FAIL),
        both("bought-by-a-state", FOREIGN, "state-or-local", NOT_APPLICABLE, NOT_APPLICABLE),
        both("agency-not-stated", FOREIGN, "federal", UNKNOWN, UNKNOWN),
        both("agency-not-known", FOREIGN, None, UNKNOWN, UNKNOWN),
        both("agency-not-stated-and-needless", ABOVE, "federal", PASS, PASS),
        both("agency-not-stated-of-canada", of_share("10", "90", "CA"), "federal", UNKNOWN, PASS),
        _case("steel-agency-not-stated", of_steel("46", "5", "49"), context(agency="federal"), steel=FAIL),
        _case("german-steel-agency-not-stated", german_steel, context(agency="federal"), steel=UNKNOWN),
        _case("german-steel-agency-not-known", german_steel, context(agency=None), steel=UNKNOWN),
    ]


SCENARIOS: list[Scenario] = [
    *_thresholds(),
    *_content(),
    *_iron_and_steel(),
    *_exceptions(),
    *_qualifying_and_fallback(),
    *_buyers(),
]
