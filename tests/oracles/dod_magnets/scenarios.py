"""Scenarios with verdicts worked out by hand from the text of the law, each a whole document and context."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd
from tests.oracles.dod_magnets import law
from tests.oracles.dod_magnets.documents import (
    HEAVY_ALLOY,
    NDFEB,
    NDFEB_ORE,
    PRODUCT,
    SMCO_ORE,
    bare,
    context,
    determination,
    document,
    item,
    material,
    part,
    product,
    stages,
)
from tests.oracles.dod_magnets.judge import (
    END_ITEM_RULE,
    EXEMPT,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    STAGE_RULE,
    UNKNOWN,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracles.facts import Record

MAGNET = "part/m"
BEFORE, FIRST, AFTER = "2026-12-31", "2027-01-01", "2027-01-02"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    variant: law.Variant
    expected: dict[tuple[str, str], Verdict]


def verdict(
    word: str, *, held: str = "", violating: Iterable[str] = (), lost: Iterable[tuple[str, str]] = ()
) -> Verdict:
    """A verdict as a scenario writes it."""
    return Verdict(word, frozenset(held.split()), frozenset(violating), frozenset(lost))


def _case(
    name: str,
    bom: Record,
    deal: Record,
    stage: Verdict,
    *,
    end_item: str | Verdict = PASS,
    subject: str = MAGNET,
    variant: law.Variant = "clause",
) -> Scenario:
    whole = end_item if isinstance(end_item, Verdict) else Verdict(end_item)
    return Scenario(name, bom, deal, variant, {(STAGE_RULE, subject): stage, (END_ITEM_RULE, PRODUCT): whole})


def _magnet(words: str = f"{NDFEB_ORE} {NDFEB}", substance: str = "NdFeB", **places: Any) -> Record:
    return material(substance, stages(words, **places))


PASSES = verdict(PASS)
OPEN = verdict(UNKNOWN)
NOT_IT = verdict(NOT_APPLICABLE)
DIRTY = "magnetized in CN"
CHINESE = _magnet(magnetized="CN")
FAILS = verdict(FAIL, violating=[DIRTY])


def _exempt(held: str, *violating: str) -> Verdict:
    return verdict(EXEMPT, held=held, violating=violating or [DIRTY])


def _stages_by_date() -> list[Scenario]:
    actuator = item(_magnet(separated__Nd="CN"))
    separated = verdict(FAIL, violating=["separated of Nd in CN"])
    alloyed = item(material("NdFeB", stages(f"{NDFEB_ORE} {NDFEB} mined:Fe", mined__Fe="CN")))
    boron = item(material("NdFeB", stages(f"{NDFEB_ORE} {NDFEB} mined:B", mined__B="RU")))
    dysprosium = item(material("NdFeB", stages(f"{NDFEB_ORE} {NDFEB} separated:Dy", separated__Dy="CN")))
    unnamed = item(material("NdFeB", stages(f"{NDFEB_ORE} {NDFEB} mined", mined="CN")))
    samarium = item(_magnet(f"{SMCO_ORE} {NDFEB}", "SmCo", country="AU", mined__Sm=None))
    return [
        _case("1a-day-before", actuator, context("2026-12-30"), PASSES),
        _case("1a", actuator, context(BEFORE), PASSES),
        _case("1b", actuator, context(FIRST), separated),
        _case("1b-day-after", actuator, context(AFTER), separated),
        _case("1c", item(CHINESE), context("2026-06-01"), FAILS),
        _case("1c-statute", item(CHINESE), context("2026-06-01"), FAILS, variant="statute"),
        _case("1g-2026", samarium, context(BEFORE), PASSES),
        _case("1g-2027", samarium, context(FIRST), OPEN),
        _case("1j-2026", dysprosium, context(BEFORE), PASSES),
        _case("1j-2027", dysprosium, context(FIRST), PASSES),
        _case("iron-2026", alloyed, context(BEFORE), PASSES),
        _case("iron-2027", alloyed, context(FIRST), verdict(FAIL, violating=["mined of Fe in CN"])),
        _case("boron-2026", boron, context(BEFORE), PASSES),
        _case("boron-2027", boron, context(FIRST), verdict(FAIL, violating=["mined of B in RU"])),
        _case("mined-of-nothing-named-2026", unnamed, context(BEFORE), PASSES),
        _case("mined-of-nothing-named-2027", unnamed, context(FIRST), OPEN),
        _case("before-the-law", item(CHINESE), context("2018-12-30"), NOT_IT, end_item=NOT_APPLICABLE),
        _case("first-day-of-the-law", item(CHINESE), context("2018-12-31"), FAILS),
        _case("second-day-of-the-law", item(CHINESE), context("2019-01-01"), FAILS),
        _case("no-delivery-date", item(CHINESE), context(None), verdict(UNKNOWN, violating=[DIRTY])),
        _case("no-delivery-date-and-clean", item(_magnet()), context(None), PASSES),
        _case("no-delivery-date-and-2027-matters", actuator, context(None), OPEN),
    ]


def _recycled_feedstock() -> list[Scenario]:
    words = "recycled recycled_milled"
    cobalt = item(_magnet(f"{SMCO_ORE} {NDFEB} {words}", "SmCo", recycled="CN"))
    neodymium = item(_magnet(f"{NDFEB_ORE} {NDFEB} {words}", recycled="CN", recycled_milled="CN"))
    return [
        _case("recycled-smco-2026", cobalt, context(BEFORE), PASSES),
        _case("recycled-smco-2027", cobalt, context(FIRST), verdict(FAIL, violating=["recycled in CN"])),
        _case("recycled-ndfeb-2027", neodymium, context(FIRST), PASSES),
    ]


def _places() -> list[Scenario]:
    def place(name: str, country: str, *, fails: bool) -> Scenario:
        bom = item(_magnet(magnetized=country))
        found = verdict(FAIL, violating=[f"magnetized in {country}"]) if fails else PASSES
        return _case(f"place-{name}", bom, context(), found)

    return [
        *(place(code.lower(), code, fails=True) for code in ("CN", "RU", "KP", "IR")),
        place("hong-kong", "HK", fails=True),
        place("macau", "MO", fails=True),
        place("region-of-china", "CN-XJ", fails=True),
        place("taiwan", "TW", fails=False),
        place("south-korea", "KR", fails=False),
        place("iraq", "IQ", fails=False),
    ]


def _open_lists() -> list[Scenario]:
    short = "alloy_melted powder_formed sintered magnetized"
    partly = stages(NDFEB)
    partly[-1] |= {"share": 70}
    whole = [*partly, {"stage": "magnetized", "country": "VN", "share": 30}]
    spoilt = [*partly, {"stage": "magnetized", "country": "CN", "share": 30}]
    asked = stages(NDFEB)
    asked[2] = {"stage": "pressed", "unknown": True, "reason": "no answer"}
    bonded = stages(NDFEB.replace("sintered", "bonded"))
    melted = item(material("NdFeB", stages(NDFEB.replace("alloy_melted", "melted"), melted="CN")))
    odd = item(material("NdFeB", [*stages(NDFEB), {"stage": "magnatized", "country": "CN"}]))
    closed_short = item(material("NdFeB", stages(short), complete=["stages"]))
    violating = verdict(FAIL, violating=[DIRTY])
    deal = context(BEFORE)
    return [
        _case("milestone-missing", item(_magnet(short)), deal, OPEN),
        _case("milestone-missing-and-one-bad", item(_magnet(short, magnetized="CN")), deal, violating),
        _case("milestone-missing-from-a-list-said-to-be-whole", closed_short, deal, OPEN),
        _case("stages-none", item(material("NdFeB", [])), deal, OPEN),
        _case("country-missing", item(_magnet(pressed=None)), deal, OPEN),
        _case("country-asked-and-not-known", item(material("NdFeB", asked)), deal, OPEN),
        _case("country-missing-and-one-bad", item(_magnet(pressed=None, magnetized="CN")), deal, violating),
        _case("share-70", item(material("NdFeB", partly)), deal, OPEN),
        _case("share-70-and-30", item(material("NdFeB", whole)), deal, PASSES),
        _case("share-70-and-30-bad", item(material("NdFeB", spoilt)), deal, violating),
        _case("bonded-stands-for-sintered", item(material("NdFeB-bonded", bonded)), deal, PASSES),
        _case("melted-may-be-the-alloy", melted, deal, OPEN),
        _case("unknown-stage-word", odd, deal, OPEN),
        _case(
            "assembly-does-not-count",
            item(_magnet(f"{NDFEB} final_assembly", final_assembly="CN")),
            deal,
            PASSES,
        ),
    ]


def _assembled(country: str) -> list[Record]:
    return [{"stage": "final_assembly", "country": country}]


def _stating(facts: Record, *materials: Record) -> Record:
    """A product that states of where it was made what is given, and no more."""
    return item(*materials, **({"place_of_manufacture": None} | facts))


def _end_item() -> list[Scenario]:
    def made_in(country: str | None, *materials: Record) -> Record:
        return item(*materials, place_of_manufacture=country)

    steel = material("steel", [])
    nothing = {(END_ITEM_RULE, PRODUCT): verdict(PASS), (STAGE_RULE, MAGNET): NOT_IT}
    deal = context(BEFORE)
    both = verdict(FAIL, violating=[DIRTY])
    waived = context(determinations=[determination()])
    return [
        _case("1k", made_in("CN", _magnet()), deal, PASSES, end_item=FAIL),
        _case("1k-both", made_in("CN", CHINESE), deal, both, end_item=FAIL),
        *(
            _case(f"1k-{name}", _stating(facts, _magnet()), deal, PASSES, end_item=found)
            for name, facts, found in (
                ("assembled-in-china", {"stages": _assembled("CN")}, FAIL),
                ("assembled-in-mexico", {"stages": _assembled("MX")}, PASS),
                (
                    "made-in-mexico-and-assembled-in-china",
                    {"place_of_manufacture": "MX", "stages": _assembled("CN")},
                    UNKNOWN,
                ),
                ("of-chinese-origin", {"origin": "CN"}, UNKNOWN),
                ("made-in-mexico-of-chinese-origin", {"place_of_manufacture": "MX", "origin": "CN"}, UNKNOWN),
            )
        ),
        _case("1k-hong-kong", made_in("HK", _magnet()), deal, PASSES, end_item=FAIL),
        _case("1k-place-not-known", made_in(None, _magnet()), deal, PASSES, end_item=UNKNOWN),
        _case("1k-elsewhere", made_in("MX", _magnet()), deal, PASSES),
        Scenario("1k-nothing-covered", made_in("CN", steel), deal, "clause", nothing),
        _case(
            "1k-day-before", made_in("CN", _magnet()), context("2018-12-30"), NOT_IT, end_item=NOT_APPLICABLE
        ),
        _case("1k-first-day", made_in("CN", _magnet()), context("2018-12-31"), PASSES, end_item=FAIL),
        _case(
            "1k-waived",
            made_in("CN", _magnet()),
            waived,
            PASSES,
            end_item=verdict(EXEMPT, held=law.NONAVAILABILITY),
        ),
        _case(
            "1k-of-recycled-magnets",
            made_in("CN", _magnet(f"{NDFEB} recycled_milled", country="US", magnetized="CN")),
            deal,
            _exempt(law.RECYCLED_MAGNET),
            end_item=verdict(EXEMPT, held=law.RECYCLED_MAGNET),
        ),
        _case(
            "1k-of-recycled-magnets-sintered-elsewhere",
            made_in("CN", _magnet(f"{NDFEB} recycled_milled", country="US", sintered="JP")),
            deal,
            PASSES,
            end_item=FAIL,
        ),
        Scenario(
            "1k-of-recycled-magnets-and-tantalum",
            made_in(
                "CN",
                _magnet(f"{NDFEB} recycled_milled", country="US"),
                material("Ta", stages("reduced_to_metal", "US"), id="n"),
            ),
            deal,
            "clause",
            {
                (STAGE_RULE, MAGNET): PASSES,
                (STAGE_RULE, "part/n"): PASSES,
                (END_ITEM_RULE, PRODUCT): verdict(FAIL),
            },
        ),
    ]


def _cots() -> list[Scenario]:
    def counterweight(tungsten: str, steel: str, **more: Any) -> Record:
        alloy = material(
            "tungsten-heavy-alloy",
            stages(HEAVY_ALLOY, "US", calcined="CN", powder_formed="CN"),
            mass_g=Decimal(tungsten),
        )
        rest = {"id": "rest", "substance": "steel", "mass_g": Decimal(steel)}
        return bare(alloy, rest, **({"cots": True, "kind": "component", "mass_g": 1000} | more))

    def magnet(substance: str, **facts: Any) -> Record:
        words = f"{SMCO_ORE if substance == 'SmCo' else NDFEB_ORE} {NDFEB}"
        return bare(
            _magnet(words, substance, magnetized="CN"), **({"cots": True, "kind": "component"} | facts)
        )

    powder = ["calcined in CN", "powder_formed in CN"]
    own = "product/m"

    def weight(name: str, bom: Record, deal: Record, found: Verdict) -> Scenario:
        stage = {(STAGE_RULE, own): found, (STAGE_RULE, "product/rest"): NOT_IT}
        return Scenario(name, bom, deal, "clause", {**stage, (END_ITEM_RULE, PRODUCT): PASSES})

    def lost(*by: str) -> list[tuple[str, str]]:
        return [(law.COTS, reason) for reason in by]

    exempt = _exempt(law.COTS)
    heavy = verdict(FAIL, violating=powder, lost=lost("share"))
    shared = verdict(FAIL, violating=[DIRTY], lost=lost("share"))
    modified = verdict(FAIL, violating=[DIRTY], lost=lost("modified"))
    block = magnet("NdFeB", kind="mill_product", incorporated=False)
    spoilt = verdict(FAIL, violating=[DIRTY], lost=lost("share", "mill-product"))
    silent = magnet("SmCo")
    del silent["components"][0]["modified_before_acceptance"]
    claiming = magnet("SmCo", claims=[law.COTS])
    del claiming["components"][0]["modified_before_acceptance"]
    deal = context("2026-06-01")
    return [
        weight("1d-49.9", counterweight("499.0", "501.0"), deal, _exempt(law.COTS, *powder)),
        weight("1d-50.0", counterweight("500.0", "500.0"), deal, heavy),
        weight(
            "1d-49.9-not-cots", counterweight("499", "501", cots=False), deal, verdict(FAIL, violating=powder)
        ),
        weight("1d-50.0-last-day", counterweight("500", "500"), context(BEFORE), heavy),
        _case("1e-2026", magnet("SmCo"), context(BEFORE), exempt, subject=own),
        _case("1e-2027", magnet("SmCo"), context(FIRST), shared, subject=own),
        _case("1e-day-after", magnet("SmCo"), context(AFTER), shared, subject=own),
        _case("cots-modified", magnet("SmCo", modified_before_acceptance=True), deal, modified, subject=own),
        _case("cots-modification-not-said", silent, deal, FAILS, subject=own),
        _case(
            "cots-modification-not-said-and-claimed",
            claiming,
            deal,
            verdict(UNKNOWN, violating=[DIRTY]),
            subject=own,
        ),
        _case("1f-ndfeb-block-2026", block, context(BEFORE), exempt, subject=own),
        _case("1f-ndfeb-block-2027", block, context(FIRST), spoilt, subject=own),
    ]


def _mill_products() -> list[Scenario]:
    def sheet(substance: str, words: str, **facts: Any) -> Record:
        last = words.rsplit(maxsplit=1)[-1]
        worked = [*stages(words, "JP", **{last: "CN"}), *stages("rolled", "JP")]
        made = material(substance, worked, form="sheet", mass_g=10)
        return bare(made, **({"cots": True, "kind": "mill_product", "incorporated": False} | facts))

    own = "product/m"
    tantalum = "mined refined reduced_to_metal melted"
    molten = ["melted in CN"]
    carved = verdict(FAIL, violating=molten, lost=[(law.COTS, "mill-product")])
    calcined = ["calcined in CN"]
    claimed = {"cots": True, "kind": "mill_product", "incorporated": False, "claims": [law.COTS]}
    standard = material("W", stages("calcined", "CN"), meets=["ASTM B777"], mass_g=1)
    of_no_stated_form = bare(standard, {"id": "rest", "substance": "steel", "mass_g": 99}, **claimed)

    def perhaps_powder(name: str, delivery: str, found: Verdict) -> Scenario:
        stage = {(STAGE_RULE, own): found, (STAGE_RULE, "product/rest"): NOT_IT}
        expected = {**stage, (END_ITEM_RULE, PRODUCT): verdict(PASS)}
        return Scenario(name, of_no_stated_form, context(delivery), "clause", expected)

    heavy = verdict(
        FAIL, violating=["consolidated in CN"], lost=[(law.COTS, "mill-product"), (law.COTS, "share")]
    )
    deal = context("2026-06-01")
    return [
        _case("1f-tantalum", sheet("Ta", tantalum), deal, carved, subject=own),
        _case(
            "1f-tantalum-incorporated",
            sheet("Ta", tantalum, incorporated=True),
            deal,
            _exempt(law.COTS, *molten),
            subject=own,
        ),
        _case("1f-heavy-alloy", sheet("tungsten-heavy-alloy", HEAVY_ALLOY), deal, heavy, subject=own),
        perhaps_powder("1f-tungsten-of-no-stated-form-2026", BEFORE, verdict(UNKNOWN, violating=calcined)),
        perhaps_powder(
            "1f-tungsten-of-no-stated-form-2027",
            FIRST,
            verdict(FAIL, violating=calcined, lost=[(law.COTS, "mill-product")]),
        ),
        _case(
            "1f-a-part-is-no-delivered-mill-product",
            item(
                material("Ta", stages(tantalum, melted="CN")),
                cots=True,
                part_facts={"kind": "mill_product", "incorporated": False},
            ),
            deal,
            _exempt(law.COTS, *molten),
        ),
    ]


def _recycling() -> list[Scenario]:
    def recycled(substance: str = "NdFeB", **places: Any) -> Record:
        return item(
            _magnet(f"recycled_milled {NDFEB}", substance, **({"country": "US", "magnetized": "CN"} | places))
        )

    held = _exempt(law.RECYCLED_MAGNET)
    amended, before = "2025-12-18", "2025-12-17"
    tantalum = item(_tantalum("DE"))
    return [
        _case("1h", recycled(), context(), held),
        _case("1h-2027", recycled(), context(FIRST), held),
        _case("1h-milled-in-japan", recycled(recycled_milled="JP"), context(), FAILS),
        _case("1h-sintered-in-japan", recycled(sintered="JP"), context(), FAILS),
        _case("1h-sintering-not-known", recycled(sintered=None), context(), FAILS),
        _case("1h-in-texas", recycled(recycled_milled="US-TX", sintered="US-TX"), context(), held),
        _case("1h-not-recycled", item(_magnet(country="US", magnetized="CN")), context(), FAILS),
        _case("1h-smco-clause", recycled("SmCo"), context(amended), FAILS),
        _case("1h-smco-statute-day-before", recycled("SmCo"), context(before), FAILS, variant="statute"),
        _case("1h-smco-statute", recycled("SmCo"), context(amended), held, variant="statute"),
        _case("1h-smco-statute-day-after", recycled("SmCo"), context("2025-12-19"), held, variant="statute"),
        _case(
            "recycled-tantalum-clause",
            tantalum,
            context(),
            verdict(FAIL, violating=["reduced_to_metal in RU"]),
        ),
        _case(
            "recycled-tantalum-statute",
            tantalum,
            context(),
            _exempt(law.RECYCLED_METAL, "reduced_to_metal in RU"),
            variant="statute",
        ),
        _case(
            "recycled-tantalum-rolled-in-austria",
            item(_tantalum("DE", rolled="AT")),
            context(),
            _exempt(law.RECYCLED_METAL, "reduced_to_metal in RU"),
            variant="statute",
        ),
        _case(
            "recycled-tantalum-from-china",
            item(_tantalum("CN")),
            context(),
            verdict(FAIL, violating=["reduced_to_metal in RU"]),
            variant="statute",
        ),
        _case(
            "recycled-tantalum-rolled-elsewhere",
            item(_tantalum("DE", rolled="TH")),
            context(),
            verdict(FAIL, violating=["reduced_to_metal in RU"]),
            variant="statute",
        ),
    ]


def _tantalum(recycled: str, rolled: str = "CH") -> Record:
    """Metal once reduced in Russia, recycled somewhere and melted in Germany."""
    words = "reduced_to_metal recycled melted rolled"
    return material("Ta", stages(words, "DE", reduced_to_metal="RU", recycled=recycled, rolled=rolled))


def _covered_materials() -> list[Scenario]:
    def molybdenum(delivery: str) -> tuple[Record, Record]:
        made = material(
            "Mo", stages("mined refined reduced_to_metal melted", "US", melted="CN"), form="sheet"
        )
        return bare(made, kind="mill_product", incorporated=False), context(delivery)

    def tungsten(**facts: Any) -> Record:
        return item(material("W", stages("calcined powder_formed consolidated", "CN"), form="rod", **facts))

    own = "product/m"
    melted = verdict(FAIL, violating=["melted in CN"])
    bad = [f"{name} in CN" for name in HEAVY_ALLOY.split()]
    covered = verdict(FAIL, violating=bad)
    # `W` is the parent of `tungsten-heavy-alloy`: failing the definition does not say that it is none.
    perhaps = verdict(UNKNOWN, violating=bad)
    reduced = item(material("Ta", stages("reduced_to_metal", "CN")))
    reduction = verdict(FAIL, violating=["reduced_to_metal in CN"])

    def alloy(share: str, density: str) -> Record:
        return tungsten(
            composition=[{"element": "W", "share": Decimal(share)}], density=Decimal(density), meets=[]
        )

    return [
        _case("1i-statute", *molybdenum("2026-06-01"), melted, subject=own, variant="statute"),
        _case("1i-clause", *molybdenum("2026-06-01"), NOT_IT, subject=own),
        _case("1i-statute-day-before", *molybdenum("2025-12-17"), NOT_IT, subject=own, variant="statute"),
        _case("1i-statute-first-day", *molybdenum("2025-12-18"), melted, subject=own, variant="statute"),
        _case("1i-statute-day-after", *molybdenum("2025-12-19"), melted, subject=own, variant="statute"),
        _case("tantalum-day-before", reduced, context("2019-12-19"), NOT_IT),
        _case("tantalum-first-day", reduced, context("2019-12-20"), reduction),
        _case("tantalum-day-after", reduced, context("2019-12-21"), reduction),
        _case("heavy-alloy-at-both-limits", alloy("90", "16.5"), context(), covered),
        _case("heavy-alloy-too-little-tungsten", alloy("89.9", "16.5"), context(), perhaps),
        _case("heavy-alloy-too-light", alloy("90", "16.49"), context(), perhaps),
        _case("heavy-alloy-by-standard", tungsten(meets=["ASTM B777"]), context(), covered),
        _case("heavy-alloy-by-the-other-standard", tungsten(meets=["SAE-AMS-T-21014"]), context(), covered),
        _case("heavy-alloy-not-known", tungsten(meets=[]), context(), perhaps),
        _case(
            "gallium-is-off",
            item(material("Ga", stages("refined", "CN"))),
            context("2027-12-18"),
            NOT_IT,
        ),
        _case("steel", item(material("steel", stages("melted", "CN"))), context(), NOT_IT),
        _case("unknown-substance-word", item(material("neodium", stages(NDFEB, "CN"))), context(), OPEN),
    ]


def _tungsten_and_tantalum() -> list[Scenario]:
    def tungsten(words: str, substance: str = "tungsten-powder", **places: Any) -> Record:
        return item(material(substance, stages(words, **places)))

    ore = f"mined converted_chemical {HEAVY_ALLOY}"
    mined = verdict(FAIL, violating=["mined in CN"])
    alloy = "tungsten-heavy-alloy"
    return [
        _case("tungsten-powder", tungsten("calcined powder_formed"), context(BEFORE), PASSES),
        _case("tungsten-powder-atomized", tungsten("atomized"), context(BEFORE), PASSES),
        _case("tungsten-powder-half-stated", tungsten("calcined"), context(BEFORE), OPEN),
        _case("heavy-alloy-not-consolidated", tungsten("atomized", alloy), context(BEFORE), OPEN),
        _case("heavy-alloy-sintered", tungsten("atomized sintered", alloy), context(BEFORE), PASSES),
        _case("tungsten-ore-2026", tungsten(ore, alloy, mined="CN"), context(BEFORE), PASSES),
        _case("tungsten-ore-2027", tungsten(ore, alloy, mined="CN"), context(FIRST), mined),
        _case("tungsten-ore-not-stated-2027", tungsten(HEAVY_ALLOY, alloy), context(FIRST), OPEN),
        _case(
            "tantalum-ore-2026",
            item(material("Ta", stages("mined refined melted", mined="CN"))),
            context(BEFORE),
            PASSES,
        ),
        _case(
            "tantalum-ore-2027",
            item(material("Ta", stages("mined refined melted", mined="CN"))),
            context(FIRST),
            mined,
        ),
    ]


def _value_and_place() -> list[Scenario]:
    def value(amount: str, award: str | None, **more: Any) -> Record:
        return context(value=usd(amount), award=award, **more)

    bom = item(CHINESE)
    made_there = item(CHINESE, place_of_manufacture="CN")
    small = _exempt(law.SIMPLIFIED_ACQUISITION)
    below = verdict(EXEMPT, held=law.SIMPLIFIED_ACQUISITION)
    abroad = _exempt(law.OUTSIDE_US)
    support = context("2025-12-18", place_of_acquisition="KW", contingency_operations=True)
    earlier = context("2025-12-17", place_of_acquisition="KW", contingency_operations=True)
    waiting = verdict(UNKNOWN, violating=[DIRTY])
    return [
        _case("1l-250000", bom, value("250000", "2025-09-30"), small),
        _case("1l-250000.01", bom, value("250000.01", "2025-09-30"), FAILS),
        _case("1l-350000-day-before", bom, value("350000", "2025-09-30"), FAILS),
        _case("1l-350000", bom, value("350000", "2025-10-01"), small),
        _case("1l-350000-day-after", bom, value("350000", "2025-10-02"), small),
        _case("1l-350000.01", bom, value("350000.01", "2025-10-01"), FAILS),
        _case("1l-no-award-date-and-small-in-any-case", bom, value("250000", None), small),
        _case("1l-no-award-date", bom, value("300000", None), FAILS),
        _case(
            "1l-no-award-date-and-claimed",
            bom,
            value("300000", None, claims=[law.SIMPLIFIED_ACQUISITION]),
            waiting,
        ),
        _case(
            "1l-claimed-and-too-much", bom, value("350001", None, claims=[law.SIMPLIFIED_ACQUISITION]), FAILS
        ),
        _case("1l-end-item-too", made_there, value("250000", "2025-09-30"), small, end_item=below),
        _case("outside", bom, context(place_of_acquisition="JP", place_of_use="KR"), abroad),
        _case("outside-used-in-us", bom, context(place_of_acquisition="JP"), FAILS),
        _case("outside-bought-in-us", bom, context(place_of_use="KR"), FAILS),
        _case("outside-use-not-known", bom, context(place_of_acquisition="JP", place_of_use=None), FAILS),
        _case("contingency-clause", bom, support, FAILS),
        _case("contingency-statute-day-before", bom, earlier, FAILS, variant="statute"),
        _case("contingency-statute", bom, support, abroad, variant="statute"),
        _case("another-agency", bom, context(agency="NASA"), NOT_IT, end_item=NOT_APPLICABLE),
        _case("agency-not-known", bom, context(agency=None), waiting),
        _case("agency-word-not-known", bom, context(agency="Dept of Defence"), waiting),
    ]


def _depth_and_level() -> list[Scenario]:
    def nested(*, board: Record, **facts: Any) -> Record:
        top = product(children=[{"ref": "box", "quantity": 2}], **facts)
        box = part(id="box", kind="assembly", children=[{"ref": "part", "quantity": 3}], materials=[])
        return document(top, box, part(CHINESE, **board))

    electronic = {"electronic_device": True, "cots": True, "modified_before_acceptance": False}
    source = {
        "id": "metal",
        "name": "Metal",
        "materials": [
            {"id": "nd", "substance": "Nd", "stages": stages("mined separated reduced_to_metal", "CN")}
        ],
    }
    fed = document(
        *item(material("NdFeB", stages(NDFEB), inputs=[{"ref": "metal"}]))["components"],
        source,
    )
    upstream = [f"{name} of Nd in CN" for name in ("mined", "separated", "reduced_to_metal")]
    unstated = part(id="part")
    del unstated["materials"], unstated["complete"]
    alone = document(product(children=[{"ref": "part", "quantity": 1}]), unstated)
    free = unstated | {"free_of": ["NdFeB", "SmCo", "Ta", "W"]}
    cleared = document(product(children=[{"ref": "part", "quantity": 1}]), free)
    above = document(product(children=[{"ref": "part", "quantity": 1}], free_of=free["free_of"]), unstated)
    there = document(product(children=[{"ref": "part", "quantity": 1}], place_of_manufacture="CN"), unstated)
    end_only = {(END_ITEM_RULE, PRODUCT): PASSES}
    small = context(value=usd("1000"))
    return [
        _case("1m", nested(board=electronic), context(), FAILS),
        _case(
            "1m-end-item-electronic",
            nested(board={}, electronic_device=True),
            context(),
            _exempt(law.ELECTRONIC_DEVICE),
        ),
        _case(
            "1m-a-block-is-no-electronic-device",
            nested(board={}, electronic_device=True, kind="mill_product"),
            context(),
            verdict(FAIL, violating=[DIRTY], lost=[(law.ELECTRONIC_DEVICE, "bare-metal")]),
        ),
        _case("1m-not-said", nested(board={}, electronic_device=None), context(), FAILS),
        _case("any-tier", nested(board={}), context(), FAILS),
        _case("inputs-2026", fed, context(BEFORE), PASSES),
        _case("inputs-2027", fed, context(FIRST), verdict(FAIL, violating=upstream)),
        _case("candidate", alone, context(), OPEN, subject="part"),
        _case(
            "candidate-of-an-end-item-made-there", there, context(), OPEN, subject="part", end_item=UNKNOWN
        ),
        _case(
            "candidate-below-threshold",
            alone,
            small,
            verdict(EXEMPT, held=law.SIMPLIFIED_ACQUISITION),
            subject="part",
        ),
        Scenario("candidate-free-of", cleared, context(), "clause", end_only),
        Scenario("candidate-free-of-above", above, context(), "clause", end_only),
        _case(
            "candidate-free-of-all-but-molybdenum",
            cleared,
            context(),
            OPEN,
            subject="part",
            variant="statute",
        ),
    ]


def _waivers() -> list[Scenario]:
    def waived(delivery: str, *given: Record, **more: Any) -> Record:
        return context(delivery, determinations=list(given), **more)

    def late(**more: Any) -> Record:
        return determination(**({"from": "2027-01-01", "through": "2027-12-31"} | more))

    bom = item(CHINESE)
    held = _exempt(law.NONAVAILABILITY)
    lost = verdict(FAIL, violating=[DIRTY], lost=[(law.NONAVAILABILITY, "no-mitigation-plan")])
    waiting = verdict(UNKNOWN, violating=[DIRTY])
    before_plan = late(**{"from": "2026-12-31", "mitigation_plan": False})
    by_class = determination("class-nonavailability", item=None)
    security = determination("national-security", quantity=100)
    reused = determination("specialty-metals")
    amended, day_before = "2025-12-18", "2025-12-17"
    long = determination(**{"from": "2025-01-01", "through": "2028-06-30"})
    three_years = determination(**{"from": "2025-01-01", "through": "2027-12-31"})
    unclear: dict[str, Any] = {"mitigation_plan": None}
    return [
        _case("waiver", bom, waived("2026-06-01", determination()), held),
        _case("waiver-first-day", bom, waived("2026-01-01", determination()), held),
        _case("waiver-last-day", bom, waived("2026-12-31", determination()), held),
        _case("waiver-day-before", bom, waived("2025-12-31", determination()), FAILS),
        _case("waiver-day-after", bom, waived("2027-01-01", determination()), FAILS),
        _case("waiver-other-material", bom, waived("2026-06-01", determination(material="SmCo")), FAILS),
        _case("waiver-other-item", bom, waived("2026-06-01", determination(item="box")), FAILS),
        _case("waiver-for-the-part-clause", bom, waived("2026-06-01", determination(item="part")), held),
        _case(
            "waiver-for-the-part-statute",
            bom,
            waived("2026-06-01", determination(item="part")),
            FAILS,
            variant="statute",
        ),
        _case("1n", bom, waived(FIRST, late(mitigation_plan=False)), lost),
        _case("1n-day-after", bom, waived(AFTER, late(mitigation_plan=False)), lost),
        _case("1n-with-plan", bom, waived(FIRST, late(mitigation_plan=True)), held),
        _case("1n-granted-the-day-before", bom, waived(FIRST, before_plan), held),
        _case("1n-plan-not-said", bom, waived(FIRST, late(**unclear)), FAILS),
        _case(
            "1n-plan-not-said-and-claimed",
            bom,
            waived(FIRST, late(**unclear), claims=[law.NONAVAILABILITY]),
            waiting,
        ),
        _case("1n-statute", bom, waived(FIRST, late(mitigation_plan=False)), lost, variant="statute"),
        _case("no-determinations-stated", bom, context(determinations=None), FAILS),
        _case(
            "no-determinations-stated-and-claimed",
            bom,
            context(determinations=None, claims=[law.NONAVAILABILITY]),
            waiting,
        ),
        _case("no-determination-and-claimed", bom, context(claims=[law.NONAVAILABILITY]), FAILS),
        _case("class-waiver-clause", bom, waived("2026-06-01", by_class), held),
        _case("class-waiver-statute", bom, waived("2026-06-01", by_class), FAILS, variant="statute"),
        _case("36-months-statute", bom, waived("2026-06-01", three_years), held, variant="statute"),
        _case("longer-statute", bom, waived(amended, long), FAILS, variant="statute"),
        _case("longer-statute-day-before", bom, waived(day_before, long), held, variant="statute"),
        _case("longer-clause", bom, waived("2026-06-01", long), held),
        _case("security-clause", bom, waived("2026-06-01", security), FAILS),
        _case(
            "security-statute",
            bom,
            waived("2026-06-01", security),
            _exempt(law.NATIONAL_SECURITY),
            variant="statute",
        ),
        _case(
            "security-without-quantity-statute",
            bom,
            waived("2026-06-01", determination("national-security")),
            FAILS,
            variant="statute",
        ),
        _case("reused-clause", bom, waived("2026-06-01", reused), FAILS),
        _case(
            "reused-statute",
            bom,
            waived("2026-06-01", reused),
            _exempt(law.SPECIALTY_METALS_WAIVER),
            variant="statute",
        ),
    ]


SCENARIOS: tuple[Scenario, ...] = (
    *_stages_by_date(),
    *_recycled_feedstock(),
    *_places(),
    *_open_lists(),
    *_end_item(),
    *_cots(),
    *_mill_products(),
    *_recycling(),
    *_covered_materials(),
    *_tungsten_and_tantalum(),
    *_value_and_place(),
    *_depth_and_level(),
    *_waivers(),
)
"""Every scenario of the reference by its id, and what its numbering leaves out."""
