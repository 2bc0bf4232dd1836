"""Random small documents about forced labour, with their contexts.

Dates and amounts fall on each boundary and beside it; facts are missing now and then. Evidence is on all of
a document or on nothing. Chains that are not said to be whole lack their beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.oracles.documents import usd
from tests.oracles.uflpa import law
from tests.oracles.uflpa.documents import AUDITOR, LISTED, OTHERS, PRODUCT, SOURCING, TRACED, known, parties

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.oracles.facts import Record

IMPORTS = ("2022-06-20", "2022-06-21", "2022-06-22")
AWARDS = ("2025-09-30", "2025-10-01", "2025-10-02")
BOUGHT = ("2021-12-26", "2021-12-27", "2021-12-28", "2022-12-22", "2022-12-23", "2022-12-24")
AMOUNTS = ("0", "9999.99", "10000", "10000.01", "14999.99", "15000", "15000.01")
EXPIRIES = ("2026-05-31", "2026-06-01", "2026-06-02")
_USUAL_DAY = "2026-06-01"


def _mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about three times in four, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (3 * len(others)), *others))


@st.composite
def _places(draw: DrawFn) -> SearchStrategy[str | None]:
    clean = st.sampled_from(("DE", "CA", "AU", "US-TX", "CN-JS", "CN-YN"))
    dirty = _mostly("AU", "CN-XJ", "CN", "CN-JS", None)
    return draw(st.sampled_from((clean, clean, dirty)))


@st.composite
def _whose(draw: DrawFn) -> SearchStrategy[str | None]:
    clean = st.sampled_from(OTHERS)
    return draw(st.sampled_from((clean, clean, _mostly("acme", LISTED, SOURCING, None))))


@st.composite
def _stages(draw: DrawFn, words: str) -> list[Record]:
    places, whose = draw(_places()), draw(_whose())
    labour = draw(st.sampled_from((st.just(False), _mostly(False, True, None))))
    return [
        {"stage": word, "evidence": TRACED}
        | known(
            country=draw(places),
            party=draw(whose),
            forced_labour=draw(labour),
            date=draw(_mostly(*[None] * 9, "2022-01-01", "2022-01-02")),
        )
        for word in words.split()
    ]


@st.composite
def _material(draw: DrawFn, name: str, source: str | None) -> Record:
    found: Record = {"id": name, "evidence": TRACED} | known(
        substance=draw(_mostly("Al", "Cu", "steel", "cotton"))
    )
    if not draw(_mostly(True, False)):
        return found | {"stages": draw(_stages("smelted")), "inputs": []}
    found |= {"stages": draw(_stages("mined refined smelted")), "complete": ["stages"], "inputs": []}
    if source is not None:
        supplied = {"ref": source, "evidence": TRACED} | known(supplier=draw(_mostly("bolt", LISTED, None)))
        found["inputs"] = [supplied]
    return found


@st.composite
def _part(draw: DrawFn, name: str, source: str | None = None) -> Record:
    shut = draw(_mostly(True, False))
    materials = [draw(_material(f"m{index}", source)) for index in range(draw(st.sampled_from((0, 2))))]
    place, made = draw(_places()), draw(_whose())
    return {"id": name, "name": name, "evidence": TRACED, "children": []} | known(
        place_of_manufacture=draw(place),
        origin=draw(place),
        manufacturer=draw(made),
        supplier=draw(_mostly("bolt", SOURCING, None)),
        materials=materials,
        complete=[*draw(_mostly(["stages"], [])), *(["materials"] if shut and materials else [])],
        stages=draw(_mostly(draw(_stages("assembled")), None)),
        inputs=draw(_mostly([], None)) if source is None else None,
    )


def _bare(record: Any) -> Any:
    """The same without evidence."""
    if isinstance(record, dict):
        return {name: _bare(value) for name, value in record.items() if name != "evidence"}
    return [_bare(each) for each in record] if isinstance(record, list) else record


@st.composite
def _contexts(draw: DrawFn, covers_through: str) -> Record:
    days = (covers_through, f"{covers_through[:-2]}{int(covers_through[-2:]) + 1:02}")
    small = draw(st.booleans())
    item = draw(st.sampled_from((*[PRODUCT] * 6, "part-a", "part-b", None)))
    first, last = draw(_mostly(("2020-01-01", "2029-12-31"), *((day, day) for day in (*IMPORTS, _USUAL_DAY))))
    given = [
        {"id": "d", "kind": draw(_mostly("uflpa-exception", "uflpa-exception", "urgency"))}
        | known(
            item=item,
            material=draw(_mostly(None, "cotton", "polysilicon")),
            quantity=draw(_mostly(None, 1, 5)),
            **{"from": first, "through": last},
        )
    ]
    return {"schema": "microdep-context/1"} | known(
        importer_role=draw(_mostly(law.US_IMPORTER, law.US_IMPORTER, "eu-importer", None)),
        agency=draw(_mostly("DoD", "Army", "NASA", None)),
        value=usd(draw(st.sampled_from(AMOUNTS)) if small else "5000000"),
        award=draw(st.sampled_from((*[_USUAL_DAY] * 6, *AWARDS, *BOUGHT, *days))),
        funds_year=draw(_mostly(2022, 2021, None)),
        government_card=draw(st.sampled_from((True, True, False, None))),
        determinations=draw(st.sampled_from(([], *[given] * 6, None))),
        cbp_inquiries_answered=draw(st.sampled_from((*[True] * 6, False, None))),
        claims=draw(_mostly(None, ["clear-and-convincing"], ["government-card"])),
        **{"import": draw(_mostly(_USUAL_DAY, *IMPORTS, *days, None))},
    )


def _is_of(substance: object, parts: list[Record]) -> None:
    """Materials that are made from the ore are of its substance; where another went in, lists are open."""
    for each in (material for part in parts for material in part.get("materials", []) if material["inputs"]):
        each.pop("substance", None)
        each.update(known(substance=substance))


@st.composite
def documents(draw: DrawFn, lists: law.Lists = law.LISTS) -> tuple[Record, Record]:
    """A document and its context, both valid by their schemas."""
    upstream = "ore" if draw(_mostly(False, True)) else None
    parts = [draw(_part(name, upstream)) for name in ("part-a", "part-b")[: draw(st.integers(1, 2))]]
    top = draw(_part(PRODUCT)) | {
        "materials": [],
        "children": [{"ref": part["id"], "quantity": 1} for part in parts],
    }
    top |= {"complete": ["stages"]}
    components = [top, *parts]
    if upstream:
        ore = draw(_part("ore")) | {"materials": [draw(_material("o", None))], "complete": ["materials"]}
        ore.pop("stages", None)
        components.append(ore)
        _is_of(ore["materials"][0].get("substance"), parts)
    paper = {"id": "traced", "type": draw(_mostly(law.CHAIN_OF_CUSTODY, "supplier_declaration"))}
    paper |= {"issued": "2022-01-01"} | known(
        issuer=draw(_mostly(AUDITOR, AUDITOR, AUDITOR, "acme", "in-house", None)),
        expires=draw(_mostly(None, *EXPIRIES)),
    )
    bom: Record = {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT, "completeness": "complete"},
        "parties": parties(lists),
        "components": components,
    }
    if draw(_mostly(True, False)):
        bom["evidence"] = [paper]
    else:
        bom = _bare(bom)
    return bom, draw(_contexts(lists.covers_through))
