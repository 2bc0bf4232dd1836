"""Conversion of a CycloneDX document into a `microdep-bom` document; values keep their positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import structs

from microdep_rules.bom.decode import decode
from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.bom.errors import reading
from microdep_rules.bom.imports.cyclonedx import validation
from microdep_rules.bom.imports.cyclonedx.components import build_component
from microdep_rules.bom.imports.cyclonedx.evidence import read_evidence
from microdep_rules.bom.imports.cyclonedx.links import MOST, ReferenceLinks, find_cycles, find_links
from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode, to_line
from microdep_rules.bom.imports.cyclonedx.parties import PartyRegistry
from microdep_rules.bom.imports.cyclonedx.properties import is_exported
from microdep_rules.bom.imports.cyclonedx.tree import TreeItem, build_tree
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.json_reader import read_json
from microdep_rules.bom.load import LIMITS, LoadedDocument, check_document
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.properties import ComponentProperties
    from microdep_rules.diagnostics import Diagnostic

DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T)")
MARKS = frozenset({"bomFormat", "specFormat"})
"""Keys that identify a CycloneDX document; each document has one of them."""


def read_cyclonedx(path: str, data: bytes) -> LoadedDocument | None:
    """Read a document in CycloneDX JSON; return `None` for any other document."""
    if len(data) > LIMITS["JSON"]:
        problem = reading.too_large(LIMITS["JSON"], "JSON", Span(path, 0, 0))
        return _without_value(SourceFile(path, ""), [problem])
    source, readable, diagnostics = decode(path, data)
    if not readable:
        return _without_value(source, diagnostics)
    value, spans, problems = read_json(source)
    diagnostics += problems
    if not isinstance(value, dict) or "schema" in value or not MARKS & value.keys():
        # If the JSON has syntax errors, its format cannot be known, so the syntax errors are reported.
        return _without_value(source, diagnostics) if value is None and has_errors(diagnostics) else None
    if has_errors(diagnostics):
        return _without_value(source, diagnostics)
    top = DocumentNode(value, spans.root, spans)
    version, problems_ = validation.parse_version(top)
    problems_ = problems_ or validation.check_schema(top, version)
    if problems_:
        return _without_value(source, [*diagnostics, *problems_])
    if is_exported(top):
        from microdep_rules.bom.imports.cyclonedx.restore import find_changes, restore_document

        loaded = _check(source, *restore_document(top), diagnostics)
        changed = find_changes(loaded, top) if loaded.value is not None else []
        all_problems = [*loaded.diagnostics, *changed]
        return (
            _without_value(source, all_problems)
            if has_errors(changed)
            else structs.replace(loaded, diagnostics=all_problems)
        )
    return _check(source, *_convert(top), diagnostics)


def _check(
    source: SourceFile, document: PlacedRecord | None, problems: list[Diagnostic], before: list[Diagnostic]
) -> LoadedDocument:
    """Return the converted document after the checks that every bill of materials gets."""
    diagnostics = [*before, *problems]
    if document is None or has_errors(problems):
        return _without_value(source, diagnostics)
    return check_document(
        LoadedDocument(source, document.value, diagnostics, Spans(source, document.place), "bom")
    )


def _without_value(source: SourceFile, diagnostics: list[Diagnostic]) -> LoadedDocument:
    return LoadedDocument(source, None, diagnostics, nowhere(source), "bom")


def _convert(top: DocumentNode) -> tuple[PlacedRecord | None, list[Diagnostic]]:
    links = find_links(top)
    product, items = build_tree(top, links)
    diagnostics = [*links.diagnostics, *_find_dependency_cycles(links, items, product)]
    if has_errors(diagnostics):
        return None, diagnostics
    parties = PartyRegistry(top)
    records = _build_components(product, items, parties, links)
    for _, properties in records.values():
        diagnostics += properties.diagnostics
    if product is not None:
        _put_companies(top, records[product][0], parties)
    document = PlacedRecord(top.span)
    document.put("schema", "microdep-bom/1", top.at("bomFormat").span)
    head = _build_head(top, product, parties, links)
    if head.value:
        document.put("document", head)
    if parties.records:
        document.put("parties", list(parties.records.values()))
    document.put("components", [part for part, _ in records.values()], top.at("components").span)
    all_items = [*([product] if product is not None else []), *items]
    evidence = read_evidence(top, all_items)
    if evidence:
        document.put("evidence", evidence)
    diagnostics += parties.diagnostics + _report_external(links, all_items) + _report_services(top)
    if not records:
        at = top.get("components")
        diagnostics.append(
            diagnose("import/no-components", at.head if at is not None else top.at("bomFormat").span)
        )
    return document, diagnostics


def _build_components(
    product: TreeItem | None, items: list[TreeItem], parties: PartyRegistry, links: ReferenceLinks
) -> dict[TreeItem, tuple[PlacedRecord, ComponentProperties]]:
    """Return the record of each component, with its children."""
    all_items = [*([product] if product is not None else []), *items]
    records = {item: build_component(item, parties, links, product=item is product) for item in all_items}
    children: dict[TreeItem, list[PlacedRecord]] = {}
    alone = product is None and len([item for item in items if not item.holders]) > 1
    for item in items:
        record, properties = records[item]
        for holder, span in item.holders:
            usage = PlacedRecord(span)
            usage.put("ref", item.id)
            for name, (value, at) in properties.usage.items():
                # For a component with several parents, the quantity in each of them is unknown.
                if len(item.holders) == 1:
                    usage.put(name, value, at)
            children.setdefault(holder, []).append(usage)
        if len(item.holders) > 1 or (not item.holders and not alone):
            _keep_usage(record, properties)
        elif not item.holders:
            for name, (value, at) in properties.usage.items():
                record.put(name, value, at)
    if product is not None:
        _keep_usage(*records[product])
    for item, usages in children.items():
        records[item][0].put("children", usages)
    _keep_dependencies(records, links)
    return records


def _keep_usage(record: PlacedRecord, properties: ComponentProperties) -> None:
    """Store the quantity and designators of a component in `ext`, because they belong to no single parent."""
    for name, (value, at) in properties.usage.items():
        properties.extras.put(name, value, at)
    if properties.extras.value and "ext" not in record.value:
        record.put("ext", properties.extras)


def _keep_dependencies(
    records: dict[TreeItem, tuple[PlacedRecord, ComponentProperties]], links: ReferenceLinks
) -> None:
    """Store the dependencies of programs in `ext`.

    A dependency of a program is not a component of the program.
    """
    ids = {item.ref: item.id for item in records if item.ref}
    for item, (record, properties) in records.items():
        needs = [ids[to] for to, _ in links.edges.get(item.ref, ()) if to in ids]
        if needs and not item.is_hardware:
            properties.extras.put("depends_on", list(dict.fromkeys(needs)), links.edges[item.ref][0][1])
            if "ext" not in record.value:
                record.put("ext", properties.extras)


def _put_companies(top: DocumentNode, record: PlacedRecord, parties: PartyRegistry) -> None:
    """Record the manufacturer and the supplier of the product, if the metadata state them."""
    metadata = top.at("metadata")
    for their_field, field in (("manufacture", "manufacturer"), ("supplier", "supplier")):
        entity = metadata.get(their_field)
        id_ = parties.of(entity)
        if id_ and entity is not None and field not in record.value:
            record.put(field, id_, entity.at("name").span)


def _build_head(
    top: DocumentNode, product: TreeItem | None, parties: PartyRegistry, links: ReferenceLinks
) -> PlacedRecord:
    metadata = top.at("metadata")
    head = PlacedRecord(metadata.span if metadata.key is not None else top.head)
    if product is not None:
        at = product.node.at("name").span
        head.put("id", product.id, at)
        head.put("product", product.id, at)
    version = top.get("version")
    if version is not None and isinstance(version.value, int):
        head.put("version", version.value, version.span)
    day = DAY.match(metadata.text("timestamp"))
    if day is not None:
        head.put("date", day[0], metadata.at("timestamp").span)
    author = _author_of(metadata, parties)
    if author is not None:
        head.put("author", author, author.span)
    if links.incomplete:
        head.put("completeness", "incomplete", top.at("compositions").head)
    serial = top.get("serialNumber")
    if serial is not None and to_line(serial.value):
        beside = PlacedRecord(serial.span)
        beside.put("serial_number", to_line(serial.value))
        head.put("ext", beside)
    return head


def _author_of(metadata: DocumentNode, parties: PartyRegistry) -> PlacedRecord | None:
    """Return the author of the document: a person and, since CycloneDX 1.6, a company."""
    company = metadata.get("manufacturer")
    people = [person for person in metadata.listed("authors") if person.text("name")]
    id_ = parties.of(company)
    if not id_ and not people:
        return None
    author = PlacedRecord(people[0].span if people else metadata.at("manufacturer").span)
    if people:
        author.put("name", people[0].text("name"))
    if isinstance(id_, str) and id_ and company is not None:
        author.put("party", id_, company.span)
    return author


def _find_dependency_cycles(
    links: ReferenceLinks, items: list[TreeItem], product: TreeItem | None
) -> list[Diagnostic]:
    """Return the dependency cycles. A cycle of hardware is an error: a device cannot contain itself."""
    things = {item.ref for item in [*items, *([product] if product is not None else [])] if item.is_hardware}
    return [
        say.dependency_cycle(names, spans, hardware=things.issuperset(names))
        for names, spans in find_cycles(links.edges)
    ]


def _report_external(links: ReferenceLinks, items: list[TreeItem]) -> list[Diagnostic]:
    """Report dependencies of hardware in other documents.

    A dependency in another document may be a component that this document does not list.
    """
    dependencies = ((item, links.in_other_documents.get(item.ref, ())) for item in items if item.is_hardware)
    warnings = [
        diagnose(
            "import/external-component", far[0].span, component=item.id, links=[node.value for node in far]
        )
        for item, far in dependencies
        if far
    ]
    return warnings[:MOST]


def _report_services(top: DocumentNode) -> list[Diagnostic]:
    services = top.listed("services")
    names: list[Any] = [service.text("name") for service in services]
    return (
        [diagnose("import/not-a-component", services[0].head, "services", count=len(names), names=names)]
        if services
        else []
    )
