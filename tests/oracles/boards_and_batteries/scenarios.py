"""Scenarios of 10 U.S.C. 4873 and 4865, s.154 and s.1260H, with verdicts worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.boards_and_batteries import law
from tests.oracles.cases import Scenario, known
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.documents import usd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

WHOLE: Record = {"complete": ["owners", "relations", "rights"]}


def _owned(name: str, owner: str, share: str) -> Record:
    """A company seated in the United States that one owner holds to a share, and a clean one to the rest."""
    rest = {"party": "clean", "share": 100 - Decimal(share)}
    owners = [{"party": owner, "share": Decimal(share)}, rest]
    return {"id": name, "name": name.replace("-", " "), "country": "US", "owners": owners, **WHOLE}


def _led(name: str, *, effective_control: bool | None) -> Record:
    """A company seated in the United States in which one in China has a right."""
    right = known(party="river", effective_control=effective_control)
    return {"id": name, "name": name.replace("-", " "), "country": "US", "rights": [right], **WHOLE}


def _done(stage: str, country: str | None) -> Record:
    return known(stage=stage, party="clean", country=country)


PARTIES = [
    {"id": "clean", "name": "Clear Works", "country": "US", **WHOLE},
    {"id": "catl", "name": "CATL", "country": "CN", **WHOLE},
    {"id": "calb", "name": "CALB", "country": "CN", **WHOLE},
    {"id": "river", "name": "River Works", "country": "CN", **WHOLE},
    {
        "id": "held",
        "name": "Held Works",
        "country": "US",
        "owners": [{"party": "catl", "share": 100}],
        **WHOLE,
    },
    {
        "id": "after",
        "name": "After Works",
        "country": "US",
        "owners": [],
        "relations": [{"kind": "successor", "party": "catl"}],
        "complete": ["relations"],
    },
    _owned("half-river", "river", "50"),
    _owned("less-river", "river", "49.99"),
    _owned("below-half-river", "half-river", "50"),
    _owned("below-less-river", "less-river", "99"),
    _owned("less-of-half-river", "half-river", "49.99"),
    _owned("below-nobody", "nobody", "50"),
    _led("led", effective_control=True),
    _led("not-led", effective_control=False),
    _led("perhaps-led", effective_control=None),
    {"id": "nobody", "name": "Nobody Asked"},
]
CLEAN: Record = {
    "manufacturer": "clean",
    "supplier": "clean",
    "materials": [],
    "stages": [{"stage": "coated", "party": "clean", "country": "US"}],
    "complete": ["stages"],
    "technology": [],
    "modified_before_acceptance": False,
    "place_of_manufacture": "US",
}
LATER = "2031-06-01"


def document(*parts: Record, **product: Any) -> Record:
    """A product of a clean maker; a part is in the product unless another part names it as a child."""
    below = {use["ref"] for part in parts for use in part.get("children", [])}
    children = [{"ref": part["id"], "quantity": 1} for part in parts if part["id"] not in below]
    top = {"id": "product", "name": "Product", "kind": "end_item", "function": "uncrewed-aircraft"}
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": [top | CLEAN | product | {"children": children}, *parts],
    }


def component(name: str, function: str | None, *children: str, **facts: Any) -> Record:
    """A part of a clean maker but for what is said; `None` leaves a fact out."""
    below = [{"ref": child, "quantity": 1} for child in children]
    return {"id": name, "name": name} | known(
        **({"function": function} | CLEAN | {"children": below} | facts)
    )


def context(**facts: Any) -> Record:
    """A contract of the Department of Defense for a mission-critical, non-commercial product."""
    usual: Record = {
        "agency": "DoD",
        "award": LATER,
        "value": usd("5000000"),
        "programme_phase": "new-programme",
    }
    usual |= {"mission_critical": True, "named_system": False, "commercial_status": "non-commercial"}
    usual |= {"combat_setting": True, "determinations": []}
    return {"schema": "microdep-context/1"} | known(**(usual | facts))


def _board(name: str, verdict: str, held: str = "", deal: Record | None = None, **facts: Any) -> Scenario:
    stages = [
        {"stage": "pcb_fabricated", "country": "CN"},
        {"stage": "board_assembled", "country": "US"},
    ]
    usual: Record = {
        "place_of_manufacture": "US",
        "stages": stages,
        "networked": True,
        "complete": ["stages"],
    }
    function = facts.pop("function", "printed-circuit-board")
    board = component("board", function, **(usual | facts))
    expected = {(law.CIRCUIT_BOARD, "board"): Verdict(verdict, frozenset(held.split()))}
    return Scenario(name, document(board), deal or context(award="2027-02-01"), expected)


def battery(cathode: Any = None, **facts: Any) -> Record:
    """A product with a battery of two cell components, put together by a clean maker."""
    parts = {"cathode": cathode or {}, "anode": {}}
    inside = [component(name, name, **cost("50", more)) for name, more in parts.items()]
    assembled: Record = {
        "stages": [{"stage": "final_assembly", "party": "clean", "country": "US"}],
        "complete": ["stages"],
    }
    return document(component("battery", "battery", "cathode", "anode", **(assembled | facts)), *inside)


def _made_from(function: str, seller: str | None) -> Record:
    """A battery that was made from a lot of something, used up in the making."""
    bom = battery(inputs=[{"ref": "lot"} | known(supplier=seller)])
    lot: Record = {"id": "lot", "name": "Lot", "kind": "raw_material", "function": function, "inputs": []}
    bom["components"].append(lot | {"stages": [_done("refined", "US")], "complete": ["stages"]})
    return bom


def cost(amount: str | None, facts: Record) -> Record:
    """Facts with a direct cost."""
    if amount is None:
        return facts
    return {"costs": [{"kind": "direct", "amount": Decimal(amount), "currency": "USD"}]} | facts


def _battery(name: str, verdict: str, held: str = "", bom: Record | None = None, **deal: Any) -> Scenario:
    expected = {(law.FEOC_BATTERY, "battery"): Verdict(verdict, frozenset(held.split()))}
    return Scenario(name, bom or battery({"manufacturer": "river"}), context(**deal), expected)


def _named(name: str, verdict: str, bom: Record, **deal: Any) -> Scenario:
    return Scenario(name, bom, context(**deal), {(law.NAMED_MAKER, "battery"): Verdict(verdict)})


def _military(name: str, verdict: str, maker: str, **deal: Any) -> Scenario:
    bom = document(component("part", "motor", manufacturer=maker))
    return Scenario(name, bom, context(**deal), {(law.MILITARY_COMPANY, "part"): Verdict(verdict)})


def _boards() -> Iterator[Scenario]:
    """With a final rule of 2027-01-15, but for those whose name says that there is none."""
    yield _board("3g", NOT_APPLICABLE)
    for day, verdict in (("2027-01-14", NOT_APPLICABLE), ("2027-01-15", FAIL), ("2027-01-16", FAIL)):
        yield _board(f"rule-{day}", verdict, deal=context(award=day))
    yield _board("rule-made-abroad", FAIL, stages=[], complete=None, place_of_manufacture="RU")
    yield _board("rule-assembled", FAIL, stages=[{"stage": "board_assembled", "country": "KP"}])
    yield _board("rule-clean", PASS, stages=[{"stage": "board_assembled", "country": "US"}])
    yield _board("rule-stages-open", UNKNOWN, stages=[], complete=None, place_of_manufacture=None)
    for status, verdict in (
        ("commercial-product", NOT_APPLICABLE),
        ("cots", NOT_APPLICABLE),
        (None, UNKNOWN),
    ):
        yield _board(f"rule-{status}", verdict, deal=context(commercial_status=status))
    named = context(commercial_status="cots", named_system=True)
    yield _board("rule-named-system", FAIL, deal=named)
    yield _board("rule-not-networked", NOT_APPLICABLE, networked=False)
    for word, function, verdict in (
        ("circuit-board", "flight-controller", FAIL),
        ("circuit-board", None, FAIL),
        (None, "flight-controller", UNKNOWN),
    ):
        board: Record = {"class": word, "function": function}
        yield _board(f"rule-{word}-{function}", verdict, **board)
    yield _board("rule-perhaps-networked", UNKNOWN, networked=None)
    for amount, verdict in (("14999.99", EXEMPT), ("15000", FAIL), ("15000.01", FAIL)):
        held = "micro-purchase" if verdict == EXEMPT else ""
        yield _board(f"rule-value-{amount}", verdict, held, context(value=usd(amount)))


def _phases() -> Iterator[Scenario]:
    yield _battery("3i", NOT_APPLICABLE, award="2027-12-31")
    first = {"new-programme": "2028-01-01", "standard-item": "2029-01-01", "existing-programme": "2031-01-30"}
    before = {
        "new-programme": "2027-12-31",
        "standard-item": "2028-12-31",
        "existing-programme": "2031-01-29",
    }
    for phase, day in first.items():
        yield _battery(f"{phase}-before", NOT_APPLICABLE, programme_phase=phase, award=before[phase])
        yield _battery(f"{phase}-first", FAIL, programme_phase=phase, award=day)
        yield _battery(f"{phase}-after", FAIL, programme_phase=phase, award=LATER)
    for day, verdict in (("2027-12-31", NOT_APPLICABLE), ("2028-01-01", UNKNOWN), ("2031-01-30", FAIL)):
        yield _battery(f"phase-not-said-{day}", verdict, programme_phase=None, award=day)


def _cells() -> Iterator[Scenario]:
    seller, fund = {"supplier": "river"}, {"manufacturer": "held"}
    done = {"stages": [{"stage": "refined", "party": "river"}]}
    licence: Record = {"technology": [{"kind": "licensed", "party": "river"}]}
    cases = {
        "sold": seller,
        "owned": fund,
        "refined": done,
        "licensed": licence,
        "after": {"manufacturer": "after"},
    }
    for name, facts in cases.items():
        yield _battery(f"component-{name}", FAIL, bom=battery(facts))
    chains = {
        "half-river": FAIL,
        "less-river": PASS,
        "below-half-river": FAIL,
        "below-less-river": PASS,
        "less-of-half-river": PASS,
        "below-nobody": UNKNOWN,
    }
    for maker, verdict in chains.items():
        yield _battery(f"made-by-{maker}", verdict, bom=battery({"manufacturer": maker}))
    places: dict[str, tuple[str, Record]] = {
        "made-in-china": (FAIL, {"place_of_manufacture": "CN"}),
        "assembled-in-hong-kong": (
            FAIL,
            {"place_of_manufacture": None, "stages": [_done("assembled", "HK")]},
        ),
        "made-nobody-knows-where": (UNKNOWN, {"place_of_manufacture": None}),
        "of-the-origin-china": (UNKNOWN, {"origin": "CN"}),
        "coated-in-china": (FAIL, {"stages": [_done("coated", "CN")]}),
        "coated-nobody-knows-where": (UNKNOWN, {"stages": [_done("coated", None)]}),
        "under-effective-control": (FAIL, {"manufacturer": "led"}),
        "without-effective-control": (PASS, {"manufacturer": "not-led"}),
        "perhaps-under-effective-control": (UNKNOWN, {"manufacturer": "perhaps-led"}),
    }
    for name, (verdict, facts) in places.items():
        yield _battery(f"component-{name}", verdict, bom=battery(facts))
    yield _battery("made-by-one-of-concern", FAIL, bom=battery(manufacturer="river"))
    yield _battery("sold-by-one-of-concern", FAIL, bom=battery(supplier="river"))
    for lot, said, function, sold_by in (
        ("electrolyte", FAIL, "electrolyte", "river"),
        ("electrolyte-of-a-clean-seller", PASS, "electrolyte", "clean"),
        ("enclosure", PASS, "enclosure", "river"),
        ("electrolyte-of-nobody-stated", PASS, "electrolyte", None),
    ):
        yield _battery(f"sold-to-its-maker-{lot}", said, bom=_made_from(function, sold_by))
    there = [_done("final_assembly", "CN")]
    yield _battery("battery-made-in-china", FAIL, bom=battery(place_of_manufacture="CN", stages=there))
    yield _battery("battery-made-in-two-places", UNKNOWN, bom=battery(place_of_manufacture="CN"))
    yield _battery("licence-for-the-battery", FAIL, bom=battery(**licence))
    yield _battery("clean", PASS, bom=battery())
    yield _battery("maker-not-said", UNKNOWN, bom=battery({"manufacturer": None}))
    yield _battery("seat-not-said", UNKNOWN, bom=battery({"manufacturer": "nobody"}))
    yield _battery("technology-not-said", UNKNOWN, bom=battery({"technology": None}))
    yield _battery("no-component-listed", UNKNOWN, bom=document(component("battery", "battery")))
    cells = [component("pack", "battery", "battery"), component("battery", "battery-cell", "cathode")]
    cathode = component("cathode", "cathode", manufacturer="river")
    yield _battery("cell", FAIL, bom=document(*cells, cathode))


def _exempt() -> Iterator[Scenario]:
    for clean, theirs, verdict in (("95.01", "4.99", EXEMPT), ("95", "5", FAIL), ("94.99", "5.01", FAIL)):
        held = "non-feoc-final-assembly" if verdict == EXEMPT else ""
        bom = battery({"manufacturer": "river"} | cost(theirs, {}))
        bom["components"][3] |= cost(clean, {})
        yield _battery(f"share-{clean}", verdict, held, bom)
    bom = battery({"manufacturer": "river"} | cost("1", {}))
    by_them = [{"stage": "final_assembly", "party": "river", "country": "US"}]
    assembled = battery({"manufacturer": "river"} | cost("1", {}), stages=by_them)
    yield _battery("assembled-by-them", FAIL, bom=assembled)
    licensed = battery({"manufacturer": "river", "technology": [{"kind": "licensed", "party": "river"}]})
    yield _battery("licensed-too", FAIL, bom=licensed)
    dear = battery({"manufacturer": "river", "costs": []})
    yield _battery("cost-not-said", FAIL, bom=dear)
    yield _battery("cost-claimed", UNKNOWN, bom=dear, claims=["non-feoc-final-assembly"])
    for word in ("mobile-electronics", "medical-device"):
        phone = battery({"manufacturer": "river"})
        phone["components"][0]["function"] = word
        yield _battery(f"{word}-at-peace", EXEMPT, "non-combat-device", phone, combat_setting=False)
        yield _battery(f"{word}-in-combat", FAIL, "", phone, combat_setting=True)
    yield _battery("drone-at-peace", FAIL, combat_setting=False)
    cots = battery({"manufacturer": "river"}, cots=True)
    yield _battery("cots-for-maintenance", EXEMPT, "maintenance-cots", cots, programme_phase="maintenance")
    yield _battery("cots-alone", FAIL, "", cots)
    made = battery({"manufacturer": "river"}, cots=False)
    yield _battery("maintenance-alone", FAIL, "", made, programme_phase="maintenance")
    research: Record = {"programme_phase": "research-and-development"}
    yield _battery("research", EXEMPT, "research", **research)
    yield _battery("research-before", NOT_APPLICABLE, award="2027-12-31", **research)
    periods = {
        "in": ("2031-01-01", "2031-12-31", EXEMPT),
        "a-year": ("2031-01-01", "2031-12-31", EXEMPT),
        "more-than-a-year": ("2031-01-01", "2032-01-01", FAIL),
        "first-day": (LATER, "2031-12-31", EXEMPT),
        "last-day": ("2031-01-01", LATER, EXEMPT),
        "over": ("2031-01-01", "2031-05-31", FAIL),
        "not-begun": ("2031-06-02", "2031-12-31", FAIL),
    }
    for name, (first, last, verdict) in periods.items():
        given = [{"kind": "feoc-waiver", "item": "battery", "from": first, "through": last}]
        held = "waiver" if verdict == EXEMPT else ""
        yield _battery(f"waiver-{name}", verdict, held, determinations=given)


def _makers() -> Iterator[Scenario]:
    theirs = battery(manufacturer="catl")
    for day, verdict in (("2027-09-30", NOT_APPLICABLE), ("2027-10-01", FAIL), ("2027-10-02", FAIL)):
        yield _named(f"named-{day}", verdict, theirs, award=day)
    for maker, verdict in (
        ("clean", PASS),
        ("held", FAIL),
        ("after", FAIL),
        ("nobody", UNKNOWN),
    ):
        yield _named(f"named-{maker}", verdict, battery(manufacturer=maker))
    yield _named("named-seller", FAIL, battery(supplier="catl"))
    ours = {"stages": [{"stage": "cell_made", "party": "catl", "country": "CN"}]}
    yield _named("named-maker-of-another-brand", FAIL, battery(**ours))
    yield _named("named-sellers-of-half", PASS, battery({"supplier": "catl"}))
    product = battery()
    product["components"][0]["manufacturer"] = "catl"
    yield _named("named-product", FAIL, product)
    yield _named("half-of-the-parts", PASS, battery({"manufacturer": "catl"}))
    most = battery({"manufacturer": "catl"})
    most["components"][1]["children"][0]["quantity"] = 2
    yield _named("most-of-the-parts", FAIL, most)
    for day, verdict in (("2026-06-29", NOT_APPLICABLE), ("2026-06-30", FAIL), ("2026-07-01", FAIL)):
        yield _military(f"listed-{day}", verdict, "calb", award=day)
    yield _military("not-found", UNKNOWN, "clean")
    yield _military("held-by-a-listed-one", FAIL, "held")


SCENARIOS = (*_boards(), *_phases(), *_cells(), *_exempt(), *_makers())
