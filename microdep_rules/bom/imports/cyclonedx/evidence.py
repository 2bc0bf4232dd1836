"""Evidence in a CycloneDX document, and the components that the evidence covers.

A report covers the components that refer to the report. CycloneDX does not state which facts a report shows,
so no fact refers to the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.cyclonedx.nodes import to_line
from microdep_rules.bom.imports.cyclonedx.tree import ID
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.bom.imports.cyclonedx.tree import TreeItem

EVIDENCE_TYPES = frozenset({"certification-report", "attestation", "evidence"})
"""Kinds of references to evidence about a component."""
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHA_256 = pattern(r"[0-9a-f]{64}")


def read_evidence(top: DocumentNode, items: list[TreeItem]) -> list[PlacedRecord]:
    """Return the records of evidence in a document, each with the components that it covers."""
    ids = {item.ref: item.id for item in items if item.ref}
    records: dict[str, PlacedRecord] = {}
    declarations = top.get("declarations")
    claims = declarations.listed("claims") if declarations is not None else []
    for record in declarations.listed("evidence") if declarations is not None else []:
        about = [c for c in claims if record.text("bom-ref") in (c.value.get("evidence") or ())]
        covers = [ids[ref] for c in about if (ref := c.text("target")) in ids]
        _read_declared(records, record, list(dict.fromkeys(covers)), [c.text("predicate") for c in about])
    for item in items:
        for reference in item.node.listed("externalReferences"):
            if reference.text("type") in EVIDENCE_TYPES and to_line(reference.value.get("url")):
                _read_reference(records, reference, item)
    return list(records.values())


def _read_declared(
    records: dict[str, PlacedRecord], node: DocumentNode, covers: list[str], shows: list[str]
) -> None:
    own = node.text("bom-ref") or node.text("description") or "evidence"
    record = _new_record(records, own if ID.fullmatch(own) else slug(own), node)
    author = node.get("author")
    if author is not None and author.text("name"):
        record.put("issuer", author.text("name"), author.span)
    for key, field in (("created", "issued"), ("expires", "expires")):
        day = DAY.match(node.text(key))
        if day is not None:
            record.put(field, day[0], node.at(key).span)
    notes = [note for note in (node.text("description"), *shows) if note]
    if notes:
        record.put("notes", "\n".join(notes), node.at("description").span)
    for data in node.listed("data"):
        url = data.at("contents", "url")
        if url.key is not None and to_line(url.value) and "document" not in record.value:
            record.put("document", {"url": to_line(url.value)}, url.span)
    if covers:
        record.put("covers", {"components": covers})


def _read_reference(records: dict[str, PlacedRecord], node: DocumentNode, item: TreeItem) -> None:
    record = _new_record(records, f"{item.id}-{node.text('type')}"[:250], node)
    document = PlacedRecord(node.span)
    document.put("url", to_line(node.value["url"]), node.at("url").span)
    digests = (hash_.text("content") for hash_ in node.listed("hashes") if hash_.text("alg") == "SHA-256")
    digest = next((hash_.lower() for hash_ in digests if SHA_256.fullmatch(hash_.lower())), "")
    if digest:
        document.put("sha256", digest, node.at("hashes").span)
    record.put("document", document, node.at("url").span)
    record.put("covers", {"components": [item.id]})
    comment = node.text("comment")
    record.put("notes", ": ".join(filter(None, (node.text("type"), comment))), node.at("type").span)


def _new_record(records: dict[str, PlacedRecord], own: str, node: DocumentNode) -> PlacedRecord:
    id_, number = own, 1
    while id_ in records:
        number += 1
        id_ = f"{own}-{number}"
    record = PlacedRecord(node.span)
    record.put("id", id_)
    record.put("type", "other")
    records[id_] = record
    return record
