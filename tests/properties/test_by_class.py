"""Laws: elements of one class have the outcomes that each has alone, to the last word and place."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.products import flat, quadcopters
from microdep_rules.engine.equivalence.reads import ALWAYS, TEXTS, reads_of
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.query import Query
from microdep_rules.engine.shared import SharedState
from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import fields_of_node
from microdep_rules.source import Span
from microdep_rules.vocabulary.contradictable_facts import table as contradicted
from microdep_rules.vocabulary.resources import schema_data
from tests.each import sample_of, tries
from tests.examples.test_real_bom import imported
from tests.oracles.documents import json_text
from tests.packs.laws import LAWS, Law
from tests.packs.loading import shipped_pack
from tests.packs.side_by_side import AS_OF as AS_OF_LAW
from tests.packs.side_by_side import NotADocumentError
from tests.packs.side_by_side import load as load_both
from tests.properties.by_class import differences, outcomes
from tests.properties.chance import Chance
from tests.properties.crowds import crowded
from tests.properties.documents import flat_document
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import Case, cases, law
from tests.properties.recording import recording

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("every_rule_by_class")

AHEAD = Query(AS_OF, horizon=timedelta(days=731))
TODAY = Query(date(2026, 11, 29))
STATED = frozenset(schema_data("microdep-bom-1")["$defs"]["component"]["properties"]) - {"id", *TEXTS}
"""Fields of a component, without those that stand for its facts nowhere, or by what their words say."""
NOWHERE = Span("", 0, 0)
VARIANTS = [(each, variant) for each in LAWS for variant in each.variants]


@law(60)
@given(cases(), st.integers(0, 2**16))
def test_many_components_of_one_class_have_the_outcomes_of_each_component(case: Case, seed: int) -> None:
    for document in (case.full, case.less, flat_document(Chance(case.seed))):
        try:
            bom = load(crowded(document, Chance(seed)))
        except AssertionError:  # a change that the loader refuses
            continue
        assert [] == differences(case.pack, bom, AHEAD), case.reported("")
        if document is case.less:
            assert [] == differences(case.pack, bom, replace(AHEAD, count=True)), case.reported("")


@pytest.mark.parametrize(("pack", "variant"), VARIANTS, ids=lambda each: getattr(each, "pack", each))
@settings(max_examples=tries(6), deadline=None)
@given(data=st.data())
def test_many_components_of_one_class_have_the_same_outcomes_for_a_law(
    pack: Law, variant: str, data: Any
) -> None:
    document, context = data.draw(pack.documents())
    seed = data.draw(st.integers(0, 2**16))
    try:
        bom = load_both(crowded(document, Chance(seed)), context)
    except (AssertionError, NotADocumentError):
        return
    query = Query(AS_OF_LAW, no_exclusions=bool(seed % 2))
    assert [] == differences(shipped_pack(pack.pack, variant), bom, query)


FLAT, TREE = flat(12, 4), quadcopters(2)
PRODUCTS = [
    ("uas", FLAT),
    ("uas", TREE),
    ("china-export-controls", FLAT),
    ("china-export-controls", TREE),
    ("boards-and-batteries", TREE),
    ("boards-and-batteries", FLAT),
]
"""Packs on products; every second one has each pack and each product."""


@pytest.mark.parametrize(
    ("pack", "document"),
    sample_of(PRODUCTS, 2),
    ids=lambda each: each if isinstance(each, str) else f"{len(each['components'])}-components",
)
def test_classes_are_found_in_products_and_change_nothing(pack: str, document: dict[str, Any]) -> None:
    checked, bom = shipped_pack(pack), load(document)
    assert [] == differences(checked, bom, TODAY)
    assert [] == differences(checked, bom, replace(TODAY, count=True))
    assert outcomes(checked, bom, Query(TODAY.as_of, explained=False))[2] > 0


def test_where_hardly_any_two_records_are_alike_no_key_is_made() -> None:
    plain = replace(TODAY, explained=False)
    for components, makes_keys in ((1, False), (20, True)):
        shared = SharedState(shipped_pack("uas"), load(flat(components, 2)), plain)
        assert makes_keys is (shared.keys is not None)


def test_a_real_board_has_the_same_outcomes_by_class_and_by_component(
    real_data: Path, tmp_path: Path
) -> None:
    document = json.loads(imported(real_data, tmp_path).read_text(encoding="utf-8"))
    for pack in ("uas", "china-export-controls", "specialty-metals"):
        assert [] == differences(shipped_pack(pack), load(document), TODAY)


def test_what_differs_in_a_fact_is_of_another_class() -> None:
    document = flat(24, 8)
    document["components"][5]["origin"] = "CN"
    document["components"][9]["manufacturer"] = "m1"
    assert json_text(document) != json_text(flat(24, 8))
    assert [] == differences(shipped_pack("uas"), load(document), TODAY)


def _read_and_left_out(pack: ir.Pack, document: dict[str, Any]) -> set[tuple[str, str]]:
    """Fields that a rule reads of components, and that are no part of what makes a class for it."""
    bom, read = recording(document)
    query = replace(TODAY, by_class=False)
    shared = SharedState(pack, bom, query)
    # Costs that cannot be true are found out of all costs, once; what has one is in a class of its own.
    shared.lists.reader.is_overrun(bom.product)
    found = set()
    for rule in pack.rules:
        read.clear()
        Evaluation(pack, bom, rule, query, shared).outcomes()
        found |= {(rule.id, each) for each in read & STATED - ALWAYS - reads_of(pack).of(rule)}
    return found


@pytest.mark.parametrize("pack", sorted({each.pack for each in LAWS}))
def test_a_rule_of_a_law_reads_nothing_that_its_classes_leave_out(pack: str) -> None:
    document = quadcopters(1)
    for number, each in enumerate(document["components"]):
        each.setdefault("unit_cost", {"amount": number + 1, "currency": "USD"})
    assert set() == _read_and_left_out(shipped_pack(pack), document)


@law(30)
@given(cases())
def test_a_rule_reads_nothing_that_its_classes_leave_out(case: Case) -> None:
    assert set() == _read_and_left_out(case.pack, case.full), case.reported("")


def test_what_contradicts_a_fact_is_read_with_it() -> None:
    component = ir.Variable(NOWHERE, ir.Type("element", "component"), "component")
    for (record, name), entries in contradicted().items():
        if record == "component":
            fact = ir.FieldOf(NOWHERE, ir.Type("boolean", ""), component, name, name)
            read = {key for of, key in fields_of_node(fact) if of == record}
            against = [entry.itself for entry in entries]
            assert {f for each in against for f in (*each.facts, *each.present)} <= read, name
