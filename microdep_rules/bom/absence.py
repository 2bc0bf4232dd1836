"""Contradictions between a statement of absence and other fields of the same component.

A statement of absence is an empty list of materials, a list that is stated to be complete, or `free_of`. The
name, part number, notes, stages, tariff code, class or function of the component may contradict a statement
of absence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary import makeup, resources, tariff
from microdep_rules.vocabulary.implied_contents import substances_implied
from microdep_rules.vocabulary.implied_substances import is_brushless, substances_of_head
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.naming import LONGEST, PHRASE, WORD
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.terms import ImpliedSubstances

TEXTS = ("name", "mpn", "notes")
"""Fields with words that may name a substance."""


class SubstanceMention(Struct, frozen=True):
    """Words of a component that name or imply a substance, although the component states its absence."""

    path: tuple[str | int, ...]
    """Path of the field with the words."""
    one_of: frozenset[str] = frozenset()
    """Substances that the words may mean; the component contains at least one of these substances."""
    stage: str = ""
    """Stage that implies an unnamed material; empty if this is a mention of a named substance."""

    @property
    def substance(self) -> str:
        """Name of the substance in messages; empty if only a stage implies a material."""
        return min(self.one_of, default="")


def find_unlisted_mention(bom: Bom, component: Element) -> SubstanceMention | None:
    """Return the first mention of a substance that the component and its descendants do not list."""
    mentions = _find_mentions(bom, component)
    if not mentions:
        return None
    descendants = bom.descendants(component)
    materials = [material for part in (component, *descendants) for material in bom.materials(part)]
    unanswered = [mention for mention in mentions if not _may_be_listed(materials, mention)]
    return next(
        (mention for mention in unanswered if not _is_named_by_descendant(bom, descendants, mention)), None
    )


def _find_mentions(bom: Bom, component: Element) -> tuple[SubstanceMention, ...]:
    return (*named_substances(component), *_material_stages(component), *_implied_substances(bom, component))


def find_contradicting_mention(component: Element, word: str) -> SubstanceMention | None:
    """Return the first mention that contradicts the statement that a component is free of `word`, or `None`.

    A class or function that usually means a magnet, such as a motor, is no contradiction: motors without
    magnets exist. A class or function that always means a magnet is a contradiction.
    """
    known = load_vocabularies().get("substance")
    if known is None:
        return None

    def is_meant(substance: str) -> bool:
        return any(known.is_a(constituent, word) for constituent in (substance, *_constituents(substance)))

    mentions = (
        *named_substances(component),
        *(mention for mention, always in _implied_by_kind(component) if always),
    )
    return next(
        (mention for mention in mentions if all(is_meant(substance) for substance in mention.one_of)), None
    )


# ---- words that name a substance ---------------------------------------------------------------------


def named_substances(component: Element) -> tuple[SubstanceMention, ...]:
    """Return the substances that a component or material names in its words, tariff code or stages."""
    mentions = [
        SubstanceMention((field,), frozenset({substance}))
        for field, text in _field_texts(component)
        for substance in sorted(substances_named(text, field))
    ]
    if component.kind == "component":
        one_of = tariff.heading(_tariff_code(component.data)).one_of
        mentions += [SubstanceMention(("hs_code",), one_of)] if one_of else []
        mentions += [stage for stage in _stage_mentions(component) if stage.one_of]
    return tuple(mentions)


def _field_texts(component: Element) -> Iterator[tuple[str, str]]:
    for field in TEXTS:
        text = component.stated_name if field == "name" else exact(component.data.get(field))
        if isinstance(text, str):
            yield field, text


def _tariff_code(data: Mapping[str, Any]) -> str:
    raw = data.get("hs_code")
    code = exact(raw.get("code") if isinstance(raw, dict) and "code" in raw else raw)
    return code if isinstance(code, str) else ""


def _material_stages(component: Element) -> Iterator[SubstanceMention]:
    """Return the stages that imply a material without naming its substance."""
    return (stage for stage in _stage_mentions(component) if not stage.one_of)


def _stage_mentions(component: Element) -> Iterator[SubstanceMention]:
    """Yield the stages of a component that imply a material.

    A stage with the field `of` belongs to a material, so it is left out.
    """
    stages = component.data.get("stages")
    known, substances = load_stages(), load_vocabularies().get("substance")
    for index, entry in enumerate(stages if isinstance(stages, list) else ()):
        word, constituent = exact(entry.get("stage")), exact(entry.get("substance"))
        path = ("stages", index, "stage")
        if "of" in entry or not isinstance(word, str):
            continue
        own_substance = substances.resolve(constituent) if substances is not None and constituent else None
        state = _substances_by_stage().get(known.vocabulary.resolve(word) or word)
        if state is not None or own_substance is not None:
            yield SubstanceMention(path, frozenset({state or own_substance or ""}))
        elif known.is_of_a_material(word):
            yield SubstanceMention(path, stage=word)


def _substances_by_stage() -> Mapping[str, str]:
    """Return the substance that each stage implies, such as a magnet for a stage of magnet production."""
    states = resources.vocabulary_data("makeup")["states"]
    return {state["word"]: state["substance"] for state in states if state["field"] == "stage"}


def _implied_substances(bom: Bom, component: Element) -> tuple[SubstanceMention, ...]:
    """Return the substances that the class or function of a component implies.

    A class that usually contains a substance counts if no material is listed, or if a listed material is a
    rare earth, as in the elements of a magnet. A class that always contains a substance counts even if
    materials are listed.
    """
    implied = _implied_by_kind(component)
    if all(always for _, always in implied):
        return tuple(mention for mention, _ in implied)
    materials = [
        material for holder in (component, *bom.descendants(component)) for material in bom.materials(holder)
    ]
    if not materials or any(map(_is_rare_earth, materials)):
        return tuple(mention for mention, _ in implied)
    return tuple(mention for mention, always in implied if always)


def _is_rare_earth(material: Element) -> bool:
    is_a = makeup.substances().is_a
    return any(word is not None and is_a(word, "rare-earth") for word in _substances(material))


def _implied_by_kind(component: Element) -> list[tuple[SubstanceMention, bool]]:
    """Return the substances that class and function imply.

    The boolean is true if a component of this class or function always contains one of the substances.
    Classes and functions come from the fields, from the main noun of the name, and from the tariff code.
    """
    if component.kind != "component":
        return []
    data: Mapping[str, Any] = component.data
    implied: list[tuple[str, ImpliedSubstances]] = []
    for field in ("class", "function"):
        word = exact(data.get(field))
        implied += [(field, substances_implied(field, word))] if isinstance(word, str) else []
    kind = tariff.heading(_tariff_code(data)).class_
    implied += [("hs_code", substances_implied("class", kind))] if kind is not None else []
    names = [(field, text) for field, text in _field_texts(component) if is_name_like(text)]
    if not own_words.is_program(data.get("kind")):
        implied += [(field, holding) for field, text in names for holding in substances_of_head(text)]
    brushless = any(is_brushless(text) for field, text in names if field != "notes")
    return [
        (
            SubstanceMention((field,), holding.one_of),
            holding.always or (brushless and makeup.MAGNETS in holding.one_of),
        )
        for field, holding in implied
        if holding.one_of
    ]


def is_name_like(text: str) -> bool:
    """Return whether a text looks like a name, such as `rotor magnet`, and not like a sentence.

    A text counts as a name if its first phrase has at most `2 * LONGEST` words.
    """
    return len(WORD.findall(PHRASE.split(text, maxsplit=1)[0])) <= 2 * LONGEST


# ---- listed materials ----------------------------------------------------------------------------


def _may_be_listed(materials: list[Element], named: SubstanceMention) -> bool:
    """Return whether a list of materials may contain the mentioned substance."""
    if named.stage:
        return any(_may_have_stage(material, named.stage) for material in materials)
    known = makeup.substances()
    listed = [_substances(material) for material in materials]
    if any(not substances or None in substances for substances in listed):
        return True  # the substance of the material is unknown, so it may be the named substance
    substances_listed = {word for substances in listed for word in substances if word is not None}
    return any(
        _may_be_among(substances_listed, substance) for substance in named.one_of if substance in known.terms
    )


def _is_named_by_descendant(bom: Bom, descendants: Iterable[Element], named: SubstanceMention) -> bool:
    """Return whether a descendant of a component names the same or a narrower substance.

    If a descendant names the substance, the mention is checked at the descendant. A descendant with a wider
    word counts only if it lists no material: a `Magnet` of ferrite is not the magnet of an `SmCo motor`.
    """
    is_a = makeup.substances().is_a
    return any(
        is_a(other, substance) or (is_a(substance, other) and not bom.materials(descendant))
        for descendant in descendants
        for mention in _find_mentions(bom, descendant)
        for other in mention.one_of
        for substance in named.one_of
    )


def _may_have_stage(material: Element, stage: str) -> bool:
    """Return whether a material may have a stage: its production route has the stage, or is unknown."""
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
    """Return the possible substances of a material.

    For forms such as a bar, the name of a chemical element means the alloys of this element.
    """
    known = makeup.substances()
    form, forms = exact(material.data.get("form")), load_vocabularies().get("form")
    form = forms.resolve(form) if forms is not None and isinstance(form, str) else None
    substances = [
        known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))
    ]
    return tuple(substance and known.in_form(substance, form or "") for substance in substances)


def _may_be_among(listed: set[str], substance: str) -> bool:
    """Return whether a listed substance may be the named substance, or contains it.

    The chemical elements of an alloy or compound are not the alloy or compound: a list of samarium and cobalt
    does not list the magnet SmCo.
    """
    is_a = makeup.substances().is_a
    return any(
        is_a(constituent, substance) or is_a(substance, word)
        for word in listed
        for constituent in (word, *_constituents(word))
    )


def _constituents(word: str) -> tuple[str, ...]:
    """Return the constituents of a substance and of its more general substances."""
    terms = makeup.substances().terms
    return tuple(
        constituent
        for ancestor in makeup.lineage(word)
        if ancestor in terms
        for constituent in terms[ancestor].parts
    )
