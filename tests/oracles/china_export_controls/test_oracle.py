from __future__ import annotations

import copy
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings

from tests import drawing as st
from tests.each import SAMPLED, of_each
from tests.oracles.cases import QUIETLY, Scenario, drawn, missed, schema_problems, too_rare, verdicts_drawn
from tests.oracles.china_export_controls import law
from tests.oracles.china_export_controls.judge import index, index_verdicts, judge
from tests.oracles.china_export_controls.scenarios import INDICES, SCENARIOS
from tests.oracles.china_export_controls.strategies import DAYS, deals, documents
from tests.oracles.deciding import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict
from tests.oracles.documents import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.china_export_controls.scenarios import Indexed
    from tests.oracles.facts import Record

CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)
LIMITS = (
    "97",
    "96.99",
    "97.01",
    "17.5",
    "17.49",
    "17.51",
    "0.01",
    '"0.1"',
    '"0.09"',
    '"0.11"',
    "0.8",
    "0.81",
)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(scenario.document, scenario.context, variant=scenario.variant)

    no_subject = Verdict(NOT_APPLICABLE)
    assert scenario.expected == {key: found.get(key, no_subject) for key in scenario.expected}


def test_every_rule_has_a_scenario_that_fails_or_is_unknown_after_its_suspension() -> None:
    seen = {
        rule
        for scenario in SCENARIOS
        for (rule, _), each in scenario.expected.items()
        if each.verdict in (FAIL, UNKNOWN)
    }

    assert set() == set(law.MEASURES) - seen


@pytest.mark.parametrize("case", INDICES, ids=lambda each: each[0])
def test_the_index_of_a_part_has_the_values_worked_out_by_hand(case: Indexed) -> None:
    _, document, context, values, verdict = case

    assert frozenset(Decimal(value) for value in values) == index(document, context)["part"]
    assert verdict == index_verdicts(document, context)["blocked-component", "part"].verdict
    assert [] == schema_problems(document, context)


def test_the_day_that_is_asked_about_stands_in_for_delivery_and_goes_before_it_for_the_index() -> None:
    name, document, context, _, _ = INDICES[5]
    asked = index_verdicts(document, context, as_of="2026-06-01")
    del context["delivery"]

    assert name == "gallium-to-the-us-before"
    assert PASS == asked["blocked-component", "part"].verdict
    assert UNKNOWN == judge(document, context)[law.GALLIUM, "part/m"].verdict
    assert FAIL == judge(document, context, as_of="2026-06-01")[law.GALLIUM, "part/m"].verdict


def test_each_verdict_is_at_least_one_in_twenty_of_what_is_generated() -> None:
    indexed: Counter[tuple[str, str]] = Counter()

    def both(bom: Record, deal: Record) -> dict[tuple[str, str], Verdict]:
        indexed.update((rule, each.verdict) for (rule, _), each in index_verdicts(bom, deal).items())
        return judge(bom, deal)

    found = verdicts_drawn(documents(), both)

    assert [] == too_rare(found, (PASS, FAIL, UNKNOWN, EXEMPT, NOT_APPLICABLE))
    assert set() == set(law.MEASURES) - {rule for rule, _ in found}
    assert [] == too_rare(indexed, (PASS, FAIL, UNKNOWN))


def test_every_boundary_is_generated() -> None:
    days = "\n".join(json_text(deal) for deal in _deals(400 if SAMPLED else 2_000))
    limits = "\n".join(json_text(document) for document, _ in drawn(documents()))

    assert [] == missed(DAYS, days)
    assert [] == missed(LIMITS, limits)


def _deals(number: int) -> list[Record]:
    found: list[Record] = []

    @settings(QUIETLY, max_examples=number, derandomize=True, database=None, phases=[Phase.generate])
    @given(deals())
    def collect(each: Record) -> None:
        found.append(each)

    collect()
    return found


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_clears_a_subject(case: tuple[Record, Record], data: st.DataObject) -> None:
    bom, deal = copy.deepcopy(case)
    before, before_index = judge(bom, deal), index_verdicts(bom, deal)
    record, name = data.draw(st.sampled_from(list(_facts(bom, deal))))
    del record[name]
    after, after_index = judge(bom, deal), index_verdicts(bom, deal)

    cleared = [key for key, found in after.items() if found.verdict in CLEAR and key in before]
    assert [] == [key for key in cleared if before[key].verdict not in CLEAR]
    cleared = [key for key, found in after_index.items() if found.verdict in CLEAR]
    assert [] == [key for key in cleared if before_index[key].verdict not in CLEAR]


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """Facts whose absence makes something unknown; a claim keeps a case open, a stated index goes before.

    Without a function or a kind the class and the form decide, and without a form a metal is meant.
    """
    for name in deal.keys() - {"schema", "claims"}:
        yield deal, name
    for component in bom["components"]:
        for name in component.keys() & {"origin", "unit_cost", "technology", "complete"}:
            yield component, name
        for held in component["materials"]:
            for name in held.keys() & {"substance", "density", "cost", "composition", "stages"}:
                yield held, name
