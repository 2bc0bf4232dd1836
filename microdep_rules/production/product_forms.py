"""Form of a product: the product with chosen alternates, without all other alternates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.production.structure import swapped_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from microdep_rules.bom.model import Bom, Element


def build_form(bom: Bom, chosen: Mapping[str, str], without: Collection[str] = ()) -> Bom:
    """Return the product with chosen alternates, and without all other alternates.

    Components that are no longer in the product are removed, so that rules do not read them. Components that
    never belonged to the product stay. The components in `without` are removed, too, as if alternates that
    pass all rules replaced them.
    """
    swapped = swapped_in(bom, chosen, without)
    loose = bom.components.keys() - _reachable(bom, _ways_and_below(bom))
    return replace(_restricted(swapped, _reachable(swapped, _direct_contents(swapped)) | loose), chosen=True)


def _restricted(swapped: Bom, kept: Collection[str]) -> Bom:
    """Return the document with only the components in `kept`."""
    links = swapped.links
    usages = {id_: every for id_, every in links.usages.items() if id_ in kept or id_ == swapped.product.id}
    parents = {
        id_: tuple(usage for usage in every if usage.parent.id in usages)
        for id_, every in links.parents.items()
        if id_ in kept
    }
    inputs = {holder: every for holder, every in links.inputs.items() if _component(holder) in kept}
    entries = {
        id_: [usage for usage in every if _component(usage) in kept] for id_, every in links.entries.items()
    }
    components = {id_: component for id_, component in swapped.components.items() if id_ in kept}
    changed = replace(links, usages=usages, parents=parents, inputs=inputs, entries=entries)
    return replace(swapped, components=components, links=changed)


def edit_document(
    bom: Bom, chosen: Mapping[str, str], removed: Collection[tuple[str, str]], unused: Collection[str]
) -> Bom:
    """Return the document after a remedy: with the chosen alternates, and without some entries.

    The approvals of alternates in `removed` and the components in `unused` are deleted. All other alternates
    stay approved.
    """
    swapped = replace(swapped_in(bom, chosen), removed=frozenset(removed))
    return _restricted(swapped, bom.components.keys() - unused)


def _direct_contents(bom: Bom) -> Callable[[Element], Iterable[Element]]:
    """Return a function that yields the subcomponents and inputs directly inside a component."""

    def below(component: Element) -> Iterable[Element]:
        yield from (usage.child for usage in bom.usages(component))
        for holder in (component, *bom.materials(component)):
            for entry in bom.inputs(holder):
                made_from = bom.input_component(entry)
                if made_from is not None:
                    yield made_from

    return below


def _ways_and_below(bom: Bom) -> Callable[[Element], Iterable[Element]]:
    """Return a function that yields the direct subcomponents, inputs and alternates of a component."""
    below = _direct_contents(bom)

    def around(component: Element) -> Iterable[Element]:
        yield from bom.alternates(component)
        yield from below(component)

    return around


def _reachable(bom: Bom, steps: Callable[[Element], Iterable[Element]]) -> set[str]:
    """Return the ids of the product and of all components that `steps` reaches from it, step by step."""
    seen, waiting = {bom.product.id}, [bom.product]
    while waiting:
        for step in steps(waiting.pop()):
            if step.id not in seen:
                seen.add(step.id)
                waiting.append(step)
    return seen


def _component(element: Element) -> str:
    """Return the id of the component that contains an element, or of the element if it is a component."""
    while element.kind != "component" and element.owner is not None:
        element = element.owner
    return element.id
