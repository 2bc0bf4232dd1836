"""Materials that were used to make a component but that it does not list.

A raw material or a mill product is consumed when a component is made, so the component contains its
substance: in a material of the same substance, in an alloy, or in a material that is not listed.
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


class UnlistedSubstance(Struct, frozen=True):
    """Substance of an input that no listed material accounts for."""

    substance: str
    entry: Element
    """Input with the substance, of the component or of one of its inputs."""


def find_unlisted_substance(bom: Bom, component: Element) -> UnlistedSubstance | None:
    """Return the first substance from an input that no listed material accounts for, if any."""
    brought = [*_brought(bom, component)]
    if not brought:
        return None
    listed = {word for holder in (component, *bom.parts(component)) for word in _listed(bom, holder)}
    if None in listed:
        return None  # it may be the unknown one
    for entry, words in brought:
        if not any(_accounts_for(own, word) for own in listed if own for word in words):
            return UnlistedSubstance(min(words), entry)
    return None


def find_contradicting_input(bom: Bom, holder: Element, excluded: str) -> Element | None:
    """Return the input with a substance that a component or material is stated to be free of."""
    known = makeup.substances()
    component = holder.owner if holder.kind == "material" else holder
    if component is None or component.kind != "component":
        return None
    for entry, words in _brought(bom, component):
        if holder is component or entry in bom.inputs(holder):
            held = [(word, *known.terms[word].parts) if word in known.terms else (word,) for word in words]
            if all(
                any(known.is_a(constituent, excluded) for constituent in constituents)
                for constituents in held
            ):
                return entry
    return None


def _listed(bom: Bom, holder: Element) -> Iterator[str | None]:
    """Return the substances of the listed materials and of their compositions."""
    for material in bom.materials(holder):
        yield from _substances(material) or (None,)
        for line in bom.records(material, "composition"):
            word = exact(line.data.get("element"))
            if isinstance(word, str):
                yield makeup.substances().resolve(word) or word


def _substances(material: Element) -> tuple[str, ...]:
    """Return the possible substances of a material; none if a word is unknown."""
    known = makeup.substances()
    substances = [
        known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))
    ]
    return () if None in substances else tuple(substance for substance in substances if substance is not None)


def _brought(bom: Bom, component: Element) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yield the consumed inputs at any depth, each with its possible substances."""
    for entry, source in sources(bom, component):
        for material in bom.materials(source):
            if words := _substances(material):
                yield entry, words
        if not bom.materials(source):
            yield from (
                (entry, tuple(mention.one_of))
                for mention in absence.named_substances(source)
                if mention.one_of
            )


def sources(bom: Bom, holder: Element) -> Iterator[tuple[Element, Element]]:
    """Return the components that were consumed for a material or component, at any depth, with their inputs.

    Every input of a material was consumed. Of the inputs of the component around it, only raw materials and
    mill products were; the others remain, with their own materials.
    """
    component = holder.owner if holder.kind == "material" else holder
    waiting: list[Element] = []
    if component is not None:
        waiting += (entry for entry in bom.inputs(component) if _is_used_up(bom, entry))
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


def _accounts_for(listed: str, brought: str) -> bool:
    """Return whether a listed substance may equal the input, contain it, or be made of it."""
    known = makeup.substances()
    if listed not in known.terms:
        return True
    if any(known.is_a(a, brought) or known.is_a(brought, a) for a in (listed, *known.terms[listed].parts)):
        return True
    if known.is_a(brought, makeup.MAGNETS):
        return False
    ours, theirs = makeup.leads(listed), makeup.leads(brought)
    return bool(ours and theirs and not ours.isdisjoint(theirs))
