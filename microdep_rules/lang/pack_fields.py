"""Own fields of packs, for the readers of documents and for questions to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.vocabulary.fields import Field, FieldType, record_types
from microdep_rules.vocabulary.own_fields import OwnFieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.lang import ir
    from microdep_rules.vocabulary.fields import RecordType


def with_fields(fields: Iterable[ir.OwnField]) -> dict[str, RecordType]:
    """Return all kinds of records, each with its standard fields and its own fields."""
    records = dict(record_types())
    for own_field in fields:
        record = records[own_field.record]
        records[own_field.record] = replace(
            record, fields={**record.fields, own_field.key: as_field(own_field)}
        )
    return records


def fields_of(packs: Iterable[ir.Pack]) -> Mapping[str, ir.OwnField]:
    """Return the own fields of some packs, by record and name; of two equal names, the first field counts."""
    fields: dict[str, ir.OwnField] = {}
    for pack in packs:
        for own_field in pack.fields:
            fields.setdefault(own_field.id, own_field)
    return fields


def kinds_of(packs: Iterable[ir.Pack]) -> dict[tuple[str, str], OwnFieldKind]:
    """Return the kinds of values of own fields, by record and name."""
    fields = fields_of(packs).values()
    return {
        (own_field.record, own_field.key): OwnFieldKind(own_field.type.kind, own_field.type.detail)
        for own_field in fields
    }


def as_field(own: ir.OwnField) -> Field:
    """Return an own field in the form of the standard fields."""
    of_words = own.type.kind == "code"
    kind = FieldType(
        own.type.kind,
        own.type.detail if of_words else None,
        None,
        own.type.detail if own.type.kind == "number" and own.type.detail else None,
    )
    return Field(own.key, own.key, kind, own.title)
