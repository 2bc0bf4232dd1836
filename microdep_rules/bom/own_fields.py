"""Own fields of a document that are of another kind or unit than the packs of a check declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.own_values import InvalidValue, convert, plain, text_of
from microdep_rules.bom.repeats import merge_repeats
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.own_fields import OwnFieldKind
    from microdep_rules.vocabulary.terms import Vocabularies


def check(
    bom: Bom, fields: Mapping[tuple[str, str], OwnFieldKind], vocabularies: Vocabularies
) -> list[Diagnostic]:
    """Diagnostics for values of own fields that differ from the declarations of the packs."""
    if not fields:
        return []
    return merge_repeats(
        diagnose(
            "bom/own-field",
            _place(bom, element, key),
            field=f"{element.kind}.{key}",
            value=text_of(raw),
            expected=expected,
        )
        for element in (*bom.elements(), *bom.contexts)
        for key, raw, expected in wrong_in(element.kind, element.data, fields, vocabularies)
    )


def is_sound(
    component: Mapping[str, Any], fields: Mapping[tuple[str, str], OwnFieldKind], vocabularies: Vocabularies
) -> bool:
    """Return whether the own fields of a component and its materials are all as packs declare them."""
    materials = (material for material in component.get("materials") or () if isinstance(material, dict))
    records = [("component", component), *(("material", material) for material in materials)]
    return not any(any(wrong_in(*record, fields, vocabularies)) for record in records)


def wrong_in(
    record: str,
    data: Mapping[str, Any],
    fields: Mapping[tuple[str, str], OwnFieldKind],
    vocabularies: Vocabularies,
) -> Iterator[tuple[str, Any, str]]:
    """Yield the own fields of a record that differ from their declaration: key, value and expected form."""
    own = data.get(HOLDER)
    for name, held in own.items() if isinstance(own, dict) else ():
        key = f"{PREFIX}{name}"
        declared, raw = fields.get((record, key)), plain(held)
        if declared is None or raw is None:
            continue
        converted = convert(raw, declared.kind, declared.detail)
        known = vocabularies.get(declared.detail) if declared.kind == "code" else None
        if isinstance(converted, InvalidValue):
            yield key, raw, converted.expected
        elif known is not None and any(
            known.resolve(str(alternative)) is None for alternative in alternatives(converted)
        ):
            yield key, raw, f"a word of the vocabulary `{declared.detail}`"


def _place(bom: Bom, element: Element, key: str) -> Span:
    file, pointer = bom.locate(element, key)
    return file.spans.value(pointer)
