"""Fields that rules can read, from the annotations of the schemas of bills of materials and contexts.

`x-record` names the kind of record that a definition describes. `x-type` is the type of a property in rules.
`x-name` is the name of a property in rules, if it differs from the name in documents.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.notions import NOTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMAS = ("microdep-bom-1", "microdep-context-1")
"""Schemas of the documents that rules read."""


class FieldType(Struct, frozen=True):
    """Type of a field in rules: a kind of value, and the vocabulary, record type or unit of the kind."""

    kind: str
    vocabulary: str | None = None
    """Name of the vocabulary, if the kind is `code` or `codes`."""
    target: str | None = None
    """Name of the record type to which the values belong, for kinds such as `reference` and `list`."""
    unit: str | None = None
    """Unit in which documents write a number."""


class Field(Struct, frozen=True):
    """Field of a record: its name in rules, and its key in documents."""

    name: str
    document_name: str
    type: FieldType
    description: str
    plain: bool = False
    """True if a document can state only a simple value for the field.

    Other fields may also state `one of` several values, or `unknown` with a reason.
    """
    choices: tuple[str, ...] = ()
    """Words that a document may write as the value, if the schema lists them; otherwise empty."""
    derived: bool = False
    """True if the program derives the fact from other fields, so that no document states it directly."""


class RecordType(Struct, frozen=True):
    """Type of record, such as `component`; `fields` has its fields by their names in rules."""

    name: str
    fields: Mapping[str, Field]
    closable: tuple[str, ...] = ()
    """Lists of a record that a document can call complete in the field `complete`."""


@cache
def record_types() -> dict[str, RecordType]:
    """Return every kind of record that rules can read, by name.

    Callers must not change the returned dictionary.
    """
    records: dict[str, dict[str, Field]] = {}
    closable: dict[str, tuple[str, ...]] = {}
    for schema_name in SCHEMAS:
        schema = resources.schema_data(schema_name)
        for name, definition in _records(schema):
            fields = records.setdefault(name, {})
            for field in _fields(definition, schema["$defs"]):
                fields.setdefault(field.name, field)
            closable.setdefault(name, _closable(definition))
    for name, notions in NOTIONS.items():
        for key, notion in notions.items():
            records[name][key] = Field(
                key,
                key,
                FieldType(notion.kind, notion.vocabulary),
                notion.description,
                plain=True,
                derived=True,
            )
    records["maker"] = {"party": records["stage"]["party"]}
    records["supplier"] = {
        "party": replace(records["input"]["supplier"], name="party", document_name="party"),
        "component": records["input"]["component"],
    }
    closable |= {"maker": (), "supplier": ()}
    return {name: RecordType(name, fields, closable[name]) for name, fields in records.items()}


def _records(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for definition in (schema, *schema.get("$defs", {}).values()):
        if "x-record" in definition:
            yield definition["x-record"], definition


def _fields(definition: dict[str, Any], defined: dict[str, Any]) -> Iterator[Field]:
    for key, definition_of in definition.get("properties", {}).items():
        if "x-type" in definition_of:
            shown = definition_of["x-type"]
            kind = FieldType(
                shown["type"],
                shown.get("vocabulary"),
                shown.get("of", shown.get("to")),
                shown.get("unit"),
            )
            plain = not _takes_a_record(
                defined.get(definition_of.get("$ref", "").removeprefix("#/$defs/"), definition_of)
            )
            choices = tuple(definition_of.get("enum", ()))
            yield Field(
                definition_of.get("x-name", key),
                key,
                kind,
                definition_of.get("description", ""),
                plain,
                choices,
            )


def _takes_a_record(definition: dict[str, Any]) -> bool:
    """Return whether the schema allows a record as the value.

    Such a record can state evidence for a value, or that only a part of the value is known.
    """
    return "if" in definition or definition.get("type") == "object"


def _closable(definition: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of lists that the schema allows in the field `complete` of a record.

    An item of `complete` can be a name alone, or a record with the name and evidence.
    """
    complete = definition.get("properties", {}).get("complete", {})
    return tuple(complete.get("items", {}).get("else", {}).get("enum", ()))
