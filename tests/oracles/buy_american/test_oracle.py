from __future__ import annotations

import copy
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.buy_american.costs import exceeds, ratio_exceeds, ratio_is_below
from tests.oracles.buy_american.judge import judge
from tests.oracles.buy_american.scenarios import SCENARIOS, Scenario
from tests.oracles.buy_american.strategies import AMOUNTS, AWARDS, DELIVERIES, documents
from tests.oracles.cases import SELDOM, drawn, missed
from tests.oracles.trade_agreements.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN

if TYPE_CHECKING:
    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth

SCHEMAS = Path(__file__).parents[3] / "schemas"
CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)
QUIETLY = settings(deadline=None, max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow])
FIFTY = Decimal(50)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(scenario.document, scenario.context)

    assert scenario.expected == {key: found[key] for key in scenario.expected}


@pytest.mark.parametrize(
    ("weighed", "expected"),
    [
        ([(True, "50"), (False, "50")], False),
        ([(True, "50.01"), (False, "49.99")], True),
        ([(True, "50"), (None, "10"), (False, "40")], None),
        ([(True, "60"), (None, "10"), (False, "30")], True),
        ([(True, "60"), (False, None)], None),
        ([(True, "40"), (False, "40"), (False, None)], False),
        ([(True, None), (False, "40")], None),
        ([(True, None)], True),
        ([(False, None)], False),
        ([], None),
    ],
)
def test_a_share_is_decided_when_every_completion_agrees(
    weighed: list[tuple[Truth, str | None]], expected: Truth
) -> None:
    elements = [(match, None if cost is None else Decimal(cost)) for match, cost in weighed]

    assert expected == exceeds(elements, FIFTY)


@pytest.mark.parametrize(
    ("part", "whole", "more", "less"),
    [
        (("50", "50"), ("100", "100"), False, False),
        (("50.01", "50.01"), ("100", "100"), True, False),
        (("49", "49"), ("100", "100"), False, True),
        (("10", "60"), ("100", "100"), None, None),
        (("60", None), ("100", "100"), True, False),
        (("0", "0"), ("0", None), False, True),
        (("10", "10"), ("100", None), False, True),
        (("90", "90"), ("100", None), None, None),
    ],
)
def test_a_ratio_is_decided_when_every_completion_agrees(
    part: tuple[str, str | None], whole: tuple[str, str | None], more: Truth, less: Truth
) -> None:
    bounds = [(Decimal(low), None if high is None else Decimal(high)) for low, high in (part, whole)]

    assert more == ratio_exceeds(bounds[0], bounds[1], FIFTY)
    assert less == ratio_is_below(bounds[0], bounds[1], FIFTY)


def test_each_verdict_is_at_least_one_in_twenty_and_each_boundary_is_hit() -> None:
    found: Counter[str] = Counter()
    hit: set[str] = set()
    for case in drawn(documents()):
        found.update(each.verdict for each in judge(*case).values())
        deal = case[1]
        hit.update(str(deal.get(name)) for name in ("award", "delivery"))
        hit.add(str(deal.get("value", {}).get("amount")))

    words = (PASS, FAIL, UNKNOWN, EXEMPT, NOT_APPLICABLE)
    applied = found.total() - found[NOT_APPLICABLE]  # each buyer leaves two or three of the rules to others
    assert [] == [word for word in words if found[word] * SELDOM < applied]
    assert [] == missed({*AMOUNTS, *AWARDS, *DELIVERIES}, hit)


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_clears_a_product(case: tuple[Record, Record], data: st.DataObject) -> None:
    bom, deal = copy.deepcopy(case)
    stated = [(deal, name) for name in deal.keys() - {"schema", "claims"}]
    for component in bom["components"]:
        names = component.keys() & {"origin", "costs", "cots", "class", "place_of_manufacture", "materials"}
        stated += [(component, name) for name in names]
    record, name = data.draw(st.sampled_from(sorted(stated, key=lambda each: each[1])))
    before = judge(bom, deal)
    del record[name]
    if name == "materials":
        record.pop("complete", None)  # that nothing else is in it would say that nothing is
    after = judge(bom, deal)

    cleared = [key for key, each in after.items() if each.verdict in CLEAR]
    assert [] == [key for key in cleared if before[key].verdict not in CLEAR]
