"""Substances that the words of a component name, so that nobody can state that it holds nothing of the kind.

`NdFeB rotor magnet` names a substance; `motor` is a function that goes with magnets. Such words decide
nothing by themselves. Against a statement of absence they are a contradiction: a list of materials without
the substance is then not taken to be whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from microdep_rules.vocabulary.terms import load_vocabularies

ROOTS = (
    *(
        "rare-earth",
        "permanent-magnet-material",
        "Ta",
        "W",
        "Ga",
        "Ge",
        "Sb",
        "Ti",
        "Co",
        "Mo",
        "Zr",
        "In",
        "Be",
    ),
)
"""Substances whose names have no other meaning in the name of a component; lead, tin and gold do."""
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
MAGNET = re.compile(r"\bmagnets?\b(?! wire)", re.IGNORECASE)
LONGEST, SHORTEST = 4, 4
"""A name of a substance has at most so many words, and at least so many letters, or is a formula (`GaN`)."""
SYMBOL = 2
"""So many letters has the symbol of an element, which is a word of its own in too many names."""


@lru_cache(maxsize=10_000)
def substances_named(text: str) -> frozenset[str]:
    """Substances that a name or a part number names.

    >>> sorted(substances_named("NdFeB rotor, N52")), substances_named("Lead screw, tin plated")
    (['NdFeB'], frozenset())
    """
    vocabulary = load_vocabularies().get("substance")
    assert vocabulary is not None
    words = WORD.findall(text)
    found = {"permanent-magnet-material"} if MAGNET.search(text) else set()
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            said = " ".join(words[start:end])
            if len(said) < SHORTEST and not (len(said) > SYMBOL and said in vocabulary.terms):
                continue
            term = vocabulary.terms.get(vocabulary.resolve(said) or "")
            own = (term.id, *term.parts) if term is not None else ()
            if term is not None and any(vocabulary.is_a(each, root) for each in own for root in ROOTS):
                found.add(term.id)
    narrower = {a for a in found for b in found if a != b and vocabulary.is_a(b, a)}
    return frozenset(found - narrower)


@lru_cache(maxsize=10_000)
def may_do(kind: str, function: str) -> bool:
    """Whether a component of a class may have a function; what no vocabulary has excludes nothing.

    >>> may_do("resistor", "temperature-sensor"), may_do("resistor", "bldc-motor"), may_do("relay", "radio")
    (True, False, True)
    """
    classes, functions = (load_vocabularies().get(name) for name in ("class", "function"))
    if classes is None or functions is None:
        return True
    term, does = classes.terms.get(classes.resolve(kind) or kind), functions.resolve(function)
    while term is not None and does is not None:
        if any(functions.is_a(does, each) for each in term.never):
            return False
        if term.functions:
            return any(functions.is_a(does, each) or functions.is_a(each, does) for each in term.functions)
        term = classes.terms.get(term.parent) if term.parent is not None else None
    return True


@lru_cache(maxsize=1_000)
def substances_held(vocabulary: str, word: str) -> frozenset[str]:
    """Substances of which a component of a class or function holds one, as a rule.

    >>> substances_held("function", "bldc-motor"), substances_held("class", "resistor")
    (frozenset({'permanent-magnet-material'}), frozenset())
    """
    known = load_vocabularies().get(vocabulary)
    term = known.terms.get(known.resolve(word) or word) if known is not None else None
    while term is not None and known is not None:
        if term.holds:
            return frozenset(term.holds)
        term = known.terms.get(term.parent) if term.parent is not None else None
    return frozenset()
