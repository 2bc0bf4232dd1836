"""Random small documents about specialty metals, with their contexts.

Shares, masses, amounts and dates fall on each threshold and beside it; facts are missing now and then.
Parts are used once, and a composition that is given is whole.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.documents import coherent, usd
from tests.oracles.specialty_metals import law
from tests.oracles.specialty_metals.documents import PRODUCT, composition, known, steel

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

DELIVERIES = ("2009-07-28", "2009-07-29", "2009-07-30", "2026-05-31", "2026-06-01", "2026-06-02")
AWARDS = ("2025-09-30", "2025-10-01", "2025-10-02")
AMOUNTS = ("0", "249999.99", "250000", "250000.01", "349999.99", "350000", "350000.01")
CHROMIUM = (Decimal("0.24"), Decimal("0.25"), Decimal("0.26"))
CARBON = (Decimal("0.01"), Decimal("0.02"), Decimal("0.03"), Decimal("1.99"), Decimal(2), Decimal("2.01"))
MAXIMA: dict[str, tuple[Decimal | None, ...]] = {
    name: (limit - Decimal("0.01"), limit, limit + Decimal("0.01"), None)
    for name, limit in law.MORE_THAN_MAXIMUM.items()
}
OTHERS = (Decimal("9.9"), Decimal(10), Decimal("10.1"))
MASSES = (Decimal("19.9"), 20, Decimal("20.1"), 960, 980, 0, None)
KINDS = (*law.BY_DETERMINATION, "nonavailability", "class-nonavailability", "national-security")
STAGES = ("melted", "alloy_melted", "remelted", "atomized", "sputtered", "consolidated")


def _mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about three times in four, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (3 * len(others)), *others))


@st.composite
def _facts(draw: DrawFn) -> Record:
    sort = draw(
        st.sampled_from(
            (
                "titanium-alloy",
                "titanium-alloy",
                "titanium-alloy",
                "steel",
                "carbon",
                "others",
                "magnet",
                "magnet",
                "else",
            )
        )
    )
    if sort == "steel":
        element = draw(st.sampled_from(sorted(MAXIMA)))
        chromium = draw(st.sampled_from((*CHROMIUM, Decimal(18), Decimal(18))))
        return steel(chromium, maxima={element: draw(st.sampled_from(MAXIMA[element]))})
    if sort == "carbon":
        return steel(18, draw(st.sampled_from(CARBON))) | {"substance": "ferrous-metal"}
    if sort == "others":
        word, main = draw(
            st.sampled_from(
                (
                    *(("nickel-alloy", "Ni"), ("cobalt-alloy", "Co"), ("iron-nickel-alloy", "Ni")),
                    *(("nickel", "Ni"), ("Co", "Co"), ("iron", "Fe")),
                )
            )
        )
        other = draw(st.sampled_from(OTHERS))
        shares: Record = {"Fe": 40 - other, "Mo": other} | {main: 60}
        return {"substance": word, "composition": composition(**shares)}
    if sort == "magnet":
        return known(
            substance=draw(st.sampled_from(("SmCo", "SmCo5", "NdFeB"))),
            form=draw(_mostly("magnet", "block", "powder", None)),
        )
    form = draw(_mostly(None, "bar", "machined-part"))
    words = ("zirconium-alloy", "aluminium-alloy", None)
    return known(substance=sort if sort != "else" else draw(st.sampled_from(words)), form=form)


@st.composite
def _stages(draw: DrawFn) -> list[Record]:
    places = _mostly("CN", "US", "US-TX", "DE", "AT", None)
    home = draw(st.sampled_from((False, False, False, True)))
    place = _mostly("US", "DE", "AT", "PR", "CN", None) if home else places
    word = draw(_mostly("alloy_melted", *STAGES, "processed", "reduced_to_metal"))
    shares = draw(_mostly((None,), (50, 50), (70,)))
    found = [known(stage=word, country=draw(place), share=share) for share in shares]
    if draw(_mostly(False, True)):
        found.append(
            {"stage": draw(st.sampled_from(("mined", "forged", "reduced_to_metal"))), "country": "CN"}
        )
    return found


@st.composite
def _material(draw: DrawFn, name: str) -> Record:
    stages = draw(_stages())
    stated = known(
        mass_g=draw(st.sampled_from(MASSES)), stages=stages, complete=draw(_mostly(None, None, ["stages"]))
    )
    return {"id": name} | draw(_facts()) | stated


@st.composite
def _part(draw: DrawFn, name: str) -> Record:
    materials = [draw(_material(f"m{index}")) for index in range(draw(st.integers(1, 2)))]
    return {"id": name, "name": name, "children": [], "materials": materials} | known(
        **{
            "class": draw(_mostly("mechanical-part", "fastener", "casting", "forging", None)),
            "kind": draw(_mostly("component", "assembly", "subsystem", "mill_product", None)),
        },
        complete=draw(_mostly(["materials"], ["materials"], ["materials"], None)),
        electronic_device=draw(_mostly(False, True, None)),
        structural=draw(_mostly(False, True, None)),
        cots=draw(_mostly(False, True, None)),
        modified_before_acceptance=draw(_mostly(False, True, None)),
        incorporated=draw(_mostly(True, False, None)),
        place_of_manufacture=draw(_mostly("CN", "DE", "US", None)),
        origin=draw(_mostly(None, "CN", "DE")),
        claims=draw(_mostly(None, [draw(st.sampled_from(law.EXCEPTIONS[law.MELTED_RULE]))])),
    )


@st.composite
def _determination(draw: DrawFn, name: str, parts: tuple[str, ...]) -> Record:
    kind = draw(
        st.sampled_from(
            (*KINDS, *KINDS[-3:], "national-security", "fastener-certification", "fastener-certification")
        )
    )
    return {"id": name, "kind": kind} | known(
        item=draw(st.sampled_from(parts))
        if kind == "fastener-certification"
        else draw(_mostly(PRODUCT, None)),
        material=draw(_mostly("titanium-alloy", "steel", "SmCo", None)),
        quantity=draw(_mostly(10, 0, None)),
        **{
            "from": draw(_mostly("2000-01-01", "2026-05-31", "2026-06-01", "2026-06-02", None)),
            "through": draw(_mostly("2030-12-31", "2026-05-31", "2026-06-01", None)),
        },
    )


@st.composite
def _contexts(draw: DrawFn, parts: tuple[str, ...]) -> Record:
    amount = draw(st.sampled_from(AMOUNTS)) if draw(_mostly(False, True)) else draw(_mostly("5000000", None))
    place = draw(_mostly("US", "PR", "JP", None))
    given = [draw(_determination(f"d{index}", parts)) for index in range(draw(st.integers(1, 2)))]
    return {"schema": "microdep-context/1"} | known(
        agency=draw(_mostly("DoD", "Navy", "DoD", "NASA", None)),
        value=None if amount is None else usd(amount),
        award=draw(st.sampled_from(AWARDS)),
        delivery=draw(st.sampled_from(("2026-06-01",) * 7 + DELIVERIES)),
        place_of_acquisition=place,
        place_of_use=place,
        combat_setting=draw(_mostly(False, True, None)),
        contingency_operations=draw(_mostly(False, False, False, True, None)),
        determinations=draw(st.sampled_from(([], [], given, given, None))),
    )


@st.composite
def documents(draw: DrawFn) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    top: Record = {
        "id": PRODUCT,
        "name": PRODUCT,
        "electronic_device": False,
        "structural": False,
        "cots": False,
    }
    top |= {"modified_before_acceptance": False, "place_of_manufacture": "US", "incorporated": False}
    parts: list[Record] = []
    if draw(_mostly(False, False, True)):
        kind = draw(_mostly("mill_product", "raw_material", "end_item", None))
        top |= {"materials": [draw(_material("m0"))], "complete": ["materials"], "children": []}
        top |= known(kind=kind, **{"class": draw(st.sampled_from(("mechanical-part", "ammunition")))})
    else:
        parts = [draw(_part(name)) for name in ("part-a", "part-b", "part-c")[: draw(st.integers(1, 3))]]
        nested = len(parts) > 1 and draw(st.booleans())
        if nested:
            parts[0]["children"] = [{"ref": "part-b", "quantity": draw(st.integers(1, 2))}]
        used = [part["id"] for part in parts if not (nested and part["id"] == "part-b")]
        top |= {
            "materials": [],
            "children": [{"ref": each, "quantity": draw(st.integers(1, 2))} for each in used],
        }
        classes = _mostly("aircraft", *sorted(law.RESTRICTED_CLASSES), "electronic-module", None)
        top |= known(
            kind=draw(_mostly("end_item", "assembly", None)),
            designed_for=draw(st.sampled_from((None, ["aircraft"], ["F-35"]))),
            **{"class": draw(classes)},
        )
    head = {
        "id": "bom",
        "product": PRODUCT,
        "completeness": draw(_mostly("complete", "incomplete")),
    }
    names = tuple(each["id"] for each in (top, *parts))
    bom = {"schema": "microdep-bom/1", "document": head, "components": [top, *parts]}
    return coherent(bom), draw(_contexts(names))
