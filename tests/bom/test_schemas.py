"""The schemas are sound, say what every field is, and repeat themselves exactly where they must."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from microdep_rules.bom.schemas import Kind, Schema, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: tuple[Kind, ...] = ("bom", "context", "overlay", "waivers", "baseline")


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(each)


def records(of: Schema) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (kind, name, node) for kind, each in of.records.items() for name, node in each["properties"].items()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_valid_schema_with_its_id(kind: Kind) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind).data)
    assert f"microdep-{kind}/1" == schema(kind).id == schema(kind).data["properties"]["schema"]["const"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_description_of_one_line(kind: Kind) -> None:
    assert [] == [
        (record, name) for record, name, node in records(schema(kind)) if not node.get("description")
    ]
    assert [] == [
        node["description"] for node in nodes(schema(kind).data) if "\n" in str(node.get("description"))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_closed_except_under_ext(kind: Kind) -> None:
    open_ = [
        node
        for node in nodes(schema(kind).data)
        if "properties" in node and isinstance(node["properties"], dict) and node.get("type") == "object"
        if node.get("additionalProperties") is not False
    ]
    assert [] == open_


@pytest.mark.parametrize("kind", KINDS)
def test_no_keyword_fails_on_decimals_or_hides_which_form_was_meant(kind: Kind) -> None:
    found = list(nodes(schema(kind).data))
    bounds = [node.get(name) for node in found for name in ("minimum", "maximum")]
    assert {int, type(None)} == {type(bound) for bound in bounds}
    assert [] == [node for node in found if {"multipleOf", "allOf", "dependentSchemas"} & set(node)]
    forms = [each for node in found for name in ("oneOf", "anyOf") for each in node.get(name, [])]
    assert {"required", "anyOf"} >= {name for form in forms for name in form}


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_leads_to_a_record_or_a_vocabulary(kind: Kind) -> None:
    every = {name for each in KINDS for name in schema(each).records}
    for record, name, node in records(schema(kind)):
        type_ = node.get("x-type", {})
        if type_.get("type") in ("record", "list", "reference", "references"):
            assert type_.get("of", type_.get("to")) in every, (record, name)
        if type_.get("type") in ("code", "codes"):
            assert type_["vocabulary"], (record, name)


def test_what_several_schemas_define_is_the_same() -> None:
    bom, context, *more = (schema(kind).data for kind in KINDS)
    for other in (context, *more):
        common = set(bom["$defs"]) & set(other["$defs"])
        mine, theirs = ({name: each["$defs"][name] for name in common} for each in (bom, other))
        assert mine == theirs
    block = dict(bom["$defs"]["contract"]["properties"])
    file = {name: node for name, node in context["properties"].items() if name not in ("schema", "$schema")}
    assert json.dumps(block) == json.dumps(file)


def test_an_overlay_declares_what_a_component_states_but_for_what_is_its_place_in_a_product() -> None:
    component = schema("bom").records["component"]["properties"]
    own = {"id", "name", "quantity", "designators"}
    facts = {name: node for name, node in component.items() if name not in own}
    for record, apart in (
        ("declaration", {"match", "correct"}),
        ("manufacturer", {"match", "correct", "party"}),
    ):
        declared = schema("overlay").records[record]["properties"]
        missing = {"mpn", "manufacturer"} if record == "manufacturer" else set()
        wanted = {name: node for name, node in facts.items() if name not in missing}
        assert wanted == {name: node for name, node in declared.items() if name not in apart}
