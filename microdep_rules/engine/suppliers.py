"""Suppliers of a component and of its inputs.

A component states its supplier. If the component is an input of another component, the entry for the input
can state the supplier, too. Section 24.23 of the specification defines when the list of suppliers is
complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element
from microdep_rules.engine.items import Ghost, Items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.engine.lists import Lists


def suppliers(lists: Lists, component: Element, *, deep: bool) -> Items:
    """Return the suppliers of a component; with `deep`, also the stated suppliers of its inputs.

    Only the supplier of the component itself is a required fact. A supplier that an input does not state is
    not a missing fact. A rule that needs suppliers of inputs reads the list of inputs instead.
    """
    items = Items()
    entries = lists.bom.entries_for(component)
    for supplier in (_of_component(component), *map(_of_entry, entries)):
        _add(lists, component, supplier, items)
    if exact(component.data.get("supplier")) is None and not _do_entries_name_all(lists, component, entries):
        lack = lists.reader.lack("component.supplier", component, "supplier")
        items.ghosts.append(Ghost(component, "supplier", (lack,)))
    for supplier in _suppliers_of_inputs(lists, component) if deep else ():
        _add(lists, component, supplier, items)
    return items


def _add(lists: Lists, component: Element, supplier: Element, items: Items) -> None:
    """Add a stated supplier to `items`; a supplier that is only partly known may be any company."""
    named = exact(supplier.data["party"])
    if isinstance(named, str) and lists.bom.party(named) is not None:
        items.elements.append((supplier, True))
    elif supplier.data["party"] is not None:
        holder = supplier.owner or component
        lack = lists.reader.lack(f"{holder.kind}.supplier", holder, "supplier")
        items.ghosts.append(Ghost(component, "supplier", (lack,)))


def _do_entries_name_all(lists: Lists, component: Element, entries: tuple[Element, ...]) -> bool:
    """Return whether a component is used only as an input, and each input entry names its supplier."""
    bom = lists.bom
    named = [exact(entry.data.get("supplier")) for entry in entries]
    places = {entry.pointer for entry in entries}
    alone = component is not bom.product and all(use.pointer in places for use in bom.parents(component))
    return bool(named) and alone and None not in named and component.id not in lists.alternates()


def _suppliers_of_inputs(lists: Lists, component: Element) -> Iterator[Element]:
    """Yield the stated suppliers of direct and indirect inputs.

    Inputs of the materials of the component are included.
    """
    bom = lists.bom
    waiting, seen = [component], {component.id}
    for consumer in waiting:
        for holder in (consumer, *bom.materials(consumer)):
            for entry in bom.inputs(holder):
                yield _of_entry(entry)
                source = bom.input_component(entry)
                if source is not None and source.id not in seen:
                    seen.add(source.id)
                    waiting.append(source)
                    yield _of_component(source)


def _of_component(component: Element) -> Element:
    data = {"party": component.data.get("supplier"), "ref": component.id}
    data["evidence"] = component.data.get("evidence", [])
    return _supplier(component, f"{component.id}/supplier", data, component.name)


def _of_entry(entry: Element) -> Element:
    data = {**entry.data, "party": entry.data.get("supplier")}
    return _supplier(entry, entry.id, data, entry.name)


def _supplier(holder: Element, id_: str, data: dict[str, object], name: str) -> Element:
    written = {"party": "supplier", **({"ref": "id"} if holder.kind == "component" else {})}
    return Element("supplier", id_, data, holder.pointer, holder, name, holder.file, keys=written)
