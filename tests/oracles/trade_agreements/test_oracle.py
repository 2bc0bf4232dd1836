from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.cases import SELDOM, drawn, missed
from tests.oracles.trade_agreements.judge import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, judge
from tests.oracles.trade_agreements.scenarios import SCENARIOS, Scenario
from tests.oracles.trade_agreements.strategies import AMOUNTS, AWARDS, documents

if TYPE_CHECKING:
    from tests.oracles.facts import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
QUIETLY = settings(deadline=None, max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow])


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(scenario.document, scenario.context)

    assert scenario.expected == found


def test_each_verdict_is_at_least_one_in_twenty_and_each_boundary_is_hit() -> None:
    found: Counter[str] = Counter()
    hit: set[str] = set()
    for case in drawn(documents()):
        found.update(each.verdict for each in judge(*case).values())
        deal = case[1]
        hit.update([str(deal.get("award")), str(deal.get("value", {}).get("amount"))])

    assert [] == [w for w in (PASS, FAIL, UNKNOWN, NOT_APPLICABLE) if found[w] * SELDOM < found.total()]
    assert [] == missed({*AMOUNTS, *AWARDS}, hit)


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_clears_a_product(case: tuple[Record, Record], data: st.DataObject) -> None:
    bom, deal = copy.deepcopy(case)
    product = bom["components"][0]
    attested = product.get("substantial_transformation", {})
    stated = [(deal, name) for name in deal if name != "schema"] + [(attested, name) for name in attested]
    record, name = data.draw(st.sampled_from(stated)) if stated else ({"x": 0}, "x")
    before = judge(bom, deal)
    del record[name]
    after = judge(bom, deal)

    cleared = [key for key, each in after.items() if each.verdict in (PASS, NOT_APPLICABLE)]
    assert [] == [key for key in cleared if before[key].verdict not in (PASS, NOT_APPLICABLE)]
