"""The pack `energy-foreign-entity`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings

from microdep_rules.testing import run_examples
from tests.oracles.energy_foreign_entity.judge import judge
from tests.oracles.energy_foreign_entity.scenarios import SCENARIOS
from tests.oracles.energy_foreign_entity.strategies import documents
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.energy_foreign_entity.scenarios import Scenario

PACK = "energy-foreign-entity"
RULES = ("material-assistance", "material-assistance-component")


def oracle_says(document: dict[str, Any], context: dict[str, Any]) -> dict[tuple[str, str], Said]:
    """The oracle's verdicts, in the words used for both sides."""
    found = judge(document, context)
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


def test_every_example_in_the_pack_holds() -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK), sources)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario) -> None:
    engine = engine_says(PACK, scenario.document, scenario.context, rules=RULES)
    assert {} == differences(engine, oracle_says(scenario.document, scenario.context))


@settings(max_examples=60)
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    document, context = drawn
    try:
        engine = engine_says(PACK, document, context, rules=RULES)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context))
