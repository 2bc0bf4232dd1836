"""Fields that packs add to records (own fields), in the form that the readers of documents use."""

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
    """Return all kinds of records by name, each with its standard fields and the fields that packs add."""
    records = dict(record_types())
    for own_field in fields:
        record = records[own_field.record]
        records[own_field.record] = replace(
            record, fields={**record.fields, own_field.key: as_field(own_field)}
        )
    return records


def fields_of(packs: Iterable[ir.Pack]) -> Mapping[str, ir.OwnField]:
    """Return the fields that packs add, by record and name.

    If two packs declare a field with one name, the first declaration counts.
    """
    fields: dict[str, ir.OwnField] = {}
    for pack in packs:
        for own_field in pack.fields:
            fields.setdefault(own_field.id, own_field)
    return fields


def kinds_of(packs: Iterable[ir.Pack]) -> dict[tuple[str, str], OwnFieldKind]:
    """Return the kind of value of each field that the packs add, by record and name."""
    fields = fields_of(packs).values()
    return {
        (own_field.record, own_field.key): OwnFieldKind(own_field.type.kind, own_field.type.detail)
        for own_field in fields
    }


def as_field(own: ir.OwnField) -> Field:
    """Return a field that a pack adds in the form of a standard field of documents."""
    of_words = own.type.kind == "code"
    kind = FieldType(
        own.type.kind,
        own.type.detail if of_words else None,
        None,
        own.type.detail if own.type.kind == "number" and own.type.detail else None,
    )
    return Field(own.key, own.key, kind, own.title)
