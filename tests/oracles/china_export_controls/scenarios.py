"""The worked cases of the export controls of China, and cases on each boundary."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.cases import Scenario, known
from tests.oracles.china_export_controls import law
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.documents import usd
from tests.oracles.facts import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTIES = [
    {"id": "japanese", "name": "Japanese Works", "country": "JP"},
    {"id": "chinese", "name": "Chinese Works", "country": "CN"},
    {"id": "nobody", "name": "Nobody Asked"},
    {"id": "army", "name": "US Army", "country": "US"},
    {"id": "forces", "name": "Japan Self-Defense Forces", "country": "JP"},
    {"id": "clinic", "name": "Clinic Works", "country": "US"},
]
IN_FORCE, NOW = "2026-06-01", "2026-11-11"


def material(substance: str | None, **facts: Any) -> Record:
    """A material whose composition and stages are what is said of them, and nothing else."""
    return known(id="m", substance=substance, complete=["composition", "stages"], **facts)


def magnet(*elements: str, substance: str = "NdFeB", share: str = "3", **facts: Any) -> Record:
    """Magnet material with so much of each of the elements."""
    lines = [{"element": element, "share": Decimal(share)} for element in ("Nd", *elements)]
    return material(substance, composition=lines, **facts)


def part(*materials: Record, name: str = "part", **facts: Any) -> Record:
    """A part of Chinese origin, made of the materials and nothing else; `None` leaves a fact out."""
    plain: Record = {"origin": "CN", "kind": "raw_material", "function": "structure", "technology": []}
    plain["complete"] = ["materials"]
    if facts.get("function", "structure") != "structure":
        plain["kind"] = "component"
    return {"id": name, "name": name, "children": []} | known(materials=[*materials], **(plain | facts))


def bom(*parts: Record) -> Record:
    """A product that is made elsewhere of the parts."""
    product = part(name="product", origin="JP", complete=None) | {
        "children": [{"ref": each["id"], "quantity": 1} for each in parts]
    }
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": [product, *parts],
    }


def context(day: str | None = IN_FORCE, **facts: Any) -> Record:
    """What a Japanese company sends to the United States for civil use by a company, without any licence."""
    usual: Record = {"destination": "US", "end_use": "civil", "agency": "no-agency"}
    usual |= {"exporter": "japanese", "determinations": []}
    return {"schema": "microdep-context/1"} | known(delivery=day, **(usual | facts))


def _case(
    name: str, rule: str, verdict: str, given: Record, deal: Record | None = None, held: str = ""
) -> Scenario:
    subject = given["id"] if rule in _ON_PARTS or "complete" not in given else f"{given['id']}/m"
    expected = {(rule, subject): Verdict(verdict, frozenset(held.split()))}
    return Scenario(name, bom(given), deal or context(), expected)


_ON_PARTS = (law.BATTERIES, law.BATTERIES_US, law.BATTERIES_JAPAN, law.CONTENT_ABROAD, law.TECHNOLOGY)
_ITEMS: dict[str, tuple[Record, ...]] = {
    **{rule: tuple(material(word) for word in law.SUBSTANCES[rule]) for rule in law.LICENSED},
    law.NO_LICENCE: (material("Ga"), material("Sb"), material("diamond")),
    law.ORIGIN_ABROAD: (material("Dy"), magnet("Tb"), material("SmCo5")),
}
_FIRST_DAYS = {
    rule: law.MEASURES[rule].first for rule in (*law.ALWAYS_IN_FORCE, law.NO_LICENCE, law.ORIGIN_ABROAD)
}


def around(day: str) -> tuple[str, str, str]:
    """The day before, the day, and the day after."""
    middle = date.fromisoformat(day)
    return tuple(str(middle + timedelta(days=each)) for each in (-1, 0, 1))  # type: ignore[return-value] # three of them


def licence(kind: str = "export-licence", **facts: Any) -> Record:
    """A determination for the part, in validity."""
    usual = {"item": "part", "from": "2026-01-01", "through": "2026-12-31"}
    return {"id": "d", "kind": kind} | known(**(usual | facts))


def abroad(
    cost: str | None = "0.1", *, stages: str | None = "CN", whole: str = "100", **facts: Any
) -> Record:
    """A Japanese magnet part with dysprosium metal of some value in it."""
    done = [known(stage="refined", country=stages)]
    metal = material("Dy", stages=done, cost=None if cost is None else usd(cost)) | {"id": "metal"}
    away = [{"stage": "separated", "substance": "Dy", "country": "AU"}]
    return part(magnet("Dy", stages=away), metal, origin="JP", unit_cost=usd(whole), **facts)


def _of_the_reference() -> Iterator[Scenario]:
    yield _case("10a", law.RARE_EARTHS, FAIL, part(magnet("Dy"), function="magnet"))
    built_in = part(magnet("Dy"), function="rotor")
    yield _case("10a-in-a-rotor", law.RARE_EARTHS, NOT_APPLICABLE, built_in)
    yield _case("10b", law.CONTENT_ABROAD, NOT_APPLICABLE, abroad())
    yield _case("10d", law.CONTENT_ABROAD, UNKNOWN, abroad(), context(NOW))
    yield _case("10f", law.RARE_EARTHS, NOT_APPLICABLE, part(magnet(), function="magnet"))
    defence = context("2026-02-01", destination="JP", end_use="military", exporter="chinese")
    yield _case("10g", law.MILITARY_JAPAN, FAIL, part(magnet("Dy"), function="magnet"), defence)


def _of_days() -> Iterator[Scenario]:
    for rule, first in _FIRST_DAYS.items():
        for day, verdict in zip(around(first), (NOT_APPLICABLE, FAIL, FAIL), strict=True):
            yield _case(f"{rule}-{day}", rule, verdict, part(_ITEMS[rule][0]), context(day))
    for rule in (law.SUPERHARD, law.FURTHER):
        for day in (*around("2025-11-08"), "2026-11-09", "2026-11-10"):
            yield _case(f"{rule}-{day}", rule, NOT_APPLICABLE, part(_ITEMS[rule][0]), context(day))
        yield _case(f"{rule}-after", rule, UNKNOWN, part(_ITEMS[rule][0]), context(NOW))
    paused = {law.NO_LICENCE: ("2025-11-09", "2026-11-27"), law.ORIGIN_ABROAD: ("2025-11-07", "2026-11-10")}
    for rule, (first, last) in paused.items():
        verdicts = (FAIL, NOT_APPLICABLE, NOT_APPLICABLE)
        for day, verdict in zip(around(first), verdicts, strict=True):
            yield _case(f"{rule}-paused-{day}", rule, verdict, part(_ITEMS[rule][0]), context(day))
        verdicts = (NOT_APPLICABLE, NOT_APPLICABLE, UNKNOWN)
        for day, verdict in zip(around(last), verdicts, strict=True):
            yield _case(f"{rule}-ends-{day}", rule, verdict, part(_ITEMS[rule][0]), context(day))
    for rule, place, first in (
        (law.MILITARY_US, "US", "2024-12-03"),
        (law.MILITARY_JAPAN, "JP", "2026-01-06"),
    ):
        for day, verdict in zip(around(first), (NOT_APPLICABLE, FAIL, FAIL), strict=True):
            deal = context(day, destination=place, end_use="military")
            yield _case(f"{rule}-{day}", rule, verdict, part(material("graphite")), deal)
    for day, verdict in zip(around("2025-04-04"), (NOT_APPLICABLE, FAIL, FAIL), strict=True):
        deal = context(day, end_use="military")
        yield _case(f"military-dysprosium-{day}", law.MILITARY_US, verdict, part(material("Dy")), deal)
    yield _case("no-day", law.GALLIUM, UNKNOWN, part(material("Ga")), context(None))


def _of_items() -> Iterator[Scenario]:
    for rule in law.LICENSED:
        verdict = UNKNOWN if rule in (law.SUPERHARD, law.FURTHER) else FAIL
        for given in _ITEMS[rule]:
            yield _case(f"{rule}-{given['substance']}", rule, verdict, part(given), context(NOW))
        yield _case(f"{rule}-of-no-item", rule, NOT_APPLICABLE, part(material("Al")), context(NOW))
    for share, verdict in (("96.99", NOT_APPLICABLE), ("97", FAIL), ("97.01", FAIL)):
        for word, form in (("W", "bar"), ("Mo", "powder")):
            given = material(word, form=form, density=15, composition=[_line(word, share)])
            yield _case(f"{word}-{share}", law.TUNGSTEN, verdict, part(given))
    for word, form in (("W", "powder"), ("Mo", "bar")):
        given = material(word, form=form, density=15, composition=[_line(word, "99")])
        yield _case(f"{word}-as-{form}", law.TUNGSTEN, NOT_APPLICABLE, part(given))
        given = material(word, density=15, composition=[_line(word, "99")])
        yield _case(f"{word}-in-some-form", law.TUNGSTEN, UNKNOWN, part(given))
    for density, verdict in (("17.4", NOT_APPLICABLE), ("17.5", NOT_APPLICABLE), ("17.51", FAIL)):
        given = material("tungsten-heavy-alloy", form="bar", density=Decimal(density))
        given["composition"] = [_line("W", "92")]
        yield _case(f"heavy-alloy-{density}", law.TUNGSTEN, verdict, part(given))
    for element, share, verdict in (("Tb", "0", NOT_APPLICABLE), ("Tb", "0.01", FAIL), ("Dy", "0.01", FAIL)):
        yield _case(
            f"{element}-{share}",
            law.RARE_EARTHS,
            verdict,
            part(magnet(element, share=share), function="magnet"),
        )
    open_magnet = magnet() | {"complete": []}
    yield _case("perhaps-dysprosium", law.RARE_EARTHS, UNKNOWN, part(open_magnet, function="magnet"))
    for wide in ("permanent-magnet-material", "heavy-rare-earth", None):
        yield _case(f"rare-earth-{wide}", law.RARE_EARTHS, UNKNOWN, part(material(wide)))
    for share, verdict in (("0", NOT_APPLICABLE), ("0.01", UNKNOWN)):
        given = magnet("Ho", substance="ferrite", share=share)
        yield _case(f"holmium-magnet-{share}", law.FURTHER, verdict, part(given), context(NOW))
    for does, verdict in (("battery", UNKNOWN), ("anode", UNKNOWN), ("separator", NOT_APPLICABLE)):
        yield _case(
            f"battery-{does}", law.BATTERIES, verdict, part(material("Al"), function=does), context(NOW)
        )
    yield _case(
        "battery-of-japan",
        law.BATTERIES,
        PASS,
        part(material("Al"), function="cathode", origin="JP"),
        context(NOW),
    )


def _line(element: str, share: str) -> Record:
    return {"element": element, "share": Decimal(share)}


def _of_the_deal() -> Iterator[Scenario]:
    gallium = part(material("Ga"))
    for origin, verdict in (("CN-XJ", FAIL), ("HK", PASS), ("MO", PASS), ("JP", PASS), (None, UNKNOWN)):
        yield _case(f"from-{origin}", law.GALLIUM, verdict, part(material("Ga"), origin=origin))
    for origin, place, verdict in (
        (None, "CN", FAIL),
        (None, "JP", PASS),
        ("JP", "CN", UNKNOWN),
        ("CN", "JP", FAIL),
        ("JP", "HK", PASS),
    ):
        given = part(material("Ga"), origin=origin, place_of_manufacture=place)
        yield _case(f"from-{origin}-made-in-{place}", law.GALLIUM, verdict, given)
    for to, verdict in (("CN", NOT_APPLICABLE), ("CN-SH", NOT_APPLICABLE), ("HK", FAIL), (None, UNKNOWN)):
        yield _case(f"to-{to}", law.GALLIUM, verdict, gallium, context(destination=to))
    day = "2025-06-01"
    for to, verdict in (("US", FAIL), ("JP", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _case(f"no-licence-{to}", law.NO_LICENCE, verdict, gallium, context(day, destination=to))
    no_help = context(day, determinations=[licence(**{"from": "2025-01-01"})])
    yield _case("no-licence-helps", law.NO_LICENCE, FAIL, gallium, no_help)
    for use, verdict in (("weapons-of-mass-destruction", FAIL), ("space", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _case(f"used-for-{use}", law.MILITARY_US, verdict, gallium, context(end_use=use))
    for agency, verdict in (("Army", FAIL), ("NASA", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _case(f"used-by-{agency}", law.MILITARY_US, verdict, gallium, context(agency=agency))
    for to, user, rule, verdict in (
        ("US", "army", law.MILITARY_US, FAIL),
        ("DE", "army", law.MILITARY_US, FAIL),
        ("CN", "army", law.MILITARY_US, UNKNOWN),
        ("US", "clinic", law.MILITARY_US, NOT_APPLICABLE),
        ("JP", "forces", law.MILITARY_JAPAN, FAIL),
        ("DE", "forces", law.MILITARY_US, NOT_APPLICABLE),
    ):
        deal = context(destination=to, end_user=user)
        yield _case(f"used-in-{to}-by-{user}", rule, verdict, gallium, deal)
    abroad = context("2025-06-01", destination="DE", end_user="clinic")
    yield _case("no-licence-for-a-user-of-the-us", law.NO_LICENCE, UNKNOWN, gallium, abroad)
    abroad = context(destination="DE", agency="Army")
    yield _case("the-army-abroad", law.MILITARY_US, FAIL, gallium, abroad)
    for who, verdict in (("chinese", NOT_APPLICABLE), ("nobody", UNKNOWN), (None, UNKNOWN)):
        deal = context("2025-10-20", exporter=who)
        yield _case(f"exported-by-{who}", law.ORIGIN_ABROAD, verdict, part(material("Dy")), deal)
    hidden = part() | {"complete": []}
    del hidden["materials"]
    yield Scenario("candidate", bom(hidden), context(), {(law.GALLIUM, "part"): Verdict(UNKNOWN)})
    hidden_motor = hidden | {"function": "bldc-motor", "kind": "component"}
    nothing = {(law.RARE_EARTHS, "part"): Verdict(NOT_APPLICABLE)}
    yield Scenario("candidate-motor", bom(hidden_motor), context(), nothing)


def _of_exceptions() -> Iterator[Scenario]:
    gallium = part(material("Ga"))
    licences: tuple[tuple[str, str, Record], ...] = (
        ("part", EXEMPT, licence()),
        ("material", EXEMPT, licence(item=None, material="Ga")),
        ("other-part", FAIL, licence(item="product")),
        ("other-kind", FAIL, licence(kind="urgency")),
        ("nobody-says-for-what", FAIL, licence(item=None)),
        ("from-that-day", EXEMPT, licence(**{"from": IN_FORCE})),
        ("from-the-day-after", FAIL, licence(**{"from": "2026-06-02"})),
        ("through-that-day", EXEMPT, licence(through=IN_FORCE)),
        ("through-the-day-before", FAIL, licence(through="2026-05-31")),
    )
    for name, verdict, given in licences:
        names = "export-licence" if verdict == EXEMPT else ""
        deal = context(determinations=[given])
        yield _case(f"licence-{name}", law.GALLIUM, verdict, gallium, deal, held=names)
    claimed = context(determinations=[licence(item=None)], claims=["export-licence"])
    yield _case("licence-claimed", law.GALLIUM, UNKNOWN, gallium, claimed)
    for does in ("gimbal-motor", "stator", "lidar", "servo", "actuator", "charger", "battery"):
        given = part(material("SmCo"), function=does)
        yield _case(f"built-into-{does}", law.RARE_EARTHS, NOT_APPLICABLE, given)


def _of_what_is_built_in() -> Iterator[Scenario]:
    """The listed thing is the substance as it is exported, and no device that has it in it."""
    arms = context(end_use="military")
    heavy = magnet("Dy", share="2")
    yield _case("motor-for-arms", law.MILITARY_US, NOT_APPLICABLE, part(heavy, function="motor"), arms)
    yield _case("loose-magnet-for-arms", law.MILITARY_US, FAIL, part(heavy, function="magnet"), arms)
    charger = part(material("gallium-nitride"), function="charger")
    yield _case("charger", law.GALLIUM, NOT_APPLICABLE, charger)
    battery = part(material("graphite"), function="battery")
    yield _case("battery-with-graphite", law.GRAPHITE, NOT_APPLICABLE, battery)
    rod = part(material("Ho", form="rod"), kind=None, function=None)
    for rule, place in ((law.MILITARY_US, "US"), (law.MILITARY_JAPAN, "JP")):
        deal = context("2026-11-20", end_use="military", destination=place)
        yield _case(f"holmium-rod-{place}", rule, UNKNOWN, rod, deal)
        before = context("2026-11-10", end_use="military", destination=place)
        yield _case(f"holmium-rod-suspended-{place}", rule, NOT_APPLICABLE, rod, before)
    for rule, place in ((law.BATTERIES_US, "US"), (law.BATTERIES_JAPAN, "JP")):
        for day, verdict in (("2026-11-10", NOT_APPLICABLE), (NOW, UNKNOWN)):
            deal = context(day, end_use="military", destination=place)
            yield _case(f"{rule}-{day}", rule, verdict, part(material("Al"), function="battery"), deal)
    shapes: tuple[tuple[str, str, Record, Record], ...] = (
        ("nobody-says", UNKNOWN, {}, {}),
        ("powder", FAIL, {}, {"form": "powder"}),
        ("film", UNKNOWN, {}, {"form": "film"}),
        # A magnet holds more than gallium: that this is all of it would contradict its class.
        ("class-magnet", UNKNOWN, {"class": "magnet", "complete": None}, {}),
        ("class-magnet-of-a-motor", UNKNOWN, {"class": "magnet", "function": "motor", "complete": None}, {}),
        (
            "magnet-of-a-chip",
            UNKNOWN,
            {"class": "integrated-circuit", "function": "magnet", "complete": None},
            {},
        ),
        ("chip-of-a-wafer", NOT_APPLICABLE, {"class": "integrated-circuit"}, {"form": "wafer"}),
        ("weight", UNKNOWN, {"function": "counterweight"}, {}),
        ("weight-machined", FAIL, {"function": "counterweight"}, {"form": "machined-part"}),
        ("mill-product", FAIL, {"kind": "mill_product"}, {}),
    )
    for name, verdict, facts, more in shapes:
        unsaid: Record = {"kind": None, "function": None}
        given = part(material("Ga", **more), **(unsaid | facts))
        yield _case(f"as-such-{name}", law.GALLIUM, verdict, given)
    for origin, verdict in (("CN", NOT_APPLICABLE), ("JP", FAIL), (None, UNKNOWN)):
        motor = part(name="motor", function="motor", origin=origin) | {
            "children": [{"ref": "part", "quantity": 14}]
        }
        document = bom(motor)
        document["components"].append(part(heavy, function="magnet"))
        found = {(law.RARE_EARTHS, "part/m"): Verdict(verdict)}
        yield Scenario(f"magnet-in-a-motor-of-{origin}", document, context(), found)


def _of_foreign_goods() -> Iterator[Scenario]:
    deal = context(NOW)
    amounts: dict[str | None, str] = {
        "0.09": PASS,
        "0.0999": PASS,
        "0.1": UNKNOWN,
        "0.11": UNKNOWN,
        None: UNKNOWN,
    }
    for cost, found in amounts.items():
        yield _case(f"chinese-value-{cost}", law.CONTENT_ABROAD, found, abroad(cost), deal)
    yield _case("value-of-japan", law.CONTENT_ABROAD, PASS, abroad(stages="JP"), deal)
    yield _case("made-in-china", law.CONTENT_ABROAD, NOT_APPLICABLE, abroad() | {"origin": "CN"}, deal)
    for day in around("2025-12-01"):
        yield _case(f"never-ran-{day}", law.CONTENT_ABROAD, NOT_APPLICABLE, abroad(), context(day))
        yield _case(f"technology-{day}", law.TECHNOLOGY, NOT_APPLICABLE, abroad(), context(day))
    kinds = {"made_with": UNKNOWN, "licensed": UNKNOWN, "software": PASS}
    for kind, verdict in kinds.items():
        given = abroad(technology=[{"kind": kind, "country": "CN"}], complete=["materials", "technology"])
        yield _case(f"technology-{kind}", law.TECHNOLOGY, verdict, given, deal)
    yield _case("technology-of-nobody", law.TECHNOLOGY, PASS, abroad(), deal)
    yield _case("technology-of-nd", law.TECHNOLOGY, NOT_APPLICABLE, part(magnet(), origin="JP"), deal)


def _scenarios() -> Iterator[Scenario]:
    yield from _of_the_reference()
    yield from _of_days()
    yield from _of_items()
    yield from _of_the_deal()
    yield from _of_exceptions()
    yield from _of_what_is_built_in()
    yield from _of_foreign_goods()


SCENARIOS = tuple(_scenarios())

Indexed = tuple[str, Record, Record, tuple[str, ...], str]
"""A name, a document and its context, the values that the index of `part` may have, and the verdict."""


def _indices() -> Iterator[Indexed]:
    dysprosium, gallium, holmium = (part(material(word)) for word in ("Dy", "Ga", "Ho"))
    battery = part(material("Al"), function="battery")
    diamond, unsaid = part(material("diamond")), part(material(None))
    jp = {"destination": "JP", "end_use": "military"}
    held: Record = {"determinations": [licence(**{"from": "2025-01-01"})]}
    cases: tuple[tuple[str, Record, Record, str, str], ...] = (
        ("us-defence", dysprosium, context(end_use="military"), "1.0", FAIL),
        ("japan-defence", dysprosium, context("2026-01-06", **jp), "1.0", FAIL),
        ("japan-defence-before", dysprosium, context("2026-01-05", **jp), "0.7", PASS),
        ("commercial", dysprosium, context(), "0.7", PASS),
        ("gallium-to-the-us", gallium, context(), "0.7", PASS),
        ("gallium-to-the-us-before", gallium, context("2025-11-08"), "0.9", FAIL),
        ("gallium-to-the-us-paused", gallium, context("2025-11-09"), "0.7", PASS),
        ("gallium-to-the-us-after", gallium, context("2026-11-28"), "0.7 0.9", UNKNOWN),
        ("gallium-to-japan-before", gallium, context("2025-11-08", destination="JP"), "0.7", PASS),
        ("gallium-to-somewhere", gallium, context("2025-11-08", destination=None), "0.7 0.9", UNKNOWN),
        ("gallium-of-japan", gallium | {"origin": "JP"}, context("2025-11-08"), "0.9", PASS),
        ("gallium-licensed", gallium, context(**held), "0.5", PASS),
        ("gallium-refused-all-the-same", gallium, context("2025-11-08", **held), "0.9", FAIL),
        ("holmium-in-time", holmium, context("2026-05-14"), "0.4", PASS),
        ("holmium-soon", holmium, context("2026-05-15"), "0.7", PASS),
        ("holmium-before", holmium, context("2025-11-07"), "0", PASS),
        ("holmium-after", holmium, context(NOW, determinations=[]), "0 0.4 0.7", PASS),
        ("diamond-to-the-us", diamond, context("2026-05-30"), "0.7", PASS),
        ("diamond-to-the-us-in-time", diamond, context("2026-05-14"), "0.4", PASS),
        ("motor-for-arms", part(magnet("Dy"), function="motor"), context(end_use="military"), "0", PASS),
        ("battery-for-arms-after", battery, context(NOW, end_use="military"), "0 0.4 0.7 1.0", UNKNOWN),
        ("aluminium", part(material("Al")), context(), "0", PASS),
        ("unsaid-for-arms", unsaid, context(end_use="military"), "0 0.4 0.7 1.0", UNKNOWN),
        ("unsaid-of-japan", unsaid | {"origin": "JP"}, context(end_use="military"), "0 0.4 0.7 1.0", PASS),
        ("stated-at-the-limit", dysprosium | {"restriction_index": Decimal("0.8")}, context(), "0.8", PASS),
        ("stated-above", dysprosium | {"restriction_index": Decimal("0.81")}, context(), "0.81", FAIL),
    )
    for name, given, deal, values, verdict in cases:
        yield name, bom(given), deal, tuple(values.split()), verdict


INDICES = tuple(_indices())
