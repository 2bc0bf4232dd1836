"""Facts that may exclude a component from a rule, but that other statements contradict.

Examples are a router that is stated to route no traffic, and an off-the-shelf product in a contract without
commercial products. The check reports both fields, and the engine does not rely on the fact.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.facts import alternatives, exact, reading
from microdep_rules.bom.own_words import OWN_WORDS
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.contradictable_facts import (
    VOCABULARIES,
    is_in_heading,
    is_one_of,
    names_one_of,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.vocabulary.contradictable_facts import ContradictableFact, ContradictingWords

CODED = {
    ("contract", "end_use"): "end-use",
    ("contract", "commercial_status"): "commercial-status",
    ("component", "kind"): "kind",
}
"""Fields with words of a vocabulary, each with its vocabulary.

A more specific word counts like the more general word.
"""


class OpposingStatement(Struct, frozen=True):
    """Record and field of a statement that contradicts a fact."""

    element: Element
    field: str

    @property
    def text(self) -> str:
        """Value of the statement in words."""
        raw = self.element.data.get(self.field)
        if isinstance(raw, list):
            return ", ".join(word for word in raw if isinstance(word, str)) or "listed"
        return reading(raw)


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for facts of components, equipment and contract that other statements contradict."""
    fields: dict[str, list[str]] = {}
    for record, field in table():
        fields.setdefault(record, []).append(field)
    records = [*bom.components.values()]
    if bom.context is not None:
        records += [bom.context, *bom.records(bom.context, "equipment")]
    for element in records:
        for field in fields[element.kind]:
            statements = opposing_statements(bom, element, field) if field in element.data else ()
            if statements:
                other = statements[0]
                stated = f"{element.kind}.{field}: {reading(element.data[field]).lower()}"
                against = f"{other.element.kind}.{other.field}: {other.text}"
                yield diagnose(
                    "bom/contradiction",
                    bom.span(element, field),
                    "facts",
                    also=[bom.span(other.element, other.field)],
                    name=element.name,
                    fact=stated,
                    other=against,
                )


def opposing_statements(bom: Bom, element: Element, field: str) -> tuple[OpposingStatement, ...]:
    """Return the statements that contradict a fact of a record; empty if nothing contradicts its value."""
    entry = entry_of(element, field)
    if entry is None:
        return ()
    statements = [
        OpposingStatement(element, field_name)
        for field_name in _contradicting_fields(entry.itself, element.data)
    ]
    if element is bom.product and bom.context is not None:
        statements += [
            OpposingStatement(bom.context, field_name)
            for field_name in _contradicting_fields(entry.contract, bom.context.data)
        ]
    if element is bom.context:
        statements += [
            OpposingStatement(bom.product, field_name)
            for field_name in _contradicting_fields(entry.end_item, bom.product.data)
        ]
        if any(names_one_of(name, entry.end_user) for name in bom.names_of(element.data.get("end_user"))):
            statements.append(OpposingStatement(element, "end_user"))
    return tuple(statements)


def entry_of(element: Element, field: str) -> ContradictableFact | None:
    """Return the table entry for the contradictions of a field's stated value; `None` if there is none."""
    entries = table().get((element.kind, field), ())
    return next((entry for entry in entries if _states_value(entry, element.data)), None)


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a component that contradict another field of the component, or `None`."""
    fields: dict[str, Any] = {}
    for field in () if data.keys().isdisjoint(_component_fields()) else _component_fields():
        if field in data:
            for entry in table()["component", field]:
                if _states_value(entry, data):
                    fields |= {name: data[name] for name in _contradicting_fields(entry.itself, data)}
    return fields or None


@cache
def _component_fields() -> dict[str, None]:
    """Return the fields of components that other statements may contradict."""
    return {field: None for record, field in table() if record == "component"}


def _states_value(entry: ContradictableFact, data: Mapping[str, Any]) -> bool:
    """Return whether a record states the value for which the entry lists contradictions."""
    stated, vocabulary = alternatives(data.get(entry.field)), CODED.get((entry.record, entry.field), "")
    if not stated or not all(is_one_of(vocabulary, word, entry.values) for word in stated):
        return False
    classes = alternatives(data.get("class")) if entry.except_classes else ()
    return not any(is_one_of("class", class_, entry.except_classes) for class_ in classes)


def _contradicting_fields(against: ContradictingWords, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of a record that contain contradicting words."""
    for field, vocabulary in VOCABULARIES.items():
        stated, terms = alternatives(data.get(field)), against.terms(field)
        if terms and stated and all(is_one_of(vocabulary, word, terms) for word in stated):
            yield field
    code = exact(data.get("hs_code"))
    if isinstance(code, str) and is_in_heading(code, against.headings):
        yield "hs_code"
    for field in OWN_WORDS:
        text = exact(data.get(field))
        if isinstance(text, str) and names_one_of(text, against):
            yield field
    for field, values in against.facts.items():
        raw, vocabulary = data.get(field), CODED.get(("contract", field), "")
        if isinstance(raw, list):
            contradicts = any(is_one_of(vocabulary, word, values) for word in raw)
        else:
            contradicts = bool(raw is not None and alternatives(raw)) and all(
                is_one_of(vocabulary, alternative, values) for alternative in alternatives(raw)
            )
        if contradicts:
            yield field
    yield from (field for field in against.present if _has_value(data.get(field)))


def _has_value(raw: Any) -> bool:
    """Return whether a field has a value that is not 0, empty or unknown."""
    return raw not in (None, [], 0) and not (isinstance(raw, dict) and "unknown" in raw)
