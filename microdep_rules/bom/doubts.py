"""Contradictions between statements about a material: its substance, and its recycled share.

A material states its substance. The composition, form, name, grade, standards and stages of the material also
imply a substance. If one of these fields implies another substance, the check reports the contradiction. The
engine then relies on none of these statements alone.
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
    """Statement of a field other than `substance` about the substance of a material."""

    element: Element
    field: str
    """Field with the statement."""
    substances: frozenset[str]
    """Substances that the statement may mean; empty if the statement only rules out the stated substance."""
    contained: str = ""
    """Substance that the statement names but the composition or `free_of` excludes; otherwise empty."""


class Doubt(Struct, frozen=True):
    """Statements of a material that contradict the stated substance."""

    claims: tuple[Claim, ...]

    @property
    def substances(self) -> frozenset[str]:
        """Return the substances that the material may be instead; empty if any substance is possible."""
        alternatives_of_claims = [claim.substances for claim in self.claims]
        return frozenset().union(*alternatives_of_claims) if all(alternatives_of_claims) else frozenset()

    def is_of(self, field: str) -> bool:
        """Return whether a statement in this field contradicts the stated substance."""
        return any(claim.field == field for claim in self.claims)


def find_doubt(bom: Bom, material: Element) -> Doubt | None:
    """Return the contradictions between the substance and other fields of a material, or `None`."""
    stated = _substances(material)
    if not stated or not material.pointer:
        return None
    claims = tuple(_claims(bom, material, stated))
    return Doubt(claims) if claims else None


def _substances(material: Element) -> tuple[str, ...]:
    """Return the stated substances of a material; `W` as powder is tungsten powder.

    The result is empty if a word is unknown.
    """
    known, forms = makeup.substances(), load_vocabularies().get("form")
    form = _resolve_word("form", material.data.get("form"))
    substances = []
    for word in alternatives(material.data.get("substance")):
        term = known.resolve(word) if isinstance(word, str) else None
        if term is None:
            return ()
        substances.append(known.in_form(term, form) if form is not None and forms is not None else term)
    return tuple(substances)


def _resolve_word(vocabulary: str, raw: object) -> str | None:
    known, word = load_vocabularies().get(vocabulary), exact(raw)
    return known.resolve(word) if known is not None and isinstance(word, str) else None


# ---- substance of a material ---------------------------------------------------------------------


def _claims(bom: Bom, material: Element, stated: tuple[str, ...]) -> Iterator[Claim]:
    data = material.data
    lines = composition(bom, material)
    implied = [other for substance in stated if (other := makeup.contradicting(substance, lines)) is not None]
    fits = len(implied) < len(stated)
    if not fits:
        yield Claim(material, COMPOSITION, frozenset().union(*implied) if all(implied) else frozenset())
    if not fits or not makeup.is_whole(
        lines
    ):  # a complete composition that fits the substance is better evidence than a form
        yield from _claims_of_form_and_stages(bom, material, stated)
    by_label = set()
    for field, meant in LABELS.items():
        claimed = meant(data[field]) if field in data else frozenset()
        if claimed and not any(makeup.fits(a, b) for a in stated for b in claimed):
            by_label.add(field)
            yield Claim(material, field, claimed)
    if "name" not in by_label:
        yield from _claims_of_name(bom, material, stated, lines)


def _claims_of_name(bom: Bom, material: Element, stated: tuple[str, ...], lines: Lines) -> Iterator[Claim]:
    """Yield the claims of a material's name that contradict the stated substance.

    The name may state the whole material or an element in an alloy.
    """
    text = exact(material.data.get("name"))
    for word in sorted(substances_held(text)) if isinstance(text, str) else ():
        if any(makeup.is_of(substance, word) for substance in stated):
            if _is_excluded(bom, material, word, lines, stated):
                yield Claim(material, "name", frozenset(stated), word)
        elif makeup.substances().is_a(word, makeup.MAGNETS) or all(map(makeup.is_no_metal, stated)):
            yield Claim(material, "name", frozenset({word}))
        elif _is_excluded(bom, material, word, lines, stated):
            yield Claim(material, "name", frozenset(stated), word)


def _is_excluded(bom: Bom, material: Element, word: str, lines: Lines, stated: tuple[str, ...]) -> bool:
    """Return whether `free_of` or the composition of a material excludes the substance `word`."""
    if any(makeup.substances().is_a(substance, word) for substance in stated):
        return False
    free = words(material.data.get("free_of", ()))
    if any(
        makeup.substances().is_a(word, term) for excluded in free if (term := _resolve(excluded)) is not None
    ):
        return True
    closed = bom.is_stated_complete(material, COMPOSITION) or makeup.is_whole(lines)
    return bool(lines) and closed and not makeup.can_include(word, lines, closed=True)


def _resolve(word: str) -> str | None:
    return makeup.substances().resolve(word)


def _substances_of_base(raw: object) -> frozenset[str]:
    word = _resolve_word("substance", raw)
    return frozenset({word}) if word is not None else frozenset()


def _substances_of_text(meant: Callable[[str], frozenset[str]]) -> Callable[[Any], frozenset[str]]:
    def read(raw: object) -> frozenset[str]:
        text = exact(raw)
        return meant(text) if isinstance(text, str) else frozenset()

    return read


def _substances_of_standards(raw: Any) -> frozenset[str]:
    return frozenset(substance for text in words(raw) for substance in labels.standardized(text))


LABELS: dict[str, Callable[[Any], frozenset[str]]] = {
    "base": _substances_of_base,
    "name": _substances_of_text(labels.named),
    "grade": _substances_of_text(labels.graded),
    "meets": _substances_of_standards,
}
"""Fields that name a substance, with the function that reads the substances."""


def _claims_of_form_and_stages(bom: Bom, material: Element, stated: tuple[str, ...]) -> Iterator[Claim]:
    """Yield forms and stages that imply another substance. For example, only a magnet is magnetized."""
    stated_words = [(material, "form", _resolve_word("form", material.data.get("form")))]
    stated_words += [
        (stage, "stage", _resolve_word("stage", stage.data.get("stage")))
        for stage in _own_stages(bom, material)
    ]
    for element, field, word in stated_words:
        meant = makeup.stated_by(field, word) if word is not None else None
        if meant is not None and not any(makeup.fits(a, b) for a in stated for b in (meant[0], *meant[1])):
            yield Claim(element, field, frozenset({meant[0]}))


def _own_stages(bom: Bom, material: Element) -> Iterator[Element]:
    """Yield the stages of a material, without the other stages of its component."""
    for stage in bom.stages(material):
        if "of" in stage.data or stage.pointer.startswith(f"{material.pointer}/"):
            yield stage


def composition(bom: Bom, material: Element) -> tuple[makeup.Content, ...]:
    """Return the known substances in a composition, each with its minimum and maximum share."""
    lines = []
    for entry in bom.records(material, COMPOSITION):
        word, share = _resolve_word("substance", entry.data.get("element")), bounds(entry.data.get("share"))
        if word is not None:
            low, high = share.low or Fraction(0), WHOLE if share.high is None else share.high
            lines.append((word, Fraction(low) / WHOLE, Fraction(high) / WHOLE))
    return tuple(lines)


# ---- recycled share ------------------------------------------------------------------------------


def contradicting_stages(bom: Bom, material: Element) -> tuple[Element, ...]:
    """Return the stages that contradict the recycled share of a material, such as mining of a recycled metal.

    A mined material is not 100 % recycled. A recycled material is not 0 % recycled.
    """
    if "recycled_share" not in material.data:
        return ()
    share = bounds(material.data["recycled_share"])
    if share.low is not None and share.low >= WHOLE:
        return tuple(_stages_of(bom, material, "mined"))
    return tuple(_stages_of(bom, material, "recycled")) if share.high == 0 else ()


def has_no_recycling(bom: Bom, material: Element) -> bool:
    """Return whether a partly recycled material lists all its stages, but no recycling stage."""
    share = bounds(material.data.get("recycled_share"))
    if not share.low or not bom.is_stated_complete(material, "stages") or bom.has_no_production(material):
        return False
    if bom.inputs(material) or (material.owner is not None and bom.inputs(material.owner)):
        return False  # the inputs of the material may be recycled
    return not any(_stages_of(bom, material, "recycled"))


def _stages_of(bom: Bom, material: Element, kind: str) -> Iterator[Element]:
    stages = load_vocabularies().get("stage")
    for stage in bom.stages(material):
        word, has_no_share = (
            _resolve_word("stage", stage.data.get("stage")),
            bounds(stage.data.get("share")).high == 0,
        )
        if stages is not None and word is not None and stages.is_a(word, kind) and not has_no_share:
            yield stage
