"""A CycloneDX document becomes one of ours, with every place in its own text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import structs

from microdep_rules.bom.decode import decode
from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.bom.errors import reading
from microdep_rules.bom.imports.cyclonedx import valid
from microdep_rules.bom.imports.cyclonedx.evidence import evidence_in
from microdep_rules.bom.imports.cyclonedx.links import MOST, Links, circles, links_in
from microdep_rules.bom.imports.cyclonedx.nodes import Node, line
from microdep_rules.bom.imports.cyclonedx.parties import Parties
from microdep_rules.bom.imports.cyclonedx.parts import part_of
from microdep_rules.bom.imports.cyclonedx.properties import is_ours
from microdep_rules.bom.imports.cyclonedx.tree import Item, items_in
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.json_reader import read_json
from microdep_rules.bom.load import LIMITS, Loaded, check_document
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import has_errors
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.properties import Said
    from microdep_rules.diagnostics import Diagnostic

DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T)")
MARKS = frozenset({"bomFormat", "specFormat"})
"""The keys of which a document has one that is CycloneDX."""


def read_cyclonedx(path: str, data: bytes) -> Loaded | None:
    """A document in CycloneDX JSON; nothing where it turns out to be none, for another reader to say more."""
    if len(data) > LIMITS["JSON"]:
        problem = reading.too_large(len(data), LIMITS["JSON"], "JSON", Span(path, 0, 0))
        return _nothing(SourceFile(path, ""), [problem])
    source, readable, diagnostics = decode(path, data)
    if not readable:
        return _nothing(source, diagnostics)
    value, spans, problems = read_json(source)
    diagnostics += problems
    if not isinstance(value, dict) or "schema" in value or not MARKS & value.keys():
        # A text that cannot be read whole does not say what it is; what is wrong in it stays the same.
        return _nothing(source, diagnostics) if value is None and has_errors(diagnostics) else None
    if has_errors(diagnostics):
        return _nothing(source, diagnostics)
    top = Node(value, spans.root, spans)
    version, said = valid.version_of(top)
    said = said or valid.check(top, version)
    if said:
        return _nothing(source, [*diagnostics, *said])
    if is_ours(top):
        from microdep_rules.bom.imports.cyclonedx.restore import changes, restored

        loaded = _checked(source, *restored(top), diagnostics)
        changed = changes(loaded, top) if loaded.value is not None else []
        told = [*loaded.diagnostics, *changed]
        return _nothing(source, told) if has_errors(changed) else structs.replace(loaded, diagnostics=told)
    return _checked(source, *_document(top), diagnostics)


def _checked(
    source: SourceFile, document: PlacedRecord | None, said: list[Diagnostic], before: list[Diagnostic]
) -> Loaded:
    """What was made of a document, as one of ours."""
    told = [*before, *said]
    if document is None or has_errors(said):
        return _nothing(source, told)
    return check_document(Loaded(source, document.value, told, Spans(source, document.place), "bom"))


def _nothing(source: SourceFile, diagnostics: list[Diagnostic]) -> Loaded:
    return Loaded(source, None, diagnostics, nowhere(source), "bom")


def _document(top: Node) -> tuple[PlacedRecord | None, list[Diagnostic]]:
    links = links_in(top)
    product, items = items_in(top, links)
    diagnostics = [*links.diagnostics, *_circles(links, items, product)]
    if has_errors(diagnostics):
        return None, diagnostics
    parties = Parties(top)
    made = _parts(product, items, parties, links)
    for _, said in made.values():
        diagnostics += said.diagnostics
    if product is not None:
        _makers_of(top, made[product][0], parties)
    document = PlacedRecord(top.span)
    document.put("schema", "microdep-bom/1", top.at("bomFormat").span)
    head = _head(top, product, parties, links)
    if head.value:
        document.put("document", head)
    if parties.records:
        document.put("parties", list(parties.records.values()))
    document.put("components", [part for part, _ in made.values()], top.at("components").span)
    everything = [*([product] if product is not None else []), *items]
    papers = evidence_in(top, everything)
    if papers:
        document.put("evidence", papers)
    diagnostics += parties.diagnostics + _elsewhere(links, everything) + _left_out(top)
    if not made:
        at = top.get("components")
        diagnostics.append(say.no_components(at.head if at is not None else top.at("bomFormat").span))
    return document, diagnostics


def _parts(
    product: Item | None, items: list[Item], parties: Parties, links: Links
) -> dict[Item, tuple[PlacedRecord, Said]]:
    """The record of every component, with its parts in it."""
    everything = [*([product] if product is not None else []), *items]
    made = {item: part_of(item, parties, links, product=item is product) for item in everything}
    held: dict[Item, list[PlacedRecord]] = {}
    alone = product is None and len([item for item in items if not item.holders]) > 1
    for item in items:
        part, said = made[item]
        for holder, span in item.holders:
            usage = PlacedRecord(span)
            usage.put("ref", item.id)
            for name, (value, at) in said.usage.items():
                # How many of a part that several hold are in each of them is said nowhere.
                if len(item.holders) == 1:
                    usage.put(name, value, at)
            held.setdefault(holder, []).append(usage)
        if len(item.holders) > 1 or (not item.holders and not alone):
            _beside(part, said)
        elif not item.holders:
            for name, (value, at) in said.usage.items():
                part.put(name, value, at)
    if product is not None:
        _beside(*made[product])
    for item, usages in held.items():
        made[item][0].put("children", usages)
    _depends_on(made, links)
    return made


def _beside(part: PlacedRecord, said: Said) -> None:
    """What is said of the use of a part where there is not one use, for a reader."""
    for name, (value, at) in said.usage.items():
        said.beside.put(name, value, at)
    if said.beside.value and "ext" not in part.value:
        part.put("ext", said.beside)


def _depends_on(made: dict[Item, tuple[PlacedRecord, Said]], links: Links) -> None:
    """What a program needs: for a reader, since that is no part of it."""
    ids = {item.ref: item.id for item in made if item.ref}
    for item, (part, said) in made.items():
        needs = [ids[to] for to, _ in links.edges.get(item.ref, ()) if to in ids]
        if needs and not item.is_hardware:
            said.beside.put("depends_on", list(dict.fromkeys(needs)), links.edges[item.ref][0][1])
            if "ext" not in part.value:
                part.put("ext", said.beside)


def _makers_of(top: Node, part: PlacedRecord, parties: Parties) -> None:
    """Who made and who sells the product, where that is said beside it."""
    metadata = top.at("metadata")
    for theirs, ours in (("manufacture", "manufacturer"), ("supplier", "supplier")):
        entity = metadata.get(theirs)
        id_ = parties.of(entity)
        if id_ and entity is not None and ours not in part.value:
            part.put(ours, id_, entity.at("name").span)


def _head(top: Node, product: Item | None, parties: Parties, links: Links) -> PlacedRecord:
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
    author = _author(metadata, parties)
    if author is not None:
        head.put("author", author, author.span)
    if links.incomplete:
        head.put("completeness", "incomplete", top.at("compositions").head)
    serial = top.get("serialNumber")
    if serial is not None and line(serial.value):
        beside = PlacedRecord(serial.span)
        beside.put("serial_number", line(serial.value))
        head.put("ext", beside)
    return head


def _author(metadata: Node, parties: Parties) -> PlacedRecord | None:
    """Who wrote the document: from 1.6 on that is its manufacturer."""
    company = metadata.get("manufacturer")
    people = [each for each in metadata.listed("authors") if each.text("name")]
    id_ = parties.of(company)
    if not id_ and not people:
        return None
    author = PlacedRecord(people[0].span if people else metadata.at("manufacturer").span)
    if people:
        author.put("name", people[0].text("name"))
    if isinstance(id_, str) and id_ and company is not None:
        author.put("party", id_, company.span)
    return author


def _circles(links: Links, items: list[Item], product: Item | None) -> list[Diagnostic]:
    """Circles of dependencies: of things an error, since they would be inside themselves."""
    things = {item.ref for item in [*items, *([product] if product is not None else [])] if item.is_hardware}
    return [
        say.dependency_cycle(names, spans, hardware=things.issuperset(names))
        for names, spans in circles(links.edges)
    ]


def _elsewhere(links: Links, items: list[Item]) -> list[Diagnostic]:
    """What things depend on that is in other documents: it may be a part, and is in no list of them here."""
    held = ((item, links.elsewhere.get(item.ref, ())) for item in items if item.is_hardware)
    told = [say.part_elsewhere(item.id, [e.value for e in far], far[0].span) for item, far in held if far]
    return told[:MOST]


def _left_out(top: Node) -> list[Diagnostic]:
    services = top.listed("services")
    names: list[Any] = [service.text("name") for service in services]
    return [say.services_left_out(names, services[0].head)] if services else []
