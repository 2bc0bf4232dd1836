from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.each import of_each, tries
from tests.oracles.cases import SELDOM, drawn, missed
from tests.oracles.magnet_disclosure.judge import DISCLOSE, NOT_APPLICABLE, UNKNOWN, judge
from tests.oracles.magnet_disclosure.scenarios import NDFEB, SCENARIOS, Scenario, context
from tests.oracles.magnet_disclosure.strategies import DELIVERIES, documents

if TYPE_CHECKING:
    from tests.oracles.facts import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
QUIETLY = settings(deadline=None, max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow])


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    assert scenario.expected == judge(scenario.document, scenario.context)


def test_a_variant_is_refused_because_the_law_has_none() -> None:
    with pytest.raises(ValueError, match="no variant"):
        judge(NDFEB, context(), variant="clause")


def test_each_verdict_is_at_least_one_in_twenty_and_each_boundary_is_hit() -> None:
    found: Counter[str] = Counter()
    hit: set[str | None] = set()
    for case in drawn(documents()):
        found.update(each.verdict for each in judge(*case).values())
        hit.add(case[1].get("delivery"))

    assert [] == [
        word for word in (DISCLOSE, UNKNOWN, NOT_APPLICABLE) if found[word] * SELDOM < found.total()
    ]
    assert {*DELIVERIES, None} >= hit
    assert [] == missed({*DELIVERIES, None}, hit)


@QUIETLY
@given(documents())
def test_leaving_a_fact_out_never_settles_a_duty(case: tuple[Record, Record]) -> None:
    bom, deal = copy.deepcopy(case)
    before = judge(bom, deal)
    deal.pop("delivery", None)
    for component in bom["components"]:
        for material in component.get("materials", []):
            material.pop("substance", None)
    after = judge(bom, deal)

    assert [] == [key for key, each in after.items() if each.verdict not in (UNKNOWN, before[key].verdict)]
