from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from hypothesis import given

from tests import drawing as st
from tests.each import of_each
from tests.oracles.cases import QUIETLY, Scenario, too_rare, verdicts_drawn
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN
from tests.oracles.telecom_and_chips.judge import judge
from tests.oracles.telecom_and_chips.scenarios import SCENARIOS
from tests.oracles.telecom_and_chips.strategies import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(scenario.document, scenario.context, variant=scenario.variant)

    assert scenario.expected == {key: found[key] for key in scenario.expected}


def test_each_verdict_is_at_least_one_in_twenty_of_what_is_generated() -> None:
    found = verdicts_drawn(documents(), judge)

    assert [] == too_rare(found, (PASS, FAIL, UNKNOWN, EXEMPT, NOT_APPLICABLE))


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_clears_a_subject(case: tuple[Record, Record], data: st.DataObject) -> None:
    bom, deal = copy.deepcopy(case)
    before = judge(bom, deal)
    record, name = data.draw(st.sampled_from(list(_facts(bom, deal))))
    del record[name]
    after = judge(bom, deal)

    assert [] == [key for key in after if after[key].verdict in CLEAR and before[key].verdict not in CLEAR]


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """Facts whose absence makes something unknown; a claim keeps a case open."""
    for name in deal.keys() - {"schema", "claims"}:
        yield deal, name
    for component in bom["components"]:
        for name in component.keys() & {"manufacturer", "supplier", "routes_user_traffic"}:
            yield component, name
