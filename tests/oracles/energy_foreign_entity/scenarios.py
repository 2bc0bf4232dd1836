"""Scenarios with verdicts worked out by hand, each a whole document and context."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.energy_foreign_entity import law
from tests.oracles.energy_foreign_entity.judge import (
    COMPONENT_RULE,
    EXCEPTION,
    EXEMPT,
    FACILITY_RULE,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Verdict,
)

if TYPE_CHECKING:
    from tests.oracles.facts import Record

CLOSED = ["owners", "rights", "relations"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    variant: str
    expected: dict[tuple[str, str], Verdict]


def party(name: str, country: str | None = "US", owners: tuple[Record, ...] = (), **more: Any) -> Record:
    """A party of which every owner, right and relation is stated."""
    facts: Record = {"id": name.lower(), "name": name, "country": country, "owners": list(owners)}
    facts |= {"complete": CLOSED} | more
    return {key: value for key, value in facts.items() if value is not None}


def owner(name: str, share: str | None, basis: str | None = "equity") -> Record:
    """An owner of a party."""
    found = {"party": name, "share": None if share is None else Decimal(share), "basis": basis}
    return {key: value for key, value in found.items() if value is not None}


OURS = party("Redmesa")
LISTED = party("CATL", "CN")
SEATED = party("Jialing", "CN")


def part(
    name: str,
    maker: str | None,
    amount: str | None,
    kind: str = "direct",
    kind_of: str = "component",
    **more: Any,
) -> Record:
    """A direct part with its maker and one cost."""
    facts: Record = {
        "id": name,
        "name": name,
        "kind": kind_of,
        "children": [],
        "manufacturer": maker,
    } | more
    if amount is not None:
        facts["costs"] = [{"kind": kind, "amount": Decimal(amount), "currency": "USD"}]
    return {key: value for key, value in facts.items() if value is not None}


def bom(technology: str | None, parts: list[Record], parties: list[Record], **more: Any) -> Record:
    """A product of parts, each used once."""
    product: Record = {
        "id": "product",
        "name": "Product",
        "kind": "end_item",
        "product_technology": technology,
        "children": [{"ref": each["id"], "quantity": 1} for each in parts],
    } | more
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": parties,
        "components": [{key: value for key, value in product.items() if value is not None}, *parts],
    }


def _deal(**days: str | None) -> Record:
    return {"schema": "microdep-context/1"} | {key: day for key, day in days.items() if day is not None}


def _expect(
    facility: str = NOT_APPLICABLE, component: str = NOT_APPLICABLE
) -> dict[tuple[str, str], Verdict]:
    return {(FACILITY_RULE, "product"): _said(facility), (COMPONENT_RULE, "product"): _said(component)}


def _said(word: str) -> Verdict:
    """The one exception holds wherever any does."""
    return Verdict(word, frozenset({EXCEPTION} if word == EXEMPT else ()))


def _ratio(
    technology: str, clean: str, dirty: str, maker: Record = LISTED, kind: str = "direct", **dirty_facts: Any
) -> Record:
    parts = [part("ours", "redmesa", clean, kind), part("theirs", maker["id"], dirty, kind, **dirty_facts)]
    parties = [OURS, LISTED, SEATED]
    return bom(technology, parts, parties if maker in parties else [*parties, maker])


def _facility(
    name: str, word: str, document: Record, start: str | None = "2026-05-04", sale: str | None = None
) -> Scenario:
    component = UNKNOWN if document["components"][0].get("product_technology") is None else NOT_APPLICABLE
    return Scenario(name, document, _deal(construction_start=start, sale=sale), "", _expect(word, component))


def _sold(
    name: str, word: str, document: Record, sale: str | None, year: str | None = "2026-01-01"
) -> Scenario:
    return Scenario(name, document, _deal(sale=sale, taxable_year=year), "", _expect(NOT_APPLICABLE, word))


def _material(technology: str, clean: str, dirty: str, **more: Any) -> Record:
    return _ratio(technology, clean, dirty, kind="direct-material", **more)


def _thresholds() -> list[Scenario]:
    found = [
        _facility("9a", PASS, _ratio("energy-storage", "55", "45")),
        _facility("9b", FAIL, _ratio("energy-storage", "54.9", "45.1")),
        _facility("just-above", PASS, _ratio("energy-storage", "55.01", "44.99")),
        _facility("9g", NOT_APPLICABLE, _ratio("energy-storage", "1", "99"), "2025-12-31"),
        _facility("first-day", FAIL, _ratio("energy-storage", "1", "99"), "2026-01-01"),
        _facility("day-after-first", FAIL, _ratio("energy-storage", "1", "99"), "2026-01-02"),
        _facility("no-start", UNKNOWN, _ratio("energy-storage", "55", "45"), None),
        _sold("9d", FAIL, _material("battery-component", "79", "21"), "2029-06-01"),
        _sold("9d-2028", PASS, _material("battery-component", "79", "21"), "2028-12-31"),
        _sold("mineral-of-nothing", PASS, _material("critical-mineral", "1", "99"), "2029-12-31"),
        _sold("wind-2027", PASS, _material("wind-component", "90", "10"), "2027-12-31"),
        _sold("wind-2028", NOT_APPLICABLE, _material("wind-component", "1", "99"), "2028-01-01"),
        _sold("some-component-clean", UNKNOWN, _material("eligible-component", "95", "5"), "2026-03-01"),
        _sold("some-component", UNKNOWN, _material("eligible-component", "55", "45"), "2026-03-01"),
        _sold("sold-before", NOT_APPLICABLE, _material("inverter", "1", "99"), "2025-12-31"),
        _sold("sold-before-the-act", NOT_APPLICABLE, _material("inverter", "1", "99"), "2025-07-04"),
        _sold("sold-first-day", FAIL, _material("inverter", "1", "99"), "2026-01-01"),
        _sold(
            "year-of-the-act", NOT_APPLICABLE, _material("inverter", "1", "99"), "2026-02-01", "2025-07-04"
        ),
        _sold("year-after", FAIL, _material("inverter", "1", "99"), "2026-02-01", "2025-07-05"),
        _sold("year-unknown", UNKNOWN, _material("inverter", "1", "99"), "2026-02-01", None),
        _sold("year-unknown-clean", PASS, _material("inverter", "99", "1"), "2026-02-01", None),
        _sold("other-cost", UNKNOWN, _ratio("inverter", "1", "99"), "2026-02-01"),
    ]
    steps = {
        "solar": (40, 45, 50, 55, 60, 60),
        "energy-storage": (55, 60, 65, 70, 75, 75),
        "battery-component": (60, 65, 70, 80, 85, 85),
        "solar-component": (50, 60, 70, 80, 85, 85),
        "inverter": (50, 55, 60, 65, 70, 70),
        "wind-component": (85, 90),
    }
    for technology, percents in steps.items():
        for year, percent in enumerate(percents, start=2026):
            for label, day in (("first", f"{year}-01-01"), ("last", f"{year}-12-31")):
                for shift, word in ((Decimal("-0.01"), FAIL), (Decimal(0), PASS), (Decimal("0.01"), PASS)):
                    clean = percent + shift
                    name = f"{technology}-{label}-{year}-{clean}"
                    amounts = (str(clean), str(100 - clean))
                    if technology in ("solar", "energy-storage"):
                        found.append(_facility(name, word, _ratio(technology, *amounts), day))
                    else:
                        found.append(_sold(name, word, _material(technology, *amounts), day))
    for year, percent in ((2030, 25), (2031, 30), (2032, 40), (2033, 50), (2034, 50)):
        mineral = "critical-mineral"
        found += [
            _sold(
                f"{mineral}-{year}",
                PASS,
                _material(mineral, str(percent), str(100 - percent)),
                f"{year}-12-31",
            ),
            _sold(
                f"{mineral}-{year}-less",
                FAIL,
                _material(mineral, f"{percent - 1}", f"{101 - percent}"),
                f"{year}-01-01",
            ),
        ]
    return found


def _makers() -> list[Scenario]:
    """Who is prohibited, with a part that decides the ratio alone."""

    def made_by(maker: Record, *others: Record) -> Record:
        document = _ratio("energy-storage", "10", "90", maker)
        document["parties"] += others
        return document

    def owned(*owners: Record, **more: Any) -> Record:
        return party("Ridge", owners=owners, **more)

    def held(share: str, basis: str = "equity", name: str = "Middle") -> Record:
        others = owner("redmesa", str(100 - Decimal(share)), basis)
        return party(name, "KY", (owner("catl", share, basis), others), id="middle")

    def related(other: str, name: str = "Ridge") -> Record:
        return party(name, relations=[{"kind": "subsidiary", "party": other}])

    affiliated = party("Sichuan Cells", "CN", relations=[{"kind": "affiliate", "party": "ridge"}])
    affiliated["id"] = "sichuan-cells"

    def unrelated(share: str) -> Record:
        others = owner("redmesa", str(74 - int(share)))
        return party("Middle", owners=(owner("catl", "26"), owner("jialing", share), others))

    middle = party("Middle", owners=(owner("catl", "50"), owner("redmesa", "50")))
    tight = party("Middle", owners=(owner("catl", "50.01"), owner("redmesa", "49.99")))
    thirty = owned(owner("middle", "24.99"), owner("redmesa", "75.01"))
    half = owned(owner("middle", "50"), owner("redmesa", "50"))
    right = {"party": "catl", "appoints_officers": True}
    control = {"party": "jialing", "effective_control": True}
    free = {"party": "redmesa", "appoints_officers": True, "effective_control": True}
    silent = {"party": "catl"}
    rest = owner("redmesa", "60")
    cases: list[tuple[str, str, Record]] = [
        ("by-name", FAIL, made_by(LISTED)),
        ("by-name-whatever-its-seat", FAIL, made_by(party("BYD", "HU"))),
        ("by-seat", FAIL, made_by(SEATED)),
        ("by-seat-russia", FAIL, made_by(party("Sever", "RU"))),
        ("by-seat-hong-kong", FAIL, made_by(party("Harbour", "HK"))),
        ("by-seat-macau", FAIL, made_by(party("Lotus", "MO"))),
        ("seat-elsewhere", PASS, made_by(party("Nordlicht", "SE"))),
        ("seat-not-said", UNKNOWN, made_by(party("Nordlicht", None))),
        ("no-maker", UNKNOWN, bom("energy-storage", [part("ours", None, "10")], [OURS])),
        ("one-24.99", PASS, made_by(owned(owner("catl", "24.99"), owner("redmesa", "75.01")))),
        ("one-25", FAIL, made_by(owned(owner("catl", "25"), owner("redmesa", "75")))),
        ("votes-25", FAIL, made_by(owned(owner("catl", "25", "votes"), owner("redmesa", "75", "votes")))),
        ("no-basis-25", FAIL, made_by(owned(owner("catl", "25", None), owner("redmesa", "75", None)))),
        ("two-39.99", PASS, made_by(owned(owner("catl", "20"), owner("jialing", "19.99"), rest))),
        ("two-40", FAIL, made_by(owned(owner("catl", "20"), owner("jialing", "20"), rest))),
        ("two-40-no-basis", FAIL, made_by(owned(owner("catl", "20", None), owner("jialing", "20"), rest))),
        ("debt-14.99", PASS, made_by(owned(owner("catl", "14.99", "debt")))),
        ("debt-15", FAIL, made_by(owned(owner("catl", "10", "debt"), owner("jialing", "5", "debt")))),
        ("no-basis-10-may-be-a-seat", UNKNOWN, made_by(owned(owner("catl", "10", None), rest))),
        ("no-basis-of-others", PASS, made_by(owned(owner("redmesa", "100", None)))),
        ("by-name-of-the-forced-labour-list", FAIL, made_by(party("Jinchuan", "DE"))),
        ("share-not-said", UNKNOWN, made_by(owned(owner("catl", None), rest))),
        ("owners-open", UNKNOWN, made_by(owned(rest, complete=["rights", "relations"]))),
        ("rights-open", UNKNOWN, made_by(owned(rest, complete=["owners", "relations"]))),
        ("officer", FAIL, made_by(owned(rest, rights=[right]))),
        ("officer-of-others", PASS, made_by(owned(owner("redmesa", "100"), rights=[free]))),
        ("officer-not-said", UNKNOWN, made_by(owned(rest, rights=[silent]))),
        ("control", FAIL, made_by(owned(rest, rights=[control]))),
        ("subsidiary", FAIL, made_by(owned(rest, relations=[{"kind": "subsidiary", "party": "catl"}]))),
        ("chain-half-of-24.99", PASS, made_by(thirty, middle)),
        ("chain-half-of-half", FAIL, made_by(half, middle)),
        ("chain-controlled-24.99", PASS, made_by(thirty, tight)),
        ("chain-controlled-25", FAIL, made_by(owned(owner("middle", "25"), owner("redmesa", "75")), tight)),
        ("holding-49", PASS, made_by(owned(owner("middle", "100")), held("49"))),
        ("holding-50", FAIL, made_by(owned(owner("middle", "100")), held("50"))),
        ("partnership-25", FAIL, made_by(owned(owner("middle", "100")), held("25", law.PARTNERSHIP))),
        ("partnership-24.99", PASS, made_by(owned(owner("middle", "100")), held("24.99", law.PARTNERSHIP))),
        (
            "perhaps-a-partnership",
            UNKNOWN,
            made_by(owned(owner("middle", "100")), held("49", name="Rainbow LP")),
        ),
        ("a-seat-on-the-board", FAIL, made_by(owned(rest, owner("catl", "10", "board")))),
        ("an-affiliate-of-it", UNKNOWN, made_by(owned(rest), affiliated)),
        ("affiliate", UNKNOWN, made_by(owned(rest, relations=[{"kind": "affiliate", "party": "catl"}]))),
        ("subsidiary-of-a-subsidiary", FAIL, made_by(related("middle"), related("catl", "Middle"))),
    ]
    plural = made_by(owned(owner("middle", "30"), owner("redmesa", "70")), unrelated("25"))
    exact = made_by(owned(owner("middle", "30"), owner("redmesa", "70")), unrelated("24"))
    return (
        [
            Scenario(
                f"plural-{label}-{variant}",
                document,
                _deal(construction_start="2026-05-04"),
                variant,
                _expect(word),
            )
            for label, document, variant, word in (
                ("51", plural, "control-by-one", PASS),
                ("51", plural, law.TOGETHER_VARIANT, FAIL),
                ("50", exact, law.TOGETHER_VARIANT, PASS),
            )
        ]
        + [_facility(name, word, document) for name, word, document in cases]
        + [
            _facility("calb-before", PASS, made_by(party("CALB", "DE")), "2026-06-07"),
            _facility("calb-on", FAIL, made_by(party("CALB", "DE")), "2026-06-08"),
        ]
    )


def _contracts() -> list[Scenario]:
    def bought(day: str | None, technology: str = "energy-storage", kind: str = "direct") -> Record:
        return _ratio(technology, "10", "90", kind=kind, binding_contract=day)

    def material(day: str) -> Record:
        return bought(day, "inverter", "direct-material")

    return [
        _facility("contract-of-a-facility", FAIL, bought("2025-05-15"), sale="2029-12-31"),
        _sold("contract-component", EXEMPT, material("2025-06-15"), "2026-12-31"),
        _sold("contract-component-late", FAIL, material("2025-06-15"), "2027-01-01"),
        _sold("contract-component-new", FAIL, material("2025-06-16"), "2026-12-31"),
    ]


def _shares() -> list[Scenario]:
    open_list = _ratio("energy-storage", "60", "40")
    open_list["document"]["completeness"] = "incomplete"
    many = _ratio("energy-storage", "11", "45")
    many["components"][0]["children"][0]["quantity"] = 5
    several = bom("energy-storage", [part("ours", "redmesa", None), part("theirs", "redmesa", "1")], [OURS])
    nothing = bom("energy-storage", [], [OURS])
    no_word = _ratio("energy-storage", "55", "45")
    del no_word["components"][0]["product_technology"]
    return [
        _facility("list-open", UNKNOWN, open_list),
        _facility("five-of-eleven", PASS, many),
        _facility("all-ours-cost-not-said", PASS, several),
        _facility("nothing-in-it", UNKNOWN, nothing),
        Scenario(
            "technology-not-said",
            no_word,
            _deal(construction_start="2026-05-04"),
            "",
            _expect(UNKNOWN, UNKNOWN),
        ),
    ]


def _nested() -> list[Scenario]:
    """B is what they made at two levels: ten cells of theirs in a module of others, but no cathodes."""
    module = part("module", "redmesa", "80", children=[{"ref": "cell", "quantity": 10}])

    def held(cell: str | None, amount: str | None, outside: str = "80", **more: Any) -> Record:
        """A module of 80 with ten cells in it, beside a rest of 20."""
        first = module | {"costs": [{"kind": "direct", "amount": Decimal(outside), "currency": "USD"}]} | more
        rest = part("rest", "redmesa", str(100 - Decimal(outside)))
        return _with(bom("energy-storage", [first, rest], [OURS, LISTED]), part("cell", cell, amount))

    pack = part("pack", "catl", "45", children=[{"ref": "cell", "quantity": 10}])
    theirs = bom("energy-storage", [part("ours", "redmesa", "55"), pack], [OURS, LISTED])
    holder = module | {"children": [{"ref": "pack", "quantity": 1}]}
    deep = bom("energy-storage", [part("ours", "redmesa", "20"), holder], [OURS, LISTED])
    both = bom("energy-storage", [part("ours", "redmesa", "55"), pack | {"costs": []}], [OURS, LISTED])
    both["components"][0]["children"].append({"ref": "cell", "quantity": 1})
    cathode = held("redmesa", "7")
    cathode["components"][-1]["children"] = [{"ref": "cathode", "quantity": 1}]
    grouped = held("catl", "7")
    grouped["components"][0]["children"][0]["ref"] = "container"
    grouped["components"].append(
        part("container", "redmesa", "80", kind_of="subsystem", children=[{"ref": "module", "quantity": 1}])
    )
    of_no_kind = copy.deepcopy(grouped)
    del of_no_kind["components"][-1]["kind"]
    by_name = copy.deepcopy(cathode)
    del by_name["components"][1]["kind"]
    staged = held("redmesa", "7")
    staged["components"][-1]["stages"] = [{"stage": "assembled", "country": "US", "party": "catl"}]
    one_level = held(
        "catl", "7", costs=[{"kind": "direct-material", "amount": Decimal(80), "currency": "USD"}]
    )
    one_level["components"][0]["product_technology"] = "inverter"
    one_level["components"][2]["costs"][0]["kind"] = "direct-material"
    silent = held("catl", "1")
    del silent["components"][1]["children"]
    silent["document"]["completeness"] = "incomplete"
    silent["components"][0]["complete"] = ["children"]
    return [
        _facility("cells-in-a-module-of-ours", FAIL, held("catl", "7")),
        _facility("cells-in-a-module-of-ours-4.5", PASS, held("catl", "4.5")),
        _facility("cells-in-a-module-of-ours-4.51", FAIL, held("catl", "4.51")),
        _facility("cells-of-ours-in-a-module-of-ours", PASS, held("redmesa", "7")),
        _facility("cells-of-nobody-known", UNKNOWN, held(None, "4.51")),
        _facility("cells-of-nobody-known-of-too-little", PASS, held(None, "4.5")),
        _facility("cells-without-a-cost", UNKNOWN, held("catl", None, "45.01")),
        _facility("cells-without-a-cost-in-too-little", PASS, held("catl", None, "45")),
        _facility("a-module-that-does-not-say-what-is-in-it", UNKNOWN, silent),
        _facility("cells-of-theirs-in-a-pack-of-theirs", PASS, _with(theirs, part("cell", "catl", "4.4"))),
        _facility("a-pack-of-theirs-in-a-module", PASS, _with(deep, pack, part("cell", "catl", "4.4"))),
        _facility("a-cell-inside-and-outside", FAIL, _with(both, part("cell", "catl", "50"))),
        _facility("a-cathode-in-cells-of-others", PASS, _with(cathode, part("cathode", "catl", "5"))),
        _facility(
            "a-cathode-in-cells-of-others-in-a-module-by-name",
            PASS,
            _with(by_name, part("cathode", "catl", "5")),
        ),
        _facility("a-module-in-a-container", FAIL, grouped),
        _facility("a-module-in-what-may-be-a-container", UNKNOWN, of_no_kind),
        _sold("cells-in-a-material", PASS, one_level, "2026-02-01"),
        _facility("a-cell-that-another-assembled", FAIL, staged),
    ]


def _with(document: Record, *parts: Record) -> Record:
    document["components"] += parts
    return document


SCENARIOS = (*_thresholds(), *_makers(), *_contracts(), *_shares(), *_nested())
