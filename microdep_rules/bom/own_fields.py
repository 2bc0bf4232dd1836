"""Check of custom fields against the kinds and units that packs declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom import own_statements
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.own_values import InvalidValue, convert, plain, text_of
from microdep_rules.bom.repeats import merge_repeats
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either
from microdep_rules.suggest import nearest
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.own_fields import OwnFieldKind
    from microdep_rules.vocabulary.terms import Vocabularies


def check(
    bom: Bom, fields: Mapping[tuple[str, str], OwnFieldKind], vocabularies: Vocabularies
) -> list[Diagnostic]:
    """Return diagnostics for custom fields with a wrong kind or unit, or with a misspelt name."""
    if not fields:
        return []
    elements = (*bom.elements(), *bom.contexts)
    return merge_repeats(
        [
            *(
                diagnose(
                    "bom/own-field",
                    _place(bom, element, key),
                    field=f"{element.kind}.{key}",
                    value=text_of(raw),
                    expected=expected,
                )
                for element in elements
                for key, raw, expected in find_wrong_fields(element.kind, element.data, fields, vocabularies)
            ),
            *(
                diagnose("bom/own-field", _key(bom, element, key), "misspelt", field=key, near=either(near))
                for element in elements
                for key, near in find_misspelt_fields(element.kind, element.data, fields)
            ),
        ]
    )


def has_declared_kinds(
    component: Mapping[str, Any],
    fields: Mapping[tuple[str, str], OwnFieldKind],
    vocabularies: Vocabularies,
    evidence: Collection[str],
) -> bool:
    """Return whether the custom fields of a component have no error and no warning.

    The custom fields of its materials are checked, too. `evidence` contains the ids of the evidence of the
    document.
    """
    materials = (material for material in component.get("materials") or () if isinstance(material, dict))
    records = [("component", component), *(("material", material) for material in materials)]
    return not any(
        any(find_wrong_fields(*record, fields, vocabularies))
        or any(find_misspelt_fields(*record, fields))
        or not own_statements.is_sound(*record, fields, evidence)
        for record in records
    )


def find_wrong_fields(
    record: str,
    data: Mapping[str, Any],
    fields: Mapping[tuple[str, str], OwnFieldKind],
    vocabularies: Vocabularies,
) -> Iterator[tuple[str, Any, str]]:
    """Yield key, value and expected form of each custom field of a record with a wrong kind or unit."""
    for key, statement, declared in own_statements.declared_fields(record, data, fields):
        raw = plain(statement)
        if raw is None:
            continue
        converted = convert(raw, declared.kind, declared.detail)
        known = vocabularies.get(declared.detail) if declared.kind == "code" else None
        if isinstance(converted, InvalidValue):
            yield key, raw, converted.expected
        elif known is not None and any(
            known.resolve(str(alternative)) is None for alternative in alternatives(converted)
        ):
            yield key, raw, f"a word of the vocabulary `{declared.detail}`"


def find_misspelt_fields(
    record: str, data: Mapping[str, Any], fields: Mapping[tuple[str, str], OwnFieldKind]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each custom field of a record that no pack declares, with the declared names of similar spelling.

    A declared name is not suggested if the record already has this field.
    """
    own = data.get(HOLDER)
    if not isinstance(own, dict) or not own:
        return
    declared = [key.removeprefix(PREFIX) for kind, key in fields if kind == record]
    missing = [name for name in declared if name not in own]
    for name in own:
        near = nearest(name, missing) if name not in declared else []
        if near:
            yield f"{PREFIX}{name}", [f"{PREFIX}{other}" for other in near]


def _place(bom: Bom, element: Element, key: str) -> Span:
    file, pointer = bom.locate(element, key)
    return file.spans.value(pointer)


def _key(bom: Bom, element: Element, key: str) -> Span:
    file, pointer = bom.locate(element, key)
    return file.spans.key(pointer)
