"""Substances of consumed inputs that a component does not list.

A raw material or a mill product is consumed when a component is made. So the substance of the input is in the
component, even if the component does not list it.
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
    """Substance of an input that no listed material may contain."""

    substance: str
    entry: Element
    """Input with the substance: an input of the component, or an input of one of these inputs."""


def find_unlisted_substance(bom: Bom, component: Element) -> UnlistedSubstance | None:
    """Return the first substance of a consumed input that no listed material may contain, or `None`."""
    consumed = [*_consumed_substances(bom, component)]
    if not consumed:
        return None
    listed = {word for holder in (component, *bom.descendants(component)) for word in _listed(bom, holder)}
    if None in listed:
        return None  # a material of unknown substance may contain it
    for entry, words in consumed:
        if not any(_may_contain(own, word) for own in listed if own for word in words):
            return UnlistedSubstance(min(words), entry)
    return None


def find_contradicting_input(bom: Bom, holder: Element, excluded: str) -> Element | None:
    """Return an input with a substance that the field `free_of` of `holder` excludes, or `None`."""
    known = makeup.substances()
    component = holder.owner if holder.kind == "material" else holder
    if component is None or component.kind != "component":
        return None
    for entry, words in _consumed_substances(bom, component):
        if holder is component or entry in bom.inputs(holder):
            constituents_by_word = [
                (word, *known.terms[word].parts) if word in known.terms else (word,) for word in words
            ]
            if all(
                any(known.is_a(constituent, excluded) for constituent in constituents)
                for constituents in constituents_by_word
            ):
                return entry
    return None


def _listed(bom: Bom, holder: Element) -> Iterator[str | None]:
    """Yield the substances of listed materials and their compositions; `None` for an unknown substance."""
    for material in bom.materials(holder):
        yield from _substances(material) or (None,)
        for line in bom.records(material, "composition"):
            word = exact(line.data.get("element"))
            if isinstance(word, str):
                yield makeup.substances().resolve(word) or word


def _substances(material: Element) -> tuple[str, ...]:
    """Return the possible substances of a material; empty if a word is unknown."""
    known = makeup.substances()
    substances = [
        known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))
    ]
    return () if None in substances else tuple(substance for substance in substances if substance is not None)


def _consumed_substances(bom: Bom, component: Element) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yield the consumed inputs at any depth, with their possible substances."""
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
    """Yield pairs: a consumed input of `holder`, at any depth, and the component that the input refers to.

    All inputs of a material are consumed. If a component has a material, only the raw materials and mill
    products among the inputs of the component are consumed. The other inputs remain separate components with
    their own materials.
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


def _may_contain(listed: str, consumed: str) -> bool:
    """Return whether a listed substance may be the consumed substance, contain it, or be made from it."""
    known = makeup.substances()
    if listed not in known.terms:
        return True
    if any(known.is_kind_either_way(a, consumed) for a in (listed, *known.terms[listed].parts)):
        return True
    if known.is_a(consumed, makeup.MAGNETS):
        return False
    listed_leads, consumed_leads = makeup.leads(listed), makeup.leads(consumed)
    return bool(listed_leads and consumed_leads and not listed_leads.isdisjoint(consumed_leads))
