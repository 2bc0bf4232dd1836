"""Statements that a component holds no such substance, against its own words.

An empty list of materials, a list that is stated to be complete, and `free_of` are statements of absence. The
name of a component, its part number, its class or its function may say the contrary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary.telling import substances_held, substances_named
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element


def named(component: Element) -> frozenset[str]:
    """Substances that the name or the part number of a component or material names."""
    said = [component.name, exact(component.data.get("mpn"))]
    return frozenset().union(*(substances_named(each) for each in said if isinstance(each, str)))


def held(bom: Bom, component: Element) -> frozenset[str]:
    """Substances that go with the class or function of a component in which no material is listed."""
    if any(bom.materials(part) for part in (component, *bom.parts(component))):
        return frozenset()
    found: frozenset[str] = frozenset()
    for vocabulary, against in (
        ("class", own_words.against_class),
        ("function", own_words.against_function),
    ):
        named_instead = (each.instead for each in against(component.data))
        for word in (exact(component.data.get(vocabulary)), *named_instead):
            if isinstance(word, str):
                found |= substances_held(vocabulary, word)
    return found


def lists(bom: Bom, component: Element) -> bool:
    """Whether a component, or anything in it, lists a material for each substance that its words name."""
    asked = named(component) or held(bom, component)
    there = [each for part in (component, *bom.parts(component)) for each in bom.materials(part)]
    return all(any(_may_be(material, substance) for material in there) for substance in asked)


def _may_be(material: Element, substance: str) -> bool:
    """Whether a material may be a substance, hold it, or be a part of it."""
    known = load_vocabularies().get("substance")
    words = [known.resolve(each) for each in alternatives(material.data.get("substance"))] if known else []
    if known is None or not words or None in words:
        return True  # nobody knows what it is
    return any(
        known.is_a(a, b) or known.is_a(b, a)
        for word in words
        if word is not None
        for a in _with_parts(word)
        for b in _with_parts(substance)
    )


def _with_parts(word: str) -> tuple[str, ...]:
    known = load_vocabularies().get("substance")
    term = known.terms.get(word) if known is not None else None
    return (word, *term.parts) if term is not None else (word,)


def excluded_though_named(component: Element, free: frozenset[str]) -> frozenset[str]:
    """Substances that a component is stated to be free of, and that its own words name."""
    known = load_vocabularies().get("substance")
    if known is None:
        return frozenset()
    return frozenset(
        word
        for word in free
        for each in named(component)
        if any(known.is_a(part, word) for part in _with_parts(each))
    )
