"""Errors in the statements of custom fields: the checks that the schema makes for built-in facts.

The schema does not define custom fields. So these checks apply to the fields that packs declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.contexts import report_contradiction
from microdep_rules.bom.errors import facts, links, shape
from microdep_rules.bom.errors.allowed import FACT
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.own_values import InvalidValue, convert, plain, text_of
from microdep_rules.bom.spans import join
from microdep_rules.bom.statements import are_disjoint
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.vocabulary.own_fields import OwnFieldKind
    from microdep_rules.vocabulary.terms import Vocabularies

_STATEMENTS = {
    "value": "value",
    "one_of": "one_of",
    "unknown": "unknown",
    "amount": "amount",
    "at_least": "bounds",
    "at_most": "bounds",
}
"""Kind of statement that each key makes. A fact has only one kind of statement, such as a value or bounds."""
_KEYS = (*_STATEMENTS, "unit", "currency", "reason", "evidence", "notes")
_EVIDENCE = "evidence"


def check(
    bom: Bom, fields: Mapping[tuple[str, str], OwnFieldKind], vocabularies: Vocabularies
) -> list[Diagnostic]:
    """Return the errors in the statements of declared custom fields, and in their references to evidence."""
    if not fields:
        return []
    elements = (*bom.elements(), *bom.contexts)
    problems = [problem for element in elements for problem in _check_element(bom, element, fields)]
    return [*problems, *_check_contradictions(bom, fields, vocabularies)]


def is_sound(
    record: str,
    data: Mapping[str, Any],
    fields: Mapping[tuple[str, str], OwnFieldKind],
    evidence: Collection[str],
) -> bool:
    """Return whether no statement of a declared custom field of a record has an error.

    `evidence` contains the ids of the evidence of the document.
    """
    return not any(_faults(raw, evidence) for _, raw, _ in declared_fields(record, data, fields))


def declared_fields(
    record: str, data: Mapping[str, Any], fields: Mapping[tuple[str, str], OwnFieldKind]
) -> Iterator[tuple[str, Any, OwnFieldKind]]:
    """Yield the key, such as `ext.customer`, the statement and the kind of each declared custom field."""
    own = data.get(HOLDER)
    for name, raw in own.items() if isinstance(own, dict) else ():
        declared = fields.get((record, f"{PREFIX}{name}"))
        if declared is not None:
            yield f"{PREFIX}{name}", raw, declared


def _faults(raw: Any, evidence: Collection[str]) -> list[str]:
    """Return the kinds of errors in a statement."""
    value = raw.get("value", "-") if isinstance(raw, dict) else raw
    faults = ["empty"] if value is None or (isinstance(value, str) and not value.strip()) else []
    if not isinstance(raw, dict):
        return faults
    if len({_STATEMENTS[key] for key in raw if key in _STATEMENTS}) > 1:
        faults.append("several")
    if any(key not in _KEYS for key in raw):
        faults.append("keys")
    ids = raw.get(_EVIDENCE, [])
    if not isinstance(ids, list) or any(not isinstance(id_, str) for id_ in ids):
        faults.append("evidence")
    elif any(id_ not in evidence for id_ in ids):
        faults.append("reference")
    return faults


def _check_element(
    bom: Bom, element: Element, fields: Mapping[tuple[str, str], OwnFieldKind]
) -> Iterator[Diagnostic]:
    for field, raw, _ in declared_fields(element.kind, element.data, fields):
        for fault in _faults(raw, bom.evidence):
            yield from _report(bom, element, field, raw, fault)


def _report(bom: Bom, element: Element, field: str, raw: Any, fault: str) -> Iterator[Diagnostic]:
    """Yield the errors of one kind in a statement."""
    file, pointer = bom.locate(element, field)
    spans = file.spans
    match fault:
        case "empty":
            yield facts.empty_value(field, spans.key(pointer), FACT)
        case "several":
            names = [key for key in raw if key in _STATEMENTS]
            yield diagnose("bom/two-statements", spans.value(pointer), field=field, names=names)
        case "keys":
            for key in raw:
                if key not in _KEYS:
                    at = spans.key(join(pointer, key))
                    yield shape.unknown_field(
                        key, quoted(field), _KEYS, at, synonym=None, by_id=False, record=raw
                    )
        case "evidence":
            ids, listed = raw[_EVIDENCE], f"{pointer}/{_EVIDENCE}"
            if not isinstance(ids, list):
                yield shape.wrong_kind(quoted(_EVIDENCE), ids, "", "array", spans.value(listed))
                return
            for index, id_ in enumerate(ids):
                if not isinstance(id_, str):
                    place = f"an entry of {quoted(_EVIDENCE)}"
                    yield shape.wrong_kind(place, id_, "id", "string", spans.value(f"{listed}/{index}"))
        case _:
            for index, id_ in enumerate(raw[_EVIDENCE]):
                if id_ not in bom.evidence:
                    at = spans.value(f"{pointer}/{_EVIDENCE}/{index}")
                    yield links.dangling_reference(_EVIDENCE, id_, bom.evidence, at)


def _check_contradictions(
    bom: Bom, fields: Mapping[tuple[str, str], OwnFieldKind], vocabularies: Vocabularies
) -> Iterator[Diagnostic]:
    """Yield an error for each custom field that the context file and the document state differently."""
    if len(bom.contexts) < 2:  # noqa: PLR2004 - two: the context file and the block
        return
    file, block = bom.contexts
    stated = {field: raw for field, raw, _ in declared_fields(block.kind, block.data, fields)}
    for field, raw, declared in declared_fields(file.kind, file.data, fields):
        first, second = (
            _comparable(statement, declared, vocabularies) for statement in (raw, stated.get(field))
        )
        if first is not None and second is not None and are_disjoint(first, second, {"type": declared.kind}):
            values = (quoted(text_of(plain(raw))), quoted(text_of(plain(stated[field]))))
            yield report_contradiction(file, block, field, values)


def _comparable(raw: Any, declared: OwnFieldKind, vocabularies: Vocabularies) -> Any:
    """Return a statement in the form of a built-in fact; `None` if unknown or not of the declared kind."""
    value = plain(raw)
    if value is None:
        return None
    converted = convert(value, declared.kind, declared.detail)
    if isinstance(converted, InvalidValue):
        return None
    if declared.kind == "text":
        return {"one_of": [" ".join(str(text).casefold().split()) for text in alternatives(converted)]}
    known = vocabularies.get(declared.detail) if declared.kind == "code" else None
    if known is None:
        return converted
    words = [known.resolve(str(word)) or str(word) for word in alternatives(converted)]
    return {"one_of": words}
