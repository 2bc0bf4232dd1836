"""Scenarios with verdicts worked out by hand, each a whole document and context."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.eu_critical_raw_materials.judge import (
    COMPANY,
    CONCENTRATION,
    DISCLOSE,
    FAIL,
    LABEL,
    NOT_APPLICABLE,
    PASS,
    RECYCLED,
    UNKNOWN,
    Verdict,
)

if TYPE_CHECKING:
    from tests.oracles.facts import Record

PRODUCT, PART = "product", "part"
ACT = date(2026, 5, 24)
CLOSED = ["children", "materials"]
LABELLED = (
    *("mri-device", "wind-generator", "industrial-robot", "motor-vehicle", "light-means-of-transport"),
    *("cooling-generator", "heat-pump", "stepper-motor", "washing-machine", "tumble-dryer"),
    *("microwave-oven", "dishwasher"),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and the verdicts it must give; others are not looked at."""

    id: str
    document: Record
    context: Record
    variant: str
    expected: dict[tuple[str, str], Verdict]
    label_act: date | None = None
    calculation_act: date | None = None


def known(**facts: Any) -> Record:
    """Without the facts given as `None`: they are left out of the document."""
    return {name: value for name, value in facts.items() if value is not None}


def stage(word: str, country: str | None, share: str | None = None, of: str | None = None) -> Record:
    """A stage entry, of the material itself or of a constituent."""
    return known(stage=word, country=country, share=share and Decimal(share), substance=of)


def material(substance: str | None, *stages: Record, **more: Any) -> Record:
    """A material with all its stages stated."""
    return known(id="m", substance=substance, stages=list(stages), **({"complete": ["stages"]} | more))


def bom(*materials: Record, part: Record | None = None, **product: Any) -> Record:
    """A product with one part that holds the materials and nothing else."""
    whole = {"complete": CLOSED, "class": "tank-or-automotive-item", "materials": []} | product
    inner = {"id": PART, "name": "Part", "kind": "component", "function": "bracket", "complete": CLOSED}
    usage = [{"ref": PART, "quantity": 1}]
    top = {"id": PRODUCT, "name": "Product", "kind": "end_item", "children": usage} | whole
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT},
        "components": [known(**top), known(**(inner | {"materials": list(materials)} | (part or {})))],
    }


def deal(day: str | None = "2026-06-01", **company: Any) -> Record:
    """The day on which the product is placed on the market, and the company."""
    return {"schema": "microdep-context/1"} | known(placing_on_market=day, company=company or None)


def turnover(amount: str, currency: str = "EUR") -> Record:
    """A yearly turnover."""
    return {"amount": amount, "currency": currency}


def _one(
    name: str, rule: str, subject: str, word: str, document: Record, context: Record, **acts: Any
) -> Scenario:
    return Scenario(name, document, context, "", {(rule, subject): Verdict(word)}, **acts)


def _share(
    name: str, word: str, given: Record, day: str | None = "2026-06-01", subject: str = "part/m"
) -> Scenario:
    return _one(name, CONCENTRATION, subject, word, bom(given), deal(day))


def _split(word: str, first: str, country: str = "CN") -> list[Record]:
    return [stage(word, country, first), stage(word, "FR", str(100 - Decimal(first)))]


