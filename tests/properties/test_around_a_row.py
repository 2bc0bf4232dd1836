"""Law: what stands around a component, and speaks for it, tells it apart from one that states the same itself."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.equivalence.references import named_in
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.judge import judge
from microdep_rules.engine.query import Query
from microdep_rules.engine.reach import judges_by
from microdep_rules.engine.shared import SharedState
from microdep_rules.vocabulary.stages import load_stages
from tests.each import SAMPLED
from tests.oracles.documents import json_text
from tests.properties import in_lists
from tests.properties.by_class import differences
from tests.properties.evaluating import load
from tests.properties.near_equal import pack_of
from tests.properties.recording import recording_each

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element

TODAY = Query(date(2026, 6, 30), horizon=timedelta(days=731), explained=False)
PARTS = [{"id": f"c{number}", "name": f"Part {number}", "origin": "CN"} for number in range(6)]
STEEL = [{**each, "materials": [{"substance": "steel"}]} for each in PARTS]
CLAIMED = """
rule r
  applies to every listed component
  forbid component.origin is CN
exception e to r
  cites "a law"
  when component.cots is true
"""
NEODYMIUM = """
rule r
  applies to {}
  forbid content of Nd is more than 1 %
"""
HELD = """
rule r
  applies to every listed component
  forbid any material of component where material.substance is NdFeB
