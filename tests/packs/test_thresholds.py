"""Each law at a share of exactly its threshold and just beside it, and with a part of the whole left open.

The engine gives what `docs/reference/exact-thresholds.md` states line by line, with exact decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracles.boards_and_batteries import scenarios as batteries
from tests.oracles.buy_american import documents as american
from tests.oracles.china_export_controls import scenarios as china
from tests.oracles.conflict_minerals import scenarios as minerals
from tests.oracles.dod_magnets import documents as magnets
from tests.oracles.energy_foreign_entity import scenarios as energy
from tests.oracles.eu_critical_raw_materials import scenarios as union
from tests.oracles.specialty_metals import documents as metals
from tests.packs.side_by_side import AS_OF, engine_says

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oracles.facts import Record

    Build = Callable[[Decimal], tuple[Record, Record]]

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exact-thresholds.md"
STEP, BESIDE = Decimal("0.01"), Decimal("0.00001")
WHOLE, OPEN = Decimal(100), Decimal(10)


@dataclass(frozen=True)
class Case:
    """What is built for an amount, and which rule is asked about it."""

    pack: str
    rule: str
    build: Build
    subject: str = "product"
    variant: str = ""
    as_of: date = AS_OF
    lists_as_of: date | None = None
    """The day of which the excerpts of the pack are taken for the published lists."""

    def says(self, amount: Decimal) -> str:
        """The verdict of the engine; a rule that says nothing of the subject is not applicable."""
        document, context = self.build(amount)
        found = engine_says(
            self.pack,
            document,
            context,
            rules={self.rule},
            variant=self.variant,
            as_of=self.as_of,
            lists_as_of=self.lists_as_of,
        )
        said = found.get((self.rule, self.subject))
        return said.verdict if said is not None else "not_applicable"


# ---- Buy American -------------------------------------------------------------------------------------


def _domestic(
    delivery: str | None = "2026-06-01", open_share: Decimal = Decimal(0), **deal: Any
) -> Callable[[Decimal], tuple[Record, Record]]:
    """A product of so much domestic cost; what is open has a cost and no origin."""

    def build(share: Decimal) -> tuple[Record, Record]:
        rest = WHOLE - share - open_share
        parts = [american.part("a", "US", str(share)), american.part("b", "CN", str(rest))]
        if open_share:
            parts.append(american.part("c", None, str(open_share)))
        return american.document(*parts), american.context(delivery, **deal)

    return build


def _qualifying(share: Decimal) -> tuple[Record, Record]:
    bom = american.of_share(str(share), str(WHOLE - share), place_of_manufacture="DE")
    return bom, american.context(agency="DoD")


def _of_steel(share: Decimal) -> tuple[Record, Record]:
    """So much of the cost is iron and steel, and 5 points of it are foreign."""
    return american.of_steel(str(share - 5), "5", str(WHOLE - share)), american.context()


def _foreign_steel(share: Decimal) -> tuple[Record, Record]:
    """More than half of the cost is iron and steel, and so much of it is foreign."""
    return american.of_steel("51", str(share), str(49 - share)), american.context()


def _american(build: Build, rule: str = "domestic-end-product") -> Case:
    return Case("buy-american", rule, build)


NO_OFFER: dict[str, Any] = {"domestic_offer": False}

# ---- shares by mass -----------------------------------------------------------------------------------


def _noncompliant(
    open_share: Decimal = Decimal(0), **deal: Any
) -> Callable[[Decimal], tuple[Record, Record]]:
    """So much of a kilogram of specialty metal was melted in China; of what is open nobody knows where."""

    def build(share: Decimal) -> tuple[Record, Record]:
        parts = [
            metals.part(metals.metal(metals.steel(), "melted:CN", mass_g=share * 10)),
            metals.part(
                metals.metal(metals.TITANIUM, mass_g=(WHOLE - share - open_share) * 10), name="frame"
            ),
        ]
        if open_share:
            unknown = metals.metal(metals.TITANIUM, "melted:", mass_g=open_share * 10)
            parts.append(metals.part(unknown, name="rest"))
        return metals.document(*parts), metals.context(**deal)

    return build


def _counterweight(share: Decimal) -> tuple[Record, Record]:
    """A kilogram off the shelf, so much of it heavy alloy with steps in China."""
    made = magnets.stages(magnets.HEAVY_ALLOY, "US", calcined="CN", powder_formed="CN")
    alloy = magnets.material("tungsten-heavy-alloy", made) | {"mass_g": share * 10}
    rest = {"id": "rest", "substance": "steel", "mass_g": (WHOLE - share) * 10}
    bom = magnets.bare(alloy, rest, cots=True, kind="component", mass_g=1000)
    return bom, magnets.context("2026-06-01")


def _magnet_mass(kilograms: Decimal) -> tuple[Record, Record]:
    """A drone whose motor holds so much of magnets."""
    magnet = union.material("NdFeB", mass_g=kilograms * 1000)
    usage = [{"ref": "part", "quantity": 1}]
    bom = union.bom(magnet, part={"function": "bldc-motor"}, function="uncrewed-aircraft", children=usage)
    return bom, union.deal("2028-06-01")


def _concentration(open_share: Decimal = Decimal(0)) -> Callable[[Decimal], tuple[Record, Record]]:
    """So much of a step was done in China; of what is open nobody knows where."""

    def build(share: Decimal) -> tuple[Record, Record]:
        steps = [
            union.stage("separated", "CN", str(share)),
            union.stage("separated", "FR", str(WHOLE - share - open_share)),
        ]
        if open_share:
            steps.append(union.stage("separated", None, str(open_share)))
        return union.bom(union.material("Nd", *steps)), union.deal()

    return build


# ---- shares by cost, of makers ------------------------------------------------------------------------


def _assistance(
    technology: str, open_share: Decimal = Decimal(0), **days: str
) -> Callable[[Decimal], tuple[Record, Record]]:
    """So much of the cost is by a clean maker; what is open has a cost and no maker."""
    kind = "direct" if "construction_start" in days else "direct-material"

    def build(share: Decimal) -> tuple[Record, Record]:
        parts = [
            energy.part("ours", "redmesa", str(share), kind),
            energy.part("theirs", "catl", str(WHOLE - share - open_share), kind),
        ]
        if open_share:
            parts.append(energy.part("open", None, str(open_share), kind))
        deal = {"schema": "microdep-context/1", **days}
        return energy.bom(technology, parts, [energy.OURS, energy.LISTED]), deal

    return build


def _built(technology: str, year: int = 2026) -> Case:
    build = _assistance(technology, construction_start=f"{year}-05-04")
    return Case("energy-foreign-entity", "material-assistance", build, lists_as_of=date(2025, 1, 1))


def _sold(technology: str, year: int = 2026) -> Case:
    build = _assistance(technology, sale=f"{year}-05-04", taxable_year="2026-01-01")
    return Case("energy-foreign-entity", "material-assistance-component", build, lists_as_of=date(2025, 1, 1))


def _held(*others: tuple[str, str], basis: str = "equity") -> Callable[[Decimal], tuple[Record, Record]]:
    """A plant that makes nearly all, held by CATL to so much and by these others."""

    def build(share: Decimal) -> tuple[Record, Record]:
        owners = [energy.owner("catl", str(share), basis), *(energy.owner(*other, basis) for other in others)]
        rest = WHOLE - sum((Decimal(owner["share"]) for owner in owners), Decimal(0))
        plant = energy.party("Ridge", owners=(*owners, energy.owner("redmesa", str(rest), basis)))
        parts = [energy.part("ours", "redmesa", "10"), energy.part("theirs", "ridge", "90")]
        parties = [energy.OURS, energy.LISTED, energy.party("BYD", "CN"), plant]
        deal = {"schema": "microdep-context/1", "construction_start": "2026-05-04"}
        return energy.bom("energy-storage", parts, parties), deal

    return build


def _influenced(build: Build) -> Case:
    return Case("energy-foreign-entity", "material-assistance", build, lists_as_of=date(2025, 1, 1))


def _cells(open_share: Decimal = Decimal(0), **deal: Any) -> Callable[[Decimal], tuple[Record, Record]]:
    """A battery, so much of the cost of whose cell components is by a clean maker."""

    def build(share: Decimal) -> tuple[Record, Record]:
        cost = batteries.cost
        inside = [
            batteries.component("anode", "anode", **cost(str(share), {})),
            batteries.component(
                "cathode", "cathode", **cost(str(WHOLE - share - open_share), {"manufacturer": "river"})
            ),
        ]
        if open_share:
            inside.append(
                batteries.component("foil", "anode", **cost(str(open_share), {"manufacturer": None}))
            )
        assembled: dict[str, Any] = {
            "stages": [{"stage": "final_assembly", "party": "clean", "country": "US"}]
        }
        names = [each["id"] for each in inside]
        pack = batteries.component("battery", "battery", *names, complete=["stages"], **assembled)
        return batteries.document(pack, *inside), batteries.context(**deal)

    return build


# ---- values and volumes -------------------------------------------------------------------------------


def _chinese_value(share: Decimal) -> tuple[Record, Record]:
    """A Japanese magnet part, so much of whose value is dysprosium of China."""
    return china.bom(china.abroad(str(share))), china.context(china.NOW)


def _import(goods: str) -> Case:
    substance, code, _ = minerals.GOODS[goods]

    def build(kilograms: Decimal) -> tuple[Record, Record]:
        return minerals.document(), minerals.context(minerals.goods(substance, code, kilograms))

    return Case("conflict-minerals", "union-importer", build)


FEOC = ("boards-and-batteries", "feoc-battery")
METAL = ("specialty-metals", "melted-in-approved-country")

CASES = {
    "`buy-american`: domestic components, delivery in 2023": _american(_domestic("2023-06-01")),
    "`buy-american`: domestic components, delivery from 2024 to 2028": _american(_domestic()),
    "`buy-american`: domestic components, delivery from 2029": _american(_domestic("2029-06-01")),
    "`buy-american`: domestic components for DoD, delivery from 2024 to 2028": _american(
        _domestic(agency="DoD"), "dod-domestic-end-product"
    ),
    "`buy-american`: domestic components, fallback threshold": _american(_domestic(**NO_OFFER), "fallback"),
    "`buy-american`: domestic components for DoD, fallback threshold": _american(
        _domestic(agency="DoD", **NO_OFFER), "dod-fallback"
    ),
    "`buy-american`: components in a product of a qualifying country for DoD": _american(
        _qualifying, "qualifying-country-end-product"
    ),
    "`buy-american`: iron and steel in a product with 5 % of foreign steel": _american(
        _of_steel, "iron-and-steel"
    ),
    "`buy-american`: foreign iron and steel in a product of iron or steel": _american(
        _foreign_steel, "iron-and-steel"
    ),
    "`specialty-metals`: noncompliant metal in a product": Case(*METAL, _noncompliant(), "part/m"),
    "`dod-magnets`: tungsten in a COTS product": Case(
        "dod-magnets", "covered-country-stage", _counterweight, "product/m"
    ),
    "`energy-foreign-entity`: cost ratio, energy storage, construction begins in 2026": _built(
        "energy-storage"
    ),
    "`energy-foreign-entity`: cost ratio, energy storage, construction begins in 2030": _built(
        "energy-storage", 2030
    ),
    "`energy-foreign-entity`: cost ratio, solar facility, construction begins in 2026": _built("solar"),
    "`energy-foreign-entity`: cost ratio, battery component, sale in 2029": _sold("battery-component", 2029),
    "`energy-foreign-entity`: cost ratio, inverter, sale in 2026": _sold("inverter"),
    "`energy-foreign-entity`: cost ratio, wind component, sale in 2027": _sold("wind-component", 2027),
    "`energy-foreign-entity`: equity of one prohibited holder": _influenced(_held()),
    "`energy-foreign-entity`: equity of a prohibited holder; another has 20 %": _influenced(
        _held(("byd", "20"))
    ),
    "`energy-foreign-entity`: debt to one prohibited holder": _influenced(_held(basis="debt")),
    "`boards-and-batteries`: cell components of permitted companies": Case(*FEOC, _cells(), "battery"),
    "`eu-critical-raw-materials`: share of one country in a stage": Case(
        "eu-critical-raw-materials", "supply-concentration", _concentration(), "part/m"
    ),
    "`eu-critical-raw-materials`: mass of the magnets in a product": Case(
        "eu-critical-raw-materials",
        "magnet-recycled-content",
        _magnet_mass,
        variant="acts-assumed",
        as_of=date(2028, 6, 1),
    ),
    "`china-export-controls`: No. 61, value of Chinese rare earths": Case(
        "china-export-controls", "foreign-made-with-chinese-content", _chinese_value, "part"
    ),
    "`conflict-minerals`: imports of tin ore into the EU in a year": _import("tin-ore"),
    "`conflict-minerals`: imports of tungsten ore into the EU in a year": _import("tungsten-ore"),
    "`conflict-minerals`: imports of gold into the EU in a year": _import("gold"),
    "`conflict-minerals`: imports of tungsten oxide into the EU in a year": _import("tungsten-oxide"),
    "`conflict-minerals`: imports of tantalum ore into the EU in a year": _import("tantalum-ore"),
    "`conflict-minerals`: imports of gold ore into the EU in a year": _import("gold-ore"),
    "`conflict-minerals`: imports of tin metal into the EU in a year": _import("tin-metal"),
    "`conflict-minerals`: imports of unwrought tantalum into the EU in a year": _import("tantalum-unwrought"),
    "`conflict-minerals`: imports of other tantalum into the EU in a year": _import("tantalum-article"),
}
"""By the first column of the table of the page."""

NUMBER = re.compile(r"([\d,]+(?:\.\d+)?) (?:%|kg)")


def _rows() -> dict[str, tuple[str, str, list[str]]]:
    """The lines of the table: number, sign, and the verdicts below, at and above."""
    lines = PAGE.read_text("utf-8").splitlines()
    cells = [[each.strip() for each in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: (row[1], row[2], row[3:]) for row in cells if len(row) == 6 and row[0] in CASES}


def _number(text: str) -> Decimal:
    found = NUMBER.fullmatch(text)
    assert found is not None, text
    return Decimal(found[1].replace(",", ""))


def test_the_page_has_a_line_for_each_case_and_no_other() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    of_six = [line for line in lines if line.count("|") == 7]
    assert sorted(CASES) == sorted(_rows())
    assert len(of_six) == len(CASES) + 2


@pytest.mark.parametrize("name", CASES)
def test_a_threshold_comes_out_as_its_sign_says(name: str) -> None:
    limit, _, reported = _rows()[name]
    number = _number(limit)
    assert reported == [CASES[name].says(number + shift) for shift in (-BESIDE, Decimal(0), BESIDE)]


@pytest.mark.parametrize("name", CASES)
def test_the_sign_of_the_page_says_on_which_side_the_threshold_itself_lies(name: str) -> None:
    _, sign, (below, at, above) = _rows()[name]
    with_what_is_above = {"more than": False, "at least": True, "less than": True, "at most": False}
    assert at == (above if with_what_is_above[sign] else below)


# ---- a tenth of the whole is open ---------------------------------------------------------------------

CLAIMED_METAL, CLAIMED_CELLS = {"claims": ["minimal-content"]}, {"claims": ["non-feoc-final-assembly"]}


@dataclass(frozen=True)
class Straddled:
    """A threshold with a tenth left open: what is said below it, above it, and whether it counts as above."""

    case: Case
    limit: Decimal
    below: str
    above: str
    at_is_above: bool

    def due(self, known: Decimal) -> str:
        """What has to be said: unknown only where the least and the most fall on different sides."""
        sides = {self._side(known), self._side(known + OPEN)}
        return sides.pop() if len(sides) == 1 else "unknown"

    def _side(self, share: Decimal) -> str:
        return self.above if share > self.limit or (self.at_is_above and share == self.limit) else self.below

    def amounts(self) -> list[Decimal]:
        """Known shares from well below to above, with those at which the interval touches the threshold.

        Nothing is no share: metal that is there weighs something.
        """
        edges = [edge + shift for edge in (self.limit - OPEN, self.limit) for shift in (-STEP, 0, STEP)]
        steps = [self.limit - 12 + each for each in range(15)]
        return sorted({each for each in (*edges, *steps) if each > 0})


STRADDLED = {
    "Specialty metals, claimed": Straddled(
        Case(*METAL, _noncompliant(OPEN, **CLAIMED_METAL), "part/m"),
        Decimal(2),
        "exempt",
        "fail",
        at_is_above=False,
    ),
    "Batteries, claimed": Straddled(
        Case(*FEOC, _cells(OPEN, **CLAIMED_CELLS), "battery"),
        Decimal(95),
        "fail",
        "exempt",
        at_is_above=False,
    ),
    "Material assistance, storage": Straddled(
        _influenced(_assistance("energy-storage", OPEN, construction_start="2026-05-04")),
        Decimal(55),
        "fail",
        "pass",
        at_is_above=True,
    ),
    "EU": Straddled(
        Case("eu-critical-raw-materials", "supply-concentration", _concentration(OPEN), "part/m"),
        Decimal(65),
        "pass",
        "fail",
        at_is_above=False,
    ),
}


def _open() -> list[tuple[str, Decimal]]:
    found = [(name, known) for name, each in STRADDLED.items() for known in each.amounts()]
    return [(name, known) for name, known in found if known + OPEN <= WHOLE]


@pytest.mark.parametrize(("name", "known"), _open())
def test_it_is_unknown_exactly_where_the_interval_straddles_the_threshold(name: str, known: Decimal) -> None:
    each = STRADDLED[name]
    assert each.due(known) == each.case.says(known)


@pytest.mark.parametrize("known", range(54, 68))
@pytest.mark.parametrize(
    ("agency", "rule"), [("GSA", "domestic-end-product"), ("DoD", "dod-domestic-end-product")]
)
def test_a_component_of_unknown_origin_is_foreign_and_nothing_is_unknown(
    agency: str, rule: str, known: int
) -> None:
    case = _american(_domestic(open_share=OPEN, agency=agency), rule)
    assert ("pass" if known > 65 else "fail") == case.says(Decimal(known))


@pytest.mark.parametrize("known", range(54, 68))
def test_the_fallback_counts_what_is_open_as_foreign(known: int) -> None:
    case = _american(_domestic(open_share=OPEN, **NO_OFFER), "fallback")
    assert ("pass" if known > 55 else "fail") == case.says(Decimal(known))


@pytest.mark.parametrize("known", ["0.5", "1.99", "2"])
def test_an_exception_that_nobody_claims_does_not_hold_while_it_is_open(known: str) -> None:
    case = Case(*METAL, _noncompliant(OPEN), "part/m")
    assert case.says(Decimal(known)) == "fail"
