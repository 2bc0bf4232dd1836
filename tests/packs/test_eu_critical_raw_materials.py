"""The pack `eu-critical-raw-materials`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings
from msgspec.structs import replace

from microdep_rules.testing import run_example, run_examples
from tests.each import of_each, sample_of, tries
from tests.oracles.eu_critical_raw_materials.judge import judge
from tests.oracles.eu_critical_raw_materials.scenarios import SCENARIOS
from tests.oracles.eu_critical_raw_materials.strategies import documents
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.eu_critical_raw_materials.scenarios import Scenario

PACK = "eu-critical-raw-materials"
RULES = ("supply-concentration", "magnet-label", "magnet-recycled-content", "large-company")
ACT = date(2026, 5, 24)
"""A day on which the acts of Arts. 28 and 29 are assumed to enter into force."""


def as_of(context: dict[str, Any]) -> date:
    """The day that is asked about: the pack goes by as-of, the oracle by the placing on the market."""
    return date.fromisoformat(context["placing_on_market"]) if "placing_on_market" in context else AS_OF


def duty_days(label: date | None, calculation: date | None) -> dict[str, date]:
    """The parameters of the pack as a configuration may give them: two years after each act."""
    acts = {"label-duty-day": label, "calculation-duty-day": calculation}
    return {name: two_years_after(act) for name, act in acts.items() if act is not None}


def two_years_after(act: date) -> date:
    """The same day two years later; of a leap day, the day after."""
    leap = (act.month, act.day) == (2, 29)
    return date(act.year + 2, 3, 1) if leap else act.replace(year=act.year + 2)


def found_differences(
    document: dict[str, Any],
    context: dict[str, Any],
    label: date | None,
    calculation: date | None,
) -> dict[tuple[str, str], tuple[Said, Said]]:
    """Where the two sides differ, with the acts entering into force on these days."""
    day = as_of(context)
    given = duty_days(label, calculation)
    engine = engine_says(PACK, document, context, rules=RULES, as_of=day, parameters=given)
    dated = context | {"placing_on_market": str(day)}
    found = judge(document, dated, label_act=label, calculation_act=calculation)
    return differences(engine, {key: Said(each.verdict, each.held) for key, each in found.items()})


def _leaves_it_open(rule: str, engine: Said) -> bool:
    """Whether the pack does not know where its oracle may: of a stage whose entries leave a rest.

    What a list does not show is bounded by that rest in a share, and not in a question about any entry.
    """
    return rule == "supply-concentration" and engine.verdict == "unknown"


def test_every_example_in_the_pack_holds() -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    pack = shipped_pack(PACK)
    results = run_examples(replace(pack, examples=tuple(sample_of(pack.examples, 5))), sources)
    assert results
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


def test_with_the_acts_assumed_the_examples_of_the_rules_that_this_changes_hold() -> None:
    """The other rules, and all that rules use, are the same: their examples say nothing else than before."""
    plain, assumed = shipped_pack(PACK), shipped_pack(PACK, "acts-assumed")
    assert plain == replace(assumed, rules=plain.rules, variant=plain.variant)
    changed = {rule.name for rule in assumed.rules if rule not in plain.rules}
    assert {"magnet-label", "magnet-recycled-content"} == changed
    sources = {source.path: source for source in sources_of(PACK)}
    fitting = [e for e in assumed.examples if e.rule in changed and e.variant in {"", assumed.variant}]
    results = [run_example(assumed, each, sources) for each in fitting]
    assert results
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


@of_each(SCENARIOS)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario) -> None:
    acts = scenario.label_act, scenario.calculation_act
    assert {} == found_differences(scenario.document, scenario.context, *acts)


@pytest.mark.parametrize("act", [None, ACT], ids=str)
@settings(max_examples=tries(120))
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(
    act: date | None, drawn: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    if _is_ferrite_of_rare_earths(drawn[0]):
        reject()  # an oracle takes the substance at its word, the engine the stage as well
    if _is_motor_without_its_magnet(drawn[0]):
        reject()  # an oracle takes the list at its word, the engine the function as well
    try:
        found = found_differences(*drawn, act, act)
    except NotADocumentError:
        reject()
    assert {} == {key: pair for key, pair in found.items() if not _leaves_it_open(key[0], pair[0])}


MAGNETS = {"NdFeB", "NdFeB-bonded", "SmCo", "AlNiCo", "ferrite", None}
"""Substances of which the magnet of a motor may be, one that nobody has stated among them."""


def _is_motor_without_its_magnet(document: dict[str, Any]) -> bool:
    """Whether a brushless motor states all of its materials, and none is the magnet of its definition."""
    return any(
        part.get("function") == "bldc-motor"
        and "materials" in part.get("complete", [])
        and MAGNETS.isdisjoint(each.get("substance") for each in part.get("materials", []))
        for part in document["components"]
    )


def _is_ferrite_of_rare_earths(document: dict[str, Any]) -> bool:
    materials = (each for part in document["components"] for each in part.get("materials", []))
    return any(material.get("substance") == "ferrite" and material.get("stages") for material in materials)
