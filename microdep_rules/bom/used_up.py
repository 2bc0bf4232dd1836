"""Materials that went into a component and that it does not list.

A raw material or a mill product is used up in the making of a component, which then holds its substance:
in a material of the same substance, in an alloy that holds it, or in a material that nobody has listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom import absence
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.usages import is_used_up
from microdep_rules.vocabulary import makeup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element


class Unlisted(Struct, frozen=True):
    """A substance that an input brought, and that no listed material accounts for."""

    substance: str
    entry: Element
    """The input that brought it, of the component or of what went into it."""


def unlisted(bom: Bom, component: Element) -> Unlisted | None:
    """The first substance that an input brought and that nothing listed accounts for; nothing without one."""
    brought = [*_brought(bom, component)]
    if not brought:
        return None
    there = {word for part in (component, *bom.parts(component)) for word in _listed(bom, part)}
    if None in there:
        return None  # it may be what nobody knows
    for entry, words in brought:
        if not any(_accounts_for(own, each) for own in there if own for each in words):
            return Unlisted(min(words), entry)
    return None


def brings(bom: Bom, holder: Element, excluded: str) -> Element | None:
    """The input that brought a substance which a component or material is stated to be free of."""
    known = makeup.substances()
    component = holder.owner if holder.kind == "material" else holder
    if component is None or component.kind != "component":
        return None
    for entry, words in _brought(bom, component):
        if holder is component or entry in bom.inputs(holder):
            held = [(word, *known.terms[word].parts) if word in known.terms else (word,) for word in words]
            if all(any(known.is_a(part, excluded) for part in each) for each in held):
                return entry
    return None


def _listed(bom: Bom, part: Element) -> Iterator[str | None]:
    """The substances of the listed materials and of the lines of their compositions."""
    for material in bom.materials(part):
        yield from _substances(material) or (None,)
        for line in bom.records(material, "composition"):
            word = exact(line.data.get("element"))
            if isinstance(word, str):
                yield makeup.substances().resolve(word) or word


def _substances(material: Element) -> tuple[str, ...]:
    """What a material may be; nothing where a word is not known."""
    known = makeup.substances()
    found = [known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))]
    return () if None in found else tuple(each for each in found if each is not None)


def _brought(bom: Bom, component: Element) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """The substances of what was used up, however far upstream, each with what else it may be."""
    for entry, source in sources(bom, component):
        for material in bom.materials(source):
            if words := _substances(material):
                yield entry, words
        if not bom.materials(source):
            yield from ((entry, tuple(each.one_of)) for each in absence.named(source) if each.one_of)


def sources(bom: Bom, holder: Element) -> Iterator[tuple[Element, Element]]:
    """Components that were used up for a material or component, however far upstream, each with its input.

    What went into a material was used up; of what went into the component around it, raw materials and mill
    products were. The rest is still there, with materials of its own.
    """
    component = holder.owner if holder.kind == "material" else holder
    waiting: list[Element] = []
    if component is not None:
        waiting += (each for each in bom.inputs(component) if _is_used_up(bom, each))
    for material in (holder,) if holder.kind == "material" else bom.materials(holder):
        waiting += bom.inputs(material)
    seen = {component.id} if component is not None else set()
    for entry in waiting:
        source = bom.input_component(entry)
        if source is None or source.id in seen:
            continue
        seen.add(source.id)
        yield entry, source
        for part in (source, *bom.materials(source)):
            waiting += bom.inputs(part)


def _is_used_up(bom: Bom, entry: Element) -> bool:
    source = bom.input_component(entry)
    return source is not None and is_used_up(source.data)


def _accounts_for(own: str, brought: str) -> bool:
    """Return whether a listed substance may be what was brought, hold it, or be made of it."""
    known = makeup.substances()
    if own not in known.terms:
        return True
    if any(known.is_a(a, brought) or known.is_a(brought, a) for a in (own, *known.terms[own].parts)):
        return True
    if known.is_a(brought, makeup.MAGNETS):
        return False
    ours, theirs = makeup.leads(own), makeup.leads(brought)
    return bool(ours and theirs and not ours.isdisjoint(theirs))
