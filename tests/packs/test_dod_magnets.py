"""The pack `dod-magnets` says what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings

from tests.oracles.dod_magnets.judge import judge
from tests.oracles.dod_magnets.scenarios import SCENARIOS
from tests.oracles.dod_magnets.strategies import documents
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.dod_magnets.law import Variant
    from tests.oracles.dod_magnets.scenarios import Scenario


RULES = ("covered-country-stage", "covered-country-end-item")


def oracle_says(
    document: dict[str, Any], context: dict[str, Any], variant: Variant
) -> dict[tuple[str, str], Said]:
    """The oracle's verdicts, in the words used for both sides.

    The pack lets as-of stand in for a delivery date that is missing, and says so; the oracle is asked
    about that day.
    """
    if "delivery" not in context:
        context = {**context, "delivery": str(AS_OF)}
    found = judge(document, context, variant=variant)
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario) -> None:
    engine = engine_says(
        "dod-magnets", scenario.document, scenario.context, rules=RULES, variant=scenario.variant
    )
    oracle = oracle_says(scenario.document, scenario.context, scenario.variant)
    assert {} == differences(engine, oracle)


@pytest.mark.parametrize("variant", ["clause", "statute"])
@settings(max_examples=200)
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(
    variant: Variant, drawn: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    document, context = drawn
    try:
        engine = engine_says("dod-magnets", document, context, rules=RULES, variant=variant)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context, variant))
