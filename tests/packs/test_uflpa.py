"""The pack `uflpa`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings

from microdep_rules.testing import run_examples
from tests.oracles.uflpa.judge import judge
from tests.oracles.uflpa.scenarios import SCENARIOS
from tests.oracles.uflpa.strategies import documents
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.uflpa.scenarios import Scenario

PACK = "uflpa"


def oracle_says(document: dict[str, Any], context: dict[str, Any]) -> dict[tuple[str, str], Said]:
    """The oracle's verdicts, in the words used for both sides.

    The pack lets as-of stand in for a delivery date that is missing, and says so; the oracle is asked
    about that day.
    """
    if "delivery" not in context:
        context = {**context, "delivery": str(AS_OF)}
    found = judge(document, context)
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


@pytest.mark.parametrize("variant", ["list-in-part", "list-in-full"])
def test_every_example_in_the_pack_holds(variant: str) -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK, variant), sources)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario) -> None:
    engine = engine_says(PACK, scenario.document, scenario.context)
    assert {} == differences(engine, oracle_says(scenario.document, scenario.context))


@settings(max_examples=200, deadline=None)
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    document, context = drawn
    try:
        engine = engine_says(PACK, document, context)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context))
