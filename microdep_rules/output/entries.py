"""Entries to write in a document or an overlay for missing facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.output.stages import IDENTIFIERS, STAGE
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import MissingFact

CLOSED = frozenset({"children", "materials", "stages", "inputs", "owners", "rights", "relations"})
"""Lists for which a document can state that they are complete."""

_IDENTITY_FIELDS = frozenset({"manufacturer", "mpn", "id", "name"})


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
    value = "true" if field.type.kind == "boolean" else "…"
    other = " (or false)" if field.type.kind == "boolean" else ""
    entry = f"{{match: {overlay_condition(component, bom)}, {field.document_name}: {value}}}"
    return f"components: [{entry}] in an overlay{other}"


def overlay_condition(component: Element, bom: Bom) -> str:
    """Return the condition of an overlay entry for a component, such as `{mpn: "XM-2207"}`.

    The condition has the part number, with the manufacturer if the manufacturer is known. The condition has
    the id if the component has no part number, or if another component has the same part number. The id of a
    component in a table depends on the spelling of the manufacturer.
    """
    mpn, maker = exact(component.data.get("mpn")), exact(component.data.get("manufacturer"))
    if not isinstance(mpn, str) or _has_same_number(component, mpn, bom):
        return f"{{id: {_quoted(component.id)}}}"
    party = bom.party(maker) if isinstance(maker, str) else None
    manufacturer = f"manufacturer: {_quoted(party.name)}, " if party is not None else ""
    return f"{{{manufacturer}mpn: {_quoted(mpn)}}}"


def _has_same_number(component: Element, mpn: str, bom: Bom) -> bool:
    """Return whether a component other than `component` has the part number `mpn`."""
    others = (other for other in bom.components.values() if other.id != component.id)
    return any(exact(other.data.get("mpn")) == mpn for other in others)


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