"""
OF_PARTS = "every listed component"
SEEDS = 10 if SAMPLED else 100
COSTS = frozenset({"costs", "unit_cost"})
"""Fields of all components that are looked at once: where some cannot be true beside others, it counts which."""
INDEXED = frozenset({"stages", "materials", "inputs"})
"""Fields with elements, of which all are looked up by their ids."""
WORDS = frozenset({"name", "mpn", "notes"})
SPEAKING: dict[str, tuple[str, list[dict[str, Any]], dict[str, Any]]] = {
    "claims": (CLAIMED, PARTS, {"claims": ["e"]}),
    "free of, asked of parts": (
        HELD.replace("material.substance is NdFeB", "content of Nd is more than 1 %"),
        STEEL,
        {"free_of": ["Nd"]},
    ),
    "free of, asked of materials": (
        NEODYMIUM.format("every material at any tier"),
        STEEL,
        {"free_of": ["Nd"]},
    ),
}
"""Rules on parts, the parts, and what something that they are in may state for them."""


def _product(used: list[dict[str, Any]], others: list[dict[str, Any]], **stated: Any) -> dict[str, Any]:
    children = [{"ref": each["id"], "quantity": 1} for each in used]
    product = {"id": "p", "name": "Product", "kind": "end_item", "children": children, **stated}
    head = {"schema": "microdep-bom/1", "document": {"product": "p", "completeness": "complete"}}
    return {**head, "components": [product, *used, *others]}


def _module(id_: str, parts: list[dict[str, Any]], **stated: Any) -> dict[str, Any]:
    children = [{"ref": part["id"], "quantity": 1} for part in parts]
    return {"id": id_, "name": f"Module {id_}", "children": children, **stated}


SPEAKS = frozenset({"claims", "free_of"})


@pytest.mark.parametrize("case", SPEAKING)
def test_what_a_module_states_for_its_parts_is_said_of_no_others(case: str) -> None:
    rules, parts, stated = SPEAKING[case]
    modules = [_module("m0", parts[:3], **stated), _module("m1", parts[3:])]
    assert [] == differences(pack_of(rules), load(_product(modules, parts)), TODAY)


def test_what_contradicts_a_product_between_it_and_a_part_is_said_of_no_other_part() -> None:
    rules, parts, stated = SPEAKING["free of, asked of parts"]
    modules = [_module("m0", parts[:3]), _module("m1", parts[3:])]
    modules[0]["name"] = "NdFeB rotor"
    assert [] == differences(pack_of(rules), load(_product(modules, parts, **stated)), TODAY)


def test_what_is_stated_of_what_a_part_was_made_into_is_said_of_no_other_part() -> None:
    made = {"id": "x", "name": "Holder", "inputs": [{"ref": "c3"}], "claims": ["e"]}
    assert [] == differences(pack_of(CLAIMED), load(_product([made, *PARTS], [])), TODAY)


@pytest.mark.parametrize("case", SPEAKING)
@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_what_a_product_states_for_its_parts_is_not_said_in_another_document(case: str, first: bool) -> None:
    rules, parts, stated = SPEAKING[case]
    pack = pack_of(rules)
    documents = [_product(parts, [], **stated), _product(parts, [])]
    for document in documents if first else documents[::-1]:
        assert [] == differences(pack, load(document), TODAY)


def test_parts_in_something_answer_for_it_alone() -> None:
    rotors = [
        {
            **_module(f"g{number}", [{"id": f"x{number}"}]),
            "name": "NdFeB rotor",
            "materials": [],
            "complete": ["materials", "children"],
        }
        for number in range(6)
    ]
    inside = [
        {"id": f"x{n}", "name": f"Bracket {n}", "materials": [{"substance": "NdFeB" if n < 3 else "steel"}]}
        for n in range(6)
    ]
    assert [] == differences(pack_of(HELD), load(_product(rotors, inside)), TODAY)


WORTH = {"value": {"amount": 50, "currency": "USD"}}
DEAR = {"unit_cost": {"amount": 500, "currency": "USD"}}
OF_CONTRACTS: dict[str, tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "its cost": ("contract.value is at most 100 USD", WORTH, DEAR, {}),
    "the cost of a part": ("contract.value is at most 100 USD", WORTH, {}, DEAR),
    "its use": ("contract.end_use is civil", {"end_use": "civil"}, {"designed_for": ["missile"]}, {}),
}
"""Conditions on a contract, the contract, and what a product, or one part of it, may state against it."""


@pytest.mark.parametrize("case", OF_CONTRACTS)
@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_what_a_product_contradicts_of_a_contract_is_not_said_in_another_document(
    case: str,
    first: bool,
) -> None:
    condition, contract, product, part = OF_CONTRACTS[case]
    when = f"rule r\n  applies to {OF_PARTS}\n  when {condition}\n  forbid component.origin is CN\n"
    pack = pack_of(when)
    documents = [_product([{**PARTS[0], **part}, *PARTS[1:]], [], **product), _product(PARTS, [])]
    for document in documents if first else documents[::-1]:
        loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
        text = json_text({"schema": "microdep-context/1", **contract})
        beside = load_document("context.json", text.encode(), kind="context")
        bom, _ = build(loaded, beside, on_route=load_stages().on_route)
        assert bom is not None
        assert [] == differences(pack, bom, TODAY)


def test_an_entry_that_is_stated_as_unknown_states_no_stage() -> None:
    stages: list[dict[str, Any]] = [{"stage": "assembled"}, {"stage": "assembled", "unknown": True}]
    parts = [{**each, "stages": [stages[number == 1]]} for number, each in enumerate(PARTS)]
    rules = f"rule r\n  applies to {OF_PARTS}\n  require stages of component are stated\n"
    assert [] == differences(pack_of(rules), load(_product(parts, [])), TODAY)


def test_on_a_day_that_is_partly_known_each_part_is_judged_on_all_its_days() -> None:
    rules = f"rule r\n  in force from 2026-01-01 by delivery date\n  applies to {OF_PARTS}\n  forbid component.origin is CN\n"
    document = _product(PARTS, [])
    document["context"] = {"delivery": {"one_of": ["2026-10-01", "2027-03-01"]}}
    assert [] == differences(pack_of(rules), load(document), TODAY)


FUNCTIONS = [
    {**each, "origin": "US", "function": does, "mass_g": 9}
    for each, does in zip(PARTS, ("motor", "motor", "camera", "camera"), strict=False)
]
LARGEST = {
    "today": """
