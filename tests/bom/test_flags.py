"""Facts by which a rule may leave something out: what contradicts them is reported with both fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from microdep_rules.bom import flags
from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.vocabulary.contradictable_facts import VOCABULARIES, ContradictingWords, table
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.vocabulary.contradictable_facts import ContradictableFact

ROUTES = {"routes_user_traffic": False}


def contradictions(component: dict[str, Any], context: dict[str, Any] | None = None) -> list[str]:
    """The contradictions in a document of one component, as they are reported."""
    document: dict[str, Any] = {"schema": "microdep-bom/1", "components": [{"name": "it", **component}]}
    if context is not None:
        document["context"] = context
    loaded = load_document("bom.yaml", yaml.safe_dump(document).encode(), kind="bom")
    found = build(loaded, on_route=load_stages().on_route)[1]
    return [each.message for each in found if each.code == "bom/contradiction"]


CONTRARY: list[dict[str, Any]] = [
    {**ROUTES, "function": "router"},
    {**ROUTES, "name": "Wi-Fi router, dual band"},
    {"networked": False, "routes_user_traffic": True},
    {"electronic_device": True, "function": "airframe"},
    {"electronic_device": True, "name": "Titanium bracket"},
    {"electronic_device": True, "hs_code": "7318.15"},
    {"cots": True, "name": "Bespoke amplifier"},
    {"structural": False, "function": "landing-gear"},
    {"kind": "service", "mass_g": 12},
    {"kind": "end_item", "class": "electronic-module", "designed_for": ["F-35", "Aircraft"]},
    {"kind": "end_item", "designed_for": ["ship"]},
]


@of_each(CONTRARY)
def test_a_fact_that_leaves_out_is_reported_beside_what_contradicts_it(component: dict[str, Any]) -> None:
    assert 1 == len(contradictions(component))


AGREED: list[dict[str, Any]] = [
    {**ROUTES, "function": "amplifier"},
    {**ROUTES, "name": "Router antenna"},
    {"routes_user_traffic": True, "function": "router"},
    {**ROUTES, "function": {"one_of": ["router", "amplifier"]}},
    {"electronic_device": False, "function": "airframe"},
    {"electronic_device": True, "class": "circuit-board"},
    {"cots": True, "name": "Non-custom amplifier"},
    {"kind": "service", "mass_g": {"unknown": True}},
    {"kind": "end_item", "class": "aircraft", "designed_for": ["aircraft"]},
    {"kind": "end_item", "class": {"one_of": ["aircraft", "antenna"]}, "designed_for": ["aircraft"]},
    {"kind": "component", "class": "electronic-module", "designed_for": ["aircraft"]},
    {"kind": "end_item", "class": "electronic-module", "designed_for": ["office use"]},
]


@of_each(AGREED)
def test_a_fact_that_may_be_true_is_not_reported(component: dict[str, Any]) -> None:
    assert [] == contradictions(component)


def test_the_contract_and_its_end_item_contradict_each_other() -> None:
    assert 1 == len(contradictions({"cots": True}, {"commercial_status": "non-commercial"}))
    assert 1 == len(contradictions({"class": "weapon-system"}, {"end_use": "medical"}))
    assert 1 == len(contradictions({}, {"end_use": "civil", "end_user": "Naval Yard"}))
    assert 1 == len(contradictions({"designed_for": ["Missile"]}, {"end_use": "civil"}))
    assert [] == contradictions({"cots": True}, {"commercial_status": "commercial"})


def test_the_report_names_both_fields() -> None:
    assert [
        "`it` has `component.routes_user_traffic: false`, which `component.function: router` excludes"
    ] == contradictions({**ROUTES, "function": "router"})


def test_equipment_of_the_contract_is_looked_at() -> None:
    context = {"equipment": [{"name": "box", "function": "router", **ROUTES}]}
    assert 1 == len(contradictions({}, context))


def test_every_word_of_the_data_is_one_of_its_vocabulary() -> None:
    assert [] == [each for entries in table().values() for entry in entries for each in _unknown(entry)]


def _unknown(entry: ContradictableFact) -> Iterator[tuple[str, object]]:
    known = load_vocabularies().get(flags.CODED.get((entry.record, entry.field), ""))
    words = (*entry.values, *entry.instead) if known is not None else ()
    yield from ((entry.field, word) for word in words if known is not None and word not in known.terms)
    but = ContradictingWords(classes=entry.except_classes)
    for against in (entry.itself, entry.contract, entry.end_item, entry.end_user, but):
        yield from ((entry.field, word) for word in _unknown_words(against))


def _unknown_words(against: ContradictingWords) -> Iterator[str]:
    for field, vocabulary in VOCABULARIES.items():
        known = load_vocabularies().get(vocabulary)
        assert known is not None
        yield from (word for word in against.terms(field) if word not in known.terms)


def test_every_field_of_the_data_is_one_of_its_record() -> None:
    records = {"itself": None, "contract": "contract", "end_item": "component"}
    named = [
        (record or entry.record, field)
        for entries in table().values()
        for entry in entries
        for part, record in records.items()
        for field in (entry.field, *getattr(entry, part).facts, *getattr(entry, part).present)
        if part == "itself" or field != entry.field
    ]
    keys = {
        name: {each.document_name for each in known.fields.values()} for name, known in record_types().items()
    }

    assert [] == [(record, field) for record, field in named if field not in keys[record]]
