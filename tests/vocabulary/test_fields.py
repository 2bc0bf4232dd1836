"""The schemas as the types of the rule language."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary.fields import FieldType, record_types

KINDS = {
    "text", "number", "percent", "mass", "money", "date", "boolean", "country", "density",
    "code", "reference", "record", "list", "codes", "texts", "references", "identifiers", "tariff-code",
}  # fmt: skip


@pytest.mark.parametrize(
    ("record", "name", "document_name", "expected"),
    [
        ("component", "origin", "origin", FieldType("country")),
        ("component", "mass", "mass_g", FieldType("mass", unit="g")),
        ("component", "function", "function", FieldType("code", vocabulary="function")),
        ("component", "manufacturer", "manufacturer", FieldType("reference", target="party")),
        ("component", "children", "children", FieldType("list", target="usage")),
        ("material", "substance", "substance", FieldType("code", vocabulary="substance")),
        ("stage", "country", "country", FieldType("country")),
        ("contract", "value", "value", FieldType("money")),
        ("contract", "delivery", "delivery", FieldType("date")),
        ("contract", "determinations", "determinations", FieldType("list", target="determination")),
        ("determination", "mitigation_plan", "mitigation_plan", FieldType("boolean")),
        ("evidence", "tier", "tier", FieldType("code", vocabulary="evidence-tier")),
    ],
)
def test_a_field_has_its_name_its_key_and_its_type(
    record: str, name: str, document_name: str, expected: FieldType
) -> None:
    found = record_types()[record].fields[name]

    assert (name, document_name, expected) == (found.name, found.document_name, found.type)


def test_a_field_that_goes_by_another_name_is_not_found_by_its_key() -> None:
    assert "mass_g" not in record_types()["component"].fields


def test_every_kind_of_record_that_rules_reach_is_there() -> None:
    wanted = "document component material stage input usage party owner evidence contract determination"

    assert [] == [each for each in wanted.split() if each not in record_types()]


def test_every_field_has_a_known_kind_a_reachable_target_and_a_description() -> None:
    odd = [
        f"{record.name}.{field.name}"
        for record in record_types().values()
        for field in record.fields.values()
        if field.type.kind not in KINDS
        or (field.type.target is not None and field.type.target not in record_types())
        or not field.description
    ]

    assert [] == odd
