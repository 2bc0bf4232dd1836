"""Substances that the label of a material states: by name, trade grade or standard.

The last noun of a label determines what the label names. `NdFeB rotor magnet` and `Magnet, N52` name a
magnet. `Magnet holder`, `adhesive for magnets` and `cobalt free` do not name a magnet or cobalt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import designations, makeup
from microdep_rules.vocabulary.implied_contents import ROOTS, SYMBOL
from microdep_rules.vocabulary.terms import load_vocabularies

PHRASES = pattern(r"[,;:/()\[\]|]|\s[-\u2013\u2014]\s")
WORD = pattern(r"[^\W_]+(?:[-.][^\W_]+)*")
ENDING = frozenset(
    {"for", "of", "in", "with", "without", "to", "on", "under", "from", "as", "not", "no", "and", "or"}
)
"""Words, such as `for`, after which a label names another thing and not the material."""
MAGNET = frozenset({"magnet", "magnets"})
WIRE = pattern(r"\bmagnet wires?$", re.IGNORECASE)
"""Pattern for magnet wire, which is a copper wire and contains no magnet."""
TRAILING = frozenset(
    {"grade", "material", "metal", "alloy", "stock", "sintered", "bonded", "raw", "pure", "x"}
)
"""Words, such as `grade`, that may follow the name of a substance at the end of a label.

Words for a form, such as `sheet`, may follow too; they are in the vocabulary of forms.
"""
LONGEST = 4


@lru_cache(maxsize=10_000)
def named(text: str) -> frozenset[str]:
    """Return the substances in the name of a material.

    >>> sorted(named("NdFeB rotor magnet")), sorted(named("Tantalum sheet, grade 2"))
    (['NdFeB'], ['Ta'])
    >>> named("Magnet holder"), named("cobalt free"), named("adhesive for NdFeB magnets")
    (frozenset(), frozenset(), frozenset())
    """
    substances = {
        substance for phrase in PHRASES.split(text) for substance in _of_phrase(WORD.findall(phrase))
    }
    is_a = makeup.substances().is_a
    return frozenset(a for a in substances if not any(a != b and is_a(b, a) for b in substances))


def _of_phrase(words: list[str]) -> set[str]:
    end = next((place for place, word in enumerate(words) if word.casefold() in ENDING), len(words))
    words = words[:end]
    while words and words[-1].casefold() not in MAGNET:
        own = _substance_at_end(words)
        if own is not None:
            return {own}
        if not _may_follow(words[-1]) or WIRE.search(" ".join(words)):
            return set()
        words.pop()
    if not words:
        return set()
    windows = (words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    magnets = {term for window in windows if (term := _substance_by_name(" ".join(window))) is not None}
    is_a = makeup.substances().is_a
    return {makeup.MAGNETS, *(magnet for magnet in magnets if is_a(magnet, makeup.MAGNETS))}


def _substance_at_end(words: list[str]) -> str | None:
    """Return the substance that the last words of a label name; a longer name is preferred."""
    substances = (
        _substance_by_name(" ".join(words[-many:])) for many in range(min(LONGEST, len(words)), 0, -1)
    )
    return next((substance for substance in substances if substance is not None), None)


def _substance_by_name(name: str) -> str | None:
    """Return the substance with a name that laws mention; `None` for a name with other meanings in labels."""
    known = makeup.substances()
    if len(name) <= SYMBOL:
        return None
    term = known.terms.get(known.resolve(name) or "")
    own = (term.id, *term.parts) if term is not None else ()
    return term.id if term is not None and any(known.is_a(a, root) for a in own for root in ROOTS) else None


def _may_follow(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or word.casefold() in TRAILING or word.casefold() in _forms()


@cache
def _forms() -> frozenset[str]:
    """Return the words for forms of materials in lower case, without the form `magnet`."""
    forms = load_vocabularies().get("form")
    terms = forms.terms.values() if forms is not None else ()
    return frozenset(word.casefold() for term in terms for word in (term.id, *term.aliases)) - MAGNET


@lru_cache(maxsize=10_000)
def graded(text: str) -> frozenset[str]:
    """Return the substances that a trade grade such as `N52` can mean.

    >>> sorted(graded("N52")), sorted(graded("N49")), sorted(graded("Ti-6Al-4V")), graded("C")
    (['NdFeB'], ['NdFeB', 'soft-ferrite'], ['titanium-alloy'], frozenset())
    """
    grade = " ".join(text.split())
    substances = designations.graded(grade)
    term = makeup.substances().resolve(grade) if len(grade) > SYMBOL else None
    return frozenset(substances | {term} if term is not None else substances) or named(text)


@lru_cache(maxsize=10_000)
def standardized(text: str) -> frozenset[str]:
    """Return the substances for which a standard is made, such as tungsten heavy alloy for `ASTM B777`.

    >>> sorted(standardized("ASTM B777 class 1")), standardized("ISO 9001")
    (['tungsten-heavy-alloy'], frozenset())
    """
    standard = f"{' '.join(text.casefold().split())} "
    return frozenset(id_ for name, id_ in makeup.standards().items() if standard.startswith(f"{name} "))
