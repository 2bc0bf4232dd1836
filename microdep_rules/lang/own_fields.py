"""Fields that packs add to records (own fields): `field component.ext.torque is number in "N·m"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import own_fields
from microdep_rules.lang.errors.rules import clause_missing
from microdep_rules.lang.pack_fields import with_fields
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.own_fields import HOLDER, KINDS, PREFIX, RECORDS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.lang.scope import Checker


def declare(checker: Checker, declarations: Iterable[ast.Declaration], used: Iterable[ir.Pack]) -> None:
    """Add the fields of the packs in `used` to the checker, then the fields that this pack declares."""
    known = checker.names.fields
    for pack in used:
        known.update({declared.id: declared for declared in pack.fields})
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
            checker.report(
                diagnose("name/taken", node.name.span, "declared-twice", also=[first.span], name=field.id)
            )
            continue
        if field.id in known and known[field.id].type != field.type:
            checker.report(
                diagnose(
                    "type/own-field",
                    node.name.span,
                    "of-another-kind",
                    name=field.id,
                    one_type=known[field.id].type,
                )
            )
            continue
        known[field.id] = field
    checker.records = with_fields(known.values())


def _field(checker: Checker, node: ast.Declaration) -> ir.OwnField | None:
    """Return the field that a declaration `field` adds; `None` if the declaration has an error."""
    record, *way = node.name.text.split(".")
    if record not in RECORDS or len(way) != len((HOLDER, "name")) or way[0] != HOLDER:
        checker.report(
            diagnose(
                "name/unknown-field",
                node.name.span,
                "not-an-own-field",
                name=node.name.text,
                names=[f"{record}.ext.{node.name.text.rpartition('.')[2]}" for record in RECORDS],
            )
        )
        return None
    word, *rest = node.targets
    kind = _type(checker, word, rest[0] if rest else None)
    if kind is None:
        return None
    for wanted in ("title", "cites"):
        if node.clause(wanted) is None:
            checker.report(clause_missing("field", node.name.text, wanted, node.name.span))
            return None
    title, cites = (node.clause(name) for name in ("title", "cites"))
    assert title is not None
    assert cites is not None
    return ir.OwnField(node.span, record, PREFIX + way[1], kind, title.values[0].text, cites.values[0].text)


def _type(checker: Checker, word: ast.Word, unit: ast.Word | None) -> ir.Type | None:
    if word.text in KINDS:
        kind = ir.Type("boolean" if word.text == TRUTH else word.text)
    elif checker.vocabularies.get(word.text) is not None:
        kind = ir.Type("code", word.text)
    else:
        checker.report(own_fields.unknown_kind(word.text, word.span, checker.vocabularies.names()))
        return None
    if unit is None:
        return kind
    if kind.kind != "number":
        checker.report(
            diagnose(
                "type/own-field",
                unit.span,
                "" if word.text == "mass" else "unit",
                kind=word.text,
                unit=unit.text,
            )
        )
        return None
    return ir.Type("number", unit.text)
