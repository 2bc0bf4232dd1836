"""Whatever document of ours is written as CycloneDX is valid by the official schema, and the same when read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.cyclonedx.validation import is_valid
from microdep_rules.bom.imports.cyclonedx.values import UNREAD, format_value, parse_value, to_json
from microdep_rules.bom.imports.cyclonedx.write import export_cyclonedx, format_export
from microdep_rules.bom.imports.documents import load_bom
from microdep_rules.vocabulary.stages import load_stages
from tests.each import tries
from tests.properties.chance import Chance
from tests.properties.documents import Record, flat_document, full_document
from tests.properties.schema_valid import change_anything

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom

ROOT = Path(__file__).resolve().parents[2]
SEEDS = st.integers(0, 2**32)


def bom_of(document: Record, path: str = "bom.json") -> Bom | None:
    """A document of ours, where the random one is sound."""
    return build(load_bom(path, to_json(document).encode()), on_route=load_stages().on_route)[0]


def back(bom: Bom) -> Any:
    """What is read of a document that was written as CycloneDX; it is written without chance, and valid."""
    document = export_cyclonedx(bom)
    assert is_valid(document, "1.6")
    text = format_export(document)
    assert text == format_export(export_cyclonedx(bom))
    loaded = load_bom("bom.cdx.json", text.encode())
    assert loaded.value is not None, [
        (diagnostic.code, diagnostic.message) for diagnostic in loaded.diagnostics
    ]
    return loaded.value


def inline(chance: Chance, document: Record) -> None:
    """Writes some components into those that hold them, and loses some ids and lists."""
    by_id = {each["id"]: each for each in document["components"]}
    for holder in document["components"]:
        for number, use in enumerate(holder.get("children", ())):
            child = by_id.get(use["ref"]) if chance.once_in(2) else None
            if child is not None and child in document["components"] and child is not holder:
                quantity = {"quantity": use["quantity"]} if "quantity" in use else {}
                holder["children"][number] = {**child, **quantity}
                document["components"] = [each for each in document["components"] if each is not child]
                return
    if chance.once_in(3):
        document["ext"] = {"anything": [1, {"a": None, "b": [True, "x"]}], "": '\u00b5 \\ " [', "c": []}


@settings(max_examples=tries(120), deadline=None)
@given(SEEDS)
def test_a_product_with_everything_said_comes_back_as_it_was(seed: int) -> None:
    chance = Chance(seed)
    document = full_document(chance)
    inline(chance, document)
    bom = bom_of(document)
    if bom is not None:
        assert document == back(bom)


@settings(max_examples=tries(120), deadline=None)
@given(SEEDS)
def test_whatever_may_stand_in_a_field_comes_back_as_it_was(seed: int) -> None:
    chance = Chance(seed)
    document = full_document(chance)
    change_anything(chance, document)
    bom = bom_of(document)
    if bom is not None:
        assert document == back(bom)


@settings(max_examples=tries(80), deadline=None)
@given(SEEDS)
def test_a_flat_list_comes_back_as_it_was(seed: int) -> None:
    document = flat_document(Chance(seed))
    bom = bom_of(document)
    if bom is not None:
        assert document == back(bom)


def test_a_deep_chain_of_parts_comes_back_as_it_was() -> None:
    parts: list[Record] = [{"id": f"p{n}", "name": f"P{n}", "children": [f"p{n + 1}"]} for n in range(100)]
    document = {"schema": "microdep-bom/1", "components": [*parts, {"id": "p100", "name": "P100"}]}
    bom = bom_of(document)
    assert bom is not None
    assert document == back(bom)


@pytest.mark.parametrize("text", ["", "[", '"', "{x", "12", "true", "null", "a b", "\u56fd", '["a"]'])
def test_any_text_is_a_value_that_comes_back(text: str) -> None:
    for field in ("mpn", "mass_g", "notes", "cots"):
        found, _ = parse_value("component", field, format_value(text, "component", field))
        assert found is not UNREAD
        assert (text, str) == (found, type(found))


EXAMPLES = sorted([*ROOT.glob("tests/bom/corpus/valid/*"), *ROOT.glob("examples/*/*.yaml")])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document_that_people_wrote_comes_back_as_it_was(path: Path) -> None:
    loaded = load_bom(path.name, path.read_bytes())
    bom, _ = build(loaded, on_route=load_stages().on_route)
    if bom is None:
        assert re.search(r"contract|context|scenario|^waivers|^dossier", path.name)
    else:
        assert loaded.value == back(bom)


def test_most_random_documents_are_sound() -> None:
    assert 20 <= sum(bom_of(full_document(Chance(seed))) is not None for seed in range(30))
