from __future__ import annotations

import copy
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.cases import MANY_DRAWN, SELDOM, drawn, missed
from tests.oracles.energy_foreign_entity import law
from tests.oracles.energy_foreign_entity.judge import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, judge
from tests.oracles.energy_foreign_entity.scenarios import SCENARIOS, Scenario
from tests.oracles.energy_foreign_entity.strategies import CONTRACTS, SALES, STARTS, YEARS, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
QUIETLY = settings(
    deadline=None,
    max_examples=tries(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    assert scenario.expected == judge(scenario.document, scenario.context, variant=scenario.variant)


def test_the_table_has_a_threshold_for_every_technology_in_its_first_year() -> None:
    words = (*law.FACILITIES, law.STORAGE, *law.COMPONENTS)

    assert [] == [word for word in words if law.threshold(word, law.BEGINS) is None]
    assert Fraction(1, 4) == law.threshold("critical-mineral", law.BEGINS.replace(year=2030))


def test_each_verdict_and_each_boundary_comes_up() -> None:
    found: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for case in drawn(documents(), MANY_DRAWN):
        found.update(verdict.verdict for verdict in judge(*case).values())
        days.update(value for name, value in case[1].items() if name != "schema")
        days.update(part["binding_contract"] for part in case[0]["components"] if "binding_contract" in part)

    assert [] == [
        word for word in (PASS, FAIL, UNKNOWN, NOT_APPLICABLE) if found[word] * SELDOM < found.total()
    ]
    assert [] == missed({*STARTS, *SALES, *YEARS, *CONTRACTS}, days)


@QUIETLY
@given(documents())
def test_the_order_of_components_parties_and_owners_is_irrelevant(case: tuple[Record, Record]) -> None:
    bom, deal = case
    turned = copy.deepcopy(bom)
    turned["components"].reverse()
    turned["parties"].reverse()
    for party in turned["parties"]:
        party.get("owners", []).reverse()

    assert judge(bom, deal) == judge(turned, deal)


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_decides_a_verdict(case: tuple[Record, Record], data: st.DataObject) -> None:
    """A day of sale or of a contract is left alone: an election that is not shown is not made."""
    bom, deal = copy.deepcopy(case)
    facts = list(_facts(bom, deal))
    if not facts:
        return
    before = judge(bom, deal)
    record, name = data.draw(st.sampled_from(facts))
    del record[name]
    after = judge(bom, deal)

    decided = {key: found.verdict for key, found in after.items() if found.verdict != UNKNOWN}
    assert {} == {key: word for key, word in decided.items() if before[key].verdict != word}


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    for name in deal.keys() & {"construction_start", "taxable_year"}:
        yield deal, name
    for component in bom["components"]:
        for name in component.keys() & {"manufacturer", "costs", "product_technology"}:
            yield component, name
    for party in bom["parties"]:
        for name in party.keys() & {"country", "complete"}:
            yield party, name
        for owner in party.get("owners", []):
            for name in owner.keys() & {"share", "basis"}:
                yield owner, name
