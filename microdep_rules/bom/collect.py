"""First pass over a document: every record with an id becomes an element, and duplicates are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.facts import reading
from microdep_rules.bom.model import Element
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class Registry(Struct):
    """All records with ids; each kind is in the order of the file."""

    file: LoadedDocument
    components: dict[str, Element] = field(default_factory=dict)
    materials: dict[str, dict[str, Element]] = field(default_factory=dict)
    """Elements by the id of the component, then by the id within it."""
    parties: dict[str, Element] = field(default_factory=dict)
    sites: dict[str, Element] = field(default_factory=dict)
    evidence: dict[str, Element] = field(default_factory=dict)
    roots: list[Element] = field(default_factory=list)
    """Components of the flat list."""
    nested: dict[str, Element] = field(default_factory=dict)
    """Components that are written inside another, by pointer."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    incomplete_kinds: frozenset[str] = frozenset()
    """Kinds of records of which some are missing because they have an error."""


def collect(loaded: LoadedDocument, value: dict[str, Any]) -> Registry:
    """Return all records of a valid document to which others can refer."""
    registry = Registry(loaded)
    for index, data in enumerate(value.get("parties", ())):
        _party(registry, data, f"/parties/{index}")
    register_evidence(registry, loaded, value.get("evidence", ()), "/evidence")
    for index, data in enumerate(value["components"]):
        _component(registry, data, f"/components/{index}", None)
    return registry


def register_component(registry: Registry, data: dict[str, Any], pointer: str) -> None:
    """Register one component of the flat list, with its contents."""
    _component(registry, data, pointer, None)


def register_evidence(registry: Registry, loaded: LoadedDocument, entries: Any, pointer: str) -> None:
    """Register the evidence of a document or of a context."""
    for index, data in enumerate(entries):
        id_ = data["id"]
        element = Element("evidence", id_, data, join(pointer, index), None, id_, loaded)
        _put(registry, registry.evidence, element)


def id_span(element: Element) -> Span:
    """Return the span of an element's id, or of the field from which the id is made."""
    spans = element.file.spans
    for name in ("id", "name", "substance"):
        if name in element.data:
            return spans.value(join(element.pointer, name))
    return spans.head(element.pointer)


def _put(registry: Registry, where: dict[str, Element], element: Element, key: str | None = None) -> bool:
    first = where.setdefault(key or element.id, element)
    if first is element:
        return True
    given = "id" in element.data and "id" in first.data
    registry.diagnostics.append(
        say.duplicate_id(element.kind, key or element.id, id_span(element), id_span(first), given=given)
    )
    return False


def _party(registry: Registry, data: dict[str, Any], pointer: str) -> None:
    name = data.get("name") or data["id"]
    id_ = data.get("id") or slug(name)
    element = Element("party", id_, data, pointer, None, name, registry.file)
    if registry.parties.setdefault(id_, element) is not element:
        _put(registry, registry.parties, element)
        return
    for index, site in enumerate(data.get("sites", ())):
        at = join(pointer, "sites", index)
        id_ = site["id"]
        _put(
            registry,
            registry.sites,
            Element("site", id_, site, at, element, site.get("name") or id_, registry.file),
        )


def _component(registry: Registry, data: dict[str, Any], pointer: str, owner: Element | None) -> None:
    name = data["name"]
    # A nested component has no owner either: it may be used in many places.
    element = Element("component", data.get("id") or slug(name), data, pointer, None, name, registry.file)
    kept = _put(registry, registry.components, element)
    if owner is None and kept:
        registry.roots.append(element)
    if owner is not None:
        registry.nested[pointer] = registry.components[element.id]
    if kept:
        local = registry.materials[element.id] = {}
        for index, material in enumerate(data.get("materials", ())):
            _material(registry, local, material, f"{pointer}/materials/{index}", element)
    for index, child in enumerate(data.get("children", ())):
        if isinstance(child, dict) and "ref" not in child:
            _component(registry, child, f"{pointer}/children/{index}", element)


def _material(
    registry: Registry, local: dict[str, Element], data: dict[str, Any], pointer: str, component: Element
) -> None:
    substance = reading(data.get("substance"))
    name = data.get("name") or substance or data.get("id") or "material"
    own = data.get("id") or slug(substance or name)
    element = Element("material", f"{component.id}/{own}", data, pointer, component, name, registry.file)
    _put(registry, local, element, own)
