"""Components of a CycloneDX document: hardware with its manufacturer and properties, or a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.rows import left_out
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.imports.cyclonedx.nodes import to_line
from microdep_rules.bom.imports.cyclonedx.properties import ComponentProperties
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.messages import phrase_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.cyclonedx.links import ReferenceLinks
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.bom.imports.cyclonedx.parties import PartyRegistry
    from microdep_rules.bom.imports.cyclonedx.tree import TreeItem

BESIDE = {
    "type": "type",
    "group": "group",
    "version": "version",
    "purl": "purl",
    "cpe": "cpe",
    "scope": "scope",
}
"""CycloneDX fields that no rule reads. The import keeps these fields in `ext`, under these names."""
LONGEST_PROSE = 100_000
CHILDREN = "children"
"""Name of the list of children in the field `complete` of a component."""


def build_component(
    item: TreeItem, parties: PartyRegistry, links: ReferenceLinks, *, product: bool
) -> tuple[PlacedRecord, ComponentProperties]:
    """Return the record of a component, and its properties."""
    node = item.node
    properties = ComponentProperties(node)
    record = PlacedRecord(node.span)
    ref = node.get("bom-ref")
    record.put("id", item.id, ref.span if ref is not None and ref.value == item.id else node.at("name").span)
    record.put("name", node.text("name") or item.ref or "unnamed", node.at("name").span)
    kind = _kind_of(item, product=product)
    properties.facts.setdefault("kind", (kind, node.at("type").span))
    if kind in {"software", "firmware"}:
        # Programs have no material, so rules about materials need no question about them.
        properties.facts.setdefault("class", ("software", node.at("type").span))
        properties.facts.setdefault("materials", ([], node.at("type").span))
    _put_companies(item, properties, parties, program=kind in {"software", "firmware"})
    companies = {"manufacturer", "supplier"} & properties.facts.keys()
    if kind in {"component", "assembly"} and node.text("name") and companies:
        # By convention, the name of a device with a manufacturer or supplier is its part number.
        properties.facts.setdefault("mpn", (node.text("name"), node.at("name").span))
    description = node.get("description")
    if description is not None and description.value and "notes" not in properties.facts:
        properties.facts["notes"] = (description.value[:LONGEST_PROSE], description.span)
    for name, (value, at) in properties.facts.items():
        record.put(name, value, at)
    _put_completeness(item, record, links)
    _put_extras(item, record, properties)
    return record, properties


def _kind_of(item: TreeItem, *, product: bool) -> str:
    if not item.is_hardware:
        return "firmware" if item.type == "firmware" else "software"
    if product:
        return "end_item"
    return "assembly" if item.holds else "component"


def _put_companies(
    item: TreeItem, properties: ComponentProperties, parties: PartyRegistry, *, program: bool
) -> None:
    """Record the manufacturer and the supplier.

    Before CycloneDX 1.6, the author of a program is its manufacturer.
    """
    node = item.node
    maker, seller = node.get("manufacturer"), node.get("supplier")
    for field, entity in (("manufacturer", maker), ("supplier", seller)):
        id_ = parties.of(entity)
        if id_ and entity is not None:
            properties.fact(field, id_, entity.at("name").span)
    authors = [
        author_
        for author_ in (node.get("author"), *(a.get("name") for a in node.listed("authors")))
        if author_
    ]
    publisher = node.get("publisher")
    named = [author for author in authors if program and to_line(author.value)]
    writers = {id_: author_ for author_ in named for id_ in company_ids(parties.named(author_))}
    if maker is None and len(writers) == 1:
        id_, at = next(iter(writers.items()))
        properties.facts.setdefault("manufacturer", (id_, at.span))
    elif maker is None:  # with several authors, it is not known which author is the manufacturer
        _report_unused_companies(properties, "manufacturer", writers, parties)
    if publisher is not None and to_line(publisher.value):
        id_ = parties.named(publisher)
        if seller is None:
            properties.facts.setdefault("supplier", (id_, publisher.span))
        _report_unused_companies(properties, "supplier", dict.fromkeys(company_ids(id_), publisher), parties)


def company_ids(value: Any) -> list[str]:
    """Return the ids of the companies in a fact, which has one company or several alternatives."""
    return [*alternatives(value)]


def _report_unused_companies(
    properties: ComponentProperties, field: str, named: Mapping[str, DocumentNode], parties: PartyRegistry
) -> None:
    """Report further companies: a component has only one manufacturer and one supplier."""
    known = (properties.facts[name][0] for name in ("manufacturer", "supplier") if name in properties.facts)
    used_ids = {id_ for value in known for id_ in company_ids(value)}
    for id_, node in named.items():
        if id_ not in used_ids:
            because = phrase_of(
                "import/cell-not-read", "named-besides", name=parties.records[id_].value["name"]
            )
            fix = phrase_of("import/cell-not-read", "name-as-field", field=field)
            properties.diagnostics.append(left_out(field, because, fix, node.span))


def _put_completeness(item: TreeItem, record: PlacedRecord, links: ReferenceLinks) -> None:
    """Record that the list of children is complete, if the document declares the component complete.

    If another declaration contradicts this declaration, or a child is in another document, the list is not
    complete.
    """
    stated = record.value.get("complete", [])
    if not item.ref or not isinstance(stated, list):
        return
    others = [name for name in stated if name != CHILDREN]
    at = links.complete.get(item.ref)
    if item.ref in links.declared_incomplete or item.ref in links.in_other_documents:
        if others != stated:
            record.put("complete", others, record.span_of("complete"))
    elif at is not None and others == stated:
        record.put("complete", [*others, CHILDREN], at.span)


def _put_extras(item: TreeItem, record: PlacedRecord, properties: ComponentProperties) -> None:
    beside = properties.extras
    for name, key in BESIDE.items():
        value = item.node.get(name)
        if (
            value is not None
            and isinstance(value.value, str)
            and value.value
            and not (name == "type" and value.value == "device")
        ):
            beside.put(key, value.value, value.span)
    if item.ref and item.ref != item.id:
        beside.put("bom_ref", item.ref, item.node.at("bom-ref").span)
    if beside.value and "ext" not in record.value:
        record.put("ext", beside)
