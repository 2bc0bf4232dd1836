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
from microdep_rules.vocabulary import makeup, resources, tariff
from microdep_rules.vocabulary.held import is_brushless, substances_of_head
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.naming import LONGEST, PHRASE, WORD
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.telling import ROOTS, substances_held
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.terms import Holding

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
    words = _words(bom, component)
    if not words:
        return None
    parts = bom.parts(component)
    there = [material for part in (component, *parts) for material in bom.materials(part)]
    unanswered = [word for word in words if not _is_answered(there, word)]
    return next((each for each in unanswered if not _is_said_of_a_part(bom, parts, each)), None)


def _words(bom: Bom, component: Element) -> tuple[Contrary, ...]:
    return (*named(component), *_worked(component), *_held(bom, component))


def excluded(component: Element, word: str) -> Contrary | None:
    """The words against the statement that a component is free of a substance.

    There are motors without magnets, and `free_of` is how to state it: a class or function that goes with
    magnets as a rule does not count here. One that always has a magnet does.
    """
    known = load_vocabularies().get("substance")
    if known is None:
        return None

    def is_meant(substance: str) -> bool:
        return any(known.is_a(part, word) for part in (substance, *_held_in(substance)))

    words = (*named(component), *(each for each, always in _held_by_kind(component) if always))
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
        found += [stage for stage in _stages(component) if stage.one_of]
    return tuple(found)


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
    return (stage for stage in _stages(component) if not stage.one_of)


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
    return {state["word"]: state["substance"] for state in states if state["field"] == "stage"}


def _held(bom: Bom, component: Element) -> tuple[Contrary, ...]:
    """Substances that go with a class or function.

    One that holds a substance as a rule counts where no material is listed: what a motor is made of is
    otherwise stated. One that always holds it counts whatever is listed.
    """
    found = _held_by_kind(component)
    if not all(always for _, always in found) and any(
        bom.materials(part) for part in (component, *bom.parts(component))
    ):
        return tuple(each for each, always in found if always)
    return tuple(each for each, _ in found)


def _held_by_kind(component: Element) -> list[tuple[Contrary, bool]]:
    """Substances by the class and function, each with whether it is always held.

    Class and function are those that are stated, that the head noun of its name says, or that its tariff
    code is for.
    """
    if component.kind != "component":
        return []
    data: Mapping[str, Any] = component.data
    found: list[tuple[str, Holding]] = []
    for field in ("class", "function"):
        word = exact(data.get(field))
        found += [(field, substances_held(field, word))] if isinstance(word, str) else []
    kind = tariff.heading(_tariff_code(data)).class_
    found += [("hs_code", substances_held("class", kind))] if kind is not None else []
    names = [(field, text) for field, text in _texts(component) if is_a_name(text)]
    if not own_words.is_program(data.get("kind")):
        found += [(field, held) for field, text in names for held in substances_of_head(text)]
    brushless = any(is_brushless(text) for field, text in names if field != "notes")
    return [
        (Contrary((field,), held.one_of), held.always or (brushless and makeup.MAGNETS in held.one_of))
        for field, held in found
        if held.one_of
    ]


def is_a_name(text: str) -> bool:
    """Return whether a text begins with a phrase as short as a name, and is no sentence."""
    return len(WORD.findall(PHRASE.split(text, maxsplit=1)[0])) <= 2 * LONGEST


# ---- materials -----------------------------------------------------------------------------------


def _is_answered(materials: list[Element], words: Contrary) -> bool:
    """Return whether a listed material, or what is listed element by element, may be what the words name."""
    if words.stage:
        return any(_went_through(material, words.stage) for material in materials)
    known = makeup.substances()
    listed = [_substances(material) for material in materials]
    if any(not each or None in each for each in listed):
        return True  # nobody knows what it is
    there = {word for each in listed for word in each if word is not None}
    return any(_may_be_among(there, each) for each in words.one_of if each in known.terms)


def _is_said_of_a_part(bom: Bom, parts: Iterable[Element], words: Contrary) -> bool:
    """Return whether the words of a part name the same, so that the part has to answer for it."""
    is_a = makeup.substances().is_a
    return any(
        is_a(one, other) or is_a(other, one)
        for part in parts
        for said in _words(bom, part)
        for one in said.one_of
        for other in words.one_of
    )


def _went_through(material: Element, stage: str) -> bool:
    """Whether a material may have gone through a stage: it is on its route, or nobody knows its route."""
    known = load_stages()
    substances = [
        alternative
        for alternative in alternatives(material.data.get("substance"))
        if isinstance(alternative, str)
    ]
    return not substances or any(
        known.route(substance) is None or known.on_route(stage, substance) for substance in substances
    )


def _substances(material: Element) -> tuple[str | None, ...]:
    """What a material may be; in some forms, a word for an element means what is made of it."""
    known = makeup.substances()
    form, forms = exact(material.data.get("form")), load_vocabularies().get("form")
    form = forms.resolve(form) if forms is not None and isinstance(form, str) else None
    found = [known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))]
    return tuple(each and known.in_form(each, form or "") for each in found)


def _may_be_among(listed: set[str], named_there: str) -> bool:
    """Whether listed substances may be one that is named: it, a wider or narrower one, or what holds it.

    A list of elements answers for what is made of them where it has those that laws ask for: neodymium for a
    magnet of it, and not its iron.
    """
    known = makeup.substances()
    is_a = known.is_a
    if any(
        is_a(part, named_there) or is_a(named_there, word)
        for word in listed
        for part in (word, *_held_in(word))
    ):
        return True
    parts = known.terms[named_there].parts
    telling = tuple(each for each in parts if any(is_a(each, root) for root in ROOTS)) or parts
    return bool(telling) and all(any(is_a(word, part) for word in listed) for part in telling)


def _held_in(word: str) -> tuple[str, ...]:
    """What a substance and every wider one is made of."""
    terms = makeup.substances().terms
    return tuple(part for each in makeup.lineage(word) if each in terms for part in terms[each].parts)
