"""Statements about a material that cannot all be true: its substance, and its recycled share.

A material states its substance; its composition, form, name, grade, standards and stages imply one, too. If
they imply another substance, the check reports it, and the engine does not rely on any of the statements
alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.model import words
from microdep_rules.vocabulary import labels, makeup
from microdep_rules.vocabulary.mentions import substances_held
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microdep_rules.bom.model import Bom, Element

Lines = tuple[makeup.Content, ...]
WHOLE = 100
COMPOSITION = "composition"


class Claim(Struct, frozen=True):
    """Statement of a material, other than its substance, with the substances that it may mean."""

    element: Element
    field: str
    """Field with the statement."""
    substances: frozenset[str]
    """Possible substances; empty if the statement only excludes the stated substance."""
    holds: str = ""
    """Substance that the material contains, in contradiction to its composition."""


class Doubt(Struct, frozen=True):
    """Statements of a material that contradict its substance."""

    claims: tuple[Claim, ...]

    @property
    def substances(self) -> frozenset[str]:
        """Return the other possible substances of the material; empty if any substance is possible."""
        alternatives_of_claims = [claim.substances for claim in self.claims]
        return frozenset().union(*alternatives_of_claims) if all(alternatives_of_claims) else frozenset()

    def is_of(self, field: str) -> bool:
        """Return whether a field is one of the contradicting fields."""
        return any(claim.field == field for claim in self.claims)


def find_doubt(bom: Bom, material: Element) -> Doubt | None:
    """Return the contradiction between a material's substance and its other statements, if there is one."""
    stated = _substances(material)
    if not stated or not material.pointer:
        return None
    claims = tuple(_claims(bom, material, stated))
    return Doubt(claims) if claims else None


def _substances(material: Element) -> tuple[str, ...]:
    """Return the stated substances of a material in its form; empty if a word is unknown."""
    known, forms = makeup.substances(), load_vocabularies().get("form")
    form = _word("form", material.data.get("form"))
    substances = []
    for word in alternatives(material.data.get("substance")):
        term = known.resolve(word) if isinstance(word, str) else None
        if term is None:
            return ()
        substances.append(known.in_form(term, form) if form is not None and forms is not None else term)
    return tuple(substances)


def _word(vocabulary: str, raw: object) -> str | None:
    known, word = load_vocabularies().get(vocabulary), exact(raw)
    return known.resolve(word) if known is not None and isinstance(word, str) else None


# ---- what a material is --------------------------------------------------------------------------


def _claims(bom: Bom, material: Element, stated: tuple[str, ...]) -> Iterator[Claim]:
    data = material.data
    lines = composition(bom, material)
    rather = [other for substance in stated if (other := makeup.contradicting(substance, lines)) is not None]
    fits = len(rather) < len(stated)
    if not fits:
        yield Claim(material, COMPOSITION, frozenset().union(*rather) if all(rather) else frozenset())
    if not fits or not makeup.is_whole(
        lines
    ):  # a composition that says it all, and fits, is better than a form
        yield from _by_form_and_stage(bom, material, stated)
    by_label = set()
    for field, meant in LABELS.items():
        claimed = meant(data[field]) if field in data else frozenset()
        if claimed and not any(makeup.fits(a, b) for a in stated for b in claimed):
            by_label.add(field)
            yield Claim(material, field, claimed)
    if "name" not in by_label:
        yield from _by_name(bom, material, stated, lines)


def _by_name(bom: Bom, material: Element, stated: tuple[str, ...], lines: Lines) -> Iterator[Claim]:
    """Return the substances that the name means: the material itself, or a constituent of a metal."""
    text = exact(material.data.get("name"))
    for word in sorted(substances_held(text)) if isinstance(text, str) else ():
        if any(makeup.is_of(substance, word) for substance in stated):
            if _is_denied(bom, material, word, lines, stated):
                yield Claim(material, "name", frozenset(stated), word)
        elif makeup.substances().is_a(word, makeup.MAGNETS) or all(map(makeup.is_no_metal, stated)):
            yield Claim(material, "name", frozenset({word}))
        elif _is_denied(bom, material, word, lines, stated):
            yield Claim(material, "name", frozenset(stated), word)


