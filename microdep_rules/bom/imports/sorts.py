"""Class of a component from its designator, where a second field of the row confirms it.

Rules exclude components by their class, so a designator alone sets none: `R1` is a resistor if its value is
`10k`, its description names one or its footprint is that of one, and nothing else in the row says otherwise.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.values import designator_classes, footprint_of, is_value
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = pattern(r"[A-Za-z]+")
WORD = pattern(r"[^\W_]+")
NO_COMPONENT = frozenset({"fiducial"})
"""Classes of marks and holes, which nobody buys."""
PHRASE = pattern(
    r"[,;:()/]|\b(?:with|w/|without|for|to|incl|including|from|of|on|mit|f\u00fcr|avec|pour|con|para)\b",
    re.IGNORECASE,
)
"""What ends the phrase that names a thing: behind it stands what it has or is for."""
CAMEL = pattern(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
SHORT = {
    "res": "resistor",
    "cap": "capacitor",
    "caps": "capacitor",
    "ind": "inductor",
    "conn": "connector",
    "xtal": "crystal",
    "xfmr": "transformer",
    "fet": "transistor",
    "mosfets": "transistor",
    "widerstand": "resistor",
    "kondensator": "capacitor",
    "induktivit\u00e4t": "inductor",
    "steckverbinder": "connector",
    "stecker": "connector",
    "buchse": "connector",
    "sicherung": "fuse",
    "schalter": "switch",
    "diode": "diode",
    "pinheader": "connector",
    "receptacle": "connector",
    "plug": "connector",
    "terminal": "connector",
    "pushbutton": "switch",
}
"""Short and foreign words for classes, with which descriptions of components begin."""
FIRST_WORDS = 2
"""Among so many words such a word stands."""
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

MAGNET = pattern(
    r"magnet|\u043c\u0430\u0433\u043d\u0438\u0442|\bim[a\u00e1]n\b|aimant|calamita|n[e\u00e9]od[yi]m|\u043d\u0435\u043e\u0434\u0438\u043c|\u78c1|\u9495\u94c1\u787c"
    r"|\bN(?:3[3-9]|4[0-9]|5[0-6])(?:M|H|SH|UH|EH|AH)?\b",
    re.IGNORECASE,
)
"""What is made of magnets or with them: the word in many languages, and the grades of NdFeB."""
TANTALUM = pattern(r"\btant(?:\b|al)|\u0442\u0430\u043d\u0442\u0430\u043b|\u94bd|\u9226", re.IGNORECASE)
"""Tantalum, as descriptions shorten it and other languages write it."""
MOVES = pattern(
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


class Words(Struct, frozen=True):
    """Texts of a row that bear on the class of its component."""

    value: str = ""
    """Its name or value, such as `10k`."""
    described: tuple[str, ...] = ()
    """What describes it: its description and footprint."""
    beside: tuple[str, ...] = ()
    """Its numbers, maker and material: they confirm no class, and may contradict one."""
    is_bought: bool = False
    """Whether the row names a maker, a number or a price."""


def class_of(places: Iterable[str], words: Words) -> str | None:
    """Return the class that all designators stand for, or the narrower one that the row names.

    Another field has to confirm it, and none may contradict it.

    >>> class_of(["R1", "R2"], Words("10k")), class_of(["R1"], Words())
    ('resistor', None)
    >>> class_of(["R1"], Words("10k", ("NdFeB rotor magnet",)))
    """
    classes = load_vocabularies().get("class")
    found = {
        designator_classes().get(prefix[0]) if (prefix := PREFIX.match(place)) else None for place in places
    }
    by_place = found.pop() if len(found) == 1 else None
    if classes is None or by_place is None or (words.is_bought and by_place in NO_COMPONENT):
        return None
    described = [_apart(each) for each in (words.value, *words.described) if each]
    if any(_says_else(by_place, each) for each in (*described, *map(_apart, words.beside))):
        return None
    named = [word for each in described if (word := _named(each)) is not None]
    drawn = [meant for each in words.described if (meant := footprint_of(each)) is not None]
    if any(
        not classes.is_a(each, by_place) and not classes.is_a(by_place, each) for each in (*named, *drawn)
    ):
        return None
    narrower = next((each for each in (*named, *drawn) if classes.is_a(each, by_place)), None)
    confirmed = drawn or any(is_value(by_place, each) for each in (words.value, *words.described))
    return narrower or (by_place if confirmed else None)


def _named(text: str) -> str | None:
    """Return the class that a text names: the last one in its first phrase that has any.

    >>> _named("battery connector"), _named("battery with connector"), _named("CAP CER 10UF"), _named("beam")
    ('connector', 'battery', 'capacitor', None)
    """
    first = WORD.findall(text)[:FIRST_WORDS]
    short = next((SHORT[each.casefold()] for each in first if each.casefold() in SHORT), None)
    if short is not None:
        return short
    for phrase in PHRASE.split(text):
        named = [word for kind, word in _known_words(phrase) if kind == "class"]
        if named:
            return named[-1]
    return None


def _apart(text: str) -> str:
    """A text with blanks between words that are written as one: `MountingHole_3mm`."""
    return CAMEL.sub(" ", text.replace("_", " "))


def _says_else(by_place: str, text: str) -> bool:
    """Return whether a text names another sort of part and not this one, or what is in no such part.

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
    named = [word for kind, word in words if kind == "class"]
    holds = any(kind == "substance" for kind, _ in words) or (
        TANTALUM.search(text) is not None and "tantalum-capacitor" not in named
    )
    if is_small and (MAGNET.search(text) or holds):
        return True
    if any(classes.is_a(word, by_place) for word in named):
        return any(_moves_behind(by_place, each) for each in PHRASE.split(text))
    moves = any(functions.is_a(w, each) for kind, w in words if kind == "function" for each in MOVING)
    return (is_small and (moves or MOVES.search(text) is not None)) or any(
        not classes.is_a(by_place, word) for word in named
    )


def _moves_behind(by_place: str, phrase: str) -> bool:
    """Whether something that moves stands behind the class in a phrase: `voice coil actuator` is an actuator.

    >>> _moves_behind("inductor", "voice coil actuator"), _moves_behind("connector", "motor connector")
    (True, False)
    """
    vocabularies = load_vocabularies()
    classes, functions = vocabularies.get("class"), vocabularies.get("function")
    assert classes is not None
    assert functions is not None
    words = WORD.findall(phrase)
    known = [("class", SHORT[w]) if (w := word.casefold()) in SHORT else _known(word) for word in words]
    named = [
        at for at, k in enumerate(known) if k is not None and k[0] == "class" and classes.is_a(k[1], by_place)
    ]
    behind = range(named[-1] + 1, len(words)) if named else ()
    return any(
        MOVES.search(words[at]) is not None
        or (
            (k := known[at]) is not None
            and k[0] == "function"
            and any(functions.is_a(k[1], e) for e in MOVING)
        )
        for at in behind
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
