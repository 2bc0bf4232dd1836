"""Scenarios of the laws on uncrewed aircraft, with verdicts worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.cases import Scenario, known
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.uas import law

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

WHOLE: Record = {"complete": ["owners", "relations"]}
PARTIES: list[Record] = [
    {"id": "clean", "name": "Clear Works", "country": "US", **WHOLE},
    {"id": "dji", "name": "DJI", "country": "CN", **WHOLE},
    {"id": "autel", "name": "Autel", "country": "CN", **WHOLE},
    {"id": "river", "name": "River Works", "country": "CN", **WHOLE},
    {"id": "north", "name": "North Works", "country": "RU", **WHOLE},
    {"id": "held", "name": "Held Works", "country": "US", "owners": [{"party": "dji", "share": 50}], **WHOLE},
    {
        "id": "half",
        "name": "Half Works",
        "country": "US",
        "owners": [{"party": "river", "share": 50}],
        **WHOLE,
    },
    {
        "id": "more",
        "name": "More Works",
        "country": "US",
        "owners": [{"party": "river", "share": Decimal("50.1")}],
        **WHOLE,
    },
    {
        "id": "venture",
        "name": "Venture Works",
        "country": "US",
        "owners": [],
        "relations": [{"kind": "joint-venture", "party": "dji"}],
        "complete": ["relations"],
    },
    {"id": "listed-drones", "name": "Listed Drones", "country": "US", **WHOLE},
    {"id": "nobody", "name": "Nobody Asked"},
]
CLEAN: Record = {"place_of_manufacture": "US", "manufacturer": "clean"}
PLASTIC: Record = {"materials": [{"substance": "polymer"}], "complete": ["materials"]}
FLOWN = "2026-06-01"
FASC = ("Listed Drones",)
"""A list to try: that of the Council is empty as far as known."""


def document(*parts: Record, **product: Any) -> Record:
    """An uncrewed aircraft of a clean maker with the parts; `None` leaves a fact out."""
    top = (
        {"kind": "end_item", "function": "uncrewed-aircraft", "mass_g": 5000, "technology": []}
        | CLEAN
        | product
    )
    children = [{"ref": each["id"], "quantity": 1} for each in parts]
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": [
            {"id": "product", "name": "Product", "children": children} | known(**top),
            *({"children": []} | each for each in parts),
        ],
    }


def part(function: str | None, name: str = "part", **facts: Any) -> Record:
    """A part of a clean maker but for what is said."""
    usual: Record = {"function": function, "kind": "component"} | CLEAN
    return {"id": name, "name": name} | known(**(usual | facts))


def context(**facts: Any) -> Record:
    """The Department of Defense buys, and authorization is given, long after the first days."""
    usual: Record = {"agency": "DoD", "activity": "procurement", "authorization": FLOWN}
    usual |= {"award": FLOWN, "operation": FLOWN}
    usual |= {"equipment": [], "determinations": [], "solely_federal": False}
    return {"schema": "microdep-context/1"} | known(**(usual | facts))


def determination(
    kind: str, first: str = "2026-01-01", last: str = "2026-12-31", item: str = "product"
) -> Record:
    """A determination with its days."""
    return {"kind": kind, "item": item, "from": first, "through": last}


def _case(
    name: str, rule: str, verdict: str, bom: Record, held: str = "", subject: str = "product", **deal: Any
) -> Scenario:
    expected = {(rule, subject): Verdict(verdict, frozenset(held.split()))}
    return Scenario(name, bom, context(**deal), expected)


def _aircraft(name: str, verdict: str, held: str = "", deal: Record | None = None, **facts: Any) -> Scenario:
    return _case(name, law.COVERED_UAS, verdict, document(**facts), held, **(deal or {}))


def _part(name: str, rule: str, verdict: str, found: Record, **deal: Any) -> Scenario:
    return _case(name, rule, verdict, document(found), subject="part", **deal)


def _covered() -> Iterator[Scenario]:
    engine = part(
        "bldc-motor", "motor", place_of_manufacture="CN", manufacturer="river", designed_for=["UAS"]
    )
    esc = part("electronic-speed-controller", "esc", place_of_manufacture="CN", manufacturer="river")
    expected = {
        (law.COVERED_UAS, "product"): Verdict(PASS),
        (law.COVERED_PART, "controller"): Verdict(PASS),
        (law.FOREIGN_UAS, "product"): Verdict(PASS),
        (law.FOREIGN_PART, "motor"): Verdict(FAIL),
    }
    yield Scenario("3a", document(engine, esc, part("flight-controller", "controller")), context(), expected)
    camera = part("camera", place_of_manufacture="VN", manufacturer="river")
    yield _part("3b", law.COVERED_PART, FAIL, camera)
    yield _aircraft("made-there", FAIL, place_of_manufacture="CN")
    yield _aircraft("made-by-one-of-there", FAIL, manufacturer="river")
    yield _aircraft("maker-not-said", UNKNOWN, manufacturer=None)
    for stage, country, party, verdict in (
        *(("assembled", "US", "river", FAIL), ("final_assembly", "CN", "clean", UNKNOWN)),
        *(("assembled", "US", "clean", PASS), ("tested", "CN", "river", PASS)),
    ):
        done = [{"stage": stage, "country": country, "party": party}]
        yield _aircraft(f"{stage}-{country}-{party}", verdict, stages=done)
    only = [{"stage": "final_assembly", "country": "CN", "party": "clean"}]
    yield _aircraft("no-place-but-assembled-there", FAIL, place_of_manufacture=None, stages=only)
    yield _aircraft("of-chinese-origin", UNKNOWN, origin="CN")
    yield _aircraft("of-one-of-two-covered", FAIL, place_of_manufacture="CN", origin="HK")
    by_dji = document(stages=[{"stage": "assembled", "country": "US", "party": "dji"}])
    yield _case("branded-by-another", law.NAMED_EQUIPMENT, FAIL, by_dji)
    yield _aircraft("seat-not-said", UNKNOWN, manufacturer="nobody")
    yield _aircraft("not-an-aircraft", NOT_APPLICABLE, function="robotic-device", place_of_manufacture="CN")
    for agency, verdict in (("GSA", NOT_APPLICABLE), ("federal", UNKNOWN), ("Army", FAIL), (None, UNKNOWN)):
        yield _aircraft(f"agency-{agency}", verdict, deal={"agency": agency}, place_of_manufacture="CN")
    made_there = document(place_of_manufacture="CN")
    flown: Record
    for day, verdict in (
        ("2018-06-01", NOT_APPLICABLE),
        ("2019-12-19", NOT_APPLICABLE),
        ("2019-12-20", FAIL),
    ):
        yield _aircraft(f"bought-{day}", verdict, deal={"award": day}, place_of_manufacture="CN")
        flown = {"award": "2018-06-01", "activity": "operation", "operation": day}
        yield _case(f"operated-{day}", law.OPERATED[law.COVERED_UAS], verdict, made_there, **flown)
    flown = {"award": "2018-06-01", "activity": "operation", "operation": "2026-01-15"}
    yield _case("flown-in-2026", law.OPERATED[law.COVERED_UAS], FAIL, made_there, **flown)
    unsaid: Record = flown | {"activity": None}
    yield _case("activity-not-said", law.OPERATED[law.COVERED_UAS], UNKNOWN, made_there, **unsaid)
    purposes = (
        *(("counter-uas-surrogate", EXEMPT), ("intelligence", EXEMPT), ("training", FAIL), ("testing", FAIL)),
        *(("counter-uas", FAIL), ("public-safety", FAIL)),
    )
    for use, verdict in purposes:
        held = "exempt-purpose" if verdict == EXEMPT else ""
        yield _aircraft(f"for-{use}", verdict, held, {"end_use": use}, place_of_manufacture="CN")
    for place in ("RU", "IR", "KP", "CN"):
        for day in ("2022-12-22", "2022-12-23", "2022-12-24"):
            verdict = PASS if place != "CN" and day == "2022-12-22" else FAIL
            yield _aircraft(f"{place}-{day}", verdict, deal={"award": day}, place_of_manufacture=place)
    yield _aircraft("award-not-said", UNKNOWN, deal={"award": None}, place_of_manufacture="CN")
    waived = {"determinations": [determination("agency-waiver")]}
    yield _aircraft("waived", EXEMPT, "waiver", waived, place_of_manufacture="CN")
    over = {
        "determinations": [determination("agency-waiver", last="2026-05-31")],
        "complete": ["determinations"],
    }
    yield _aircraft("waiver-over", FAIL, "", over, place_of_manufacture="CN")
    listed = {"determinations": [determination("blue-uas")]}
    yield _aircraft("blue-uas-does-not-help", FAIL, "", listed, place_of_manufacture="CN")
    claimed = {"claims": ["exempt-purpose"]}
    yield _aircraft("purpose-claimed", UNKNOWN, "", claimed, place_of_manufacture="CN")
    for word in law.PARTS:
        yield _part(word, law.COVERED_PART, FAIL, part(word, place_of_manufacture="CN"))
    for word in ("gps-receiver", "battery", "propeller"):
        yield Scenario(word, document(part(word, place_of_manufacture="CN")), context(), {})
    for word in law.COUNTER:
        yield _part(word, law.COUNTER_UAS, FAIL, part(word, place_of_manufacture="CN"))


def _of_which_sort() -> Iterator[Scenario]:
    modem = {"place_of_manufacture": "CN", "manufacturer": "clean"}
    for kind, verdict in (("component", FAIL), ("service", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _part(
            f"modem-{kind}", law.COVERED_PART, verdict, part("network-connectivity", kind=kind, **modem)
        )
    there: Record = {"stages": [{"stage": "software_developed", "country": "CN", "party": "clean"}]}
    for kind in ("firmware", "software", "assembly", None):
        program = part("flight-controller", kind=kind, **there)
        yield _part(f"controller-{kind}", law.COVERED_SOFTWARE, FAIL, program)


def _in_hardware() -> Iterator[Scenario]:
    """What hardware states of software in it, and of who runs its network; else it is not asked."""
    theirs, ours = {"country": "US", "party": "north"}, {"country": "US", "party": "clean"}
    for kind, rule, other in (
        ("software", law.COVERED_SOFTWARE, law.COVERED_NETWORK),
        ("administered", law.COVERED_NETWORK, law.COVERED_SOFTWARE),
    ):
        for inside, verdict in ((theirs, FAIL), (ours, PASS)):
            camera = part("camera", kind="component", technology=[{"kind": kind, **inside}])
            yield _part(f"{kind}-in-a-camera-{verdict}", rule, verdict, camera)
            yield _part(f"{kind}-in-a-camera-{verdict}-of-another-sort", other, NOT_APPLICABLE, camera)
    silent = part("camera", kind="component")
    yield _part("camera-without-technology", law.COVERED_SOFTWARE, NOT_APPLICABLE, silent)
    open_kind = part("camera", kind="component", technology=[theirs])
    yield _part("camera-technology-of-no-kind", law.COVERED_SOFTWARE, UNKNOWN, open_kind)


def _stated_beside() -> Iterator[Scenario]:
    """What is stated beside what the law asks for, and what is not stated at all."""
    here = {"country": "US", "party": "clean"}
    run: Record = {"technology": [{"kind": "administered", **here}], "complete": ["technology"]}
    yield _part("a-box-that-is-run-here", law.COVERED_NETWORK, PASS, part(None, kind=None, **run))
    link = part("data-link", technology=run["technology"])
    yield _part("a-link-that-is-run-here", law.COVERED_NETWORK, PASS, link)
    theirs = {"kind": "software", "country": "US", "party": "river"}
    two = part("camera", technology=[theirs, {"kind": "licensed", **here}])
    yield _part("software-beside-a-licence", law.COVERED_SOFTWARE, FAIL, two)
    for word, kind in (
        *(("ground-control-station", "component"), ("operating-software", None)),
        *(("data-link", "software"), ("camera", "firmware")),
    ):
        alone = part(word, kind=kind, manufacturer="river")
        yield _part(f"{word}-of-a-maker-alone", law.COVERED_SOFTWARE, FAIL, alone)
    ours: Record = {"technology": [{"kind": "software", **here}, here], "complete": ["technology"]}
    bought = document(place_of_manufacture="CN", manufacturer="river", **ours)
    for rule in (law.COVERED_SOFTWARE, law.COVERED_NETWORK):
        yield _case(f"made-there-with-our-{rule}", rule, PASS, bought)
    for place in ("origin", "place_of_manufacture"):
        for day, verdict in (("2022-12-22", PASS), ("2022-12-23", FAIL)):
            service = part("data-storage", kind="service", **(run | {place: "RU"}))
            yield _part(f"service-{place}-RU-{day}", law.COVERED_NETWORK, verdict, service, award=day)


def _of_no_item() -> Iterator[Scenario]:
    """A determination that names no item: nobody knows of what it was decided."""
    listed = {"manufacturer": "listed-drones", "place_of_manufacture": "VN"}
    for rule, kind, name in (
        *(
            (law.FOREIGN_UAS, "blue-uas", "of-no-item"),
            (law.FOREIGN_UAS, "conditional-approval", "of-no-item"),
        ),
        (law.SECURITY_DRONE, "security-drone-waiver", "fasc-of-no-item"),
        (law.SECURITY_DRONE, "security-drone-exemption", "fasc-of-no-item"),
    ):
        given = [{"kind": kind, "from": "2026-01-01", "through": "2026-12-31"}]
        deal: Record = {"determinations": given, "complete": ["determinations"]}
        yield _case(f"{name}-{kind}", rule, FAIL, document(**listed), **deal)


def _developed() -> Iterator[Scenario]:
    for word in law.SOFTWARE:
        there = part(word, stages=[{"stage": "software_developed", "country": "CN", "party": "clean"}])
        yield _part(f"software-of-{word}", law.COVERED_SOFTWARE, FAIL, there)
    by_them = part("operating-software", stages=[{"stage": "developed", "country": "US", "party": "north"}])
    yield _part("developed-by", law.COVERED_SOFTWARE, FAIL, by_them)
    here = part("operating-software", stages=[{"stage": "developed", "country": "US", "party": "clean"}])
    yield _part("developed-here", law.COVERED_SOFTWARE, PASS, here | {"technology": []})
    yield _part("inside-not-said", law.COVERED_SOFTWARE, UNKNOWN, here)
    for kind, country, party, verdict in (
        ("software", "CN", "clean", FAIL),
        ("software", "US", "river", FAIL),
        ("software", "US", "clean", PASS),
        ("licensed", "CN", "river", PASS),
    ):
        inside = [{"kind": kind, "country": country, "party": party}]
        code = here | {"technology": inside, "complete": ["technology"]}
        yield _part(f"{kind}-inside-of-{country}-{party}", law.COVERED_SOFTWARE, verdict, code)
    yield _part("development-not-said", law.COVERED_SOFTWARE, UNKNOWN, part("operating-software"))
    for word in law.NETWORK:
        run = part(word, technology=[{"kind": "administered", "country": "CN", "party": "clean"}])
        yield _part(word, law.COVERED_NETWORK, FAIL, run)
    run = part("data-storage", technology=[{"kind": "administered", "country": "US", "party": "river"}])
    yield _part("administered-by", law.COVERED_NETWORK, FAIL, run)
    other = part("data-storage", technology=[{"kind": "licensed", "country": "CN", "party": "river"}])
    yield _part("licensed-only", law.COVERED_NETWORK, PASS, other | {"complete": ["technology"]})
    for name, technology in (("licensed", other["technology"]), ("of-nobody", [])):
        link = part("network-connectivity", technology=technology, complete=["technology"])
        yield _part(f"network-{name}", law.COVERED_NETWORK, UNKNOWN, link)
    yield _part("nothing-administered", law.COVERED_NETWORK, PASS, part("data-storage", technology=[]))
    for run_by in ("service", None):
        storage = part("data-storage", kind=run_by, technology=[])
        yield _part(f"storage-of-nobody-{run_by}", law.COVERED_NETWORK, UNKNOWN, storage)
    yield _part("not-said-who-runs-it", law.COVERED_NETWORK, UNKNOWN, part("data-storage"))


def _others() -> Iterator[Scenario]:
    flies = [{"function": "uncrewed-aircraft", "maker": "dji"}]
    for day, verdict in (("2024-09-30", NOT_APPLICABLE), ("2024-10-01", FAIL), ("2024-10-02", FAIL)):
        yield _case(f"flies-{day}", law.OPERATOR, verdict, document(), award=day, equipment=flies)
    used: Record
    makers = (
        *(("held", FAIL), ("river", FAIL), ("clean", UNKNOWN), ("nobody", UNKNOWN), ("half", UNKNOWN)),
        *(("more", FAIL), ("autel", FAIL)),
    )
    for maker, verdict in makers:
        used = {"equipment": [{"function": "uncrewed-aircraft", "maker": maker}], "complete": ["equipment"]}
        yield _case(f"flies-{maker}", law.OPERATOR, verdict, document(), **used)
    other: Record = {"equipment": [{"function": "camera", "maker": "dji"}], "complete": ["equipment"]}
    yield _case("owns-a-camera", law.OPERATOR, FAIL, document(), **other)
    for maker, function, verdict in (
        *(("river", "companion-computer", PASS), ("river", "ground-control-station", FAIL)),
        *(("river", "camera", PASS), ("autel", "camera", FAIL)),
    ):
        used = {"equipment": [{"function": function, "maker": maker}], "complete": ["equipment"]}
        yield _case(f"uses-a-{function}-of-{maker}", law.OPERATOR, verdict, document(), **used)
    yield _case("not-all-equipment", law.OPERATOR, UNKNOWN, document(), equipment=[{"maker": "clean"}])


def _authorized() -> Iterator[Scenario]:
    abroad = document(place_of_manufacture="JP")
    for day, verdict in (("2025-12-21", NOT_APPLICABLE), ("2025-12-22", FAIL), ("2025-12-23", FAIL)):
        yield _case(f"authorized-{day}", law.FOREIGN_UAS, verdict, abroad, authorization=day)
    costs = {"US": "65.1", "CN": "34.9"}
    parts = [
        part(None, place.casefold(), origin=place, costs=[_landed(amount)]) for place, amount in costs.items()
    ]
    yield _case("3f", law.FOREIGN_UAS, PASS, document(*parts), authorization="2028-01-01")
    deal: Record
    days = {"2026-01-06": FAIL, "2026-01-07": EXEMPT, "2026-12-31": EXEMPT, "2027-01-01": FAIL}
    days |= {"2027-12-31": FAIL, "2028-01-01": FAIL}
    for day, verdict in days.items():
        given = [determination("blue-uas", "2025-01-01", "2030-01-01")]
        held = "blue-uas" if verdict == EXEMPT else ""
        deal = {"authorization": day, "determinations": given, "complete": ["determinations"]}
        yield _case(f"blue-{day}", law.FOREIGN_UAS, verdict, abroad, held, **deal)
        claimed = UNKNOWN if day.startswith("2027") else verdict
        deal |= {"claims": ["blue-uas"]}
        yield _case(f"blue-claimed-{day}", law.FOREIGN_UAS, claimed, abroad, held, **deal)
    other: Record = {
        "determinations": [determination("blue-uas", item="part")],
        "complete": ["determinations"],
    }
    yield _case("another-item-is-listed", law.FOREIGN_UAS, FAIL, abroad, **other)
    approved = [determination("conditional-approval")]
    yield _case("approved", law.FOREIGN_UAS, EXEMPT, abroad, "conditional-approval", determinations=approved)
    yield _case("solely-federal", law.FOREIGN_UAS, EXEMPT, abroad, "solely-federal", solely_federal=True)
    toys = {"2026-06-14": FAIL, "2026-06-15": EXEMPT, "2026-06-16": EXEMPT}
    toy = document(part("brushed-motor"), place_of_manufacture="JP", mass_g=150)
    for day, verdict in toys.items():
        yield _case(
            f"toy-{day}", law.FOREIGN_UAS, verdict, toy, "toy" * (verdict == EXEMPT), authorization=day
        )
    for grams, verdict in (("149.9", EXEMPT), ("150.1", FAIL)):
        weighed = document(place_of_manufacture="JP", mass_g=Decimal(grams))
        deal = {"authorization": "2026-07-01"}
        yield _case(f"toy-{grams}", law.FOREIGN_UAS, verdict, weighed, "toy" * (verdict == EXEMPT), **deal)
    for word in ("camera", "thermal-camera", "bldc-motor"):
        with_it = document(part(word), place_of_manufacture="JP", mass_g=150)
        yield _case(f"toy-with-{word}", law.FOREIGN_UAS, FAIL, with_it, authorization="2026-07-01")
    for word in law.CRITICAL:
        critical = part(word, place_of_manufacture="JP", designed_for=["UAS"])
        yield _part(f"critical-{word}", law.FOREIGN_PART, FAIL, critical)
    general = part("battery", place_of_manufacture="JP", designed_for=["general use"])
    yield _part("for-anything", law.FOREIGN_PART, UNKNOWN, general)
    yield _part("not-said-for-what", law.FOREIGN_PART, UNKNOWN, part("battery", place_of_manufacture="JP"))


def _named_makers() -> Iterator[Scenario]:
    for maker in ("dji", "autel", "held", "venture"):
        made_here = document(manufacturer=maker)
        yield _case(f"{maker}-made-here", law.NAMED_EQUIPMENT, FAIL, made_here)
        approved = [determination("conditional-approval")]
        ways_out: Record = {
            "determinations": approved,
            "complete": ["determinations"],
            "solely_federal": True,
        }
        abroad_of_theirs = document(place_of_manufacture="VN", manufacturer=maker)
        yield _case(f"{maker}-approved", law.FOREIGN_UAS, FAIL, abroad_of_theirs, **ways_out)
        yield _case(f"{maker}-approved-and-named", law.NAMED_EQUIPMENT, FAIL, abroad_of_theirs, **ways_out)
    for party, verdict in (("dji", FAIL), ("clean", PASS)):
        made_with = [{"kind": "licensed", "country": "CN", "party": party}]
        licensed = document(technology=made_with, complete=["technology"])
        yield _case(f"licensed-by-{party}", law.NAMED_EQUIPMENT, verdict, licensed)
    yield _case("technology-not-said", law.NAMED_EQUIPMENT, UNKNOWN, document(technology=None))
    yield _case("clean-made-here", law.NAMED_EQUIPMENT, PASS, document())
    yield _case(
        "camera-for-the-hand", law.NAMED_EQUIPMENT, FAIL, document(function="camera", manufacturer="dji")
    )
    motor = document(function="bldc-motor", manufacturer="dji")
    yield _case("motor-of-a-named-maker", law.NAMED_EQUIPMENT, NOT_APPLICABLE, motor)
    for day, verdict in (("2025-12-21", NOT_APPLICABLE), ("2025-12-22", FAIL)):
        named = document(manufacturer="dji")
        yield _case(f"named-{day}", law.NAMED_EQUIPMENT, verdict, named, authorization=day)
    for word, verdict in (
        ("camera", FAIL),
        ("battery", NOT_APPLICABLE),
        ("gimbal", FAIL),
        ("video-surveillance", FAIL),
    ):
        yield _part(f"{word}-of-a-named-maker", law.NAMED_PART, verdict, part(word, manufacturer="dji"))


def _landed(amount: str) -> Record:
    return {"kind": "landed", "amount": Decimal(amount), "currency": "USD"}


def _drone_act() -> Iterator[Scenario]:
    """By a maker on a list to try; with the list as it is nothing is known."""
    listed = document(manufacturer="listed-drones")
    grant = {"agency": "federal-grantee", "activity": "operation"}
    days = {
        "2025-12-21": NOT_APPLICABLE,
        "2025-12-22": FAIL,
        "2028-12-21": FAIL,
        "2028-12-22": NOT_APPLICABLE,
    }
    for day, verdict in days.items():
        yield _case(f"3d-{day}", law.DRONE_FUNDS, verdict, listed, operation=day, **grant)
        flown = {"activity": "operation", "award": "2023-06-01", "operation": day}
        yield _case(f"fasc-flown-{day}", law.DRONE_OPERATION, verdict, listed, **flown)
    flown = {"activity": "operation", "award": "2023-06-01", "operation": "2026-01-15"}
    yield _case("fasc-bought-in-2023-flown-in-2026", law.DRONE_OPERATION, FAIL, listed, **flown)
    bought = {"2023-12-21": NOT_APPLICABLE, "2023-12-22": FAIL, "2023-12-23": FAIL}
    bought |= {"2028-12-21": FAIL, "2028-12-22": NOT_APPLICABLE}
    for day, verdict in bought.items():
        yield _case(f"fasc-bought-{day}", law.SECURITY_DRONE, verdict, listed, award=day)
    found = {"determinations": [determination("security-drone-exemption")]}
    for agency, use, finding, verdict in (
        *(("DHS", "civil", True, EXEMPT), ("DoD", "civil", True, EXEMPT), ("DOT", "civil", True, EXEMPT)),
        *(("NTSB", "civil", True, EXEMPT), ("NOAA", "civil", True, EXEMPT), ("DOI", "civil", True, FAIL)),
        *(("DHS", "law-enforcement", False, FAIL), ("DOI", "law-enforcement", True, FAIL)),
        *(
            ("DOI", "wildfire", True, EXEMPT),
            ("DOI", "wildfire", False, FAIL),
            ("DOI", "public-safety", True, FAIL),
        ),
        *(("DOI", "search-and-rescue", True, EXEMPT), ("DOI", "intelligence", False, EXEMPT)),
        ("intelligence-community", "civil", False, EXEMPT),
    ):
        deal: Record = {"agency": agency, "end_use": use} | (found if finding else {})
        held = "exemption" if verdict == EXEMPT else ""
        name = f"fasc-{agency}-{use}-{finding}"
        yield _case(name, law.SECURITY_DRONE, verdict, listed, held, **deal)
    for use, verdict in (("law-enforcement", EXEMPT), ("wildfire", FAIL)):
        deal = {"agency": "tribal", "activity": "funding", "end_use": use} | found
        held = "exemption" if verdict == EXEMPT else ""
        yield _case(f"fasc-tribal-{use}", law.DRONE_FUNDS, verdict, listed, held, **deal)
    yield _case("fasc-clean", law.SECURITY_DRONE, PASS, document())
    linked = document(part("data-link", manufacturer="listed-drones"))
    yield _case("fasc-link", law.SECURITY_DRONE, FAIL, linked)
    motor = document(part("motor", manufacturer="listed-drones"))
    yield _case("fasc-motor", law.SECURITY_DRONE, PASS, motor)
    waived = [determination("security-drone-waiver")]
    name = "security-drone-waiver"
    yield _case("fasc-waived", law.SECURITY_DRONE, EXEMPT, listed, name, determinations=waived)
    other: Record = {"determinations": [determination("agency-waiver")], "complete": ["determinations"]}
    yield _case("fasc-waived-by-another-law", law.SECURITY_DRONE, FAIL, listed, **other)
    yield _case("no-list", law.SECURITY_DRONE, UNKNOWN, document())


SCENARIOS = (
    *_covered(),
    *_of_which_sort(),
    *_in_hardware(),
    *_stated_beside(),
    *_of_no_item(),
    *_developed(),
    *_others(),
    *_authorized(),
    *_named_makers(),
    *_drone_act(),
)
