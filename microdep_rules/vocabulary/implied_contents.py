"""Functions and substances that usually or always belong to a class or function of components.

For example, a `motor` usually has magnets, and a `bldc-motor` always has magnets. A class or function does
not prove that a component contains the substance. But a list of materials without the substance does not
count as complete.
"""

from __future__ import annotations

from functools import lru_cache

from microdep_rules.vocabulary.terms import NOTHING, ImpliedSubstances, load_vocabularies

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
        "nickel-alloy",
        "iron-nickel-alloy",
        "steel",
    ),
)
"""Substances whose names, in the name of a component, can only mean the substance.

`Lead`, `tin` and `gold` are not included, because these words have other meanings.
"""
SYMBOL = 2
"""Maximum length of the symbol of a chemical element.

The program does not search names for symbols, because many symbols are ordinary words, such as `In`.
"""


@lru_cache(maxsize=10_000)
def may_do(kind: str, function: str) -> bool:
    """Return whether a component of a class may have a function.

    For a class or function outside the vocabulary, the result is True.

    >>> may_do("resistor", "temperature-sensor"), may_do("resistor", "bldc-motor"), may_do("relay", "radio")
    (True, False, True)
    """
    classes, functions = (load_vocabularies().get(name) for name in ("class", "function"))
    if classes is None or functions is None:
        return True
    term, does = classes.terms.get(classes.resolve(kind) or kind), functions.resolve(function)
    while term is not None and does is not None:
        if any(functions.is_a(does, other) for other in term.never):
            return False
        if term.functions:
            return any(functions.is_a(does, other) or functions.is_a(other, does) for other in term.functions)
        term = classes.terms.get(term.parent) if term.parent is not None else None
    return True


@lru_cache(maxsize=1_000)
def substances_implied(vocabulary: str, word: str) -> ImpliedSubstances:
    """Return the substances that a class or function implies: such a component contains at least one of them.

    If `always` is false, most components of the class or function contain one of the substances.

    >>> substances_implied("function", "motor")
    ImpliedSubstances(one_of=frozenset({'permanent-magnet-material'}), always=False)
    >>> substances_implied("function", "gimbal-motor").always, substances_implied("class", "resistor").one_of
    (True, frozenset())
    """
    known = load_vocabularies().get(vocabulary)
    term = known.terms.get(known.resolve(word) or word) if known is not None else None
    while term is not None and known is not None:
        if term.holds.one_of:
            return term.holds
        term = known.terms.get(term.parent) if term.parent is not None else None
    return NOTHING
