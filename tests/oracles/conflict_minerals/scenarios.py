"""Scenarios of the laws on conflict minerals, with verdicts worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.cases import Scenario, known
from tests.oracles.conflict_minerals import law
from tests.oracles.deciding import DISCLOSE, NOT_APPLICABLE, PASS, UNKNOWN, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

PAPERS = [
    {"id": "audit", "type": "smelter_audit", "issued": "2015-01-01"},
    {"id": "other-audit", "type": "audit", "issued": "2015-01-01"},
    {"id": "template", "type": "cmrt", "issued": "2015-01-01"},
]
GOODS = {
    "tin-ore": ("Sn", "26090000", 5_000),
    "tungsten-ore": ("W", "26110000", 250_000),
    "gold": ("Au", "71081200", 100),
    "tungsten-oxide": ("W", "28259040", 100_000),
    "tantalum-ore": ("Ta", "26159000", 100_000),
    "niobium-ore": ("Nb", "26159000", 100_000),
    "gold-ore": ("Au", "26169000", 4_000_000),
    "tin-metal": ("Sn", "80011000", 100_000),
    "tantalum-unwrought": ("Ta", "81032000", 2_500),
    "tantalum-article": ("Ta", "81039090", 150),
    "tin-bar": ("Sn", "80030000", 1_400),
    "tin-article": ("Sn", "80070080", 2_100),
    "tungsten-wire": ("W", "81019600", 250),
    "tin-oxide": ("Sn", "28259085", 3_600),
    "tin-chloride": ("Sn", "28273910", 10_000),
    "tungstate": ("W", "28418000", 100_000),
    "tantalate": ("Ta", "28419085", 30),
    "tungsten-carbide": ("W", "28499030", 10_000),
    "tantalum-carbide": ("Ta", "28499050", 770),
    "ferrotungsten": ("W", "72028000", 25_000),
    "tungsten-powder": ("W", "81011000", 2_500),
    "unwrought-tungsten": ("W", "81019400", 500),
    "other-tungsten": ("W", "81019990", 350),
}
"""Goods with their substance, their tariff code and the yearly volume in kilograms."""


def document(*materials: Record, **facts: Any) -> Record:
    """A product with a capacitor of the materials and of nothing else."""
    part: Record = {"id": "capacitor", "name": "Capacitor", "children": [], "materials": list(materials)}
    part |= {"complete": ["materials"]}
    top = {"id": "product", "name": "Product", "kind": "end_item", "materials": []}
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product", "completeness": "complete"},
        "parties": [{"id": "smelter", "name": "Clear Smelting"}],
        "components": [top | {"children": [{"ref": "capacitor", "quantity": 1}]}, known(**(part | facts))],
        "evidence": PAPERS,
    }


def metal(substance: str | None = "Ta", *stages: Record) -> Record:
    """One milligram of a metal."""
    return {"id": "m", "mass_g": Decimal("0.001"), "stages": list(stages)} | known(substance=substance)


def smelted(party: str | None = "smelter", *papers: str, stage: str = "smelted") -> Record:
    """A stage at a smelter, with its papers."""
    return {"stage": stage} | known(party=party, evidence=list(papers) or None)


def context(*imports: Record, **facts: Any) -> Record:
    """A company that files with the SEC and imports into the Union."""
    company = {"issuer": True, "annual_imports": list(imports), "complete": ["annual_imports"]}
    usual = {"importer_role": "eu-importer", "import": "2026-03-01", "company": company}
    return {"schema": "microdep-context/1"} | known(**(usual | facts))


def goods(
    substance: str | None, code: str | None, kilograms: Decimal | int | None, year: int | None = 2025
) -> Record:
    """Goods that were imported in one year."""
    mass = None if kilograms is None else kilograms * 1000
    return known(substance=substance, hs_code=code, mass_g=mass, year=year)


def _inquiry(name: str, verdict: str, *stages: Record, report: str = DISCLOSE) -> Scenario:
    expected = {
        (law.ORIGIN_INQUIRY, "capacitor/m"): Verdict(verdict),
        (law.FORM_SD, "capacitor/m"): Verdict(report),
    }
    return Scenario(name, document(metal("Ta", *stages)), context(), expected)


def _both(name: str, inquiry: str, report: str, bom: Record, deal: Record, subject: str) -> Scenario:
    expected = {(law.ORIGIN_INQUIRY, subject): Verdict(inquiry), (law.FORM_SD, subject): Verdict(report)}
    return Scenario(name, bom, deal, expected)


def _importer(name: str, verdict: str, deal: Record) -> Scenario:
    return Scenario(name, document(), deal, {(law.UNION_IMPORTER, "product"): Verdict(verdict)})


def _inquiries() -> Iterator[Scenario]:
    yield _inquiry("11a", UNKNOWN, smelted(None))
    yield _inquiry("11b", PASS, smelted("smelter", "audit"))
    yield _inquiry("no-smelter-recorded", UNKNOWN, {"stage": "mined", "country": "CD"})
    yield _inquiry("audited-otherwise", PASS, smelted("smelter", "other-audit"))
    yield _inquiry("template-only", UNKNOWN, smelted("smelter", "template"))
    yield _inquiry("one-of-two", UNKNOWN, smelted("smelter", "audit"), smelted("smelter"))
    yield _inquiry(
        "both-of-two", PASS, smelted("smelter", "audit"), smelted("smelter", "audit", stage="refined")
    )
    for word in ("Sn", "W", "Au", "tantalum-powder", "tungsten-heavy-alloy"):
        bom = document(metal(word, smelted("smelter", "audit", stage="refined")))
        yield _both(word, PASS, DISCLOSE, bom, context(), "capacitor/m")
    for word in ("Nb", "steel", "tungsten-carbide"):
        yield Scenario(word, document(metal(word)), context(), {})
    for issuer, verdict in ((False, NOT_APPLICABLE), (None, UNKNOWN)):
        deal = context(company=known(issuer=issuer))
        inquiry = PASS if issuer else verdict
        bom = document(metal("Ta", smelted(None)))
        yield _both(f"issuer-{issuer}", inquiry, verdict, bom, deal, "capacitor/m")
    yield _both("substance-not-said", UNKNOWN, UNKNOWN, document(metal(None)), context(), "capacitor/m")
    hidden = document(complete=None)
    hidden["components"][1].pop("materials")
    yield _both("materials-not-listed", UNKNOWN, UNKNOWN, hidden, context(), "capacitor")
    free = document(complete=None, free_of=["Sn", "Ta", "W", "Au"])
    free["components"][1].pop("materials")
    yield Scenario("free-of-the-four", free, context(), {})


def _importers() -> Iterator[Scenario]:
    ore = GOODS["tungsten-ore"]
    for kilograms, verdict in ((249_999, NOT_APPLICABLE), (250_000, DISCLOSE)):
        yield _importer(f"11d-{kilograms}", verdict, context(goods(*ore[:2], kilograms)))
    yield _importer("11e", NOT_APPLICABLE, context(goods("Nd", "85013100", 900_000)))
    yield _importer("buys-parts", NOT_APPLICABLE, context(importer_role="not-importer"))
    for name, (substance, code, limit) in GOODS.items():
        for added, verdict in (("-0.001", NOT_APPLICABLE), ("0", DISCLOSE), ("0.001", DISCLOSE)):
            mass = limit + Decimal(added)
            yield _importer(f"{name}{added}", verdict, context(goods(substance, code, mass)))
    for day, verdict in (("2020-12-31", NOT_APPLICABLE), ("2021-01-01", DISCLOSE), ("2021-01-02", DISCLOSE)):
        yield _importer(f"import-{day}", verdict, context(goods(*ore), **{"import": day}))
    yield _importer("day-not-said", UNKNOWN, context(goods(*ore), **{"import": None}))
    yield _importer("role-not-said", UNKNOWN, context(goods(*ore), importer_role=None))
    yield _importer("mass-not-said", UNKNOWN, context(goods(*ore[:2], None)))
    yield _importer("code-not-said", UNKNOWN, context(goods("W", None, 300_000)))
    yield from _sums()
    yield from _codes()
    yield _importer(
        "not-said-whether-all", UNKNOWN, context(company={"annual_imports": [goods("W", ore[1], 1)]})
    )


def _sums() -> Iterator[Scenario]:
    """Imports of one row in one year, and what is not stated of them."""
    gold = GOODS["gold"][:2]
    for name, verdict, imports in (
        ("two-reach-it", DISCLOSE, [goods(*gold, 60), goods(*gold, 40)]),
        ("two-stay-below", NOT_APPLICABLE, [goods(*gold, 60), goods(*gold, Decimal("39.999"))]),
        ("two-years", NOT_APPLICABLE, [goods(*gold, 60), goods(*gold, 60, 2024)]),
        ("one-year-missing", UNKNOWN, [goods(*gold, 60), goods(*gold, 60, None)]),
        ("both-years-missing", UNKNOWN, [goods(*gold, 60, None), goods(*gold, 60, None)]),
        ("year-does-not-matter", NOT_APPLICABLE, [goods(*gold, 60), goods(*gold, 39, None)]),
        ("year-missing-at-the-volume", DISCLOSE, [goods(*gold, 1), goods(*gold, 100, None)]),
        ("one-mass-missing", UNKNOWN, [goods(*gold, 60), goods(*gold, None)]),
        ("mass-missing-beside-the-volume", DISCLOSE, [goods(*gold, 100), goods(*gold, None)]),
        ("mass-missing-in-two-years", UNKNOWN, [goods(*gold, 60), goods(*gold, None, 2024)]),
        ("one-code-missing", UNKNOWN, [goods("Sn", "2609", 4_000), goods("Sn", None, 1_000)]),
        ("two-rows", NOT_APPLICABLE, [goods("Sn", "80030000", 1_399), goods("Sn", "80070080", 2_099)]),
        ("two-codes-of-a-row", DISCLOSE, [goods("Sn", "80070010", 1_100), goods("Sn", "80070080", 1_000)]),
    ):
        yield _importer(f"sum-{name}", verdict, context(*imports))


def _codes() -> Iterator[Scenario]:
    """Spellings of codes, and codes that are shorter than that of a row."""
    for code in ("2609", "2609.00", "2609 00 00", "2609-00-00", "2609000000", "26090010"):
        yield _importer(f"code-{code}", DISCLOSE, context(goods("Sn", code, 5_000)))
    for substance, code, kilograms in (
        ("W", "8101", 250),
        ("Ta", "8103", 150),
        ("W", "2841", 100_000),
        ("Sn", "2827.39", 10_000),
        ("Sn", "80", 100_000),
    ):
        yield _importer(f"short-{code}", UNKNOWN, context(goods(substance, code, kilograms)))
    for substance, code in (("Ta", "8103 30 00"), ("W", "8101 97 00"), ("Cu", "2827 39"), ("Nb", "8112")):
        yield _importer(f"no-row-{code}", NOT_APPLICABLE, context(goods(substance, code, 9_000_000)))


SCENARIOS = (*_inquiries(), *_importers())
