"""Channels: the same fact stated in another file: an overlay, the context file, the block of the context."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.metamorphic.cases import Attempt, copied, copied_documents
from tests.metamorphic.changes import id_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.metamorphic.cases import Documents, Record
    from tests.metamorphic.changes import Change


def in_overlay(field: str) -> Change:
    """Change: a field of a component is stated in an overlay."""

    def change(documents: Documents, component: Record) -> bool:
        if field not in component or id_of(component) is None or "evidence" in str(component[field]):
            return False
        entry = {"match": {"id": component["id"]}, field: component.pop(field)}
        if field in component.get("complete", []):
            entry["complete"] = [field]
            component["complete"] = [each for each in component["complete"] if each != field]
        overlay = {
            "schema": "microdep-overlay/1",
            "components": [entry],
            "parties": documents.bom.get("parties", []),
        }
        documents.overlays = (copied(overlay),)
        return True

    return change


def party_in_overlay(documents: Documents, record: Record) -> bool:
    """State what is known of a company in an overlay, by the name of the company."""
    facts = {name: record.pop(name) for name in list(record) if name not in {"id", "name", "evidence"}}
    if not facts or "id" not in record or "name" not in record:
        return False
    stated = {"id": record["id"], "name": record["name"], **facts}
    others = [
        {"id": each["id"], "name": each["name"]}
        for each in documents.bom["parties"]
        if each is not record and "id" in each and "name" in each
    ]
    evidence = documents.bom.get("evidence", [])
    overlay = {"schema": "microdep-overlay/1", "parties": [stated, *others], "evidence": evidence}
    documents.overlays = (copied(overlay),)
    return True


# ---- context -------------------------------------------------------------------------------------


def context_to_block(documents: Documents, bom: Record) -> bool:
    """State the context file in the block of the bill of materials."""
    if not documents.context or "context" in bom:
        return False
    bom["context"] = {k: v for k, v in documents.context.items() if k not in ("schema", "$schema")}
    documents.context = {}
    return True


def block_to_context(documents: Documents, bom: Record) -> bool:
    """State the block in a context file."""
    if documents.context or "context" not in bom:
        return False
    documents.context = {"schema": "microdep-context/1", **bom.pop("context")}
    return True


def context_in_both(documents: Documents, bom: Record) -> bool:
    """State single facts of the context file in the block as well."""
    if not documents.context or "context" in bom:
        return False
    facts = {k: v for k, v in documents.context.items() if k not in ("schema", "$schema")}
    bom["context"] = {k: v for k, v in facts.items() if not isinstance(v, list)}
    return True


def single_facts(documents: Documents) -> Iterator[Attempt]:
    """Each fact of the context file stated in the block of the bill of materials, and written out."""
    for field, value in documents.context.items():
        if field not in ("schema", "$schema", "ext", "evidence", "parties"):
            place = f"context file/{field}"
            yield Attempt("channel", "a fact in the block", place, partial(_fact_to_block, documents, field))
            if isinstance(value, str | bool):
                changed = partial(_fact_written_out, documents, field)
                yield Attempt("channel", "a fact with its value written out", place, changed)


def _fact_to_block(documents: Documents, field: str) -> Documents:
    found = copied_documents(documents)
    found.bom.setdefault("context", {}).setdefault(field, found.context.pop(field))
    return found


def _fact_written_out(documents: Documents, field: str) -> Documents:
    found = copied_documents(documents)
    found.context[field] = {"value": found.context[field]}
    return found
