"""Statements that a component holds no such substance, against its own words.

An empty list of materials, a list that is stated to be complete, and `free_of` are statements of absence. The
name of a component, its part number, its notes, its stages, its tariff code, its class or its function may
say the contrary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary import resources, tariff
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.naming import LONGEST, PHRASE, WORD, substances_of_head
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.telling import substances_held
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element

TEXTS = ("name", "mpn", "notes")
"""Fields whose words may name a substance."""


class Contrary(Struct, frozen=True):
    """Words of a component against the statement that something is not in it."""

    path: tuple[str | int, ...]
    """The field with the words."""
    one_of: frozenset[str] = frozenset()
    """The substances of which it holds one."""
    stage: str = ""
    """The stage that a material went through, where nobody names the material."""

    @property
    def substance(self) -> str:
        """A substance to show; empty where only a stage says that there is a material."""
        return min(self.one_of, default="")


def unlisted(bom: Bom, component: Element) -> Contrary | None:
    """The first words that no material answers which is listed in a component or in anything in it."""
    words = (*named(component), *_worked(component), *_held(bom, component))
    if not words:
        return None
    there = [each for part in (component, *bom.parts(component)) for each in bom.materials(part)]
    return next((each for each in words if not any(_answers(material, each) for material in there)), None)


def excluded(component: Element, word: str) -> Contrary | None:
    """The words against the statement that a component is free of a substance.

    There are motors without magnets, and `free_of` is how to state it: a class or function that goes with
    magnets as a rule does not count here. That of a magnet does.
    """
    known = load_vocabularies().get("substance")
    if known is None:
        return None

    def is_meant(substance: str) -> bool:
        return any(known.is_a(part, word) for part in _with_parts(substance))

    words = (*named(component), *_by_definition(component))
    return next((each for each in words if all(is_meant(one) for one in each.one_of)), None)


# ---- words ---------------------------------------------------------------------------------------


def named(component: Element) -> tuple[Contrary, ...]:
    """Substances that a component or material names, by its words, its tariff code or its stages."""
    found = [
        Contrary((field,), frozenset({substance}))
        for field, text in _texts(component)
        for substance in sorted(substances_named(text, field))
    ]
    if component.kind == "component":
        one_of = tariff.heading(_tariff_code(component.data)).one_of
        found += [Contrary(("hs_code",), one_of)] if one_of else []
        found += [each for each in _stages(component) if each.one_of]
    return tuple(found)


def _by_definition(component: Element) -> Iterator[Contrary]:
    """Substances in the words for the class and the function: of a magnet, of a tantalum capacitor."""
    for field in ("class", "function"):
        word, known = exact(component.data.get(field)), load_vocabularies().get(field)
        term = known.resolve(word) if known is not None and isinstance(word, str) else None
        for substance in sorted(substances_named(term or "")):
            yield Contrary((field,), frozenset({substance}))


def _texts(component: Element) -> Iterator[tuple[str, str]]:
    for field in TEXTS:
        text = component.name if field == "name" else exact(component.data.get(field))
        if isinstance(text, str):
            yield field, text


def _tariff_code(data: Mapping[str, Any]) -> str:
    raw = data.get("hs_code")
    code = exact(raw.get("code") if isinstance(raw, dict) and "code" in raw else raw)
    return code if isinstance(code, str) else ""


def _worked(component: Element) -> Iterator[Contrary]:
    """Stages that only a material goes through."""
    return (each for each in _stages(component) if not each.one_of)


def _stages(component: Element) -> Iterator[Contrary]:
    """Stages of a component itself that say that a material, or which one, is in it."""
    stages = component.data.get("stages")
    known, substances = load_stages(), load_vocabularies().get("substance")
    for index, entry in enumerate(stages if isinstance(stages, list) else ()):
        word, constituent = exact(entry.get("stage")), exact(entry.get("substance"))
        path = ("stages", index, "stage")
        if "of" in entry or not isinstance(word, str):
            continue
        named_there = substances.resolve(constituent) if substances is not None and constituent else None
        state = _states().get(known.vocabulary.resolve(word) or word)
        if state is not None or named_there is not None:
            yield Contrary(path, frozenset({state or named_there or ""}))
        elif known.is_of_a_material(word):
            yield Contrary(path, stage=word)


def _states() -> Mapping[str, str]:
    """The substance that every material of a stage is one of."""
    states = resources.vocabulary_data("makeup")["states"]
    return {each["word"]: each["substance"] for each in states if each["field"] == "stage"}


def _held(bom: Bom, component: Element) -> tuple[Contrary, ...]:
    """Substances that go with a class or function, in which no material is listed.

    What a motor is made of is otherwise stated. The class and the function are those that are stated, that
    the head noun of its name says, or that its tariff code is for.
    """
    if component.kind != "component":
        return ()
    data, found = component.data, []
    for field in ("class", "function"):
        word = exact(data.get(field))
        found.append((field, substances_held(field, word) if isinstance(word, str) else frozenset[str]()))
    kind = tariff.heading(_tariff_code(data)).class_
    found.append(("hs_code", substances_held("class", kind) if kind is not None else frozenset[str]()))
    if not own_words.is_program(data.get("kind")):
        found += [(field, substances_of_head(text)) for field, text in _texts(component) if _is_a_name(text)]
    words = tuple(Contrary((field,), one_of) for field, one_of in found if one_of)
    if words and any(bom.materials(part) for part in (component, *bom.parts(component))):
        return ()
    return words


def _is_a_name(text: str) -> bool:
    """Whether a text begins with a phrase as short as a name, and is no sentence."""
    return len(WORD.findall(PHRASE.split(text, maxsplit=1)[0])) <= 2 * LONGEST


# ---- materials -----------------------------------------------------------------------------------


def _answers(material: Element, words: Contrary) -> bool:
    """Whether a material may be what the words of its component name."""
    if words.stage:
        return _went_through(material, words.stage)
    return any(_may_be(material, substance) for substance in words.one_of)


def _went_through(material: Element, stage: str) -> bool:
    """Whether a material may have gone through a stage: it is on its route, or nobody knows its route."""
    known = load_stages()
    substances = [each for each in alternatives(material.data.get("substance")) if isinstance(each, str)]
    return not substances or any(
        known.route(each) is None or known.on_route(stage, each) for each in substances
    )


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
