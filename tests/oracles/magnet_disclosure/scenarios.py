"""Scenarios with verdicts worked out by hand from the text of the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.oracles.magnet_disclosure.judge import DISCLOSE, NOT_APPLICABLE, RULE, UNKNOWN, Verdict

if TYPE_CHECKING:
    from tests.oracles.facts import Record


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    variant: str
    expected: dict[tuple[str, str], Verdict]


STAGES = [
    {"stage": "mined", "substance": "Nd", "country": "AU"},
    {"stage": "separated", "substance": "Nd", "country": "MY"},
    {"stage": "reduced_to_metal", "substance": "Nd", "country": "VN"},
    {"stage": "alloy_melted", "country": "JP"},
    {"stage": "sintered", "country": "JP"},
    {"stage": "magnetized", "country": "JP"},
]


def context(agency: str | None = "DoD", delivery: str | None = "2026-06-01") -> Record:
    """A contract of the Department of Defense."""
    facts = {"schema": "microdep-context/1", "agency": agency, "delivery": delivery}
    return {name: value for name, value in facts.items() if value is not None}


def motor(*materials: Record, completeness: str = "complete", **more: Any) -> Record:
    """A drone of one motor that holds these materials and no others."""
    facts = {
        "id": "motor",
        "name": "Motor",
        "kind": "component",
        "children": [],
        "materials": list(materials),
        "complete": ["materials"],
    } | more
    part = {name: value for name, value in facts.items() if value is not None}
    drone = {
        "id": "drone",
        "name": "Drone",
        "kind": "end_item",
        "materials": [],
        "children": [{"ref": "motor", "quantity": 4}],
    }
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "drone", "completeness": completeness},
        "components": [drone, part],
    }


def magnet(substance: str | None = "NdFeB", stages: list[Record] | None = None) -> Record:
    """A magnet with every stage stated."""
    made: Record = {"id": "m", "form": "magnet", "stages": STAGES if stages is None else stages}
    return made if substance is None else made | {"substance": substance}


def sheet(substance: str) -> Record:
    """A material that is no magnet."""
    return {"id": "m", "substance": substance, "form": "sheet", "stages": [STAGES[3]]}


def _case(name: str, bom: Record, deal: Record, **expected: str) -> Scenario:
    found = {
        (RULE, subject.replace("__", "/")): Verdict(word) for subject, word in expected.items() if subject
    }
    return Scenario(name, bom, deal, "", found)


NDFEB = motor(magnet())

SCENARIOS: list[Scenario] = [
    _case("due", NDFEB, context(), motor__m=DISCLOSE),
    _case("due-with-nothing-known", motor(magnet(stages=[])), context(), motor__m=DISCLOSE),
    _case("day-of-enactment", NDFEB, context(delivery="2022-12-23"), motor__m=NOT_APPLICABLE),
    _case("day-before", NDFEB, context(delivery="2025-06-22"), motor__m=NOT_APPLICABLE),
    _case("first-day", NDFEB, context(delivery="2025-06-23"), motor__m=DISCLOSE),
    _case("day-after", NDFEB, context(delivery="2025-06-24"), motor__m=DISCLOSE),
    _case("no-delivery-date", NDFEB, context(delivery=None), motor__m=UNKNOWN),
    _case("of-the-navy", NDFEB, context("Navy"), motor__m=DISCLOSE),
    _case("of-another-agency", NDFEB, context("NASA"), motor__m=NOT_APPLICABLE),
    _case("of-an-agency-that-is-not-stated", NDFEB, context("federal"), motor__m=UNKNOWN),
    _case("of-nobody-named", NDFEB, context(None), motor__m=UNKNOWN),
    *(
        _case(f"substance-{word}", motor(magnet(word)), context(), motor__m=DISCLOSE)
        for word in (
            "SmCo",
            "Sm2Co17",
            "NdFeB-bonded",
            "SmFeN",
            "AlNiCo",
            "ferrite",
            "rare-earth-magnet",
            "Nd",
        )
    ),
    *(
        _case(f"substance-{word}", motor(sheet(word)), context(), motor__m=NOT_APPLICABLE)
        for word in ("steel", "soft-ferrite", "electrical-steel")
    ),
    _case("substance-not-known", motor(magnet(None)), context(), motor__m=UNKNOWN),
    _case("unlisted-materials", motor(complete=None, materials=None), context(), motor=UNKNOWN),
    _case(
        "unlisted-materials-of-another-agency",
        motor(complete=None, materials=None),
        context("NASA"),
        motor=NOT_APPLICABLE,
    ),
    _case(
        "free-of-magnets",
        motor(complete=None, materials=None, free_of=["permanent-magnet-material"]),
        context(),
    ),
    _case(
        "free-of-some-magnets",
        motor(complete=None, materials=None, free_of=["NdFeB"]),
        context(),
        motor=UNKNOWN,
    ),
    _case("one-magnet-and-more", motor(magnet(), complete=None), context(), motor=UNKNOWN, motor__m=DISCLOSE),
    _case("nothing-in-it", motor(name="Frame"), context()),
    _case(
        "parts-not-listed",
        motor(magnet(), completeness="incomplete"),
        context(),
        drone=UNKNOWN,
        motor__m=DISCLOSE,
    ),
]