def _concentrations() -> list[Scenario]:
    china = [stage("separated", "CN")]
    both = [stage("mined", "CN", "40"), stage("mined", "AU", "60"), *_split("separated", "92")]
    unknown = [stage("separated", "CN", "60"), stage("separated", None, "40")]
    union = [stage("separated", "EE", "70"), stage("separated", "CN", "30")]
    regions = [stage("refined", "CN-XJ", "33"), stage("refined", "CN", "33"), stage("refined", "DE", "34")]
    opened = {"complete": None}
    half = _split("separated", "50")

    def of(constituent: str, *stages: Record) -> list[Record]:
        return [each | {"substance": constituent} for each in stages]

    hidden = bom(material("steel"), part={"complete": ["children"]})
    cases = [
        _share("8a-65.0", PASS, material("Nd", *_split("separated", "65.0"))),
        _share("8a-65.1", FAIL, material("Nd", *_split("separated", "65.1"))),
        _share("64.9", PASS, material("Nd", *_split("separated", "64.9"))),
        _share("8b", FAIL, material("Nd", *both)),
        _share("8b-mined-alone", PASS, material("Nd", *both[:2])),
        _share("8e", UNKNOWN, material("Nd", stage("separated", "CN", "60"), stage("separated", "FR", "10"))),
        _share("8e-over-anyway", FAIL, material("Nd", stage("separated", "CN", "66"))),
        _share(
            "8e-under-anyway",
            PASS,
            material("Nd", stage("separated", "CN", "35"), stage("separated", "FR", "35")),
        ),
        _share("country-not-said", UNKNOWN, material("Nd", *unknown)),
        _share("of-the-union", PASS, material("Nd", *union)),
        _share("regions-count-for-their-country", FAIL, material("Al", *regions)),
        _share("a-whole-stage", FAIL, material("Nd", *china)),
        _share("list-open", UNKNOWN, material("Nd", *_split("separated", "50"), **opened)),
        _share("list-open-over-anyway", FAIL, material("Nd", *china, **opened)),
        _share("melting-is-not-asked", PASS, material("Al", stage("melted", "CN"))),
        _share("another-constituent", PASS, material("Nd", stage("mined", "CN", of="Fe"))),
        _share("8b-in-a-magnet", FAIL, material("NdFeB", *of("Nd", *both))),
        _share("in-a-magnet-65.0", PASS, material("NdFeB", *of("Nd", *_split("separated", "65.0")))),
        _share("in-a-magnet-65.1", FAIL, material("NdFeB", *of("Nd", *_split("separated", "65.1")))),
        _share("dysprosium-in-a-magnet", FAIL, material("NdFeB", *of("Nd", *half), *of("Dy", *china))),
        _share("two-in-a-magnet", PASS, material("NdFeB", *of("Nd", *half), *of("Dy", *half))),
        _share("iron-in-a-magnet", PASS, material("NdFeB", *of("Fe", stage("mined", "CN")))),
        _share("cobalt-in-a-magnet", FAIL, material("SmCo", *of("Co", stage("refined", "CN")))),
        _share("a-magnet-not-stated", UNKNOWN, material("NdFeB", *of("Nd", *half), complete=None)),
        _share("ferrite", NOT_APPLICABLE, material("ferrite", stage("sintered", "CN"))),
        _share("steel", NOT_APPLICABLE, material("steel", stage("mined", "CN"))),
        _share("rare-earth-of-some-kind", UNKNOWN, material("rare-earth", *china)),
        _share("no-substance", UNKNOWN, material(None, *china)),
        _share("day-before", NOT_APPLICABLE, material("Nd", *china), "2024-05-22"),
        _share("first-day", FAIL, material("Nd", *china), "2024-05-23"),
        _share("day-after", FAIL, material("Nd", *china), "2024-05-24"),
        _share("no-day", UNKNOWN, material("Nd", *china), None),
        _one("candidate", CONCENTRATION, PART, UNKNOWN, hidden, deal()),
    ]
    words = (
        "Bi",
        "B",
        "Co",
        "Cu",
        "Ga",
        "Ge",
        "Li",
        "Mg",
        "Mn",
        "graphite",
        "Ni",
        "Pt",
        "Ce",
        "Si",
        "Ti",
        "W",
    )
    return cases + [_share(f"strategic-{word}", FAIL, material(word, stage("mined", "CN"))) for word in words]


def _motor(
    mass: str | None, *more: Record, quantity: int | None = 1, substance: str = "NdFeB", **part: Any
) -> Record:
    """A drone with one motor that holds magnets of so much mass."""
    magnet = material(substance, mass_g=mass and Decimal(mass))
    usage = known(ref=PART, quantity=quantity)
    return bom(
        magnet, *more, part={"function": "bldc-motor"} | part, function="uncrewed-aircraft", children=[usage]
    )


