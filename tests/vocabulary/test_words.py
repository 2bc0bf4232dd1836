"""The shipped words: each can be written in a rule, means one thing, and says what."""

from __future__ import annotations

import re

import pytest

from microdep_rules.lang.reserved import RESERVED
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import Term, Vocabulary, folded, load_vocabularies
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

NAMES = load_vocabularies().names()
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*")


def vocabulary(name: str) -> Vocabulary:
    found = load_vocabularies().get(name)
    assert found is not None
    return found


def terms(name: str) -> list[Term]:
    return list({term.id: term for term in vocabulary(name).terms.values()}.values())


def spellings(term: Term) -> list[str]:
    return [term.id, *term.names, *term.aliases, *([term.label] if term.label else [])]


def test_every_vocabulary_that_a_schema_names_is_there() -> None:
    named = {
        field.type.vocabulary
        for record in record_types().values()
        for field in record.fields.values()
        if field.type.vocabulary is not None
    }

    assert set() == named - set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_can_be_written_in_a_rule(name: str) -> None:
    words = vocabulary(name).words()

    assert [] == [word for word in words if not NAME.fullmatch(word)]


@pytest.mark.parametrize("name", NAMES)
def test_no_spelling_is_a_reserved_word(name: str) -> None:
    assert set() == {spelling for term in terms(name) for spelling in spellings(term)} & RESERVED


def test_no_unit_and_no_field_is_a_reserved_word() -> None:
    fields = {field for record in record_types().values() for field in record.fields}

    assert set() == (fields | set(UNITS) | CURRENCIES) & RESERVED


@pytest.mark.parametrize("name", NAMES)
def test_no_spelling_means_two_things(name: str) -> None:
    meanings: dict[str, set[str]] = {}
    for term in terms(name):
        for each in spellings(term):
            meanings.setdefault(folded(each), set()).add(term.id)

    assert {} == {spelling: ids for spelling, ids in meanings.items() if len(ids) > 1}


@pytest.mark.parametrize("name", NAMES)
def test_every_parent_and_part_is_a_term_of_the_same_vocabulary(name: str) -> None:
    ids = {term.id for term in terms(name)}
    referred = {each for term in terms(name) for each in (*term.parts, term.parent) if each is not None}

    assert set() == referred - ids


@pytest.mark.parametrize("name", NAMES)
def test_no_term_is_its_own_ancestor(name: str) -> None:
    parents = {term.id: term.parent for term in terms(name)}
    for start in parents:
        seen = set()
        word: str | None = start
        while word is not None:
            assert word not in seen, f"{start} leads back to {word}"
            seen.add(word)
            word = parents[word]


@pytest.mark.parametrize("name", NAMES)
def test_every_term_has_a_definition_that_is_a_sentence(name: str) -> None:
    assert [] == [term.id for term in terms(name) if not re.fullmatch(r"[A-Z].*\.", term.definition)]


def test_a_designator_belongs_to_one_class() -> None:
    owners: dict[str, list[str]] = {}
    for term in terms("class"):
        for prefix in term.designators:
            owners.setdefault(prefix, []).append(term.id)

    assert {} == {prefix: found for prefix, found in owners.items() if len(found) > 1}
    assert ["resistor"] == owners["R"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kind", "end_item subsystem assembly component mill_product raw_material firmware software service"),
        ("form", "magnet powder ingot bar billet slab wire cube sphere block blank plate sheet"),
        ("substance", "NdFeB SmCo tantalum tungsten tungsten-powder tungsten-heavy-alloy molybdenum"),
        ("substance", "steel titanium aluminium iron gallium germanium gallium-nitride Nd Fe B Sm Co"),
        ("cost-kind", "landed purchase-price manufacturing direct direct-material"),
        ("determination-kind", "nonavailability class-nonavailability national-security uflpa-exception"),
        ("evidence-type", "mill_test_report supplier_declaration chain_of_custody certificate_of_origin"),
        ("importer-role", "us-importer"),
        ("product-technology", "energy-storage"),
    ],
)
def test_the_words_that_laws_and_documents_rest_on_are_there(name: str, words: str) -> None:
    assert [] == [word for word in words.split() if word not in vocabulary(name).terms]


@pytest.mark.parametrize(
    "form", ["bar", "billet", "slab", "wire", "cube", "sphere", "block", "blank", "plate", "sheet"]
)
def test_the_forms_that_the_clause_lists_are_mill_products(form: str) -> None:
    assert vocabulary("form").is_a(form, "mill-product")
