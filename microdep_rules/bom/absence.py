"""Conflicts between a statement of absence and other fields of the same component.

An empty list of materials, a list that is stated to be complete, and `free_of` are statements of absence. The
name of a component, its part number, notes, stages, tariff code, class or function may contradict them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary import makeup, resources, tariff
from microdep_rules.vocabulary.implied_contents import ROOTS, substances_implied
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
"""Fields whose words may name a substance."""


class SubstanceMention(Struct, frozen=True):
    """Words of a component that contradict a statement that it does not contain a substance."""

    path: tuple[str | int, ...]
    """Field with the words."""
    one_of: frozenset[str] = frozenset()
    """Possible substances; the component contains at least one of them."""
    stage: str = ""
    """Stage of a material, if no field names the material."""

    @property
    def substance(self) -> str:
        """Substance to show; empty if only a stage implies a material."""
        return min(self.one_of, default="")


def find_unlisted_mention(bom: Bom, component: Element) -> SubstanceMention | None:
    """Return the first mention that no listed material of a component or its descendants explains."""
    words = _words(bom, component)
    if not words:
        return None
    descendants = bom.parts(component)
    materials = [material for part in (component, *descendants) for material in bom.materials(part)]
    unanswered = [word for word in words if not _is_answered(materials, word)]
    return next(
        (mention for mention in unanswered if not _is_named_by_descendant(bom, descendants, mention)), None
    )


def _words(bom: Bom, component: Element) -> tuple[SubstanceMention, ...]:
    return (*named_substances(component), *_material_stages(component), *_implied(bom, component))


def find_contradicting_mention(component: Element, word: str) -> SubstanceMention | None:
    """Return the mention that contradicts the statement that a component is free of a substance.

    A class or function that usually implies magnets is not enough, because motors without magnets exist and
    `free_of` states this. A class or function that always has a magnet is enough.
    """
    known = load_vocabularies().get("substance")
    if known is None:
        return None

    def is_meant(substance: str) -> bool:
        return any(known.is_a(constituent, word) for constituent in (substance, *_constituents(substance)))

    words = (
        *named_substances(component),
        *(mention for mention, always in _implied_by_kind(component) if always),
    )
    return next((mention for mention in words if all(is_meant(one) for one in mention.one_of)), None)


# ---- words ---------------------------------------------------------------------------------------


def named_substances(component: Element) -> tuple[SubstanceMention, ...]:
    """Return the substances that the words, the tariff code or the stages of a component or material name."""
    mentions = [
        SubstanceMention((field,), frozenset({substance}))
        for field, text in _texts(component)
        for substance in sorted(substances_named(text, field))
    ]
    if component.kind == "component":
        one_of = tariff.heading(_tariff_code(component.data)).one_of
        mentions += [SubstanceMention(("hs_code",), one_of)] if one_of else []
        mentions += [stage for stage in _stages(component) if stage.one_of]
    return tuple(mentions)


def _texts(component: Element) -> Iterator[tuple[str, str]]:
    for field in TEXTS:
        text = component.name if field == "name" else exact(component.data.get(field))
        if isinstance(text, str):
            yield field, text


def _tariff_code(data: Mapping[str, Any]) -> str:
    raw = data.get("hs_code")
    code = exact(raw.get("code") if isinstance(raw, dict) and "code" in raw else raw)
    return code if isinstance(code, str) else ""


def _material_stages(component: Element) -> Iterator[SubstanceMention]:
    """Return the stages that imply a material that is not listed."""
    return (stage for stage in _stages(component) if not stage.one_of)


def _stages(component: Element) -> Iterator[SubstanceMention]:
    """Return the component's own stages that imply a material, or a specific material."""
    stages = component.data.get("stages")
    known, substances = load_stages(), load_vocabularies().get("substance")
    for index, entry in enumerate(stages if isinstance(stages, list) else ()):
        word, constituent = exact(entry.get("stage")), exact(entry.get("substance"))
        path = ("stages", index, "stage")
        if "of" in entry or not isinstance(word, str):
            continue
        own_substance = substances.resolve(constituent) if substances is not None and constituent else None
        state = _states().get(known.vocabulary.resolve(word) or word)
        if state is not None or own_substance is not None:
            yield SubstanceMention(path, frozenset({state or own_substance or ""}))
        elif known.is_of_a_material(word):
            yield SubstanceMention(path, stage=word)


