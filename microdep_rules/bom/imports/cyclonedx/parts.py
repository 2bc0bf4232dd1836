"""A component as a part of ours: a thing with its maker and what its properties say, or a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.rows import left_out
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.imports.cyclonedx.nodes import line
from microdep_rules.bom.imports.cyclonedx.properties import Said
from microdep_rules.bom.imports.written import PlacedRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.cyclonedx.links import Links
    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.bom.imports.cyclonedx.parties import Parties
    from microdep_rules.bom.imports.cyclonedx.tree import Item

BESIDE = {
    "type": "type",
    "group": "group",
    "version": "version",
    "purl": "purl",
    "cpe": "cpe",
    "scope": "scope",
}
"""What no rule reads, and a reader may want."""
LONGEST_PROSE = 100_000
CHILDREN = "children"
"""The list of parts, as `complete` names it."""


def part_of(item: Item, parties: Parties, links: Links, *, product: bool) -> tuple[PlacedRecord, Said]:
    """The record of a component, and what its properties say besides."""
    node = item.node
    said = Said(node)
    part = PlacedRecord(node.span)
    ref = node.get("bom-ref")
    part.put("id", item.id, ref.span if ref is not None and ref.value == item.id else node.at("name").span)
    part.put("name", node.text("name") or item.ref or "unnamed", node.at("name").span)
    kind = _kind(item, product=product)
    said.facts.setdefault("kind", (kind, node.at("type").span))
    if kind in {"software", "firmware"}:
        # Programs are made of no material, and no rule about things has to ask.
        said.facts.setdefault("class", ("software", node.at("type").span))
        said.facts.setdefault("materials", ([], node.at("type").span))
    _makers(item, said, parties, program=kind in {"software", "firmware"})
    sold = {"manufacturer", "supplier"} & said.facts.keys()
    if kind in {"component", "assembly"} and node.text("name") and sold:
        # By habit the name of a device that somebody makes or sells is the number under which they do.
        said.facts.setdefault("mpn", (node.text("name"), node.at("name").span))
    description = node.get("description")
    if description is not None and description.value and "notes" not in said.facts:
        said.facts["notes"] = (description.value[:LONGEST_PROSE], description.span)
    for name, (value, at) in said.facts.items():
        part.put(name, value, at)
    _completeness(item, part, links)
    _beside(item, part, said)
    return part, said


def _kind(item: Item, *, product: bool) -> str:
    if not item.is_hardware:
        return "firmware" if item.type == "firmware" else "software"
    if product:
        return "end_item"
    return "assembly" if item.holds else "component"


def _makers(item: Item, said: Said, parties: Parties, *, program: bool) -> None:
    """Who makes it and who sells it; who only wrote a program counts as its maker in documents before 1.6."""
    node = item.node
    maker, seller = node.get("manufacturer"), node.get("supplier")
    for field, entity in (("manufacturer", maker), ("supplier", seller)):
        id_ = parties.of(entity)
        if id_ and entity is not None:
            said.fact(field, id_, entity.at("name").span)
    authors = [
        each for each in (node.get("author"), *(a.get("name") for a in node.listed("authors"))) if each
    ]
    publisher = node.get("publisher")
    named = [author for author in authors if program and line(author.value)]
    writers = {id_: each for each in named for id_ in ids_in(parties.named(each))}
    if maker is None and len(writers) == 1:
        id_, at = next(iter(writers.items()))
        said.facts.setdefault("manufacturer", (id_, at.span))
    elif maker is None:  # nobody says which of several it is
        _not_taken(said, "manufacturer", writers, parties)
    if publisher is not None and line(publisher.value):
        id_ = parties.named(publisher)
        if seller is None:
            said.facts.setdefault("supplier", (id_, publisher.span))
        _not_taken(said, "supplier", dict.fromkeys(ids_in(id_), publisher), parties)


def ids_in(value: Any) -> list[str]:
    """The ids of companies in a fact: the one, or those of which it is one."""
    return [*alternatives(value)]


def _not_taken(said: Said, field: str, named: Mapping[str, Node], parties: Parties) -> None:
    """Companies for which a part has no place: it has one maker and one supplier."""
    known = (said.facts[each][0] for each in ("manufacturer", "supplier") if each in said.facts)
    taken = {id_ for value in known for id_ in ids_in(value)}
    for id_, node in named.items():
        if id_ not in taken:
            because = f"`{parties.records[id_].value['name']}` is named besides it"
            way_out = f"name it as `{field}` if it is the one"
            said.diagnostics.append(left_out(field, because, way_out, node.span))


def _completeness(item: Item, part: PlacedRecord, links: Links) -> None:
    """That its list of parts names all of them, where the document says so of this very component.

    Not where anything is said to be lacking, or where a part of it is in another document.
    """
    said = part.value.get("complete", [])
    if not item.ref or not isinstance(said, list):
        return
    others = [each for each in said if each != CHILDREN]
    at = links.complete.get(item.ref)
    if item.ref in links.unsure or item.ref in links.elsewhere:
        if others != said:
            part.put("complete", others, part.span_of("complete"))
    elif at is not None and others == said:
        part.put("complete", [*others, CHILDREN], at.span)


def _beside(item: Item, part: PlacedRecord, said: Said) -> None:
    beside = said.beside
    for name, called in BESIDE.items():
        held = item.node.get(name)
        if (
            held is not None
            and isinstance(held.value, str)
            and held.value
            and not (name == "type" and held.value == "device")
        ):
            beside.put(called, held.value, held.span)
    if item.ref and item.ref != item.id:
        beside.put("bom_ref", item.ref, item.node.at("bom-ref").span)
    if beside.value and "ext" not in part.value:
        part.put("ext", beside)
