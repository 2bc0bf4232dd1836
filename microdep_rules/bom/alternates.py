"""Variants of a document, in which approved alternates are additional components or replace the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element, Usage


def with_alternates(bom: Bom) -> Bom | None:
    """Return the document with its alternates as additional components; `None` without alternates.

    An alternate has the same parents and quantities as its component. The alternate is not added to a parent
    that the alternate itself contains.
    """
    if bom.chosen or not any(component.data.get("alternates") for component in bom.components.values()):
        return None
    usages = dict(bom.links.usages)
    placed = replace(bom, links=replace(bom.links, usages=usages), without_alternates=bom)
    for holder, uses in bom.links.usages.items():
        used = {use.child.id for use in uses}
        added: list[Usage] = []
        for use in uses:
            for alternate in bom.with_alternates(use.child)[1:]:
                if alternate.id not in used and not _contains(placed, alternate, use.parent):
                    used.add(alternate.id)
                    added.append(replace(use, child=alternate))
        usages[holder] = (*uses, *added)
    parents: dict[str, list[Usage]] = {}
    for uses in usages.values():
        for use in uses:
            parents.setdefault(use.child.id, []).append(use)
    inputs = {holder: _with_alternate_inputs(bom, own) for holder, own in bom.links.inputs.items()}
    entries: dict[str, list[Element]] = {}
    for entry in (entry for own in inputs.values() for entry in own):
        entries.setdefault(entry.data["ref"], []).append(entry)
    above = {id_: tuple(uses) for id_, uses in parents.items()}
    links = replace(placed.links, parents=above, inputs=inputs, entries=entries)
    return replace(placed, links=links)


def _with_alternate_inputs(bom: Bom, entries: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return the inputs and, for each input with an approved alternate, one input with this alternate."""
    named = {entry.data["ref"] for entry in entries}
    added: list[Element] = []
    for entry in entries:
        component = bom.input_component(entry)
        for alternate in bom.with_alternates(component)[1:] if component is not None else ():
            if alternate.id not in named:
                named.add(alternate.id)
                added.append(replace(entry, data={**entry.data, "ref": alternate.id}))
    return (*entries, *added)


def instead_of_product(bom: Bom) -> list[Bom]:
    """Return one document for each alternate of the product.

    In each new document, the alternate is the product.
    """
    return [replace(bom, product=alternate) for alternate in bom.with_alternates(bom.product)[1:]]


def _contains(bom: Bom, component: Element, sought: Element) -> bool:
    """Return whether a component is the sought component, or contains it."""
    seen, waiting = {component.id}, [component]
    while waiting:
        inner = waiting.pop()
        if inner.id == sought.id:
            return True
        for use in bom.usages(inner):
            if use.child.id not in seen:
                seen.add(use.child.id)
                waiting.append(use.child)
    return False