def _states() -> Mapping[str, str]:
    """Return the substance to which every material of a stage belongs."""
    states = resources.vocabulary_data("makeup")["states"]
    return {state["word"]: state["substance"] for state in states if state["field"] == "stage"}


def _implied(bom: Bom, component: Element) -> tuple[SubstanceMention, ...]:
    """Return the substances that a class or function implies.

    One that usually contains a substance counts only if no material is listed. One that always contains it
    always counts.
    """
    implied = _implied_by_kind(component)
    if not all(always for _, always in implied) and any(
        bom.materials(holder) for holder in (component, *bom.parts(component))
    ):
        return tuple(mention for mention, always in implied if always)
    return tuple(mention for mention, _ in implied)


def _implied_by_kind(component: Element) -> list[tuple[SubstanceMention, bool]]:
    """Return the substances that class and function imply, with whether the component always contains each.

    Class and function are the stated ones, those of the head noun of the name, and that of the tariff code.
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
    names = [(field, text) for field, text in _texts(component) if is_name_like(text)]
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
    """Return whether a text begins with a phrase as short as a name, so that it is not a sentence."""
    return len(WORD.findall(PHRASE.split(text, maxsplit=1)[0])) <= 2 * LONGEST


# ---- materials -----------------------------------------------------------------------------------


def _is_answered(materials: list[Element], words: SubstanceMention) -> bool:
    """Return whether a listed material, or listed elements, may be what the words name."""
    if words.stage:
        return any(_may_have_stage(material, words.stage) for material in materials)
    known = makeup.substances()
    listed = [_substances(material) for material in materials]
    if any(not substances or None in substances for substances in listed):
        return True  # its substance is unknown
    substances_listed = {word for substances in listed for word in substances if word is not None}
    return any(
        _may_be_among(substances_listed, substance) for substance in words.one_of if substance in known.terms
    )


def _is_named_by_descendant(bom: Bom, descendants: Iterable[Element], words: SubstanceMention) -> bool:
    """Return whether a component inside this one names the same substance, and so must account for it."""
    is_a = makeup.substances().is_a
    return any(
        is_a(one, other) or is_a(other, one)
        for descendant in descendants
        for mention in _words(bom, descendant)
        for one in mention.one_of
        for other in words.one_of
    )


def _may_have_stage(material: Element, stage: str) -> bool:
    """Return whether a stage is on the route of a material, or the route is not known."""
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
    """Possible substances of a material; in some forms, an element means its alloys and compounds."""
    known = makeup.substances()
    form, forms = exact(material.data.get("form")), load_vocabularies().get("form")
    form = forms.resolve(form) if forms is not None and isinstance(form, str) else None
    substances = [
        known.resolve(str(alternative)) for alternative in alternatives(material.data.get("substance"))
    ]
    return tuple(substance and known.in_form(substance, form or "") for substance in substances)


def _may_be_among(listed: set[str], substance: str) -> bool:
    """Return whether a listed substance may be the named one: equal, wider, narrower, or containing it.

    A list of elements accounts for a compound or alloy if it has the elements about which laws ask: neodymium
    for an NdFeB magnet, but not iron.
    """
    known = makeup.substances()
    is_a = known.is_a
    if any(
        is_a(constituent, substance) or is_a(substance, word)
        for word in listed
        for constituent in (word, *_constituents(word))
    ):
        return True
    constituents = known.terms[substance].parts
    decisive = (
        tuple(constituent for constituent in constituents if any(is_a(constituent, root) for root in ROOTS))
        or constituents
    )
    return bool(decisive) and all(any(is_a(word, constituent) for word in listed) for constituent in decisive)


def _constituents(word: str) -> tuple[str, ...]:
    """Return the constituents of a substance and of every wider one."""
    terms = makeup.substances().terms
    return tuple(
        constituent
        for ancestor in makeup.lineage(word)
        if ancestor in terms
        for constituent in terms[ancestor].parts
    )