def _is_denied(bom: Bom, material: Element, word: str, lines: Lines, stated: tuple[str, ...]) -> bool:
    """Return whether a material is stated to be free of a substance, or to have another composition."""
    if any(makeup.substances().is_a(substance, word) for substance in stated):
        return False
    free = words(material.data.get("free_of", ()))
    if any(
        makeup.substances().is_a(word, term) for excluded in free if (term := _resolved(excluded)) is not None
    ):
        return True
    closed = bom.is_stated_complete(material, COMPOSITION) or makeup.is_whole(lines)
    return bool(lines) and closed and not makeup.can_include(word, lines, closed=True)


def _resolved(word: str) -> str | None:
    return makeup.substances().resolve(word)


def _of_base(raw: object) -> frozenset[str]:
    word = _word("substance", raw)
    return frozenset({word}) if word is not None else frozenset()


def _of_text(meant: Callable[[str], frozenset[str]]) -> Callable[[Any], frozenset[str]]:
    def read(raw: object) -> frozenset[str]:
        text = exact(raw)
        return meant(text) if isinstance(text, str) else frozenset()

    return read


def _of_standards(raw: Any) -> frozenset[str]:
    return frozenset(substance for text in words(raw) for substance in labels.standardized(text))


LABELS: dict[str, Callable[[Any], frozenset[str]]] = {
    "base": _of_base,
    "name": _of_text(labels.named),
    "grade": _of_text(labels.graded),
    "meets": _of_standards,
}
"""Fields that name a substance, each with its meaning."""


def _by_form_and_stage(bom: Bom, material: Element, stated: tuple[str, ...]) -> Iterator[Claim]:
    """Return forms and stages that belong to one kind of substance; only a magnet is magnetized."""
    stated_words = [(material, "form", _word("form", material.data.get("form")))]
    stated_words += [
        (stage, "stage", _word("stage", stage.data.get("stage"))) for stage in _own_stages(bom, material)
    ]
    for element, field, word in stated_words:
        meant = makeup.stated_by(field, word) if word is not None else None
        if meant is not None and not any(makeup.fits(a, b) for a in stated for b in (meant[0], *meant[1])):
            yield Claim(element, field, frozenset({meant[0]}))


def _own_stages(bom: Bom, material: Element) -> Iterator[Element]:
    """Return the stages of the material itself, not of its component."""
    for stage in bom.stages(material):
        if "of" in stage.data or stage.pointer.startswith(f"{material.pointer}/"):
            yield stage


def composition(bom: Bom, material: Element) -> tuple[makeup.Content, ...]:
    """Return the lines of a composition whose words are known, with bounds."""
    lines = []
    for entry in bom.records(material, COMPOSITION):
        word, share = _word("substance", entry.data.get("element")), bounds(entry.data.get("share"))
        if word is not None:
            low, high = share.low or Fraction(0), WHOLE if share.high is None else share.high
            lines.append((word, Fraction(low) / WHOLE, Fraction(high) / WHOLE))
    return tuple(lines)


# ---- recycled ------------------------------------------------------------------------------------


def contradicting_stages(bom: Bom, material: Element) -> tuple[Element, ...]:
    """Return the stages that contradict the recycled share of a material.

    A mined material is not completely recycled, and a recycled one is not completely primary.
    """
    if "recycled_share" not in material.data:
        return ()
    share = bounds(material.data["recycled_share"])
    if share.low is not None and share.low >= WHOLE:
        return tuple(_stages_of(bom, material, "mined"))
    return tuple(_stages_of(bom, material, "recycled")) if share.high == 0 else ()


def has_no_recycling(bom: Bom, material: Element) -> bool:
    """Return whether a partly recycled material has a complete list of stages without recycling."""
    share = bounds(material.data.get("recycled_share"))
    if not share.low or not bom.is_stated_complete(material, "stages") or bom.has_no_production(material):
        return False
    if bom.inputs(material) or (material.owner is not None and bom.inputs(material.owner)):
        return False  # what it was made from may have been recycled
    return not any(_stages_of(bom, material, "recycled"))


def _stages_of(bom: Bom, material: Element, kind: str) -> Iterator[Element]:
    stages = load_vocabularies().get("stage")
    for stage in bom.stages(material):
        word, of_nothing = _word("stage", stage.data.get("stage")), bounds(stage.data.get("share")).high == 0
        if stages is not None and word is not None and stages.is_a(word, kind) and not of_nothing:
            yield stage
