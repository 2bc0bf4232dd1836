"""Nouns in singular and plural, for texts with numbers."""

from __future__ import annotations


def plural(word: str) -> str:
    """Return the plural of an English noun.

    >>> plural("component"), plural("country"), plural("day"), plural("class")
    ('components', 'countries', 'days', 'classes')
    """
    if word.endswith("y") and word[-2:-1] not in {*"aeiou"}:
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def counted_noun(number: int, word: str) -> str:
    """Return a number with its noun.

    >>> counted_noun(1, "component"), counted_noun(2, "assembly")
    ('1 component', '2 assemblies')
    """
    return f"{number} {word if number == 1 else plural(word)}"
