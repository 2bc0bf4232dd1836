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
    """Type of a field in rules: a kind of value, with its vocabulary, record type or unit."""

    kind: str
    vocabulary: str | None = None
    """Name of the vocabulary, if the kind is `code` or `codes`."""
    target: str | None = None
    """Record type, if the kind is `reference`, `references`, `record` or `list`."""
    unit: str | None = None
    """Unit in which documents write a number."""


class Field(Struct, frozen=True):
    """Field of a record: its name in rules, and its key in documents."""

    name: str
    document_name: str
    type: FieldType
    description: str
    plain: bool = False
    """True if the value is always simple.

    A simple value cannot be partly known, and cannot be unknown with a reason.
    """
    choices: tuple[str, ...] = ()
    """Allowed words, if the schema lists them."""
    derived: bool = False
    """True for a derived fact.

    Documents state a derived fact through other fields, and never under its own name.
    """


class RecordType(Struct, frozen=True):
    """A type of record, with its fields under the names that rules use."""

    name: str
    fields: Mapping[str, Field]
    closable: tuple[str, ...] = ()
    """Lists that a record of this type can mark as complete."""


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
    """Return whether a value may be a record, which can state evidence or that the value is partly known."""
    return "if" in definition or definition.get("type") == "object"


def _closable(definition: dict[str, Any]) -> tuple[str, ...]:
    """Return the lists that the field `complete` of a record can name.

    Each list in `complete` can be a text, or a record with evidence.
    """
    complete = definition.get("properties", {}).get("complete", {})
    return tuple(complete.get("items", {}).get("else", {}).get("enum", ()))
