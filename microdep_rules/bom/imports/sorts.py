"""The class of a part by where it sits: `R1` is a resistor, unless its own words say something else.

Rules look past small parts by their class, so that a designator alone must not hide a magnet.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = re.compile(r"[A-Za-z]+")
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 4
"""So many words one term has."""
MOST_KEPT = 5_000
"""Words that were looked at last."""
SHORTEST = 3
"""So many letters a substance has that is read in a text: `W`, `In` and `V` are units and words, too."""
SMALL = (
    "passive",
    "fuse",
    "connector",
    "switch",
    "test-point",
    "jumper",
    "cable",
    "mechanical-part",
    "fiducial",
)
"""Classes that rules look past, or may."""
NOT_IN_SMALL_PARTS = (
    *("permanent-magnet-material", "rare-earth", "Ta", "W", "Ge", "Sb", "graphite"),
    *("Ga", "gallium-nitride", "gallium-arsenide", "gallium-oxide", "gallium-phosphide"),
)
"""Substances by which rules look for parts, and that are no plating or plastic of a small one."""

MAGNET = re.compile(
    r"magnet|\u043c\u0430\u0433\u043d\u0438\u0442|\bim[a\u00e1]n\b|aimant|calamita|n[e\u00e9]od[yi]m|\u043d\u0435\u043e\u0434\u0438\u043c|\u78c1|\u9495\u94c1\u787c"
    r"|\bN(?:3[3-9]|4[0-9]|5[0-6])(?:M|H|SH|UH|EH|AH)?\b",
    re.IGNORECASE,
)
"""What is made of magnets or with them: the word in many languages, and the grades of NdFeB."""
MOVES = re.compile(
    r"motor|\u043c\u043e\u0442\u043e\u0440|\u0434\u0432\u0438\u0433\u0430\u0442\u0435\u043b|moteur|\u7535\u673a|\u96fb\u6a5f|servo|solenoid|lautsprecher|loudspeaker|l\u00fcfter|ventilator"
    r"|vibrat|gimbal|actuator|aktor|aktuator|pumpe",
    re.IGNORECASE,
)
"""What moves or sounds by a magnet, also where it is a part of a word or of a number."""
MOVING = (
    *("actuator", "generator", "propulsion", "engine", "fan", "pump", "compressor", "valve"),
    *("gimbal", "rotor", "stator", "magnet"),
)
"""Functions of parts in which there may be a magnet."""


def class_of(places: Iterable[str], texts: Iterable[str]) -> str | None:
    """The class that all of some designators stand for, where the texts of the part leave it at that.

    >>> class_of(["R1", "R2"], ["10k"]), class_of(["R1", "C1"], []), class_of(["R1"], ["NdFeB rotor magnet"])
    ('resistor', None, None)
    """
    known = _by_prefix()
    found = {known.get(prefix[0]) if (prefix := PREFIX.match(each)) else None for each in places}
    by_place = found.pop() if len(found) == 1 else None
    return None if by_place is None or any(_says_else(by_place, each) for each in texts) else by_place


@cache
def _by_prefix() -> dict[str, str]:
    vocabulary = load_vocabularies().get("class")
    terms = vocabulary.terms.values() if vocabulary is not None else ()
    return {prefix: term.id for term in terms for prefix in term.designators}


def _says_else(by_place: str, text: str) -> bool:
    """Whether a text names another sort of part and not this one, or what is in no such part.

    >>> _says_else("connector", "motor connector"), _says_else("connector", "motor")
    (False, True)
    >>> _says_else("connector", "magnetic connector")
    True
    """
    vocabularies = load_vocabularies()
    classes, functions = vocabularies.get("class"), vocabularies.get("function")
    if classes is None or functions is None:
        return False
    words = list(_known_words(text))
    is_small = any(classes.is_a(by_place, each) for each in SMALL)
    if is_small and (MAGNET.search(text) or any(kind == "substance" for kind, _ in words)):
        return True
    named = [word for kind, word in words if kind == "class"]
    if any(classes.is_a(word, by_place) for word in named):
        return False
    moves = any(functions.is_a(w, each) for kind, w in words if kind == "function" for each in MOVING)
    return (is_small and (moves or MOVES.search(text) is not None)) or any(
        not classes.is_a(by_place, word) for word in named
    )


def _known_words(text: str) -> Iterator[tuple[str, str]]:
    """The classes and functions in a text, and the substances that matter; the longest words first."""
    rest = WORD.findall(text)
    while rest:
        several = ((" ".join(rest[:many]), many) for many in range(min(MOST_WORDS, len(rest)), 0, -1))
        found = next(((known, many) for words, many in several if (known := _known(words))), None)
        if found is not None:
            yield found[0]
        rest = rest[found[1] if found is not None else 1 :]


@cache
def _substances() -> frozenset[str]:
    vocabulary = load_vocabularies().get("substance")
    assert vocabulary is not None
    return frozenset[str]().union(*map(vocabulary.descendants, NOT_IN_SMALL_PARTS))


@lru_cache(maxsize=MOST_KEPT)
def _known(words: str) -> tuple[str, str] | None:
    for kind in ("class", "substance", "function"):
        vocabulary = load_vocabularies().get(kind)
        found = vocabulary.resolve(words) if vocabulary is not None else None
        if found is not None and (kind != "substance" or (len(words) >= SHORTEST and found in _substances())):
            return kind, found
    return None
