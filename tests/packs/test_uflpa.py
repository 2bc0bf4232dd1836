"""The pack `uflpa`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings

from microdep_rules.engine.evaluate import Query, evaluate
from microdep_rules.testing import run_examples
from tests.oracles.documents import json_text
from tests.oracles.uflpa.judge import judge
from tests.oracles.uflpa.law import LISTS, Lists
from tests.oracles.uflpa.scenarios import SCENARIOS
from tests.oracles.uflpa.strategies import documents
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, engine_says, load

if TYPE_CHECKING:
    from tests.oracles.uflpa.scenarios import Scenario

PACK = "uflpa"
NAME = "Jinchuan"
"""The one name in the list of the pack; it stands in for those that the oracle makes up."""
READ_THROUGH = {"list-in-part": "2022-06-20", "list-in-full": "2026-08-03"}


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the oracle, with the party that the pack knows as listed in place of made-up ones."""
    text = json_text(document)
    for made_up in LISTS.entities | LISTS.sourcing:
        text = text.replace(json_text(made_up), json_text(NAME))
    changed: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return changed


def oracle_says(
    document: dict[str, Any], context: dict[str, Any], variant: str
) -> dict[tuple[str, str], Said]:
    """The oracle's verdicts, in the words used for both sides.

    The pack lets as-of stand in for a delivery date that is missing, and says so; the oracle is asked
    about that day.
    """
    if "delivery" not in context:
        context = {**context, "delivery": str(AS_OF)}
    lists = Lists(frozenset({NAME}), frozenset(), READ_THROUGH[variant])
    found = judge(document, context, lists=lists)
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


@pytest.mark.parametrize("variant", READ_THROUGH)
def test_every_example_in_the_pack_holds(variant: str) -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK, variant), sources)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


@pytest.mark.parametrize(
    ("substance", "day", "urgent"),
    [
        ("cotton", "2022-06-21", True),
        ("polysilicon", "2022-06-21", True),
        ("aluminium-alloy", "2022-06-21", True),
        ("PVC", "2022-06-21", True),
        *(
            (word, day, urgent)
            for word in ("stainless-steel", "copper", "lithium", "lithium-compound")
            for day, urgent in (("2025-08-18", False), ("2025-08-19", True), ("2025-08-20", True))
        ),
        ("titanium", "2026-06-01", False),
        ("nylon", "2026-06-01", False),
    ],
)
def test_what_is_not_known_of_a_priority_sector_is_urgent(substance: str, day: str, urgent: bool) -> None:
    material = {"id": "m", "substance": substance}
    lamp = {"id": "lamp", "name": "Lamp", "children": [], "materials": [material], "complete": ["materials"]}
    document = {"schema": "microdep-bom/1", "document": {"product": "lamp"}, "components": [lamp]}
    context = {"schema": "microdep-context/1", "importer_role": "us-importer", "import": day}
    query = Query(AS_OF, look_everywhere=True, horizon=timedelta(0))
    found = evaluate(shipped_pack(PACK), load(document, context), query)
    assert [urgent] == [each.escalated for each in found if each.rule.name == "xinjiang-presumption"]


@pytest.mark.parametrize("variant", READ_THROUGH)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_a_scenario_of_the_reference_comes_out_as_expected(scenario: Scenario, variant: str) -> None:
    document = renamed(scenario.document)
    engine = engine_says(PACK, document, scenario.context, variant=variant)
    assert {} == differences(engine, oracle_says(document, scenario.context, variant))


@pytest.mark.parametrize("variant", READ_THROUGH)
@settings(max_examples=200, deadline=None)
@given(drawn=documents())
def test_the_pack_agrees_with_the_oracle(variant: str, drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    document, context = renamed(drawn[0]), drawn[1]
    try:
        engine = engine_says(PACK, document, context, variant=variant)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context, variant))
