"""Which component is used in which: ids, `{ref, quantity}` and components written inside another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors import links as say
from microdep_rules.bom.model import Element, Links, Usage
from microdep_rules.bom.quantities import quantity
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from microdep_rules.bom.collect import Collected
    from microdep_rules.diagnostics import Diagnostic


def use(found: Collected, links: Links) -> list[Diagnostic]:
    """Fills in the usages of all components; what refers to nothing is reported elsewhere."""
    problems: list[Diagnostic] = []
    parents: dict[str, list[Usage]] = {}
    for component in found.components.values():
        usages = []
        for index, entry in enumerate(component.data.get("children", ())):
            usage = _usage(found, component, entry, join(component.pointer, "children", index))
            if usage is None:
                continue
            usages.append(usage)
            parents.setdefault(usage.child.id, []).append(usage)
            problems += _count(found, usage)
        if usages:
            links.usages[component.id] = tuple(usages)
    links.parents.update({id_: tuple(each) for id_, each in parents.items()})
    return problems


def _usage(found: Collected, parent: Element, entry: Any, pointer: str) -> Usage | None:
    data: dict[str, Any] = {} if isinstance(entry, str) else entry
    if isinstance(entry, str):
        child = found.components.get(entry)
    else:
        child = found.components.get(entry["ref"]) if "ref" in entry else found.nested.get(pointer)
    if child is None:
        return None
    return Usage(parent, child, quantity(data), pointer, tuple(data.get("designators", ())), data)


def _count(found: Collected, usage: Usage) -> list[Diagnostic]:
    count = len(usage.designators)
    if not count or usage.quantity is None or usage.quantity == count:
        return []
    at = found.file.spans.value(join(usage.pointer, "designators"))
    return [say.designators(count, written(usage.quantity), at)]
