"""The own fields that packs declare, for whoever reads documents and asks questions."""

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
    """All kinds of records, with own fields among theirs."""
    found = dict(record_types())
    for each in fields:
        record = found[each.record]
        found[each.record] = replace(record, fields={**record.fields, each.key: as_field(each)})
    return found


def fields_of(packs: Iterable[ir.Pack]) -> Mapping[str, ir.OwnField]:
    """The own fields that some packs declare, by record and key; the first one counts."""
    found: dict[str, ir.OwnField] = {}
    for pack in packs:
        for each in pack.fields:
            found.setdefault(each.id, each)
    return found


def kinds_of(packs: Iterable[ir.Pack]) -> dict[tuple[str, str], OwnFieldKind]:
    """What the values of own fields are, by record and key."""
    found = fields_of(packs).values()
    return {(each.record, each.key): OwnFieldKind(each.type.kind, each.type.detail) for each in found}


def as_field(own: ir.OwnField) -> Field:
    """An own field in the form of those that every document has."""
    of_words = own.type.kind == "code"
    kind = FieldType(
        own.type.kind,
        own.type.detail if of_words else None,
        None,
        own.type.detail if own.type.kind == "number" and own.type.detail else None,
    )
    return Field(own.key, own.key, kind, own.title)
