"""The pack `chokepoints`: its examples hold, and what one rule says agrees with what the others assume."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from microdep_rules.testing import run_examples
from microdep_rules.vocabulary.stages import load_stages
from tests.packs.loading import shipped_pack, sources_of

if TYPE_CHECKING:
    from microdep_rules.engine.outcome import Outcome

AS_OF = date(2026, 11, 24)
FUNCTIONS = {
    "bldc-motor": True,
    "gimbal-motor": True,
    "brushed-motor": False,
    "servo": False,
    "propeller": False,
}


def said(parts: str, as_of: date = AS_OF, *, no_exclusions: bool = False) -> dict[tuple[str, str], Outcome]:
    """The outcomes for a product of some parts, by rule and subject or part of a group."""
    text = "schema: microdep-bom/1\ndocument: {product: drone}\ncomponents:\n"
    text += "  - {id: drone, name: Drone, kind: end_item, complete: [children, materials], children: ["
    text += f"{parts}]}}\n"
    loaded = load_document("bom.yaml", text.encode(), kind="bom")
    assert [] == loaded.diagnostics
    bom, _ = build(loaded, None, on_route=load_stages().on_route)
    assert bom is not None
    query = Query(as_of, no_exclusions=no_exclusions, horizon=timedelta(0))
    found = evaluate(shipped_pack("chokepoints"), bom, query)
    return {(o.rule.name, p.id): o for o in found for p in (o.parts or (o.subject,))}


def magnet(stages: str) -> str:
    """A motor that holds one magnet, made in some steps."""
    materials = f"[{{id: m, substance: NdFeB, stages: [{stages}]}}]"
    closed = "complete: [children, materials]"
    return f"{{id: motor, name: Motor, function: servo, {closed}, materials: {materials}}}"


def test_every_example_in_the_pack_holds() -> None:
    sources = {source.path: source for source in sources_of("chokepoints")}
    results = run_examples(shipped_pack("chokepoints"), sources)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


def test_every_rule_has_at_least_two_examples() -> None:
    pack = shipped_pack("chokepoints")
    counted = Counter(example.rule for example in pack.examples)
    assert {} == {rule.name: counted[rule.name] for rule in pack.rules if counted[rule.name] < 2}


@pytest.mark.parametrize(("function", "asked"), FUNCTIONS.items(), ids=FUNCTIONS)
def test_a_part_is_asked_by_what_it_does(function: str, asked: bool) -> None:
    found = said(f"{{id: x, name: X, function: {function}, origin: CN, children: [], materials: []}}")
    assert asked == (("uav-part", "x") in found)


def test_a_function_that_is_misspelt_is_unknown_and_not_clear() -> None:
    part = "{id: x, name: X, function: bldc-mottor, origin: CN, complete: [children, materials]}"
    found = said(part)
    assert Verdict.UNKNOWN == found["uav-part", "x"].verdict


@pytest.mark.parametrize("country", ["CN", "CN-XJ", "HK", "MO"])
def test_a_chokepoint_is_china_with_its_regions_and_the_two_that_count_with_it(country: str) -> None:
    found = said(magnet(f"{{stage: sintered, country: {country}}}"))
    assert Verdict.FAIL == found["rare-earth-processing", "motor/m"].verdict


@pytest.mark.parametrize("country", ["TW", "JP", "VN"])
def test_other_places_do_not_fail(country: str) -> None:
    found = said(magnet(f"{{stage: sintered, country: {country}}}"))
    assert Verdict.UNKNOWN == found["rare-earth-processing", "motor/m"].verdict


@pytest.mark.parametrize("element", ["Nd", "Pr", "Dy", "Tb"])
@pytest.mark.parametrize("stage", ["separated", "refined", "reduced_to_metal"])
def test_each_rare_earth_of_a_magnet_counts_at_each_step(element: str, stage: str) -> None:
    found = said(magnet(f"{{stage: {stage}, substance: {element}, country: CN}}"))
    assert Verdict.FAIL == found["rare-earth-processing", "motor/m"].verdict


@pytest.mark.parametrize("element", ["Fe", "B"])
def test_iron_and_boron_do_not_count(element: str) -> None:
    found = said(magnet(f"{{stage: refined, substance: {element}, country: CN}}"))
    assert Verdict.UNKNOWN == found["rare-earth-processing", "motor/m"].verdict


def test_mining_warns_and_does_not_decide() -> None:
    found = said(magnet("{stage: mined, substance: Nd, country: CN}"))["rare-earth-mining", "motor/m"]
    assert (Verdict.FAIL, False) == (found.verdict, found.decides)


def test_a_resistor_is_looked_into_when_everywhere_is_asked_for() -> None:
    part = "{id: r, name: R, class: resistor, function: interconnect}"
    asked = [said(part, no_exclusions=each)["gallium-refining", "r"].verdict for each in (False, True)]
    assert [Verdict.NOT_APPLICABLE, Verdict.UNKNOWN] == asked


def test_a_recorded_material_counts_even_in_a_part_that_is_looked_past() -> None:
    materials = (
        "[{id: g, substance: gallium-nitride, stages: [{stage: refined, substance: Ga, country: CN}]}]"
    )
    found = said(f"{{id: r, name: R, class: resistor, materials: {materials}}}")
    assert Verdict.FAIL == found["gallium-refining", "r/g"].verdict


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2024, 12, 31), Verdict.NOT_APPLICABLE), (date(2025, 1, 1), Verdict.FAIL)],
    ids=str,
)
def test_the_policy_begins_on_its_first_day(day: date, verdict: Verdict) -> None:
    found = said(magnet("{stage: sintered, country: CN}"), day)
    assert verdict == found["rare-earth-processing", "motor/m"].verdict