def _magnets() -> list[Scenario]:
    def recycled(
        name: str, word: str, document: Record, day: str | None = "2028-06-01", act: date | None = ACT
    ) -> Scenario:
        return _one(name, RECYCLED, PRODUCT, word, document, deal(day), calculation_act=act)

    def label(
        name: str, word: str, document: Record, day: str | None = "2028-06-01", act: date | None = ACT
    ) -> Scenario:
        return _one(name, LABEL, PRODUCT, word, document, deal(day), label_act=act)

    ferrite = material("ferrite", mass_g=500) | {"id": "f"}
    alnico = material("AlNiCo", mass_g=1) | {"id": "a"}
    vacuum = bom(material("SmCo", mass_g=300), function="vacuum-cleaner")
    plain_box = bom(material("SmCo", mass_g=300), function="enclosure")
    robot = bom(material("SmCo", mass_g=300), function="robotic-device")
    opened = bom(material("SmCo", mass_g=300), function="enclosure", complete=["materials"])
    return [
        recycled("8c-0.200", NOT_APPLICABLE, _motor("200")),
        recycled("8c-0.201", DISCLOSE, _motor("201")),
        recycled("0.200.001", DISCLOSE, _motor("200.001")),
        recycled("8c-2027", NOT_APPLICABLE, _motor("201"), "2027-06-01"),
        recycled("day-before-two-years", NOT_APPLICABLE, _motor("201"), "2028-05-23"),
        recycled("two-years", DISCLOSE, _motor("201"), "2028-05-24"),
        recycled("day-after-two-years", DISCLOSE, _motor("201"), "2028-05-25"),
        recycled("act-of-2025", NOT_APPLICABLE, _motor("201"), "2027-05-23", date(2025, 1, 1)),
        recycled("act-of-2025-on-the-day", DISCLOSE, _motor("201"), "2027-05-24", date(2025, 1, 1)),
        recycled("act-on-a-leap-day", NOT_APPLICABLE, _motor("201"), "2030-02-28", date(2028, 2, 29)),
        recycled("act-on-a-leap-day-later", DISCLOSE, _motor("201"), "2030-03-01", date(2028, 2, 29)),
        recycled("no-act", NOT_APPLICABLE, _motor("201"), "2040-01-01", None),
        recycled("market-day-not-said", UNKNOWN, _motor("201"), None),
        recycled("four-motors", DISCLOSE, _motor("50.1", quantity=4)),
        recycled("no-number-of-motors", UNKNOWN, _motor("50", quantity=None)),
        recycled("mass-not-said", UNKNOWN, _motor(None)),
        recycled("ferrite-does-not-count", NOT_APPLICABLE, _motor("200", ferrite)),
        recycled("ferrite-alone", NOT_APPLICABLE, _motor("999", substance="ferrite")),
        recycled("alnico-counts", DISCLOSE, _motor("200", alnico)),
        recycled("some-magnet", UNKNOWN, _motor("999", substance="rare-earth-magnet")),
        recycled("some-magnet-light", NOT_APPLICABLE, _motor("200", substance="permanent-magnet-material")),
        recycled("materials-open", UNKNOWN, _motor("10", complete=["children"])),
        recycled("not-of-the-list", NOT_APPLICABLE, plain_box),
        recycled("of-the-list", DISCLOSE, vacuum),
        label("label-drone", DISCLOSE, _motor("1")),
        label("label-vacuum-cleaner", DISCLOSE, vacuum),
        label("label-box", NOT_APPLICABLE, plain_box),
        label("label-some-robot", UNKNOWN, robot),
        label("label-children-open", UNKNOWN, opened),
        label("label-some-actuator", UNKNOWN, _motor("1", function="actuator")),
        label("label-servo", NOT_APPLICABLE, _motor("1", function="servo")),
        label("label-function-not-said", UNKNOWN, _motor("1", function=None)),
        label("label-day-before", NOT_APPLICABLE, vacuum, "2028-05-23"),
        label("label-first-day", DISCLOSE, vacuum, "2028-05-24"),
        label("label-no-act", NOT_APPLICABLE, vacuum, None, None),
        *(label(f"label-{word}", DISCLOSE, bom(material("Cu"), function=word)) for word in LABELLED),
    ]


def _companies() -> list[Scenario]:
    drone = bom(material("Cu"), function="uncrewed-aircraft")

    def company(name: str, word: str, document: Record, **facts: Any) -> Scenario:
        large = {"staff": 501, "turnover": turnover("150000000.01")}
        day = facts.pop("day", "2026-06-01")
        return _one(name, COMPANY, PRODUCT, word, document, deal(day, **known(**(large | facts))))

    plane = bom(material("Al"), part=None, **{"class": "aircraft", "function": "structure"})
    return [
        company("large", DISCLOSE, drone),
        company("500-people", NOT_APPLICABLE, drone, staff=500),
        company("150-million", NOT_APPLICABLE, drone, turnover=turnover("150000000")),
        company("just-below", NOT_APPLICABLE, drone, turnover=turnover("149999999.99")),
        company("staff-not-said", UNKNOWN, drone, staff=None),
        company("turnover-in-dollars", UNKNOWN, drone, turnover=turnover("900000000", "USD")),
        company("of-magnets", DISCLOSE, bom(material("NdFeB"), function="uncrewed-aircraft")),
        company("of-ferrite", NOT_APPLICABLE, bom(material("ferrite"), function="uncrewed-aircraft")),
        company("a-bracket", NOT_APPLICABLE, bom(material("Cu"), function="bracket")),
        company("of-steel", NOT_APPLICABLE, bom(material("steel"), function="uncrewed-aircraft")),
        company("an-aircraft", DISCLOSE, plane),
        company("some-motor", UNKNOWN, bom(material("Cu"), function="motor")),
        company(
            "company-materials-open",
            UNKNOWN,
            bom(part={"materials": None, "complete": ["children"]}, function="battery"),
        ),
        company("company-day-before", NOT_APPLICABLE, drone, day="2025-05-23"),
        company("company-first-day", DISCLOSE, drone, day="2025-05-24"),
        company("company-day-after", DISCLOSE, drone, day="2025-05-25"),
        company("company-no-day", UNKNOWN, drone, day=None),
    ]


SCENARIOS = (*_concentrations(), *_magnets(), *_companies())
