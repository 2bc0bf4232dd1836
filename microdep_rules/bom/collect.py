"""Collection of the records of a document: each record with an id becomes an element.

Duplicate ids are reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.designators import designators_by_id, name_with_designators
from microdep_rules.bom.errors import links as say
from microdep_rules.bom.facts import reading
from microdep_rules.bom.model import Element
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class Registry(Struct):
    """Records with ids, grouped by kind. The records of a kind have the order of the file."""

    file: LoadedDocument
    components: dict[str, Element] = field(default_factory=dict)
    materials: dict[str, dict[str, Element]] = field(default_factory=dict)
    """Materials by the id of the component, then by the id of the material within the component."""
    parties: dict[str, Element] = field(default_factory=dict)
    sites: dict[str, Element] = field(default_factory=dict)
    evidence: dict[str, Element] = field(default_factory=dict)
    roots: list[Element] = field(default_factory=list)
    """Components in the top-level list `components` of the document."""
    nested: dict[str, Element] = field(default_factory=dict)
    """Components that are defined inside another component, by the JSON pointer of the inner component."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    designators: Mapping[str, tuple[str, ...]] = {}
    """For each component, its designators; the keys are ids of components."""
    incomplete_kinds: frozenset[str] = frozenset()
    """Kinds of records of which some records are left out, because they have errors."""


def collect(loaded: LoadedDocument, value: dict[str, Any]) -> Registry:
    """Return all records of a valid document that other records may refer to."""
    registry = Registry(loaded, designators=designators_by_id(value["components"]))
    for index, data in enumerate(value.get("parties", ())):
        _add_party(registry, data, f"/parties/{index}")
    register_evidence(registry, loaded, value.get("evidence", ()), "/evidence")
    for index, data in enumerate(value["components"]):
        _add_component(registry, data, f"/components/{index}", None)
    return registry


def register_component(registry: Registry, data: dict[str, Any], pointer: str) -> None:
    """Register a component of the flat list, with its contents."""
    registry.designators = designators_by_id([data])
    _add_component(registry, data, pointer, None)


def register_evidence(registry: Registry, loaded: LoadedDocument, entries: Any, pointer: str) -> None:
    """Register the evidence of a document or a context."""
    for index, data in enumerate(entries):
        id_ = data["id"]
        element = Element("evidence", id_, data, join(pointer, index), None, id_, loaded)
        _add(registry, registry.evidence, element)


def id_span(element: Element) -> Span:
    """Return the place of the id of an element, or of the field that the id is made from."""
    spans = element.file.spans
    for name in ("id", "name", "substance"):
        if name in element.data:
            return spans.value(join(element.pointer, name))
    return spans.head(element.pointer)


def _add(registry: Registry, elements: dict[str, Element], element: Element, key: str | None = None) -> bool:
    first = elements.setdefault(key or element.id, element)
    if first is element:
        return True
    both_have_ids = "id" in element.data and "id" in first.data
    registry.diagnostics.append(
        say.duplicate_id(
            element.kind, key or element.id, id_span(element), id_span(first), given=both_have_ids
        )
    )
    return False


def _add_party(registry: Registry, data: dict[str, Any], pointer: str) -> None:
    name = data.get("name") or data["id"]
    id_ = data.get("id") or slug(name)
    element = Element("party", id_, data, pointer, None, name, registry.file)
    if registry.parties.setdefault(id_, element) is not element:
        _add(registry, registry.parties, element)
        return
    for index, site in enumerate(data.get("sites", ())):
        at = join(pointer, "sites", index)
        id_ = site["id"]
        _add(
            registry,
            registry.sites,
            Element("site", id_, site, at, element, site.get("name") or id_, registry.file),
        )


def _add_component(registry: Registry, data: dict[str, Any], pointer: str, owner: Element | None) -> None:
    id_ = data.get("id") or slug(data["name"])
    designators = registry.designators.get(id_, ())
    name = name_with_designators(data["name"], designators) if designators else data["name"]
    # Even a nested component has no owner, because other components may use it.
    element = Element("component", id_, data, pointer, None, name, registry.file, designators=designators)
    kept = _add(registry, registry.components, element)
    if owner is None and kept:
        registry.roots.append(element)
    if owner is not None:
        registry.nested[pointer] = registry.components[element.id]
    if kept:
        local = registry.materials[element.id] = {}
        for index, material in enumerate(data.get("materials", ())):
            _add_material(registry, local, material, f"{pointer}/materials/{index}", element)
    for index, child in enumerate(data.get("children", ())):
        if isinstance(child, dict) and "ref" not in child:
            _add_component(registry, child, f"{pointer}/children/{index}", element)


def _add_material(
    registry: Registry, local: dict[str, Element], data: dict[str, Any], pointer: str, component: Element
) -> None:
    substance = reading(data.get("substance"))
    name = data.get("name") or substance or data.get("id") or "material"
    own = data.get("id") or slug(substance or name)
    element = Element("material", f"{component.id}/{own}", data, pointer, component, name, registry.file)
    _add(registry, local, element, own)
