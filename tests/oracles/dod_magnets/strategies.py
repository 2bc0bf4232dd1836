"""Random small documents with their contexts, to hold an engine against the oracle of `dod-magnets`.

Dates fall on every boundary of the law and on the days beside it, amounts on and beside the thresholds,
shares of weight on exactly 50 %. Facts are missing now and then. Only plain facts are generated, every stage
names its material, and the masses of a product add up, so that no diagnostic comes between two verdicts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.documents import coherent
from tests.oracles.dod_magnets.documents import HEAVY_ALLOY, NDFEB, NDFEB_ORE, SMCO_ORE
from tests.oracles.dod_magnets.law import EXCEPTIONS

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

_LAW_DAYS = (
    *("2018-12-30", "2018-12-31", "2019-01-01", "2019-12-19", "2019-12-20", "2019-12-21"),
    *("2025-12-17", "2025-12-18", "2025-12-19", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"),
)
_AWARDS = ("2025-09-29", "2025-09-30", "2025-10-01", "2025-10-02", "2026-01-15")
_AMOUNTS = ("0", "249999.99", "250000", "250000.01", "349999.99", "350000", "350000.01", "5000000")
_PERIODS = (
    *(("2026-01-01", "2026-12-31"), ("2026-12-31", "2027-12-31"), ("2027-01-01", "2027-12-31")),
    *(("2025-01-01", "2028-12-31"), ("2025-12-18", "2026-12-30")),
)
_COVERED_PLACES = ("CN", "RU", "KP", "IR", "HK", "MO", "CN-XJ")
_OTHER_PLACES = ("US", "US-TX", "JP", "DE", "AU", "TW", "KR", "VN")

_RECYCLED = "reduced_to_metal recycled melted rolled"
_ROUTES: dict[str, tuple[str, ...]] = {
    "NdFeB": (NDFEB, f"{NDFEB_ORE} {NDFEB}", f"{NDFEB_ORE} {NDFEB} recycled_milled", f"{NDFEB} mined:Fe"),
    "NdFeB-bonded": (f"{NDFEB_ORE} {NDFEB}".replace("sintered", "bonded"),),
    "SmCo": (NDFEB, f"{SMCO_ORE} {NDFEB}", f"{SMCO_ORE} {NDFEB} recycled recycled_milled"),
    "Ta": ("reduced_to_metal", "melted", "mined refined reduced_to_metal melted", _RECYCLED, _RECYCLED),
    "tungsten-powder": ("calcined powder_formed", "atomized", "mined refined calcined powder_formed"),
    "tungsten-heavy-alloy": (HEAVY_ALLOY, "atomized sintered", f"mined refined {HEAVY_ALLOY}"),
    "Mo": ("reduced_to_metal melted", "mined refined reduced_to_metal", _RECYCLED),
    "steel": ("", "melted"),
}
_SIDE_STAGES = ("final_assembly", "separated:Dy", "mined:B", "pressed", "cast", "alloy_melted:Nd", "coated")
_WORDS = tuple(_ROUTES)
_CLAIMS = EXCEPTIONS["covered-country-stage"]


def _mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about two times in three, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (2 * len(others)), *others))


def _known(**facts: Any) -> Record:
    return {name: value for name, value in facts.items() if value is not None}


@st.composite
def _places(draw: DrawFn) -> SearchStrategy[str | None]:
    """Where the stages of one material are done: mostly clean, so that the exception to it decides."""
    clean = st.sampled_from(_OTHER_PLACES)
    dirty = st.sampled_from(_COVERED_PLACES)
    return draw(
        st.sampled_from(
            (
                clean,
                st.just("US"),
                st.sampled_from(("US", "US", "US", "CN")),
                st.one_of(clean, clean, clean, dirty),
                st.one_of(clean, clean, dirty),
                st.one_of(clean, clean, clean, clean, st.none()),
                st.one_of(clean, clean, clean, dirty, st.none()),
            )
        )
    )


@st.composite
def _stage_list(draw: DrawFn, substance: str) -> list[Record]:
    places = draw(_places())
    words = draw(st.sampled_from(_ROUTES[substance])).split()
    if draw(_mostly(False, True)):
        words += [draw(st.sampled_from(_SIDE_STAGES))]
    if words and draw(_mostly(False, False, True)):
        words.remove(draw(st.sampled_from(words)))
    found: list[Record] = []
    for word in words:
        stage, _, constituent = word.partition(":")
        named = _known(stage=stage, substance=constituent or None)
        shares = draw(_mostly((None,), (None,), (70, 30), (50, 50), (70,), (100, 0)))
        found += [named | _known(country=draw(places), share=share) for share in shares]
    return found


@st.composite
def _tungsten_rod(draw: DrawFn) -> Record:
    """Tungsten that is heavy alloy or not by the definition."""
    share = draw(st.sampled_from((Decimal("89.9"), 90, Decimal("90.1"), None)))
    return _known(
        substance="W",
        form="rod",
        composition=[_known(element="W", share=share)],
        density=draw(st.sampled_from((Decimal("16.49"), Decimal("16.5"), Decimal("16.51"), None))),
        meets=draw(st.sampled_from(([], [], ["ASTM B777"], ["SAE-AMS-T-21014"], None))),
        stages=draw(_stage_list("tungsten-heavy-alloy")),
    )


@st.composite
def _material(draw: DrawFn) -> Record:
    word = draw(st.sampled_from((*_WORDS, "NdFeB", "SmCo", "W")))
    if word == "W":
        return draw(_tungsten_rod())
    found = {"substance": word, "stages": draw(_stage_list(word))}
    if draw(st.integers(0, 24)) == 0:
        del found["substance"]
    return found


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    """A part with its materials, its stages on the part or on the material."""
    part: Record = {"id": name, "name": name, "kind": "component", "children": []}
    if draw(st.integers(0, 11)) == 0:
        if draw(st.booleans()):
            words = ["NdFeB", "SmCo", "Ta", "W", "tungsten-powder", "tungsten-heavy-alloy"]
            part["free_of"] = [*words, "Mo"]
        return part
    materials = []
    for index in range(draw(st.integers(0, 2))):
        mass = draw(st.sampled_from((50, 50, 50, 100, Decimal("49.9"), Decimal("50.1"), None)))
        materials.append(draw(_material()) | {"id": f"m{index}"} | _known(mass_g=mass))
    part["materials"] = materials
    if draw(st.integers(0, 15)):
        part["complete"] = ["materials"]
    if materials and draw(_mostly(False, True)):
        part["stages"] = [
            stage | {"of": given["id"]} for given in materials for stage in given.pop("stages", [])
        ]
    return part


def _whole_mass(components: list[Record]) -> Decimal | None:
    """The mass of the product, if every list is whole and every mass is known."""
    total = Decimal(0)
    counts = {"product": 1}
    for component in components:
        for child in component["children"]:
            counts[child["ref"]] = counts.get(child["ref"], 0) + counts[component["id"]] * child["quantity"]
        if "complete" not in component and component.get("materials") != []:
            return None
        for given in component["materials"]:
            if "mass_g" not in given:
                return None
            total += counts[component["id"]] * Decimal(given["mass_g"])
    return total or None


@st.composite
def _boms(draw: DrawFn) -> Record:
    # Each part is used by one before it: there are no cycles, and `_whole_mass` can go in order.
    components = [draw(_part(name)) for name in ("product", "part-a", "part-b")[: draw(st.integers(1, 3))]]
    for index, component in enumerate(components[1:], start=1):
        users = draw(st.lists(st.integers(0, index - 1), min_size=1, max_size=2, unique=True))
        for user in users:
            usage = {"ref": component["id"], "quantity": draw(st.integers(1, 3))}
            components[user]["children"].append(usage)
    product = components[0]
    del product["kind"]
    product |= _known(
        kind=draw(_mostly("end_item", "mill_product", "mill_product", None)),
        incorporated=draw(_mostly(False, True, None)),
        cots=draw(st.sampled_from((False, True, True, None))),
        modified_before_acceptance=draw(_mostly(False, True, None)),
        electronic_device=draw(_mostly(False, False, False, True, None)),
        place_of_manufacture=draw(st.sampled_from(("US", "US", "CN", "CN", "HK", "JP", None))),
        origin=draw(_mostly("US", "CN", None)),
        stages=draw(_mostly(None, None, [{"stage": "final_assembly", "country": draw(_mostly("US", "CN"))}])),
        claims=draw(_mostly(None, None, None, [draw(st.sampled_from(_CLAIMS))])),
    )
    completeness = draw(_mostly("complete", "complete", "complete", "complete", "incomplete"))
    if completeness == "complete" and draw(st.booleans()):
        product |= _known(mass_g=_whole_mass(components))
    components += _source(draw, components)
    head = {"id": "bom", "product": "product", "completeness": completeness}
    return {"schema": "microdep-bom/1", "document": head, "components": components}


def _source(draw: DrawFn, components: list[Record]) -> list[Record]:
    """Now and then the metal of a magnet is a component of its own, upstream of the product."""
    magnets = [
        given
        for component in components
        for given in component.get("materials", [])
        if given.get("substance") == "NdFeB"
    ]
    if not magnets or draw(_mostly(True, False, False)):
        return []
    magnets[0]["inputs"] = [{"ref": "metal"}]
    places = draw(_places())
    words = ("mined", "separated", "reduced_to_metal")
    chain = [{"stage": word} | _known(country=draw(places)) for word in words]
    metal = {"id": "nd", "substance": "Nd", "stages": chain}
    return [{"id": "metal", "name": "metal", "kind": "raw_material", "children": [], "materials": [metal]}]


@st.composite
def _determination(
    draw: DrawFn, name: str, parts: tuple[str, ...], materials: tuple[str | None, ...]
) -> Record:
    start, end = draw(st.sampled_from(_PERIODS))
    kinds = (
        "nonavailability",
        "nonavailability",
        "class-nonavailability",
        "national-security",
        "specialty-metals",
    )
    return {"id": name} | _known(
        kind=draw(st.sampled_from(kinds)),
        item=draw(_mostly("product", "product", draw(st.sampled_from(parts)), None)),
        material=draw(st.sampled_from(materials)),
        quantity=draw(_mostly(100, 100, 0, None)),
        mitigation_plan=draw(st.sampled_from((True, False, None))),
        **{"from": start, "through": end},
    )


@st.composite
def _contexts(draw: DrawFn, bom: Record) -> Record:
    amount = draw(_mostly("5000000", *_AMOUNTS, None))
    currency = draw(_mostly("USD", "USD", "USD", "EUR"))
    parts = tuple(component["id"] for component in bom["components"])
    named = {
        given.get("substance") for component in bom["components"] for given in component.get("materials", [])
    }
    # The words of the document first, so that a determination often is about a material in it.
    materials = tuple(sorted(named & set(_WORDS))) * 3 + ("NdFeB", "SmCo", None)
    given = [draw(_determination(f"d{index}", parts, materials)) for index in range(draw(st.integers(1, 3)))]
    return {"schema": "microdep-context/1"} | _known(
        agency=draw(_mostly("DoD", "DoD", "DoD", "NASA", None)),
        value=None if amount is None else {"amount": amount, "currency": currency},
        award=draw(st.sampled_from((*_AWARDS, None))),
        delivery=draw(st.sampled_from(("2026-06-01", *_LAW_DAYS[9:], *_LAW_DAYS[9:], *_LAW_DAYS, None))),
        place_of_acquisition=draw(_mostly("US", "JP", "US-TX", None)),
        place_of_use=draw(_mostly("US", "JP", "CN", "PR", None)),
        contingency_operations=draw(st.sampled_from((False, True, None))),
        determinations=draw(st.sampled_from(([], [], given, given, given, None))),
        claims=draw(_mostly(None, None, [draw(st.sampled_from(_CLAIMS))])),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    bom = coherent(draw(_boms()))
    return bom, draw(_contexts(bom))
