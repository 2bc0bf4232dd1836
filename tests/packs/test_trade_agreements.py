"""The pack `trade-agreements`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings

from microdep_rules.testing import run_examples
from microdep_rules.vocabulary.resources import rules_folder
from tests.oracles.trade_agreements.judge import judge
from tests.oracles.trade_agreements.scenarios import SCENARIOS
from tests.oracles.trade_agreements.strategies import documents
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.trade_agreements.scenarios import Scenario

PACK = "trade-agreements"
LISTS = ("wto-gpa", "free-trade", "least-developed", "caribbean-basin")


def oracle_says(document: Any, context: dict[str, Any], variant: str) -> dict[tuple[str, str], Said]:
    """The oracle's verdicts, in the words used for both sides."""
    found = judge(document, context, variant=variant)
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario) -> None:
    engine = engine_says(PACK, scenario.document, scenario.context, variant=scenario.variant)
    assert {} == differences(engine, oracle_says(scenario.document, scenario.context, scenario.variant))


@pytest.mark.parametrize("variant", ["civilian", "dod"])
@settings(max_examples=200)
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(variant: str, drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    document, context = drawn
    try:
        engine = engine_says(PACK, document, context, variant=variant)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context, variant))


def _countries(name: str) -> set[str]:
    text = (rules_folder() / "reference-data" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["value"] for row in csv.DictReader(text.splitlines())}


@pytest.mark.parametrize("variant", ["civilian", "dod"])
def test_every_example_in_the_pack_holds(variant: str) -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK, variant), sources)
    meant = [r for r in results if variant in {"civilian", r.example.variant}]
    assert [] == [(r.example.text, r.problems) for r in meant if not r.ok]


def test_the_pack_names_the_qualifying_countries_that_no_agreement_has() -> None:
    designated = set().union(*(_countries(f"{name}-countries") for name in LISTS))
    entries = shipped_pack(PACK, "dod").tables["designated-besides"].entries
    named = {getattr(word, "value", None) for each in entries for word in each.value}  # type: ignore[union-attr]
    assert _countries("qualifying-countries-by-definition") - designated == named
