from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
from hypothesis import HealthCheck, given, settings

from tests import drawing as st
from tests.each import of_each, tries
from tests.oracles.cases import MANY_DRAWN, SELDOM, drawn, missed
from tests.oracles.documents import json_text
from tests.oracles.uflpa import law, strategies
from tests.oracles.uflpa.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, judge
from tests.oracles.uflpa.scenarios import SCENARIOS, Scenario
from tests.oracles.uflpa.strategies import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
CLEAR = (PASS, EXEMPT, NOT_APPLICABLE)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
QUIETLY = settings(deadline=None, max_examples=tries(150), suppress_health_check=SLOW)


def _validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


@of_each(SCENARIOS)
def test_the_oracle_gives_every_verdict_worked_out_by_hand(scenario: Scenario) -> None:
    assert scenario.expected == judge(scenario.document, scenario.context, variant=scenario.variant)


def test_what_is_generated_has_every_verdict_and_hits_every_boundary() -> None:
    found: Counter[str] = Counter()
    texts: set[str] = set()
    for case in drawn(documents(), MANY_DRAWN):
        found.update(verdict.verdict for verdict in judge(*case).values())
        texts.update(json_text(part) for part in case)

    words = (PASS, FAIL, UNKNOWN, EXEMPT, NOT_APPLICABLE)
    days = (
        *strategies.IMPORTS,
        *strategies.AWARDS,
        *strategies.BOUGHT,
        *strategies.AMOUNTS,
        *strategies.EXPIRIES,
    )
    wanted = [f'"{day}"' for day in (*days, law.LISTS.covers_through, "2026-08-04")]
    together = "\n".join(texts)
    assert [] == [word for word in words if found[word] * SELDOM < found.total()]
    assert [] == missed(wanted, together)


@QUIETLY
@given(documents())
def test_the_order_of_components_materials_and_stages_is_irrelevant(case: tuple[Record, Record]) -> None:
    bom, deal = case
    turned = copy.deepcopy(bom)
    turned["components"].reverse()
    for component in turned["components"]:
        for name in ("materials", "children"):
            component[name].reverse()
        for material in component["materials"]:
            material["stages"].reverse()

    assert judge(bom, deal) == judge(turned, deal)


@QUIETLY
@given(documents(), st.data())
def test_leaving_a_fact_out_never_clears_a_subject(case: tuple[Record, Record], data: st.DataObject) -> None:
    bom, deal = copy.deepcopy(case)
    record, name = data.draw(st.sampled_from(list(_facts(bom, deal))))
    before = judge(bom, deal)
    del record[name]
    after = judge(bom, deal)

    cleared = [key for key, found in after.items() if found.verdict in CLEAR and key in before]
    assert [] == [key for key in cleared if before[key].verdict not in CLEAR]


def _facts(bom: Record, deal: Record) -> Iterator[tuple[Record, str]]:
    """Facts whose absence makes something unknown; a list that is said to be all is left as it is."""
    for name in deal.keys() - {"schema"}:
        yield deal, name
    for component in bom["components"]:
        for name in component.keys() & {
            "place_of_manufacture",
            "origin",
            "manufacturer",
            "stages",
            "evidence",
        }:
            if name not in component.get("complete", []):
                yield component, name
        for held in component["materials"]:
            for name in held.keys() & {"complete", "inputs", "evidence"}:
                yield held, name
            for stage in held["stages"]:
                for name in stage.keys() & {"country", "party", "forced_labour", "evidence"}:
                    yield stage, name
