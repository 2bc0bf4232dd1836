"""Names of stages, and the entries to write in a document for missing facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine.words import milestone_words, stage_label
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import MissingFact

IDENTIFIERS, IDENTITY = "party.identifiers", "the identity"
"""Fact that is missing if a party may be a listed company, and its name in texts.

The document can state the identity as `aliases`, as `distinct_from`, or by an identifier that the list
contains.
"""
STAGE = "stage "
"""Start of the name of a missing stage."""
CLOSED = frozenset({"children", "materials", "stages", "inputs", "owners", "rights", "relations"})
"""Lists for which a document can state that they are complete."""

_IDENTITY_FIELDS = frozenset({"manufacturer", "mpn", "id", "name"})


def element_name(element: Element) -> str:
    """Return the name of an element; for a stage, this is its kind, such as `sintered`."""
    return stage_label(load_stages().vocabulary, element) if element.kind == "stage" else element.name


def stage_words(name: str) -> str:
    """Return the words for a missing stage.

    >>> stage_words("stage reduced_to_metal of Nd"), stage_words("stage sintered or bonded")
    ('reduced to metal (neodymium)', 'sintered or bonded')
    """
    return milestone_words(load_stages(), name.removeprefix(STAGE))


def to_write(missing: MissingFact, bom: Bom) -> str:
    """Return the text that the user writes into the document for a missing fact, such as `stages: [{…}]`.

    The text is empty if the position of the fact is enough. There is a text for a missing stage, an
    incomplete list, a quantity, and a product that the parts list does not contain.
    """
    if bom.product.synthesized and missing.subject == bom.product.id and missing.record == "component":
        own = bom.usages(bom.product)
        first = f"{{ref: {own[0].child.id}}}, …" if own else "…"
        return f"a component {{id: …, name: …, kind: end_item, children: [{first}]}} that has this"
    if missing.name.startswith(STAGE):
        entries = _entries(missing.name.removeprefix(STAGE))
        return entries if bom.file.spans.has(missing.pointer) else f"stages: [{entries}]"
    if missing.name == "component.quantity":
        part = bom.components.get(missing.subject)
        if part is not None and missing.pointer == f"{part.pointer}/quantity":  # in a flat list of parts
            return "quantity: …"
        uses = bom.parents(part) if part is not None else ()
        above = next(
            (use.parent.name for use in uses if missing.pointer.startswith(f"{use.pointer}/")), "its parent"
        )
        return f"children: [{{ref: {missing.subject}, quantity: …}}] of {above}"
    if missing.name == IDENTIFIERS:
        party = bom.party(missing.subject)
        name = party.name if party is not None else missing.subject
        is_editable = bom.file.path.endswith((".yaml", ".yml"))
        where = "the document or an overlay file" if is_editable else "an overlay file"
        return f'parties: [{{name: "{name}", …}}] in {where}'
    if missing.name in CLOSED:
        return f"{missing.name}: […] with complete: [{missing.name}]"
    return ""


def overlay_lines(missing: MissingFact, bom: Bom) -> str:
    """Return the lines of an overlay that state a missing fact of a component, in one line.

    The text is empty if the value is neither a word nor true or false, or if nothing identifies the
    component.
    """
    record, _, name = missing.name.partition(".")
    field = record_types()["component"].fields.get(name) if record == "component" else None
    component = bom.components.get(missing.subject)
    if field is None or component is None or component.synthesized or name in _IDENTITY_FIELDS:
        return ""
    if field.type.kind not in {"boolean", "code"}:
        return ""
    mpn, maker = exact(component.data.get("mpn")), exact(component.data.get("manufacturer"))
    party = bom.party(maker) if isinstance(maker, str) else None
    match = f"id: {_quoted(component.id)}"
    if isinstance(mpn, str) and party is not None:
        match = f"manufacturer: {_quoted(party.name)}, mpn: {_quoted(mpn)}"
    value = "true" if field.type.kind == "boolean" else "…"
    other = " (or false)" if field.type.kind == "boolean" else ""
    return f"components: [{{match: {{{match}}}, {field.document_name}: {value}}}] in an overlay{other}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _entries(names: str) -> str:
    """Return the entries for one stage, or for any of several stages.

    >>> _entries("reduced_to_metal of Nd")
    '{stage: reduced_to_metal, substance: Nd, country: …}'
    """
    entries = []
    for word in names.split(" or "):
        stage, _, of = word.partition(" of ")
        entries.append(f"{{stage: {stage}{', substance: ' if of else ''}{of}, country: …}}")
    return " or ".join(entries)
