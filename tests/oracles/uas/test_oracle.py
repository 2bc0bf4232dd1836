from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from hypothesis import given

from tests import drawing as st
from tests.each import of_each
from tests.oracles.cases import QUIETLY, Scenario, too_rare, verdicts_drawn
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.uas.judge import judge
from tests.oracles.uas.scenarios import FASC, SCENARIOS
from tests.oracles.uas.strategies import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)
OUTSIDE = Verdict(NOT_APPLICABLE)
"""What is no subject of a rule."""


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    fasc = FASC if scenario.id.startswith(("3d", "fasc")) else ()
    found = judge(scenario.document, scenario.context, fasc=fasc)

    assert scenario.expected == {key: found.get(key, OUTSIDE) for key in scenario.expected}


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

    assert [] == [key for key in before if after[key].verdict in CLEAR and before[key].verdict not in CLEAR]


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """Facts whose absence makes something unknown; a claim keeps a case open."""
    for name in deal.keys() - {"schema", "claims", "complete", "equipment", "determinations"}:
        yield deal, name
    for component in bom["components"]:
        for name in component.keys() & {
            "manufacturer",
            "place_of_manufacture",
            "function",
            "mass_g",
        }:
            yield component, name
