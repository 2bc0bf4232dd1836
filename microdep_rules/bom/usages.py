"""Uses of components in their parents: ids, `{ref, quantity}` and nested components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.model import Element, Links, Usage
from microdep_rules.bom.quantities import quantity
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.collect import Registry
    from microdep_rules.diagnostics import Diagnostic

RAW_MATERIAL = "raw_material"
CONSUMED = frozenset({RAW_MATERIAL, "mill_product"})
"""Kinds of components that are consumed when another component is made."""


_FIELDS_WITH_COMPONENTS = frozenset({"children", "inputs", "materials"})
"""Fields of a component that may name inner components."""


def link_usages(registry: Registry, links: Links) -> list[Diagnostic]:
    """Add the uses of all components to `links`.

    Another module reports references to missing components.
    """
    problems: list[Diagnostic] = []
    parents: dict[str, list[Usage]] = {}
    for component in registry.components.values():
        if component.data.keys().isdisjoint(_FIELDS_WITH_COMPONENTS):
            continue
        usages: list[Usage] = []
        base = join(component.pointer, "children")
        for index, entry in enumerate(component.data.get("children", ())):
            usage = _build_usage(registry, component, entry, f"{base}/{index}")
            if usage is None:
                continue
            usages.append(usage)
            parents.setdefault(usage.child.id, []).append(usage)
            problems += _check_designators(registry, usage)
        for usage in _remaining_inputs(registry, component, {child_usage.child.id for child_usage in usages}):
            usages.append(usage)
            parents.setdefault(usage.child.id, []).append(usage)
        if usages:
            links.usages[component.id] = tuple(usages)
    links.parents.update({id_: tuple(uses) for id_, uses in parents.items()})
    return problems


def _remaining_inputs(registry: Registry, component: Element, children: set[str]) -> Iterator[Usage]:
    """Yield the inputs that remain in a component like children; their quantities are unknown.

    Raw materials and mill products are consumed, so they are left out. An input of a material becomes part of
    the material and is left out, too. Only a device remains a separate component.
    """
    for entry, pointer, of_a_material in _inputs(component):
        child = registry.components.get(entry["ref"])
        if child is None or child.id in children or is_used_up(child.data):
            continue
        if not of_a_material or _is_device(child.data):
            children.add(child.id)
            yield Usage(component, child, None, pointer, (), {})


def _inputs(component: Element) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Yield the inputs of a component and its materials, with their pointers.

    The boolean is true for an input of a material.
    """
    for index, entry in enumerate(component.data.get("inputs", ())):
        yield entry, join(component.pointer, "inputs", index), "of" in entry
    for number, material in enumerate(component.data.get("materials", ())):
        for index, entry in enumerate(material.get("inputs", ())):
            yield entry, join(component.pointer, "materials", number, "inputs", index), True


def _is_device(component: Mapping[str, Any]) -> bool:
    """Return whether a component states the class or function of a device, and not a form of material."""
    forms = load_vocabularies().get("form")
    words = [
        str(alternative)
        for field in ("class", "function")
        for alternative in alternatives(component.get(field))
    ]
    return bool(words) and forms is not None and not any(forms.resolve(word) is not None for word in words)


def is_used_up(component: Mapping[str, Any]) -> bool:
    """Return whether a component is consumed when another component is made."""
    kinds = alternatives(component.get("kind"))
    return bool(kinds) and CONSUMED.issuperset(kinds)


def _build_usage(registry: Registry, parent: Element, entry: Any, pointer: str) -> Usage | None:
    data: dict[str, Any] = {} if isinstance(entry, str) else entry
    if isinstance(entry, str):
        child = registry.components.get(entry)
    else:
        child = registry.components.get(entry["ref"]) if "ref" in entry else registry.nested.get(pointer)
    if child is None:
        return None
    return Usage(parent, child, quantity(data), pointer, tuple(data.get("designators", ())), data)


def _check_designators(registry: Registry, usage: Usage) -> list[Diagnostic]:
    count = len(usage.designators)
    if not count or usage.quantity is None or usage.quantity == count:
        return []
    at = registry.file.spans.value(join(usage.pointer, "designators"))
    return [diagnose("bom/contradiction", at, "designators", quantity=written(usage.quantity), count=count)]
