"""Own fields of records: `field component.ext.torque is number in "N·m"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names, own_fields, rules
from microdep_rules.vocabulary.fields import Field, FieldType, record_types
from microdep_rules.vocabulary.own_fields import HOLDER, KINDS, PREFIX, RECORDS, TRUTH, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.lang.scope import Checker
    from microdep_rules.vocabulary.fields import RecordType


def declare(checker: Checker, declarations: Iterable[ast.Declaration], used: Iterable[ir.Pack]) -> None:
    """Declares own fields, those of the packs in use first."""
    found = checker.names.fields
    for pack in used:
        found.update({each.id: each for each in pack.fields})
    own: dict[str, ast.Word] = {}
    for node in declarations:
        if node.kind != "field":
            continue
        field = _field(checker, node) if not node.broken else None
        if field is None:
            checker.names.broken.add(node.name.text if "." in node.name.text else HOLDER)
            continue
        first = own.setdefault(field.id, node.name)
        if first is not node.name:
            checker.report(names.declared_twice(field.id, node.name.span, first.span))
            continue
        if field.id in found and found[field.id].type != field.type:
            checker.report(own_fields.of_another_kind(field.id, found[field.id].type, node.name.span))
            continue
        found[field.id] = field
    checker.records = with_fields(found.values())


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


def kinds_of(packs: Iterable[ir.Pack]) -> dict[tuple[str, str], Kind]:
    """What the values of own fields are, by record and key."""
    found = fields_of(packs).values()
    return {(each.record, each.key): Kind(each.type.kind, each.type.detail) for each in found}


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


def _field(checker: Checker, node: ast.Declaration) -> ir.OwnField | None:
    """One declaration, or nothing where it declares no field that can be."""
    record, *way = node.name.text.split(".")
    if record not in RECORDS or len(way) != len((HOLDER, "name")) or way[0] != HOLDER:
        checker.report(own_fields.not_an_own_field(node.name.text, node.name.span))
        return None
    word, *rest = node.targets
    kind = _type(checker, word, rest[0] if rest else None)
    if kind is None:
        return None
    for wanted in ("title", "cites"):
        if node.clause(wanted) is None:
            checker.report(rules.clause_missing("field", node.name.text, wanted, node.name.span))
            return None
    title, cites = (node.clause(each) for each in ("title", "cites"))
    assert title is not None
    assert cites is not None
    return ir.OwnField(node.span, record, PREFIX + way[1], kind, title.values[0].text, cites.values[0].text)


def _type(checker: Checker, word: ast.Word, unit: ast.Word | None) -> ir.Type | None:
    if word.text in KINDS:
        found = ir.Type("boolean" if word.text == TRUTH else word.text)
    elif checker.vocabularies.get(word.text) is not None:
        found = ir.Type("code", word.text)
    else:
        checker.report(own_fields.unknown_kind(word.text, word.span, checker.vocabularies.names()))
        return None
    if unit is None:
        return found
    if found.kind != "number":
        checker.report(own_fields.unit_of_no_number(word.text, unit.text, unit.span))
        return None
    return ir.Type("number", unit.text)
