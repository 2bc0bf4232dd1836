"""Manufacturers and suppliers as parties, with the country of their address.

The country of a company is never read as the origin of a component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.rows import left_out
from microdep_rules.bom.imports.alternates import BETWEEN
from microdep_rules.bom.imports.cell_values import Unreadable, parse_country
from microdep_rules.bom.imports.cyclonedx.nodes import to_line
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.messages import phrase_of
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.diagnostics import Diagnostic

ENTITIES = ("manufacturer", "manufacture", "supplier")
"""Fields with a company as a record; from CycloneDX 1.6 on, the record includes the address."""
NAMES = ("author", "publisher")
"""Fields with only the name of a company, in older documents."""


class PartyRegistry:
    """Parties of a document: one for each name, or one for each name and country."""

    def __init__(self, top: DocumentNode) -> None:
        self.records: dict[str, PlacedRecord] = {}
        self.diagnostics: list[Diagnostic] = []
        self._countries: dict[str, set[str]] = {}
        self._reported: set[tuple[int, int]] = set()
        waiting = [start for start in (top.get("metadata"), *top.listed("components")) if start is not None]
        while waiting:
            node = waiting.pop()
            for name in ENTITIES:
                entity = node.get(name)
                if entity is not None and entity.text("name"):
                    self._countries.setdefault(slug(entity.text("name")), set()).update(
                        self._country_of(entity)
                    )
            inner = node.get("component")
            waiting += [*node.listed("components"), *([inner] if inner is not None else [])]

    def of(self, entity: DocumentNode | None) -> Any:
        """Return the id of a company, and add its party.

        Return alternatives if the name lists several companies.
        """
        if entity is None or not entity.text("name"):
            return ""
        several = self._alternatives_in(entity.text("name"), entity)
        if several:
            return several
        name, country = entity.text("name"), next(iter(self._country_of(entity, report=True)), "")
        id_ = slug(name)
        # Companies with the same name in two countries may be two companies, or one company with two offices.
        if country and len(self._countries.get(id_, ())) > 1:
            id_ = f"{id_}-{country.lower()}"
        party = self._add_party(id_, name, entity)
        if country and "country" not in party.value:
            party.put("country", country, entity.at("address", "country").span)
        beside = PlacedRecord(entity.span)
        for name_ in ("url", "address"):
            value = entity.get(name_)
            if value is not None and value.value:
                beside.put(name_, value.value, value.span)
        if beside.value and "ext" not in party.value:
            party.put("ext", beside, entity.span)
        return id_

    def _alternatives_in(self, name: str, node: DocumentNode) -> dict[str, list[str]] | None:
        """Return the alternatives in a text with several company names; `None` for a single name."""
        names = list(dict.fromkeys(name_.strip() for name_ in BETWEEN.split(name) if name_.strip()))
        if not names[1:]:
            return None
        for name_ in names:
            self._add_party(slug(name_), name_, node)
        return {"one_of": [slug(name_) for name_ in names]}

    def named(self, node: DocumentNode | None) -> Any:
        """Return the id of the company that a text names, or alternatives if the text has several names."""
        name = to_line(node.value) if node is not None else ""
        if node is None or not name:
            return ""
        several = self._alternatives_in(name, node)
        if several:
            return several
        self._add_party(slug(name), name, node)
        return slug(name)

    def _add_party(self, id_: str, name: str, node: DocumentNode) -> PlacedRecord:
        if id_ not in self.records:
            party = PlacedRecord(node.span)
            party.put("id", id_)
            party.put("name", name, node.at("name").span)
            self.records[id_] = party
        return self.records[id_]

    def _country_of(self, entity: DocumentNode, *, report: bool = False) -> list[str]:
        """Return the country of a company from the code or name in its address; an empty list if unknown."""
        stated = entity.at("address", "country")
        text = to_line(stated.value)
        if not text:
            return []
        country_ = parse_country(text)
        if not isinstance(country_, Unreadable):
            return [country_]
        place = (stated.span.start, stated.span.end)
        if report and place not in self._reported:
            self._reported.add(place)
            self.diagnostics.append(
                left_out(
                    "seat", country_.because, phrase_of("import/cell-not-read", "write-country"), stated.span
                )
            )
        return []
