"""Class of a component from its designator, if a second field of the row confirms it.

Rules exclude components by class, so a designator alone is not enough evidence. For example, `R1` is a
resistor if its value is `10k`, or if its description or footprint names a resistor. If any text of the row
contradicts the class, the class is not used.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.values import designator_classes, footprint_class, is_value
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.indicators import indicators
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = pattern(r"[A-Za-z]+")
WORD = pattern(r"[^\W_]+")
NO_COMPONENT = frozenset({"fiducial"})
"""Classes of features of the board that nobody buys, such as fiducials."""
PHRASE = pattern(
    r"[,;:()/]|\b(?:with|w/|without|for|to|incl|including|from|of|on|mit|f\u00fcr|avec|pour|con|para)\b",
    re.IGNORECASE,
)
"""Words and punctuation that end the name of a component; a property or a purpose follows."""
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
"""Abbreviations and words of other languages for classes, at the beginning of descriptions."""
FIRST_WORDS = 2
"""Number of words at the beginning of a description that are looked up in `SHORT`."""
MOST_WORDS = 4
"""Maximum number of words in one term."""
MOST_KEPT = 5_000
"""Largest number of words in the cache."""
SHORTEST = 3
"""Minimum length of the name of a substance in a text: `W`, `In` and `V` are also units and words."""
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
"""Classes of small components, which rules exclude or may exclude."""
NOT_IN_SMALL_COMPONENTS = (
    *("permanent-magnet-material", "rare-earth", "Ta", "W", "Ge", "Sb", "graphite"),
    *("Ga", "gallium-nitride", "gallium-arsenide", "gallium-oxide", "gallium-phosphide"),
)
"""Substances that rules search for and that small components do not contain.

