"""Laws: to look at each different value once says of a document what a look at every value says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from microdep_rules.bom import manufacturers, places
from microdep_rules.bom.build import build
from microdep_rules.bom.columns import ColumnSchema
from microdep_rules.bom.json_reader import read_exactly, read_json
from microdep_rules.bom.load import load_document
from microdep_rules.bom.overruns import _Costs, bottom_up, overruns
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.values import check_values
from microdep_rules.bom.words import check_words
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.oracles.documents import json_text
from tests.properties.chance import Chance
from tests.properties.generators import law
from tests.properties.spoiling import hardly_json, spoiled

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument

BOM = schema("bom")
LIBRARY, COLUMNS = jsonschema_rs.Draft202012Validator(BOM.data), ColumnSchema(BOM.data)
VALUES = re.compile(r"`[^`]*`|[0-9][0-9,.]*")
CHANCES = st.integers(0, 2**32).map(Chance)


def loaded(chance: Chance) -> LoadedDocument:
    return load_document("bom.json", json_text(spoiled(chance)).encode(), kind="bom")


def reported(found: LoadedDocument) -> list[Any]:
    """All diagnostics about a document after it was read, in their order."""
    return [*build(found, on_route=load_stages().on_route)[1], *check_words([found], load_vocabularies())]


@law(400)
@given(CHANCES)
def test_a_text_is_read_at_once_as_it_is_read_exactly(chance: Chance) -> None:
    source = SourceFile("bom.json", hardly_json(chance))
    at_once, exactly = read_json(source), read_exactly(source)
    assert [repr(exactly[0]), exactly[2]] == [repr(at_once[0]), at_once[2]], source.text


@law(400)
@given(CHANCES)
def test_the_library_takes_what_is_valid_in_columns(chance: Chance) -> None:
    document = spoiled(chance)
    assert COLUMNS.columns(document) is None or LIBRARY.is_valid(document)


@law(400)
@given(CHANCES)
def test_the_different_values_mean_what_all_values_mean(chance: Chance) -> None:
    found = loaded(chance)
    if found.columns is not None:
        assert found.value is not None
        every = check_values(found.value, found.spans, BOM)
        assert every == check_values(found.value, found.spans, BOM, found.columns)


@law(600)
@given(CHANCES)
def test_a_document_has_the_same_report_with_its_columns_and_without(chance: Chance) -> None:
    found = loaded(chance)
    if found.columns is not None:
        assert reported(replace(found, validated=None)) == reported(found), json_text(found.value)


def test_of_the_spoiled_documents_many_are_valid_and_much_is_reported() -> None:
    documents = [loaded(Chance(seed)) for seed in range(100)]
    diagnostics = [each for found in documents for each in (*found.diagnostics, *reported(found))]
    codes = {each.code for each in diagnostics}
    sentences = {VALUES.sub("_", each.message) for each in diagnostics}
    assert sum(document.columns is not None for document in documents) > 30
    assert len(codes) > 12, sorted(codes)
    assert len(sentences) > 75, sorted(sentences)  # a code has many forms


@law(600)
@given(CHANCES)
def test_what_is_skipped_of_components_contradicts_nothing(chance: Chance) -> None:
    bom, _ = build(loaded(chance), on_route=load_stages().on_route)
    if bom is not None:
        for check, contrary in (
            (places.check, places.conflicting_statements),
            (manufacturers.check, manufacturers.conflicting_statements),
        ):
            is_reported = bool([*check(bom)])
            assert any(contrary(bom, each) for each in bom.components.values()) == is_reported
        costs = _Costs(bom)
        found = [each for component in bottom_up(bom) for each in costs.add(component)]
        assert [*found, *costs.above_contract()] == overruns(bom)
