from __future__ import annotations

import copy
from collections import Counter
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.cases import SELDOM, drawn
from tests.oracles.documents import json_text
from tests.oracles.dod_magnets.documents import context, item, material, stages
from tests.oracles.dod_magnets.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, STAGE_RULE, UNKNOWN, judge
from tests.oracles.dod_magnets.scenarios import SCENARIOS, Scenario
from tests.oracles.dod_magnets.shares import at_least_limit
from tests.oracles.dod_magnets.stage_scenarios import LEFT_OUT, WORDS, chain
from tests.oracles.dod_magnets.strategies import documents
from tests.oracles.logic import all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.dod_magnets.law import Variant
    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth

SCHEMAS = Path(__file__).parents[3] / "schemas"
NAMED: tuple[Variant, ...] = ("clause", "statute")
VARIANTS = st.sampled_from(NAMED)
CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)
QUIETLY = settings(
    deadline=None,
    max_examples=tries(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    found = judge(scenario.document, scenario.context, variant=scenario.variant)

    assert scenario.expected == found


@of_each(WORDS)
def test_one_stage_in_china_is_judged_by_material_and_date(case: tuple[str, str, str, str]) -> None:
    substance, delivery, word, expected = case
    made = [*chain(substance, delivery), *stages(word, "CN")]

    assert expected == _stage_verdict(material(substance, made), delivery)


@pytest.mark.parametrize(("substance", "delivery", "word"), LEFT_OUT)
def test_a_milestone_left_out_leaves_the_stage_list_open(substance: str, delivery: str, word: str) -> None:
    assert PASS == _stage_verdict(material(substance, chain(substance, delivery)), delivery)
    assert UNKNOWN == _stage_verdict(material(substance, chain(substance, delivery, without=word)), delivery)


def _stage_verdict(made: Record, delivery: str) -> str:
    found = judge(item(made), context(delivery), variant="statute")
    return found[STAGE_RULE, "part/m"].verdict


def test_a_document_is_written_with_its_decimals_as_they_are() -> None:
    written = json_text({"a": [Decimal("49.90"), 1, None, True], "b": "x"})

    assert '{"a": [49.90, 1, null, true], "b": "x"}' == written


@pytest.mark.parametrize(
    ("values", "both", "either"),
    [
        ((True, True), True, True),
        ((True, None), None, True),
        ((None, False), False, None),
        ((True, False), False, True),
        ((None, None), None, None),
        ((), True, False),
    ],
)
def test_unknown_is_neither_true_nor_false(values: tuple[Truth, ...], both: Truth, either: Truth) -> None:
    assert (both, either) == (all_of(values), any_of(values))


@pytest.mark.parametrize(
    ("weighed", "stated", "expected"),
    [
        ([(True, "50"), (False, "50")], None, True),
        ([(True, "49.99"), (False, "50.01")], None, False),
        ([(True, "50"), (None, "10"), (False, "45")], None, None),
        ([(True, "60"), (None, "10"), (False, "45")], None, True),
        ([(True, "60"), (False, None)], None, None),
        ([(True, None), (False, "40")], None, None),
        ([(True, None), (True, "60"), (False, "40")], None, True),
        ([(True, "500"), (None, None)], "1000", True),
        ([(True, "499"), (None, None)], "1000", None),
        ([(False, "501"), (None, None)], "1000", False),
        ([(False, None)], None, False),
        ([(True, None)], None, True),
        ([], None, None),
    ],
)
def test_a_share_is_decided_when_every_completion_agrees(
    weighed: list[tuple[Truth, str | None]], stated: str | None, expected: Truth
) -> None:
    elements = [(match, None if mass is None else Decimal(mass)) for match, mass in weighed]

    assert expected == at_least_limit(elements, None if stated is None else Decimal(stated))


def test_each_verdict_is_at_least_one_in_twenty_of_what_is_generated() -> None:
    found: Counter[str] = Counter()
    for case, variant in zip(drawn(documents()), cycle(NAMED), strict=False):
        found.update(verdict.verdict for verdict in judge(*case, variant=variant).values())

    words = (PASS, FAIL, UNKNOWN, EXEMPT, NOT_APPLICABLE)
    assert [] == [word for word in words if found[word] * SELDOM < found.total()]


@QUIETLY
@given(documents(), VARIANTS)
def test_the_order_of_components_materials_and_stages_is_irrelevant(
    case: tuple[Record, Record], variant: Variant
) -> None:
    bom, deal = case
    turned = copy.deepcopy(bom)
    turned["components"].reverse()
    for component in turned["components"]:
        for name in ("materials", "stages", "children"):
            component.get(name, []).reverse()

    assert judge(bom, deal, variant=variant) == judge(turned, deal, variant=variant)


@QUIETLY
@given(documents(), VARIANTS, st.data())
def test_leaving_a_fact_out_never_clears_a_subject(
    case: tuple[Record, Record], variant: Variant, data: st.DataObject
) -> None:
    bom, deal = copy.deepcopy(case)
    record, name = data.draw(st.sampled_from(list(_facts(bom, deal))))
    before = judge(bom, deal, variant=variant)
    del record[name]
    after = judge(bom, deal, variant=variant)

    cleared = [key for key, found in after.items() if found.verdict in CLEAR and key in before]
    assert [] == [key for key in cleared if before[key].verdict not in CLEAR]


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """Facts whose absence makes something unknown: a share is a qualifier, a claim keeps a case open."""
    for name in deal.keys() - {"schema", "claims"}:
        yield deal, name
    for component in bom["components"]:
        stated = {"kind", "cots", "modified_before_acceptance", "electronic_device", "place_of_manufacture"}
        for name in component.keys() & (stated | {"incorporated"}):
            yield component, name
        for held in component.get("materials", []):
            for name in held.keys() & {"substance", "form", "density", "meets", "mass_g"}:
                yield held, name
            for stage in (*held.get("stages", []), *component.get("stages", [])):
                if "country" in stage:
                    yield stage, "country"