If a text names such a substance, the text contradicts the class of a small component.
"""

MAGNET = pattern(
    r"magnet|\u043c\u0430\u0433\u043d\u0438\u0442|\bim[a\u00e1]n\b|aimant|calamita|n[e\u00e9]od[yi]m|\u043d\u0435\u043e\u0434\u0438\u043c|\u78c1|\u9495\u94c1\u787c"
    r"|\bN(?:3[3-9]|4[0-9]|5[0-6])(?:M|H|SH|UH|EH|AH)?\b",
    re.IGNORECASE,
)
"""The word "magnet" in many languages, and the grades of NdFeB magnets."""
TANTALUM = pattern(r"\btant(?:\b|al)|\u0442\u0430\u043d\u0442\u0430\u043b|\u94bd|\u9226", re.IGNORECASE)
"""Tantalum, in abbreviations and other languages."""
MOVING_WORDS = pattern(
    r"motor|\u043c\u043e\u0442\u043e\u0440|\u0434\u0432\u0438\u0433\u0430\u0442\u0435\u043b|moteur|\u7535\u673a|\u96fb\u6a5f|servo|solenoid|lautsprecher|loudspeaker|l\u00fcfter|ventilator"
    r"|vibrat|gimbal|actuator|aktor|aktuator|pumpe",
    re.IGNORECASE,
)
"""Words for devices with a moving magnet, such as motors; they also count inside longer words."""
MOVING_FUNCTIONS = (
    *("actuator", "generator", "propulsion", "engine", "fan", "pump", "compressor", "valve"),
    *("gimbal", "rotor", "stator", "magnet"),
)
"""Functions of components that may contain a magnet."""


class RowTexts(Struct, frozen=True):
    """Texts of a row that influence the class of its component."""

    value: str = ""
    """Name or value of the component, such as `10k`."""
    described: tuple[str, ...] = ()
    """Description and footprint of the component."""
    may_contradict: tuple[str, ...] = ()
    """Part numbers, manufacturer and material: these texts never confirm a class, but may contradict it."""
    is_bought: bool = False
    """True if the row has a manufacturer, a number or a price."""


def infer_class(places: Iterable[str], words: RowTexts) -> str | None:
    """Return the class of the designators, or a more specific class that the row names.

    At least one other field must confirm the class, and no field may contradict it.

    >>> infer_class(["R1", "R2"], RowTexts("10k")), infer_class(["R1"], RowTexts())
    ('resistor', None)
    >>> infer_class(["R1"], RowTexts("10k", ("NdFeB rotor magnet",)))
    """
    classes = load_vocabularies().get("class")
    by_prefix = {
        designator_classes().get(prefix[0]) if (prefix := PREFIX.match(place)) else None for place in places
    }
    by_place = by_prefix.pop() if len(by_prefix) == 1 else None
    if classes is None or by_place is None or (words.is_bought and by_place in NO_COMPONENT):
        return None
    described = [_split_words(text) for text in (words.value, *words.described) if text]
    if any(_names_accessory(by_place, text) for text in described):
        return None
    if any(_contradicts(by_place, text) for text in (*described, *map(_split_words, words.may_contradict))):
        return None
    named = [word for text in described if (word := _named_class(text)) is not None]
    drawn = [class__ for text in words.described if (class__ := footprint_class(text)) is not None]
    if not all(classes.is_kind_either_way(class_, by_place) for class_ in (*named, *drawn)):
        return None
    narrower = next((class_ for class_ in (*named, *drawn) if classes.is_a(class_, by_place)), None)
    confirmed = drawn or any(is_value(by_place, text) for text in (words.value, *words.described))
    return narrower or (by_place if confirmed else None)


def _names_accessory(class_: str, text: str) -> bool:
    """Return whether a text names an accessory for components of a class, such as a holder for a battery.

    >>> _names_accessory("battery", "CR2032 holder"), _names_accessory("battery", "CR2032")
    (True, False)
    """
    return any(word.casefold() in _accessories(class_) for word in WORD.findall(text))


@cache
def _accessories(class_: str) -> frozenset[str]:
    """Return the words that change the name of a component, such as `holder` in `battery holder`."""
    return frozenset(
        word for indicator in indicators() if class_ in indicator.classes for word in indicator.not_before
    )


def _named_class(text: str) -> str | None:
    """Return the class that a text names: the last class word in the first phrase with such a word.

    >>> [_named_class(t) for t in ("battery connector", "battery with connector", "CAP CER 10UF", "beam")]
    ['connector', 'battery', 'capacitor', None]
    """
    first = WORD.findall(text)[:FIRST_WORDS]
    short = next((SHORT[word_.casefold()] for word_ in first if word_.casefold() in SHORT), None)
    if short is not None:
        return short
    for phrase in PHRASE.split(text):
        named = [word for kind, word in _known_words(phrase) if kind == "class"]
        if named:
            return named[-1]
    return None


def _split_words(text: str) -> str:
    """Return a text with blanks between joined words, such as `Mounting Hole 3mm` for `MountingHole_3mm`."""
    return CAMEL.sub(" ", text.replace("_", " "))


def _contradicts(by_place: str, text: str) -> bool:
    """Return whether a text names another class, or a substance or device that the class `by_place` excludes.

    >>> _contradicts("connector", "motor connector"), _contradicts("connector", "motor")
    (False, True)
    >>> _contradicts("connector", "magnetic connector")
    True
    """
    vocabularies = load_vocabularies()
    classes, functions = vocabularies.get("class"), vocabularies.get("function")
    if classes is None or functions is None:
        return False
    words = list(_known_words(text))
    is_small = any(classes.is_a(by_place, small) for small in SMALL)
    named = [word for kind, word in words if kind == "class"]
    has_substance = any(kind == "substance" for kind, _ in words) or (
        TANTALUM.search(text) is not None and "tantalum-capacitor" not in named
    )
    if is_small and (MAGNET.search(text) or has_substance):
        return True
    if any(classes.is_a(word, by_place) for word in named):
        return any(_ends_with_moving_device(by_place, phrase) for phrase in PHRASE.split(text))
    moves = any(
        functions.is_a(w, moving) for kind, w in words if kind == "function" for moving in MOVING_FUNCTIONS
    )
    return (is_small and (moves or MOVING_WORDS.search(text) is not None)) or any(
        not classes.is_a(by_place, word) for word in named
    )


def _ends_with_moving_device(by_place: str, phrase: str) -> bool:
    """Return whether a phrase names a moving device after the class, such as `voice coil actuator`.

    >>> _ends_with_moving_device("inductor", "voice coil actuator")
    True
    >>> _ends_with_moving_device("connector", "motor connector")
    False
    """
    vocabularies = load_vocabularies()
    classes, functions = vocabularies.get("class"), vocabularies.get("function")
    assert classes is not None
    assert functions is not None
    words = WORD.findall(phrase)
    known = [
        ("class", SHORT[w]) if (w := word.casefold()) in SHORT else _look_up_term(word) for word in words
    ]
    named = [
        at for at, k in enumerate(known) if k is not None and k[0] == "class" and classes.is_a(k[1], by_place)
    ]
    later_words = range(named[-1] + 1, len(words)) if named else ()
    return any(
        MOVING_WORDS.search(words[at]) is not None
        or (
            (k := known[at]) is not None
            and k[0] == "function"
            and any(functions.is_a(k[1], e) for e in MOVING_FUNCTIONS)
        )
        for at in later_words
    )


def _known_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the classes, functions and relevant substances that a text names.

    If several terms begin with the same word of the text, the longest term counts.
    """
    rest = WORD.findall(text)
    while rest:
        several = ((" ".join(rest[:length]), length) for length in range(min(MOST_WORDS, len(rest)), 0, -1))
        match = next(((known, length) for words, length in several if (known := _look_up_term(words))), None)
        if match is not None:
            yield match[0]
        rest = rest[match[1] if match is not None else 1 :]


@cache
def _substances() -> frozenset[str]:
    vocabulary = load_vocabularies().get("substance")
    assert vocabulary is not None
    return frozenset[str]().union(*map(vocabulary.descendants, NOT_IN_SMALL_COMPONENTS))


@lru_cache(maxsize=MOST_KEPT)
def _look_up_term(words: str) -> tuple[str, str] | None:
    for kind in ("class", "substance", "function"):
        vocabulary = load_vocabularies().get(kind)
        term = vocabulary.resolve(words) if vocabulary is not None else None
        if term is not None and (kind != "substance" or (len(words) >= SHORTEST and term in _substances())):
            return kind, term
    return None
