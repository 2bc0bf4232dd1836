"""Own fields of a document that are of another kind or unit than the packs of a check declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import facts as say
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.own_values import Wrong, in_form, plain, text_of
from microdep_rules.bom.repeats import told_once
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.own_fields import Kind
    from microdep_rules.vocabulary.terms import Vocabularies


def check(bom: Bom, fields: Mapping[tuple[str, str], Kind], vocabularies: Vocabularies) -> list[Diagnostic]:
    """Every value of an own field that is none of what packs declare."""
    if not fields:
        return []
    return told_once(
        say.own_value(f"{each.kind}.{key}", text_of(raw), expected, _place(bom, each, key))
        for each in (*bom.elements(), *bom.contexts)
        for key, raw, expected in wrong_in(each.kind, each.data, fields, vocabularies)
    )


def is_sound(
    component: Mapping[str, Any], fields: Mapping[tuple[str, str], Kind], vocabularies: Vocabularies
) -> bool:
    """Return whether the own fields of a component and its materials are all as packs declare them."""
    materials = (each for each in component.get("materials") or () if isinstance(each, dict))
    records = [("component", component), *(("material", material) for material in materials)]
    return not any(any(wrong_in(*record, fields, vocabularies)) for record in records)


def wrong_in(
    record: str,
    data: Mapping[str, Any],
    fields: Mapping[tuple[str, str], Kind],
    vocabularies: Vocabularies,
) -> Iterator[tuple[str, Any, str]]:
    """The own fields of a record that are not as declared: the key, the value, and what is expected."""
    own = data.get(HOLDER)
    for name, held in own.items() if isinstance(own, dict) else ():
        key = f"{PREFIX}{name}"
        wanted, raw = fields.get((record, key)), plain(held)
        if wanted is None or raw is None:
            continue
        found = in_form(raw, wanted.kind, wanted.detail)
        known = vocabularies.get(wanted.detail) if wanted.kind == "code" else None
        if isinstance(found, Wrong):
            yield key, raw, found.expected
        elif known is not None and any(
            known.resolve(str(alternative)) is None for alternative in alternatives(found)
        ):
            yield key, raw, f"a word of the vocabulary `{wanted.detail}`"


def _place(bom: Bom, element: Element, key: str) -> Span:
    file, pointer = bom.locate(element, key)
    return file.spans.value(pointer)
