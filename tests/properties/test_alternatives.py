"""Law: each alternative of a country stays possible. No other field proves which alternative is true."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from tests.each import SAMPLED
from tests.properties.by_class import differences
from tests.properties.evaluating import load, outcomes
from tests.properties.near_equal import pack_of

if TYPE_CHECKING:
    from microdep_rules.lang import ir

RULES = """
rule produced
  applies to every listed component
  forbid component.produced_in is CN

rule made
  applies to every listed component
  forbid component.made_in is CN

rule transformed
  applies to every listed component
  forbid component.transformed_in is CN

rule making
  applies to every listed component
  forbid any of
    (a) any making-stages of component where stage.country is CN
    (b) component.made_in is CN
"""
CLEAR = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
VALUES: tuple[tuple[str, ...], ...] = (
    ("US",),
    ("CN",),
    ("CN-XJ",),
    ("US", "CN"),
    ("US", "CN-XJ"),
    ("US", "JP"),
)
FIELDS = ("origin", "place_of_manufacture", "manufactured", "final_assembly", "site", "transformed", "rolled")
SEEDS = 40 if SAMPLED else 1000


def _facts(chance: Random, many: int) -> dict[str, tuple[str, ...]]:
    """So many fields, each with a country or with alternatives."""
    return {field: chance.choice(VALUES) for field in chance.sample(FIELDS, many)}


def _component(facts: dict[str, tuple[str, ...]], number: int) -> dict[str, Any]:
    """A component with a country in each of the fields, some with alternatives."""
    stated = {key: list(terms) if len(terms) > 1 else terms[0] for key, terms in facts.items()}
    value = {key: {"one_of": terms} if isinstance(terms, list) else terms for key, terms in stated.items()}
    component: dict[str, Any] = {"id": f"c{number}", "name": f"Bar {number}", "kind": "mill_product"}
    component |= {key: value[key] for key in ("origin", "place_of_manufacture") if key in value}
    stages = [
        {"stage": key, "country": value[key]} for key in ("manufactured", "final_assembly") if key in value
    ]
    if "site" in value:
        stages.append({"stage": "manufactured", "site": f"s{number}"})
    if "transformed" in value:
        component["substantial_transformation"] = {"country": value["transformed"]}
    if "rolled" in value:
        rolled = {"stage": "rolled", "country": value["rolled"]}
        component["materials"] = [{"substance": "steel", "stages": [rolled]}]
    return component | ({"stages": stages} if stages else {})


def _document(choices: list[dict[str, tuple[str, ...]]]) -> dict[str, Any]:
    sites = [
        {"id": f"s{number}", "name": f"Site {number}", "country": _country(facts["site"])}
        for number, facts in enumerate(choices)
        if "site" in facts
    ]
    components = [_component(facts, number) for number, facts in enumerate(choices)]
    return {"schema": "microdep-bom/1", "components": components} | (
        {"parties": [{"id": "p", "name": "Works", "sites": sites}]} if sites else {}
    )


def _country(terms: tuple[str, ...]) -> Any:
    return {"one_of": list(terms)} if len(terms) > 1 else terms[0]


def _verdicts(pack: ir.Pack, facts: dict[str, tuple[str, ...]]) -> dict[str, Verdict]:
    return {key[0]: outcome.verdict for key, outcome in outcomes(pack, load(_document([facts]))).items()}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_rule_is_clear_only_if_it_is_clear_for_each_alternative(seed: int) -> None:
    chance, pack = Random(seed), pack_of(RULES)  # noqa: S311 - not a secret
    facts = _facts(chance, chance.choice((2, 2, 3)))
    with_alternatives = _verdicts(pack, facts)
    for choice in product(*facts.values()):
        exact = _verdicts(pack, {field: (term,) for field, term in zip(facts, choice, strict=True)})
        wrong = [
            rule
            for rule, verdict in with_alternatives.items()
            if verdict in CLEAR and exact.get(rule, Verdict.PASS) not in CLEAR
        ]
        assert not wrong, (wrong, facts, choice)


@pytest.mark.parametrize("seed", range(SEEDS // 10))
def test_both_evaluators_agree_about_alternatives(seed: int) -> None:
    chance, pack = Random(seed), pack_of(RULES)  # noqa: S311 - not a secret
    choices = [_facts(chance, 2) for _ in range(60)]
    query = Query(date(2026, 6, 30), horizon=timedelta(0), explained=False)
    assert [] == differences(pack, load(_document(choices)), query)