rule r
  applies to end-item
  require (largest mass by function of children of end-item is at least 20 g)
          and (share by mass of children of end-item where component.origin is US is at least 50 %)
""",
    "later": """
rule r
  in force from 2026-09-01 by check date
  applies to end-item
  require largest mass by function of children of end-item is at most 20 g
""",
}


@pytest.mark.parametrize("case", LARGEST)
def test_what_is_largest_is_that_of_one_value(case: str) -> None:
    assert [] == differences(pack_of(LARGEST[case]), load(_product(FUNCTIONS, [])), TODAY)


@pytest.mark.parametrize("many", [1, "1..9"], ids=["exact", "between"])
@pytest.mark.parametrize("turned", [True, False], ids=["last", "first"])
def test_what_is_presumed_turns_on_all_that_is_missing(many: object, turned: bool) -> None:
    rules = """
rule r
  applies to end-item
  require share by mass of children of end-item where component.origin is US is at least 50 %
  treat as fail when component.mass is missing
"""
    parts = [{"id": "a", "name": "Part a", "origin": "US", "mass_g": 3}]
    parts.append({"id": "b", "name": "Part b", "origin": "US", "mass_g": "1..9"})
    document = _product([*(parts[::-1] if turned else parts), {**PARTS[2], "mass_g": 6}], [])
    uses = document["components"][0]["children"]
    next(use for use in uses if use["ref"] == "a")["quantity"] = many
    for query in (TODAY, replace(TODAY, horizon=timedelta(0))):
        assert [] == differences(pack_of(rules), load(document), query)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_rule_on_parts_by_themselves_reads_nothing_else_around_them(seed: int) -> None:
    """What it reads of others is in the row, or in the key of the table, or makes the part its own."""
    chance = Random(seed)  # noqa: S311 - not a secret
    pack = pack_of(in_lists.rules(chance))
    bom, reads = recording_each(in_lists.document(chance))
    query = replace(TODAY, by_class=False)
    made_from = any(bom.links.inputs.values())
    tried = 0
    for rule in pack.rules:
        if rule.subject.record != "component" or judges_by(pack, rule, made_from=made_from) != "own":
            continue
        for number in (3, 17, 29):
            evaluation = Evaluation(pack, bom, rule, query, SharedState(pack, bom, query, {}))
            engine = evaluation.engine(None)
            chosen = {each.element.id: each for each in evaluation.choose(engine) if not each.candidate}
            if (subject := chosen.get(f"c{number}")) is None:
                continue
            for each in reads.values():
                each.clear()
            judge(engine, rule, subject)
            others = {id_: frozenset(keys) for id_, keys in reads.items() if id_ != subject.element.id}
            above = {ancestor.id for ancestor in evaluation.lists.ancestors(subject.element)}
            assert {} == _not_accounted_for(bom, subject.element, above, others)
            tried += 1
    assert tried


def _not_accounted_for(
    bom: Bom, subject: Element, above: set[str], reads: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """What was read of other components, and may tell two apart that have equal rows."""
    found = {}
    for id_, keys in reads.items():
        component = bom.components[id_]
        rest = keys - COSTS
        rest -= INDEXED if id_ not in above else frozenset()
        if component is bom.product:  # in the key of the table, with its words where they matter
            rest &= WORDS if bom.context is None and "free_of" not in component.data else frozenset()
        elif id_ in above and "free_of" in bom.product.data:  # what is between may contradict that
            rest = frozenset()
        elif id_ in above:  # what is in something that speaks for it is its own
            rest -= (
                rest if not SPEAKS.isdisjoint(component.data) else SPEAKS | (INDEXED - component.data.keys())
            )
        elif id_ in named_in(subject):  # which one it refers to is in the row
            rest = frozenset()
        if rest:
            found[id_] = rest
    return found
