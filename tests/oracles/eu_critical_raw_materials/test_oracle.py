from __future__ import annotations

import copy
from collections import Counter
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.cases import MANY_DRAWN, SELDOM, drawn, missed
from tests.oracles.eu_critical_raw_materials.judge import (
    DISCLOSE,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Verdict,
    judge,
)
from tests.oracles.eu_critical_raw_materials.scenarios import ACT, SCENARIOS, Scenario
from tests.oracles.eu_critical_raw_materials.strategies import (
    DAYS,
    MASSES,
    SHARES,
    STAFF,
    TURNOVERS,
    documents,
)
from tests.oracles.facts import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
DAYS_OF_ACTS = (None, ACT, ACT, ACT, date(2025, 1, 1))
ACTS = st.sampled_from(DAYS_OF_ACTS)
QUIETLY = settings(
    deadline=None,
    max_examples=tries(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _judged(case: tuple[Record, Record], act: date | None) -> dict[tuple[str, str], Verdict]:
    return judge(*case, label_act=act, calculation_act=act)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(
        scenario.document,
        scenario.context,
        label_act=scenario.label_act,
        calculation_act=scenario.calculation_act,
    )

    assert scenario.expected == {key: found[key] for key in scenario.expected}


def test_without_an_act_nothing_is_due_on_magnets() -> None:
    rules = ("magnet-label", "magnet-recycled-content")
    for scenario in SCENARIOS:
        found = judge(scenario.document, scenario.context)
        assert {NOT_APPLICABLE} == {found[rule, "product"].verdict for rule in rules}


def test_each_verdict_and_each_boundary_comes_up() -> None:
    found: Counter[str] = Counter()
    seen: set[Any] = set()
    for case, act in zip(drawn(documents(), MANY_DRAWN), cycle(DAYS_OF_ACTS), strict=False):
        found.update(verdict.verdict for verdict in _judged(case, act).values())
        company = case[1].get("company", {})
        seen.update((case[1].get("placing_on_market"), company.get("staff")))
        seen.add(company.get("turnover", {}).get("amount"))
        for part in case[0]["components"]:
            for held in part["materials"]:
                seen.add(held.get("mass_g"))
                seen.update(stage.get("share") for stage in held["stages"])

    words = (PASS, FAIL, UNKNOWN, NOT_APPLICABLE, DISCLOSE)
    assert [] == [word for word in words if found[word] * SELDOM < found.total()]
    assert [] == missed({*DAYS, *SHARES, *STAFF, *TURNOVERS, *MASSES}, seen)


@QUIETLY
@given(documents(), ACTS)
def test_the_order_of_components_materials_and_stages_is_irrelevant(
    case: tuple[Record, Record], act: date | None
) -> None:
    turned = copy.deepcopy(case)
    turned[0]["components"].reverse()
    for component in turned[0]["components"]:
        component["materials"].reverse()
        for held in component["materials"]:
            held["stages"].reverse()

    assert _judged(case, act) == _judged(turned, act)


@QUIETLY
@given(documents(), ACTS, st.data())
def test_leaving_a_fact_out_never_clears_or_charges_a_subject(
    case: tuple[Record, Record], act: date | None, data: st.DataObject
) -> None:
    bom, deal = copy.deepcopy(case)
    facts = list(_facts(bom, deal))
    before = judge(bom, deal, label_act=act, calculation_act=act)
    if not facts:
        return
    record, name = data.draw(st.sampled_from(facts))
    del record[name]
    after = judge(bom, deal, label_act=act, calculation_act=act)

    decided = {
        key: found.verdict for key, found in after.items() if found.verdict != UNKNOWN and key in before
    }
    turned = {key: word for key, word in decided.items() if before[key].verdict != word}
    assert {} == {
        key: word for key, word in turned.items() if {word, before[key].verdict} != {PASS, NOT_APPLICABLE}
    }


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """A share is left alone: an entry without one speaks for the whole stage.

    The function of a motor is left alone where it contradicts the list of materials: the contradiction opens
    the list, so the list is closed again without the function.
    """
    tree = Tree(bom)
    for record in (deal, deal.get("company", {})):
        for name in record.keys() & {"placing_on_market", "staff", "turnover"}:
            yield record, name
    for component in bom["components"]:
        kinds = set() if tree.lacks_its_magnet(component) else {"function", "class"}
        for name in component.keys() & (kinds | {"complete"}):
            yield component, name
        for held in component["materials"]:
            for name in held.keys() & {"substance", "mass_g", "complete"}:
                yield held, name
            for stage in held["stages"]:
                if "country" in stage:
                    yield stage, "country"
