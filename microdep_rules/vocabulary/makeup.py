"""Tests of whether a composition, a form or a name agrees with the substance that a document states.

The thresholds are in the data file `makeup.json`, each with its source. The thresholds are wide, so that a
rounded or partial list of chemical elements does not count as a contradiction.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.vocabulary.terms import Vocabulary

Content = tuple[str, Fraction, Fraction]
"""Line of a composition: a chemical element or substance, and the bounds of its share (from 0 to 1)."""
MAGNETS = "permanent-magnet-material"
ONE, HALF = Fraction(1), Fraction(1, 2)
ROUNDING = Fraction(1, 10_000)


@cache
def _data() -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in resources.vocabulary_data("makeup")["substances"]}


@cache
def substances() -> Vocabulary:
    """Return the vocabulary of substances."""
    vocabulary = load_vocabularies().get("substance")
    assert vocabulary is not None  # the package has this vocabulary
    return vocabulary


def lineage(word: str) -> tuple[str, ...]:
    """Return a substance and all broader substances, nearest first."""
    known = substances()
    above = (known.terms[wider].id for wider in (word, *known.ancestors(word)) if wider in known.terms)
    return tuple(dict.fromkeys(above))


def _entry(word: str, key: str) -> Any:  # noqa: ANN401 - a value of a data file
    """Return the value `key` for a substance in the data file; if missing, of the nearest broader substance.

    The result is `None` if neither the substance nor a broader substance has the value.
    """
    return next((_data()[wider][key] for wider in lineage(word) if key in _data().get(wider, ())), None)


@lru_cache(maxsize=1_000)
def is_metal(word: str) -> bool:
    """Return whether a word means a metal (a chemical element) or a group of metals."""
    metals = resources.vocabulary_data("makeup")["metals"]["elements"]
    return any(substances().is_a(word, metal) for metal in metals)


@lru_cache(maxsize=1_000)
def leads(word: str) -> frozenset[str] | None:
    """Return the possible main metals of a substance; `None` if they are unknown.

    The main metal is the metal with the largest share of the mass, such as iron in steel.

    >>> sorted(leads("steel")), sorted(leads("Ti")), leads("nylon"), leads("semiconductor-material")
    (['Fe'], ['Ti'], frozenset(), None)
    """
    stated = _entry(word, "leads")
    if stated is not None:
        return frozenset(stated)
    known = substances()
    term = known.terms[word]
    metals = {part for part in (*lineage(word), *term.parts) if is_metal(part) and is_element(part)}
    metals = metals or {wider for wider in lineage(word) if is_element(wider)}
    if not metals and not term.parts:
        metals = {
            descendant
            for descendant in known.descendants(word)
            if is_metal(descendant) and is_element(descendant)
        }
    return frozenset(metals) or None


def is_element(word: str) -> bool:
    """Return whether a word is the symbol of a chemical element."""
    term = substances().terms.get(word)
    return term is not None and term.id == word and bool(term.names)


@lru_cache(maxsize=10_000)
def fits(stated: str, claimed: str) -> bool:
    """Return whether people may call a material of the substance `stated` by the name `claimed`.

    For example, people call steel iron, but nobody calls pure neodymium NdFeB.

    >>> fits("steel", "Fe"), fits("NdFeB", "Nd"), fits("Nd", "NdFeB"), fits("steel", "Ti")
    (True, True, False, False)
    """
    known = substances()
    if substances().is_kind_either_way(stated, claimed):
        return True
    if known.is_a(claimed, MAGNETS):
        return False
    own, others = leads(stated), leads(claimed)
    if claimed in known.terms[stated].parts or own is None or others is None:
        return True
    return not own.isdisjoint(_essential_elements(claimed))


# ---- compositions --------------------------------------------------------------------------------


def contradicting(stated: str, lines: Iterable[Content]) -> frozenset[str] | None:
    """Return the substances that a composition indicates, if the composition contradicts `stated`.

    The result is `None` if the composition fits. The result is empty if the composition contradicts the
    stated substance without indicating another one.

    >>> Nd, Fe = ("Nd", Fraction(30, 100), Fraction(30, 100)), ("Fe", Fraction(69, 100), Fraction(69, 100))
    >>> sorted(contradicting("steel", [Nd, Fe])), contradicting("NdFeB", [Nd, Fe])
    (['NdFeB'], None)
    """
    lines = tuple(lines)
    mostly = _dominant_compounds(lines)
    if not lines or any(substances().is_kind_either_way(substance, stated) for substance in mostly):
        return None
    shown = {*_proven_magnets(lines), *mostly}
    others = shown if not any(fits(stated, substance) for substance in shown) else set()
    led, lacks = _metals_above_main(stated, lines), not _may_contain(stated, lines)
    led = {substance for substance in led if not any(fits(other, substance) for other in others)}
    if lacks and not led and not others:
        led = {word for word, low, _ in lines if low > 0 and low == max(low for _, low, _ in lines)}
    if not others and not led and not lacks:
        return None
    rather = {
        *others,
        *_compounds(lines),
        *(name for substance in led for name in _metal_and_alloys(substance)),
    } - {stated}
    known = substances()
    return frozenset(a for a in rather if not any(a != b and known.is_a(a, b) for b in rather))


def can_include(word: str, lines: Iterable[Content], *, closed: bool) -> bool:
    """Return whether a material with this composition can contain a substance.

    If `closed` is true, the composition lists everything that the material contains.
    """
    lines = tuple(lines)
    if closed:
        return any(high > 0 and _may_include(line, word) for line, _, high in lines)
    return _largest_share(word, lines) > 0


def is_no_metal(stated: str) -> bool:
    """Return whether a substance has no metal as its main element. Examples are polymers and ceramics.

    >>> is_no_metal("nylon"), is_no_metal("steel")
    (True, False)
    """
    return leads(stated) == frozenset()


def is_of(stated: str, word: str) -> bool:
    """Return whether a substance and a word are equal, or one is narrower, or one consists of the other."""
    parts = substances().terms[stated].parts
    own = substances().terms[word].parts if word in substances().terms else ()
    return any(substances().is_kind_either_way(part, word) for part in (stated, *parts)) or stated in own


def is_whole(lines: Iterable[Content]) -> bool:
    """Return whether a composition lists at least 90 % of the mass."""
    return sum((low for _, low, _ in lines), Fraction(0)) >= Fraction(9, 10)


def _share(value: float) -> Fraction:
    return Fraction(str(value)) / 100


def _smallest_share(element: str, lines: tuple[Content, ...]) -> Fraction:
    return sum((low for word, low, _ in lines if substances().is_a(word, element)), Fraction(0))


def _largest_share(element: str, lines: tuple[Content, ...]) -> Fraction:
    """Return the largest share that a chemical element can have in a composition.

    This is the share in the lines about the element, together with the share that no other line covers.
    """
    left = ONE - sum((low for _, low, _ in lines), Fraction(0))
    left = left if left > ROUNDING else Fraction(0)
    own = [line for line in lines if _may_include(line[0], element)]
    if any(substances().is_a(element, word) for word, _, _ in own):
        left = Fraction(0)  # a line for the element covers its whole share
    return min(ONE, left + sum((high for _, _, high in own), Fraction(0)))


def _may_include(word: str, element: str) -> bool:
    """Return whether a line of a composition may include a chemical element, also as a part of a mixture."""
    parts = substances().terms[word].parts
    if not parts and not is_element(word) and not is_metal(word):
        return not is_metal(element)  # a polymer; nobody lists the elements of polymers
    return any(substances().is_kind_either_way(part, element) for part in (word, *parts))


def _may_contain(stated: str, lines: tuple[Content, ...]) -> bool:
    """Return whether each essential element of a substance can reach its minimum share in a composition."""
    least = _entry(stated, "least")
    if least is None:
        return all(_largest_share(element, lines) > 0 for element in _essential_elements(stated))
    return all(_largest_share(element, lines) >= _share(value) for element, value in least.items())


def _essential_elements(stated: str) -> tuple[str, ...]:
    """Return the chemical elements that a substance must contain, such as titanium in a titanium alloy."""
    known = substances()
    if known.is_a(stated, "semiconductor-material"):
        return known.terms[stated].parts
    element = next((wider for wider in lineage(stated) if is_element(wider)), None)
    return (element,) if element is not None else known.terms[stated].parts[:1]


def _metals_above_main(stated: str, lines: tuple[Content, ...]) -> set[str]:
    """Return the metals in a composition with a larger share than each main metal of the substance."""
    own = leads(stated)
    if own is None:
        return set()
    most = max((_largest_share(metal, lines) for metal in own), default=HALF - ROUNDING)
    greatest = max(low for _, low, _ in lines)
    leading = {word for word, low, _ in lines if is_metal(word) and low > most and low >= greatest / 2}
    leading = {metal for metal in leading if not any(_may_include(metal, lead) for lead in own)}
    return set() if leading == {"Fe"} and _is_ferroalloy(own, lines) else leading


def _is_ferroalloy(own: frozenset[str], lines: tuple[Content, ...]) -> bool:
    least = _share(resources.vocabulary_data("makeup")["ferroalloy"]["least"])
    return any(_largest_share(metal, lines) >= least for metal in own)


def _dominant_compounds(lines: tuple[Content, ...]) -> set[str]:
    """Return the alloys and compounds that make up most of the mass in one line of a composition."""
    known = substances()
    return {word for word, low, _ in lines if low >= HALF and word in known.terms and not is_element(word)}


def _proven_magnets(lines: tuple[Content, ...]) -> Iterable[str]:
    """Yield the magnet materials that a composition proves, because no other material has such shares."""
    for word, entry in _data().items():
        for least in entry.get("known_by", ()):
            shown = all(_smallest_share(element, lines) >= _share(value) for element, value in least.items())
            if shown and _may_contain(word, lines):
                yield word


def _compounds(lines: tuple[Content, ...]) -> set[str]:
    """Return the compounds that consist of exactly the chemical elements in a composition."""
    there = {word for word, low, _ in lines if low > 0}
    return {
        term.id
        for term in substances().terms.values()
        if len(term.parts) > 1 and there <= {*term.parts} and there and len(there) == len(term.parts)
    }


@lru_cache(maxsize=1_000)
def _metal_and_alloys(word: str) -> frozenset[str]:
    """Return a metal and the alloys with this metal as the first constituent.

    Narrower terms of the metal are left out, because the vocabulary already lists them.
    """
    known = substances()
    alloys = {
        term.id
        for term in known.terms.values()
        if term.parts[:1] == (word,) and all(map(is_metal, term.parts)) and not known.is_a(term.id, word)
        if term.parent is None
    }
    return frozenset({word, *alloys})


# ---- other statements ----------------------------------------------------------------------------


def stated_by(field: str, word: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the substance that a form or stage implies, and further possible substances.

    For example, the form `magnet` implies a permanent-magnet material, and a rare earth is also possible. The
    result is `None` for a word that implies no substance.
    """
    for statement in resources.vocabulary_data("makeup")["states"]:
        if statement["field"] == field and statement["word"] == word:
            return statement["substance"], tuple(statement["also"])
    return None


@cache
def standards() -> Mapping[str, str]:
    """Return the substance for each standard that applies to only one substance.

    The standards are in small letters.
    """
    return {name.casefold(): id_ for id_, entry in _data().items() for name in entry.get("standards", ())}
