"""Makers and suppliers as parties of ours, with the seat that an address names: that is never an origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.rows import left_out
from microdep_rules.bom.imports.alternates import BETWEEN
from microdep_rules.bom.imports.cyclonedx.nodes import line
from microdep_rules.bom.imports.readings import Unread, country
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic

ENTITIES = ("manufacturer", "manufacture", "supplier")
"""The fields that hold a company, with its address from 1.6 on."""
NAMES = ("author", "publisher")
"""The fields of old documents that hold its name alone."""


class Parties:
    """The parties of a document: one for each name, or for each seat of several with one name."""

    def __init__(self, top: Node) -> None:
        self.records: dict[str, PlacedRecord] = {}
        self.diagnostics: list[Diagnostic] = []
        self._seats: dict[str, set[str]] = {}
        self._told: set[tuple[int, int]] = set()
        waiting = [each for each in (top.get("metadata"), *top.listed("components")) if each is not None]
        while waiting:
            node = waiting.pop()
            for name in ENTITIES:
                entity = node.get(name)
                if entity is not None and entity.text("name"):
                    self._seats.setdefault(slug(entity.text("name")), set()).update(self._seat(entity))
            inner = node.get("component")
            waiting += [*node.listed("components"), *([inner] if inner is not None else [])]

    def of(self, entity: Node | None) -> Any:
        """The id of a company, which is made a party; one of several where its name is that of several."""
        if entity is None or not entity.text("name"):
            return ""
        several = self._several(entity.text("name"), entity)
        if several:
            return several
        name, seat = entity.text("name"), next(iter(self._seat(entity, tell=True)), "")
        id_ = slug(name)
        if seat and len(self._seats.get(id_, ())) > 1:  # two companies of one name, or one in two countries
            id_ = f"{id_}-{seat.lower()}"
        party = self._party(id_, name, entity)
        if seat and "country" not in party.value:
            party.put("country", seat, entity.at("address", "country").span)
        beside = PlacedRecord(entity.span)
        for each in ("url", "address"):
            held = entity.get(each)
            if held is not None and held.value:
                beside.put(each, held.value, held.span)
        if beside.value and "ext" not in party.value:
            party.put("ext", beside, entity.span)
        return id_

    def _several(self, name: str, node: Node) -> dict[str, list[str]] | None:
        """The companies in a name that signs separate which no name holds: any of them is meant."""
        names = list(dict.fromkeys(each.strip() for each in BETWEEN.split(name) if each.strip()))
        if not names[1:]:
            return None
        for each in names:
            self._party(slug(each), each, node)
        return {"one_of": [slug(each) for each in names]}

    def named(self, node: Node | None) -> Any:
        """The id of somebody of whom only the name is there; one of several where it names several."""
        name = line(node.value) if node is not None else ""
        if node is None or not name:
            return ""
        several = self._several(name, node)
        if several:
            return several
        self._party(slug(name), name, node)
        return slug(name)

    def _party(self, id_: str, name: str, node: Node) -> PlacedRecord:
        if id_ not in self.records:
            party = PlacedRecord(node.span)
            party.put("id", id_)
            party.put("name", name, node.at("name").span)
            self.records[id_] = party
        return self.records[id_]

    def _seat(self, entity: Node, *, tell: bool = False) -> list[str]:
        """The country of an address, if it says one: by its code or by a name that it goes by."""
        said = entity.at("address", "country")
        text = line(said.value)
        if not text:
            return []
        found = country(text)
        if not isinstance(found, Unread):
            return [found]
        place = (said.span.start, said.span.end)
        if tell and place not in self._told:
            self._told.add(place)
            self.diagnostics.append(left_out("seat", found.because, "write its code, as `TW`", said.span))
        return []
