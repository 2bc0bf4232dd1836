"""The fields that rules may read, taken from the annotations of the BOM and context schemas.

`x-record` names the kind of record a definition describes, `x-type` says what a rule sees in a property,
and `x-name` what the language calls it where that differs from the document.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMAS = ("microdep-bom-1", "microdep-context-1")
"""The documents whose facts rules read."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a rule sees in a field: the kind, and with it a vocabulary, a kind of record, or a unit."""

    kind: str
    vocabulary: str | None = None
    """Of a `code` and of `codes`."""
    target: str | None = None
    """The kind of record of a `reference`, `references`, `record` and `list`."""
    unit: str | None = None
    """The unit in which documents write a number."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its name in rules, its key in documents."""

    name: str
    document_name: str
    type: FieldType
    description: str


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record, with its fields by the names that rules use."""

    name: str
    fields: Mapping[str, Field]


@cache
def record_types() -> dict[str, RecordType]:
    """Every kind of record that rules can reach, by name; callers do not change it."""
    found: dict[str, dict[str, Field]] = {}
    for schema in SCHEMAS:
        for name, definition in _records(json.loads(resources.schema_text(schema))):
            fields = found.setdefault(name, {})
            for each in _fields(definition):
                fields.setdefault(each.name, each)
    return {name: RecordType(name, fields) for name, fields in found.items()}


def _records(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for definition in (schema, *schema.get("$defs", {}).values()):
        if "x-record" in definition:
            yield definition["x-record"], definition


def _fields(definition: dict[str, Any]) -> Iterator[Field]:
    for key, found in definition.get("properties", {}).items():
        if "x-type" in found:
            shown = found["x-type"]
            kind = FieldType(
                shown["type"],
                shown.get("vocabulary"),
                shown.get("of", shown.get("to")),
                shown.get("unit"),
            )
            yield Field(found.get("x-name", key), key, kind, found.get("description", ""))
