"""Scenarios of s.889 and s.5949 with verdicts worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.cases import Scenario, known
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.telecom_and_chips import law

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

WHOLE: Record = {"complete": ["owners", "relations"]}
REST: Record = {"party": "clean", "share": Decimal("50.01")}
PARTIES = [
    {"id": "clean", "name": "Clear Works", "country": "US", **WHOLE},
    {"id": "huawei", "name": "Huawei", "country": "CN", **WHOLE},
    {"id": "hikvision", "name": "Hikvision", "country": "CN", **WHOLE},
    {"id": "smic", "name": "SMIC", "country": "CN", **WHOLE},
    {"id": "half", "name": "Half Held", "owners": [{"party": "huawei", "share": 50}], **WHOLE},
    {
        "id": "less",
        "name": "Less Held",
        "owners": [{"party": "huawei", "share": Decimal("49.99")}, REST],
        **WHOLE,
    },
    {
        "id": "tied",
        "name": "Tied Works",
        "owners": [],
        "relations": [{"kind": "subsidiary", "party": "smic"}],
    },
    {
        "id": "after",
        "name": "After Works",
        "owners": [],
        "relations": [{"kind": "successor", "party": "smic"}],
    },
    {"id": "nobody", "name": "Nobody Asked"},
]


TESTED: Record = {"stages": [{"stage": "tested", "party": "clean"}], "complete": ["stages"]}
"""One stage of a clean party, and no other."""


def bom(*parts: Record, **facts: Any) -> Record:
    """A product of a clean maker with the parts in one another: each is in the one before it."""
    chain = [
        {"id": "product", "name": "Product", "kind": "end_item", "manufacturer": "clean", "supplier": "clean"}
        | TESTED
        | {"substantial_or_essential": False}
        | facts,
        *parts,
    ]
    below = [each["id"] for each in chain[1:]]
    for holder, child in zip(chain, below, strict=False):
        holder["children"] = [{"ref": child, "quantity": 1}]
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": PARTIES,
        "components": chain,
    }


def part(name: str = "part", **facts: Any) -> Record:
    """A substantial part, of a clean maker but for what is said; `None` leaves a fact out."""
    plain: Record = {"kind": "component", "manufacturer": "clean", "supplier": "clean"}
    plain |= {} if "stages" in facts else TESTED
    plain |= {"substantial_or_essential": True, "routes_user_traffic": True}
    return {"id": name, "name": name} | known(**(plain | facts))


def context(**facts: Any) -> Record:
    """A contract of a federal agency after every day of the acts, for no critical system."""
    usual = {"agency": "GSA", "award": "2028-01-15", "critical_system": False, "equipment": []}
    return {"schema": "microdep-context/1"} | known(**(usual | facts))


def _telecom(name: str, verdict: str, held: str = "", deal: Record | None = None, **facts: Any) -> Scenario:
    expected = {(law.COVERED_TELECOM, "part"): Verdict(verdict, frozenset(held.split()))}
    return Scenario(name, bom(part(**facts)), deal or context(), expected)


def _use(name: str, verdict: str, **facts: Any) -> Scenario:
    expected = {
        (law.USE_OF_COVERED_TELECOM, "product"): Verdict(verdict),
        (law.COVERED_TELECOM, "part"): Verdict(PASS),
    }
    return Scenario(name, bom(part()), context(**facts), expected)


def _chips(name: str, verdict: str, deal: Record | None = None, **facts: Any) -> Scenario:
    return Scenario(
        name, bom(part(**facts)), deal or context(), {(law.COVERED_CHIPS, "part"): Verdict(verdict)}
    )


def _chips_of(name: str, verdict: str, holder: str, seller: str | None) -> Scenario:
    """A chip that was made from a lot, itself or by way of another lot; nobody is asked who sold it."""
    both = _stages(("designed", "clean"), ("wafer_fab", "clean"))
    given = {"ref": "wafer"} | known(supplier=seller)
    chip = part(stages=both)
    chip["inputs"] = [given] if holder == "die" else [{"ref": "die"}]
    lots: list[Record] = [{"id": each, "name": each, "kind": "raw_material"} for each in ("die", "wafer")]
    lots[0]["inputs"] = [given] if holder == "wafer" else []
    document = bom(chip)
    document["components"] += lots
    return Scenario(name, document, context(), {(law.COVERED_CHIPS, "part"): Verdict(verdict)})


def _use_of_chips(name: str, verdict: str, **facts: Any) -> Scenario:
    expected = {(law.USE_OF_COVERED_CHIPS, "product"): Verdict(verdict)}
    return Scenario(name, bom(part()), context(**facts), expected)


def _stages(*pairs: tuple[str, str | None]) -> list[Record]:
    return [known(stage=word, party=party) for word, party in pairs]


def _silicon(fab: str | None = None) -> Record:
    return {"id": "die", "substance": "Si"} | known(stages=_stages(("wafer_fab", fab)) if fab else None)


def _deep() -> Scenario:
    chain = [part(name) for name in ("board", "module", "package")]
    die = part("die", stages=_stages(("designed", "clean")), manufacturer=None)
    expected = {(law.COVERED_CHIPS, "die"): Verdict(UNKNOWN), (law.COVERED_CHIPS, "package"): Verdict(PASS)}
    return Scenario("4e", bom(*chain, die), context(), expected)


def _scenarios() -> Iterator[Scenario]:
    seen: Record = {"function": "camera", "manufacturer": "hikvision"}
    yield _telecom("4a", FAIL, **seen)
    yield _use("4b", FAIL, equipment=[{"function": "router", "maker": "huawei"}])
    yield _chips("4d", FAIL, stages=_stages(("designed", "clean"), ("wafer_fab", "smic")))
    yield _deep()
    for day, verdict in (("2019-08-12", NOT_APPLICABLE), ("2019-08-13", FAIL), ("2019-08-14", FAIL)):
        yield _telecom(f"part-a-awarded-{day}", verdict, deal=context(award=day), manufacturer="huawei")
    for agency, verdict in (("DoD", FAIL), ("federal", FAIL), ("no-agency", NOT_APPLICABLE), (None, UNKNOWN)):
        yield _telecom(f"agency-{agency}", verdict, deal=context(agency=agency), manufacturer="huawei")
    yield _telecom("award-missing", UNKNOWN, deal=context(award=None), manufacturer="huawei")
    makers = {"half": FAIL, "less": PASS, "nobody": UNKNOWN, None: UNKNOWN, "tied": UNKNOWN}
    for maker, verdict in makers.items():
        yield _telecom(f"made-by-{maker}", verdict, manufacturer=maker)
    yield _telecom("not-essential", PASS, manufacturer="huawei", substantial_or_essential=False)
    yield _telecom("perhaps-essential", UNKNOWN, manufacturer="huawei", substantial_or_essential=None)
    yield _telecom(
        "no-user-traffic", EXEMPT, "no-user-traffic", manufacturer="huawei", routes_user_traffic=False
    )
    yield _telecom("traffic-not-said", FAIL, manufacturer="huawei", routes_user_traffic=None)
    claimed = context(claims=["no-user-traffic"])
    yield _telecom("traffic-claimed", UNKNOWN, deal=claimed, manufacturer="huawei", routes_user_traffic=None)
    backhaul = context(claims=["backhaul"])
    yield _telecom("backhaul-claimed-for-a-part", FAIL, deal=backhaul, manufacturer="huawei")
    yield _telecom("backhaul-claimed", UNKNOWN, deal=backhaul, manufacturer="huawei", kind="service")
    yield _telecom("service-sold-by", FAIL, supplier="huawei", kind="service")
    program: Record = {"kind": "firmware", "technology": []}
    for name, verdict, facts in (
        ("assembled-by", FAIL, {"stages": _stages(("final_assembly", "huawei"))}),
        ("tested-by", PASS, {"stages": _stages(("tested", "huawei"))}),
        ("firmware-developed-by", FAIL, program | {"stages": _stages(("software_developed", "huawei"))}),
        ("firmware-of-others", PASS, program),
        ("firmware-of-unknown-technology", UNKNOWN, {"kind": "firmware", "technology": None}),
        (
            "service-run-by",
            FAIL,
            {"kind": "service", "technology": [{"kind": "administered", "party": "huawei"}]},
        ),
    ):
        yield _telecom(name, verdict, **facts)
    for day, verdict in (("2020-08-12", NOT_APPLICABLE), ("2020-08-13", FAIL), ("2020-08-14", FAIL)):
        yield _use(f"part-b-awarded-{day}", verdict, award=day, equipment=[{"maker": "huawei"}])
    yield _use("uses-nothing", PASS, equipment=[])
    yield _use("uses-not-said", UNKNOWN, equipment=None)
    yield _use("uses-something-clean", UNKNOWN, equipment=[{"maker": "clean"}])
    yield _use("use-claimed-as-backhaul", UNKNOWN, equipment=[{"maker": "huawei"}], claims=["backhaul"])
    for day, verdict in (("2027-12-22", NOT_APPLICABLE), ("2027-12-23", FAIL), ("2027-12-24", FAIL)):
        yield _chips(f"chips-awarded-{day}", verdict, context(award=day), manufacturer="smic")
    yield _chips("provided-by-smic", FAIL, supplier="smic")
    yield _chips("designed-by-smic", FAIL, stages=_stages(("designed", "smic")))
    yield _chips("made-by-subsidiary", FAIL, manufacturer="tied")
    yield _chips("made-by-successor", FAIL, manufacturer="after")
    yield _chips("milestones", PASS, stages=_stages(("designed", "clean"), ("wafer_fab", "clean")))
    done = (("designed", "clean"), ("wafer_fab", "clean"))
    for word, verdict in (
        ("final_assembly", FAIL),
        ("board_assembled", FAIL),
        ("packaged", PASS),
        ("assembled", UNKNOWN),
    ):
        yield _chips(f"{word}-by-smic", verdict, stages=_stages(*done, (word, "smic")))
    yield _chips("no-milestone", UNKNOWN, stages=_stages(("designed", "clean")))
    yield _chips("fab-not-named", UNKNOWN, stages=_stages(("designed", "clean"), ("wafer_fab", None)))
    for own, name in (
        ((), "the list of the chip is empty"),
        ((("designed", "clean"), ("wafer_fab", "clean")), "the list of the chip tells of another"),
    ):
        yield _chips(f"fab-of-the-silicon: {name}", FAIL, stages=_stages(*own), materials=[_silicon("smic")])
    both = _stages(("designed", "clean"), ("wafer_fab", "clean"))
    yield _chips("fab-of-a-chip-of-silicon", PASS, stages=both, materials=[_silicon()])
    by_smic = _stages(("designed", "clean"), ("wafer_fab", "smic"))
    yield _chips("fab-of-a-chip-of-silicon-by-smic", FAIL, stages=by_smic, materials=[_silicon()])
    yield _chips("seller-not-named", UNKNOWN, supplier=None)
    for holder in ("die", "wafer"):
        for seller, verdict in (("smic", FAIL), ("tied", FAIL), ("clean", PASS), (None, PASS)):
            yield _chips_of(f"made-from-a-{holder}-of-{seller}", verdict, holder, seller)
    used = [{"maker": "smic"}]
    yield _use_of_chips("critical", FAIL, critical_system=True, equipment=used)
    yield _use_of_chips("not-critical", NOT_APPLICABLE, critical_system=False, equipment=used)
    yield _use_of_chips("perhaps-critical", UNKNOWN, critical_system=None, equipment=used)
    yield _use_of_chips("critical-uses-nothing", PASS, critical_system=True, equipment=[])


SCENARIOS = tuple(_scenarios())
