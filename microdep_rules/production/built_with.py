"""One form of a product: with the alternates that are chosen in it, and without those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.production.structure import swapped_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from microdep_rules.bom.model import Bom, Element


def built_with(bom: Bom, chosen: Mapping[str, str], without: Collection[str] = ()) -> Bom:
    """The product with an alternate for each component that is named, as if no other were approved.

    What is then in no place of it is no component of it: a rule about every listed component has nothing to
    say of what is not built. What was in no place before stays. Nothing is built in the place of the
    components in `without`: so it is with alternates that nothing is against.
    """
    swapped = swapped_in(bom, chosen, without)
    loose = bom.components.keys() - _reached(bom, _ways_and_below(bom))
    return replace(_with(swapped, _reached(swapped, _below(swapped)) | loose), chosen=True)


def _with(swapped: Bom, kept: Collection[str]) -> Bom:
    """The same with some of its components alone."""
    links = swapped.links
    usages = {id_: every for id_, every in links.usages.items() if id_ in kept or id_ == swapped.product.id}
    parents = {
        id_: tuple(each for each in every if each.parent.id in usages)
        for id_, every in links.parents.items()
        if id_ in kept
    }
    inputs = {holder: every for holder, every in links.inputs.items() if _component(holder) in kept}
    entries = {
        id_: [each for each in every if _component(each) in kept] for id_, every in links.entries.items()
    }
    components = {id_: each for id_, each in swapped.components.items() if id_ in kept}
    changed = replace(links, usages=usages, parents=parents, inputs=inputs, entries=entries)
    return replace(swapped, components=components, links=changed)


def edited_with(
    bom: Bom, chosen: Mapping[str, str], removed: Collection[tuple[str, str]], unused: Collection[str]
) -> Bom:
    """The document with alternates in the place of components, without some approvals and some components.

    The alternates that it lists besides stay approved.
    """
    swapped = replace(swapped_in(bom, chosen), removed=frozenset(removed))
    return _with(swapped, bom.components.keys() - unused)


def _below(bom: Bom) -> Callable[[Element], Iterable[Element]]:
    """What a component consists of and was made from."""

    def below(component: Element) -> Iterable[Element]:
        yield from (usage.child for usage in bom.usages(component))
        for holder in (component, *bom.materials(component)):
            for entry in bom.inputs(holder):
                made_from = bom.input_component(entry)
                if made_from is not None:
                    yield made_from

    return below


def _ways_and_below(bom: Bom) -> Callable[[Element], Iterable[Element]]:
    """The same, and the alternates of it."""
    below = _below(bom)

    def around(component: Element) -> Iterable[Element]:
        yield from bom.alternates(component)
        yield from below(component)

    return around


def _reached(bom: Bom, steps: Callable[[Element], Iterable[Element]]) -> set[str]:
    """The ids of the product and of all to which steps lead from it."""
    seen, waiting = {bom.product.id}, [bom.product]
    while waiting:
        for step in steps(waiting.pop()):
            if step.id not in seen:
                seen.add(step.id)
                waiting.append(step)
    return seen


def _component(element: Element) -> str:
    """The id of the component that an element is, or is in."""
    while element.kind != "component" and element.owner is not None:
        element = element.owner
    return element.id
