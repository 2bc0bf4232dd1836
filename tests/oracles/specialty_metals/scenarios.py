"""Scenarios with verdicts worked out by hand, each a whole document and context."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd
from tests.oracles.specialty_metals import law
from tests.oracles.specialty_metals.documents import (
    PRODUCT,
    TITANIUM,
    composition,
    context,
    determination,
    document,
    metal,
    part,
    steel,
)
from tests.oracles.specialty_metals.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    variant: str
    expected: dict[tuple[str, str], Verdict]


def _case(
    name: str,
    bom: Record,
    word: str,
    held: str = "",
    *,
    deal: Record | None = None,
    variant: str = "clause",
    subject: str = "part/m",
    others: dict[str, str] | None = None,
    rule: str = law.MELTED_RULE,
) -> Scenario:
    words = {subject: word} | (others or {})
    expected = {
        (exception, where): Verdict(NOT_APPLICABLE) for exception in law.EXCEPTIONS for where in words
    }
    expected |= {(rule, where): Verdict(verdict) for where, verdict in words.items()}
    expected[rule, subject] = Verdict(word, frozenset(held.split()))
    return Scenario(name, bom, deal or context(), variant, expected)


def _excused(name: str) -> str:
    """An exception of the item leaves nothing noncompliant, and nothing is within 2 %."""
    return f"{name} minimal-content"


def _titanium(made: str | None = "melted:CN", **more: Any) -> Record:
    return document(part(metal(TITANIUM, made), **more))


_SMCO: Record = {"substance": "SmCo", "form": "magnet"}


def _magnet(mass: int = 5, **facts: Any) -> Record:
    return part(metal(_SMCO, "alloy_melted:CN", mass_g=mass), **facts)


_FRAME = part(metal(TITANIUM, mass_g=9995), name="frame")


def _share(noncompliant: str, whole: int = 1000, **more: Any) -> Record:
    bad = Decimal(noncompliant)
    bracket = part(metal(steel(), "melted:CN", mass_g=bad), **more)
    return document(bracket, part(metal(TITANIUM, mass_g=whole - bad), name="frame"))


def _in_motor(kind: str, **facts: Any) -> Record:
    motor = {"kind": kind, "cots": True, "children": [{"ref": "part", "quantity": 1}]} | facts
    return document(_magnet(), _FRAME, part(name="motor", **motor))


def _bar(country: str, **facts: Any) -> Record:
    return document(
        **{"kind": "mill_product", "class": "mechanical-part"}
        | {"materials": [metal(TITANIUM, f"melted:{country}")]}
        | facts
    )


_PERIODS: tuple[tuple[str, str, Record], ...] = (
    ("valid", EXEMPT, {}),
    ("its-last-day", EXEMPT, {"through": "2026-06-01"}),
    ("its-first-day", EXEMPT, {"from": "2026-06-01"}),
    ("over", FAIL, {"through": "2026-05-31"}),
    ("later", FAIL, {"from": "2026-06-02"}),
)
_OTHERS = {"frame/m": PASS}


def _of_the_reference() -> Iterator[Scenario]:
    yield _case("2b", _share("20.1"), FAIL, others=_OTHERS)
    yield _case("2c", document(_magnet(), _FRAME), FAIL, others=_OTHERS)
    for mass in (1, 500):
        beside = _share("9", 1000 - mass)
        beside["components"].append(_magnet(mass, name="magnet"))
        beside["components"][0]["children"].append({"ref": "magnet", "quantity": 1})
        others = {"frame/m": PASS, "magnet/m": FAIL}
        yield _case(f"titanium-beside-a-magnet-of-{mass}-g", beside, EXEMPT, "minimal-content", others=others)
    sponge = metal(
        TITANIUM,
        stages=[{"stage": "reduced_to_metal", "country": "CN"}, {"stage": "melted", "country": "US"}],
    )
    yield _case("2d", document(part(sponge)), PASS)
    actuator = part(metal(steel(), "melted:CN"), place_of_manufacture="DE")
    yield _case("2e", document(actuator), EXEMPT, _excused("qualifying-country-item"))
    yield _case("2g", _in_motor("assembly"), FAIL, others=_OTHERS)
    yield _case("2g-subsystem", _in_motor("subsystem"), EXEMPT, "commercial-off-the-shelf", others=_OTHERS)


def _what_is_specialty_metal() -> Iterator[Scenario]:
    tight = Decimal("0.25")
    at = (("Mn", "1.65", "1.66"), ("Si", "0.6", "0.61"), ("Cu", "0.6", "0.61"))
    for element, limit, above in at:
        for most, word in ((limit, NOT_APPLICABLE), (above, FAIL)):
            made = metal(steel(tight, maxima={element: Decimal(most)}), "melted:CN")
            yield _case(f"{element}-{most}", document(part(made)), word)
        missing = metal(steel(tight, maxima={element: None}), "melted:CN")
        yield _case(f"{element}-missing", document(part(missing)), UNKNOWN)
    for chromium, word in (("0.24", NOT_APPLICABLE), ("0.25", NOT_APPLICABLE), ("0.26", FAIL)):
        yield _case(f"Cr-{chromium}", document(part(metal(steel(Decimal(chromium)), "melted:CN"))), word)
    for carbon, word in (("0.01", NOT_APPLICABLE), ("0.02", FAIL), ("2", FAIL), ("2.01", NOT_APPLICABLE)):
        facts = steel(carbon=Decimal(carbon))
        yield _case(f"C-{carbon}", document(part(metal(facts, "melted:CN"))), word)
    called_iron = steel() | {"substance": "iron"}
    yield _case("called-iron", document(part(metal(called_iron, "melted:CN"))), FAIL)
    base = metal({"base": "Fe"}, "melted:CN")
    yield _case("a-leading-metal-alone", document(part(base)), UNKNOWN)
    for name, word, main in (
        ("nickel", "nickel-alloy", "Ni"),
        ("cobalt", "cobalt-alloy", "Co"),
        ("invar", "iron-nickel-alloy", "Ni"),
        ("called-nickel", "nickel", "Ni"),
        ("called-cobalt", "Co", "Co"),
    ):
        for others, verdict in (("9.9", NOT_APPLICABLE), ("10", NOT_APPLICABLE), ("10.1", FAIL)):
            shares: Record = {main: 60, "Fe": 40 - Decimal(others), "Mo": Decimal(others)}
            lines = composition(**shares)
            made = metal({"substance": word, "composition": lines}, "melted:CN")
            yield _case(f"{name}-{others}", document(part(made)), verdict)
    for word, verdict in (
        ("Zr", FAIL),
        ("zirconium-alloy", FAIL),
        ("Ti", FAIL),
        ("stainless-steel", UNKNOWN),
        ("Fe", UNKNOWN),
        ("nickel", UNKNOWN),
        ("SmCo5", FAIL),
    ):
        yield _case(word, document(part(metal({"substance": word}, "melted:CN"))), verdict)
    for name, alnico, verdict in (
        ("3", {"Fe": 60, "Ni": 25, "Al": 12, "Cu": 3}, FAIL),
        ("2", {"Fe": 55, "Ni": 19, "Co": 13, "Al": 10, "Cu": 3}, FAIL),
        ("5", {"Fe": 51, "Co": 24, "Ni": 14, "Al": 8, "Cu": 3}, NOT_APPLICABLE),
        ("8", {"Co": 38, "Fe": 29, "Ni": 14, "Al": 8, "Ti": 8, "Cu": 3}, NOT_APPLICABLE),
        ("of-a-quarter-each", {"Fe": 25, "Ni": 25, "Co": 25, "Al": 25}, FAIL),
        ("led-by-nickel-and-cobalt", {"Ni": 32, "Co": 26, "Fe": 24, "Al": 12, "Cu": 6}, NOT_APPLICABLE),
        ("led-by-nickel-and-aluminium", {"Ni": 34, "Al": 26, "Fe": 24, "Co": 12, "Cu": 4}, NOT_APPLICABLE),
        ("led-by-iron-and-aluminium", {"Fe": 62, "Ni": 12, "Al": 14, "Co": 10, "Cu": 2}, NOT_APPLICABLE),
        ("half-nickel", {"Ni": 50, "Co": 22, "Fe": 20, "Al": 8}, FAIL),
        ("half-cobalt", {"Co": 50, "Fe": 24, "Ni": 14, "Al": 9, "Cu": 3}, FAIL),
        (
            "with-10",
            {"Fe": Decimal("69.99"), "Ni": 20, "Al": 7, "Cu": 3, "C": Decimal("0.01")},
            NOT_APPLICABLE,
        ),
        ("with-2-of-carbon", {"Fe": 51, "Co": 22, "Ni": 14, "Al": 8, "Cu": 3, "C": 2}, FAIL),
    ):
        whole: Record = {**alnico}
        made = metal({"substance": "AlNiCo", "composition": composition(**whole)}, "melted:CN")
        yield _case(f"alnico-{name}", document(part(made)), verdict)
    for name, stated in (("cobalt", {"Co": 55}), ("steel", {"Fe": 60, "C": Decimal("0.1")})):
        lines = composition(**stated)
        open_ = {"substance": "AlNiCo", "composition": lines, "complete": []}
        yield _case(f"alnico-open-{name}", document(part(metal(open_, "melted:CN"))), FAIL)
    yield _case("alnico", document(part(metal({"substance": "AlNiCo"}, "melted:CN"))), UNKNOWN)
    for word in ("NdFeB", "aluminium-alloy"):
        yield _case(word, document(part(metal({"substance": word}, "melted:CN"))), NOT_APPLICABLE)
    yield _case(
        "half-titanium",
        document(part(metal({"composition": composition(Ti=50, Al=50)}, "melted:CN"))),
        UNKNOWN,
    )
    yield _case(
        "less-than-half",
        document(
            part(metal({"composition": composition(Ti=Decimal("49.9"), Al=Decimal("50.1"))}, "melted:CN"))
        ),
        UNKNOWN,
    )


def _where_it_was_melted() -> Iterator[Scenario]:
    for stage in ("melted", "alloy_melted", "remelted", "atomized", "sputtered", "consolidated"):
        yield _case(f"{stage}-in-China", _titanium(f"{stage}:CN"), FAIL)
        yield _case(f"{stage}-in-Austria", _titanium(f"{stage}:AT"), PASS)
    for stage in ("reduced_to_metal", "mined", "forged"):
        yield _case(f"{stage}-does-not-count", _titanium(f"{stage}:CN"), UNKNOWN)
    yield _case("processed-may-be-atomized", _titanium("processed:US"), UNKNOWN)
    yield _case("nowhere-said", _titanium("melted"), UNKNOWN)
    yield _case("US-TX", _titanium("melted:US-TX"), PASS)
    yield _case("PR", _titanium("melted:PR"), PASS)
    yield _case("statute-PR", _titanium("melted:PR"), PASS, variant="statute")
    yield _case("statute-DE", _titanium("melted:DE"), FAIL, variant="statute")
    halves = [
        {"stage": "melted", "country": "US", "share": 50},
        {"stage": "melted", "country": "CN", "share": 50},
    ]
    yield _case("half-of-it", document(part(metal(TITANIUM, stages=halves))), FAIL)
    yield _case("half-of-it-stated", document(part(metal(TITANIUM, stages=halves[:1]))), UNKNOWN)
    for delivery, word in (("2009-07-28", NOT_APPLICABLE), ("2009-07-29", FAIL), ("2009-07-30", FAIL)):
        yield _case(delivery, _titanium(), word, deal=context(delivery=delivery))
    for agency, word in (("Navy", FAIL), ("NASA", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _case(f"agency-{agency}", _titanium(), word, deal=context(agency=agency))
    for name in sorted(law.RESTRICTED_CLASSES):
        yield _case(name, document(part(metal(TITANIUM, "melted:CN")), **{"class": name}), FAIL)
    radio = document(part(metal(TITANIUM, "melted:CN")), **{"class": "electronic-module"})
    yield _case("a-radio", radio, NOT_APPLICABLE)
    for name in sorted(law.DELIVERED_COMPONENTS):
        for uses, word in (
            (["aircraft"], FAIL),
            (["F-35", "ship"], FAIL),
            (["F-35"], UNKNOWN),
            (None, UNKNOWN),
        ):
            facts: Record = {"class": "electronic-module", "kind": name, "designed_for": uses}
            delivered = document(part(metal(TITANIUM, "melted:CN")), **facts)
            yield _case(f"{name}-designed-for-{uses}", delivered, word)
    made = part(metal(TITANIUM, "melted:CN"))
    for uses, word in ((["aircraft"], UNKNOWN), (["F-35"], NOT_APPLICABLE), (None, NOT_APPLICABLE)):
        facts = {"class": "electronic-module", "kind": "end_item", "designed_for": uses}
        yield _case(f"end-item-designed-for-{uses}", document(made, **facts), word)
    unlisted = document(part(complete=[], materials=None))
    yield _case("nothing-said-of-the-part", unlisted, UNKNOWN, subject="part")


def _excepted_by_the_buy() -> Iterator[Scenario]:
    for award, value, word in (
        ("2025-09-30", "250000", EXEMPT),
        ("2025-09-30", "250000.01", FAIL),
        ("2025-10-01", "350000", EXEMPT),
        ("2025-10-01", "350000.01", FAIL),
    ):
        held = "simplified-acquisition" if word == EXEMPT else ""
        yield _case(f"{award}-{value}", _titanium(), word, held, deal=context(award=award, value=usd(value)))
    abroad = {"place_of_acquisition": "JP", "place_of_use": "JP"}
    combat = context(**abroad, combat_setting=True)
    yield _case("combat-abroad", _titanium(), EXEMPT, "outside-us", deal=combat)
    yield _case("abroad-without-combat", _titanium(), FAIL, deal=context(**abroad))
    home = context(combat_setting=True)
    yield _case("combat-at-home", _titanium(), FAIL, deal=home)
    yield _case(
        "statute-abroad", _titanium(), EXEMPT, "outside-us", deal=context(**abroad), variant="statute"
    )
    yield _case("statute-home", _titanium(), FAIL, deal=home, variant="statute")
    contingency = context(contingency_operations=True)
    yield _case("contingency", _titanium(), EXEMPT, "contingency-operations", deal=contingency)
    yield _case("statute-contingency-at-home", _titanium(), FAIL, deal=contingency, variant="statute")
    there = context(contingency_operations=True, place_of_acquisition="JP")
    held = "contingency-operations"
    yield _case("statute-contingency-abroad", _titanium(), EXEMPT, held, deal=there, variant="statute")
    for kind in (*law.BY_DETERMINATION, "nonavailability", "class-nonavailability", "national-security"):
        held = kind.removeprefix("class-")
        held = _excused(held) if held == "nonavailability" else held
        for name, word, facts in _PERIODS:
            deal = context(determinations=[determination(kind, **facts)])
            yield _case(f"{kind}-{name}", _titanium(), word, held if word == EXEMPT else "", deal=deal)
    other = context(determinations=[determination("nonavailability", material="steel")])
    yield _case("nonavailability-of-another-metal", _titanium(), FAIL, deal=other)
    uncounted = context(determinations=[determination("national-security", quantity=0)])
    yield _case("security-waiver-for-none", _titanium(), FAIL, deal=uncounted)


def _excepted_as_cots() -> Iterator[Scenario]:
    name = "commercial-off-the-shelf"
    cots = _excused(name)
    yield _case("cots", _titanium(cots=True), EXEMPT, cots)
    yield _case("cots-modified", _titanium(cots=True, modified_before_acceptance=True), FAIL)
    yield _case("cots-unknown", _titanium(cots=None), FAIL)
    yield _case("cots-unknown-and-claimed", _titanium(cots=None, claims=[name]), UNKNOWN)
    yield _case("cots-mill-product", _titanium(cots=True, kind="mill_product", incorporated=False), FAIL)
    yield _case("cots-mill-product-incorporated", _titanium(cots=True, kind="mill_product"), FAIL)
    for kind, off_the_shelf, word in (
        ("assembly", True, EXEMPT),
        ("component", True, EXEMPT),
        ("assembly", False, FAIL),
        ("mill_product", True, FAIL),
    ):
        box = part(name="box", kind=kind, cots=off_the_shelf, children=[{"ref": "part", "quantity": 1}])
        held = cots if word == EXEMPT else ""
        where = f"in-{'cots' if off_the_shelf else 'an'}-{kind}"
        bolt = part(metal(TITANIUM, "melted:CN"), **{"class": "fastener"}, cots=True)
        yield _case(f"cots-fastener-{where}", document(bolt, box), word, held)
        bar = part(metal(TITANIUM, "melted:CN"), kind="mill_product", cots=True)
        yield _case(f"cots-mill-product-{where}", document(bar, box), word, held)
    for word in ("casting", "forging"):
        yield _case(f"cots-{word}", _titanium(cots=True, **{"class": word}), FAIL)
        inside = part(metal(TITANIUM, "melted:CN"), **{"class": word})
        box = part(name="box", kind="assembly", cots=True, children=[{"ref": "part", "quantity": 1}])
        yield _case(f"cots-{word}-in-an-assembly", document(inside, box), EXEMPT, cots)
    screw: Record = {"class": "fastener", "cots": True}
    yield _case("cots-fastener", _titanium(**screw), FAIL)
    whole = document(part(metal(TITANIUM, "melted:CN"), **screw), cots=True)
    yield _case("cots-fastener-of-a-cots-aircraft", whole, EXEMPT, cots)
    yield _case("cots-fastener-loose", _titanium(**screw, incorporated=False), FAIL)


def _excepted_by_the_item() -> Iterator[Scenario]:
    yield _case(
        "electronic",
        _titanium(electronic_device=True, **{"class": "electronic-module"}),
        EXEMPT,
        _excused("electronic-component"),
    )
    yield _case("a-bracket-called-electronic", _titanium(electronic_device=True), FAIL)
    yield _case("electronic-and-structural", _titanium(electronic_device=True, structural=True), FAIL)
    module: Record = {"electronic_device": True, "class": "electronic-module"}
    in_electronics = document(_magnet(**module), _FRAME)
    yield _case("magnet-in-electronics", in_electronics, FAIL, others=_OTHERS)
    for form, word in (("block", FAIL), ("powder", EXEMPT)):
        held = metal({"substance": "SmCo", "form": form}, "alloy_melted:CN")
        shaped = document(part(held, electronic_device=True, **{"class": "electronic-module"}), _FRAME)
        excused = _excused("electronic-component") if word == EXEMPT else ""
        yield _case(f"samarium-cobalt-{form}-in-electronics", shaped, word, excused, others=_OTHERS)
    certified = context(determinations=[determination("fastener-certification", item="part", material=None)])
    fastener = _titanium(**{"class": "fastener"})
    yield _case("fastener-certified", fastener, EXEMPT, _excused("commercial-fastener"), deal=certified)
    yield _case("bracket-certified", _titanium(), FAIL, deal=certified)
    whole = document(part(metal(TITANIUM, "melted:CN")), place_of_manufacture="GB")
    yield _case("aircraft-made-in-a-qualifying-country", whole, EXEMPT, _excused("qualifying-country-item"))
    minimal = "minimal-content"
    by_stage = _titanium(place_of_manufacture=None)
    by_stage["components"][1]["stages"] = [{"stage": "final_assembly", "country": "DE"}]
    yield _case("assembled-in-germany", by_stage, EXEMPT, _excused("qualifying-country-item"))
    for kind, word in (("magnet", FAIL), ("electric-motor", EXEMPT)):
        for stage in ("assembled", "final_assembly", "manufactured"):
            facts: Record = {"class": kind, "stages": [{"stage": stage, "country": "DE"}]}
            held = _magnet(place_of_manufacture=None, **facts)
            verdict = EXEMPT if stage == "manufactured" else word
            excused = "qualifying-country-item" if verdict == EXEMPT else ""
            yield _case(f"{kind}-{stage}-in-germany", document(held), verdict, excused)
    against = _titanium(place_of_manufacture="DE")
    against["components"][1]["stages"] = [{"stage": "final_assembly", "country": "CN"}]
    yield _case("made-in-germany-and-assembled-in-china", against, FAIL)
    yield _case("made-in-germany-of-chinese-origin", _titanium(place_of_manufacture="DE", origin="CN"), FAIL)
    yield _case("two-per-cent", _share("20"), EXEMPT, minimal, others=_OTHERS)
    yield _case("of-no-weight", _share("0"), FAIL, others=_OTHERS)
    yield _case("less-than-two-per-cent", _share("19.9"), EXEMPT, minimal, others=_OTHERS)
    two = document(
        part(metal(steel(), "melted:CN", mass_g=15)),
        part(
            metal(steel(), "melted:CN", mass_g=6),
            name="clip",
            electronic_device=True,
            **{"class": "electronic-module"},
        ),
        part(metal(TITANIUM, mass_g=979), name="frame"),
    )
    case = _case("what-is-excused-is-not-weighed", two, EXEMPT, minimal, others=_OTHERS)
    both = Verdict(EXEMPT, frozenset({minimal, "electronic-component"}))
    case.expected[law.MELTED_RULE, "clip/m"] = both
    case.expected[law.METAL_RULE, "clip/m"] = Verdict(NOT_APPLICABLE)
    yield case
    light = document(
        part(metal(steel(), "melted:CN", mass_g=15)), part(metal(TITANIUM, mass_g=None), name="frame")
    )
    yield _case("a-mass-missing", light, FAIL, others=_OTHERS)


def _metal_as_such() -> Iterator[Scenario]:
    rule, where = law.METAL_RULE, f"{PRODUCT}/m"
    for country, word in (("US", PASS), ("DE", FAIL), ("CN", FAIL), ("PR", PASS)):
        yield _case(f"bar-{country}", _bar(country), word, subject=where, rule=rule)
    raw = _bar("DE", kind="raw_material")
    yield _case("raw-material", raw, FAIL, subject=where, rule=rule)
    perhaps = _case("bar-of-no-kind", _bar("DE", kind=None), UNKNOWN, subject=where, rule=rule)
    perhaps.expected[law.MELTED_RULE, where] = Verdict(PASS)
    yield perhaps
    for form, word in (("bar", FAIL), ("ingot", FAIL), ("forging", NOT_APPLICABLE), (None, UNKNOWN)):
        called = _bar("DE", kind="end_item")
        called["components"][0]["materials"][0] |= {} if form is None else {"form": form}
        yield _case(f"an-end-item-of-the-form-{form}", called, word, subject=where, rule=rule)
    assembled = document(part(metal(TITANIUM, "melted:DE")), **{"class": "mechanical-part"})
    yield _case("not-a-bar", assembled, NOT_APPLICABLE, rule=rule)
    yield _case("bar-cots", _bar("DE", cots=True), FAIL, subject=where, rule=rule)
    urgent = context(determinations=[determination("urgency")])
    yield _case("bar-urgent", _bar("DE"), EXEMPT, "urgency", deal=urgent, subject=where, rule=rule)


SCENARIOS = (
    *_of_the_reference(),
    *_what_is_specialty_metal(),
    *_where_it_was_melted(),
    *_excepted_by_the_buy(),
    *_excepted_by_the_item(),
    *_excepted_as_cots(),
    *_metal_as_such(),
)
