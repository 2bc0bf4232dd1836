"""Excerpts of a document: a `Bom` with some of its components and all its other records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.assign import assign
from microdep_rules.bom.collect import Registry, register_component
from microdep_rules.bom.model import Bom, Links, Usage
from microdep_rules.bom.quantities import quantity
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from microdep_rules.bom.assign import RouteTest


def with_components(
    bom: Bom,
    components: Iterable[tuple[int, dict[str, Any]]],
    on_route: RouteTest,
    used: Mapping[int, Fraction | None] | None = None,
) -> Bom:
    """Return a `Bom` in which only these components are children of the product.

    `components` are pairs: the position of a component in the file, and the data of the component. `used` has
    the quantities of components by position. Without `used`, the quantities that the components state apply.
    The excerpt is not checked for errors again.
    """
    registry = Registry(bom.file)
    places = []
    for index, data in components:
        register_component(registry, data, join("/components", index))
        places.append(index)
    materials = {id_: tuple(local.values()) for id_, local in registry.materials.items()}
    links = Links(materials=materials, records=bom.links.records)
    assign(registry, links, on_route)
    usages = tuple(
        Usage(
            bom.product,
            root,
            quantity(root.data) if used is None else used[index],
            root.pointer,
            tuple(root.data.get("designators", ())),
            root.data,
        )
        for index, root in zip(places, registry.roots, strict=True)
    )
    links.usages[bom.product.id] = usages
    links.parents.update({usage.child.id: (usage,) for usage in usages})
    return replace(bom, components=registry.components, links=links)
