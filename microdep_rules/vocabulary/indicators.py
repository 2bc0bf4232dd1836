"""Indicators: words, classes or functions of a component that suggest substances in the component.

Indicators determine the order and the wording of questions. No verdict depends on indicators, and indicators
exclude no component. In `schemas/indicators.json`, each indicator has a source and a confidence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.naming import FIRST_FOREIGN, MOST_KEPT, named
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.vocabulary.terms import Vocabulary

Confidence = Literal["high", "medium", "low"]
CONFIDENCE: tuple[Confidence, ...] = ("high", "medium", "low")
SURE = frozenset({"high", "medium"})
"""Levels of confidence in an indicator that are enough for a question about one component."""
WITH = "with|and|plus|incl|including|mit|avec"
"""Words that may separate the main thing in a name from a further thing, as in `motor with cable`."""
BASIC_ELEMENT = "basic-element"
"""Function of a component that is only an element of a circuit or structure, such as a resistor."""
OTHER = "other: "
"""First part of the id of a family for a substance to which the data file assigns no family."""


class Family(Struct, frozen=True):
    """Group of substances that share one question."""

    id: str
    label: str
    words: tuple[str, ...]


class Indicator(Struct, frozen=True):
    """Word, class or function of a component that suggests a family of substances."""

    id: str
    family: str
    why: str
    confidence: Confidence
    source: str
    words: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    """Words after the indicator that change its meaning: a `motor driver` is not a motor."""
    pattern: str = ""
    classes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    """Substances of which a component with the indicator contains at least one.

    If empty, the component contains at least one substance of the family.
    """


class _Signs(Struct, frozen=True):
    """Words, classes, functions and indicators that show one quality of a component."""

    words: tuple[str, ...]
    classes: tuple[str, ...]
    functions: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()


Quality = Literal["more than a basic element", "components inside", "copper", "semiconductors"]
"""Quality of a component that its name, class or function may show."""


@cache
def families() -> dict[str, Family]:
    """Return the families of substances by id, in the order of their questions."""
    read = msgspec.convert(resources.indicators_data()["families"], list[Family])
    return {family.id: family for family in read}


@lru_cache(maxsize=10_000)
def family_of(substance: str) -> Family:
    """Return the family of a substance; for a substance without a family in the data file, a new family.

    >>> [family_of(word).id for word in ("NdFeB", "Dy", "gallium-nitride", "unobtainium")]
    ['magnets', 'magnets', 'gallium-germanium', 'other: unobtainium']
    """
    known = _vocabulary("substance")
    for family in families().values():
        if any(known.is_a(substance, word) for word in family.words):
            return family
    return Family(f"{OTHER}{substance}", known.label(substance), (substance,))


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return all indicators of the data file."""
    return msgspec.convert(resources.indicators_data()["indicators"], tuple[Indicator, ...])


@lru_cache(maxsize=MOST_KEPT)
def indicated(text: str, class_: str = "", function: str = "") -> tuple[Indicator, ...]:
    """Return the indicators in a component's texts, class and function, the most reliable indicator first.

    >>> [each.id for each in indicated("Brushless motor 2207")]
    ['motor']
    >>> [each.id for each in indicated("disc 10x2 N52 nickel plated")], indicated("resistor 10k 0402")
    (['magnet-grade'], ())
    """
    applying = [indicator for indicator in indicators() if _applies(indicator, text, class_, function)]
    return tuple(sorted(applying, key=lambda indicator: CONFIDENCE.index(indicator.confidence)))


@lru_cache(maxsize=MOST_KEPT)
def shows(quality: Quality, text: str, class_: str = "", function: str = "") -> bool:
    """Return whether the texts, the class or the function of a component show a quality.

    >>> quality = "more than a basic element"
    >>> [shows(quality, text) for text in ("Magnet disc N42", "Ball bearing", "Motor driver IC", "2.2k")]
    [True, True, False, False]
    >>> [shows("components inside", text) for text in ("PCBA gimbal controller", "Resistor 10k")]
    [True, False]
    """
    signs = _signs(quality)
    meaning = named(text)
    classes = tuple(filter(None, (class_, meaning.class_)))
    functions = tuple(filter(None, (function, meaning.function, meaning.of_classes)))
    if any(_is_among("class", word, signs.classes) for word in classes):
        return True
    is_basic = any(_is_among("class", word, _basic_classes()) for word in classes)
    if quality == "more than a basic element":
        is_device = any(word != BASIC_ELEMENT for word in functions if word)
    else:
        is_device = any(_is_among("function", word, signs.functions) for word in functions)
    if is_device and not (is_basic and not function):
        return True
    if is_basic:
        return False
    return _sign_pattern(quality).search(text) is not None or any(
        indicator.id in signs.indicators for indicator in indicated(text, class_, function)
    )


def is_semiconductor(substance: str) -> bool:
    """Return whether a substance is silicon or another material of semiconductors."""
    return _is_among("substance", substance, _signs("semiconductors").substances)


def _is_among(vocabulary: str, word: str, wider: tuple[str, ...]) -> bool:
    return any(_vocabulary(vocabulary).is_a(word, other) for other in wider)


@cache
def _signs(quality: Quality) -> _Signs:
    return msgspec.convert(resources.indicators_data()["devices"][quality], _Signs)


@cache
def _basic_classes() -> tuple[str, ...]:
    return tuple(resources.indicators_data()["devices"]["basic"])


@cache
def _sign_pattern(quality: Quality) -> re.Pattern[str]:
    return re.compile("|".join(map(_word, _signs(quality).words)), re.IGNORECASE)


def _applies(indicator: Indicator, text: str, class_: str, function: str) -> bool:
    return (
        _pattern(indicator).search(text) is not None
        or any(_vocabulary("class").is_a(class_, wider) for wider in indicator.classes if class_)
        or any(_vocabulary("function").is_a(function, wider) for wider in indicator.functions if function)
    )


def _vocabulary(name: str) -> Vocabulary:
    vocabulary = load_vocabularies().get(name)
    assert vocabulary is not None, name
    return vocabulary


@cache
def _pattern(indicator: Indicator) -> re.Pattern[str]:
    """Return a pattern for an indicator in a text: its words, or its own regular expression.

    In a script without spaces, such as Chinese, the pattern also finds a word inside other words.
    """
    other = "|".join(map(re.escape, indicator.not_before))
    unless = rf"(?!(?:[\s-]+(?!(?:{WITH})\b)\w+)?[\s-]+(?:{other})(?![^\W_]))" if other else ""
    words = [f"{_word(word)}{unless}" for word in indicator.words]
    own = [f"(?-i:{indicator.pattern})"] if indicator.pattern else []
    return re.compile("|".join([*words, *own]) or "(?!)", re.IGNORECASE)


def _word(word: str) -> str:
    if word[0] >= FIRST_FOREIGN:
        return re.escape(word)
    # A short word in capital letters is an abbreviation: `LED` is an indicator, but `led` in another word is
    # not.
    exact = word.isupper() or (len(word) <= 5 and not word.islower() and not word.istitle())  # noqa: PLR2004
    text = re.escape(word)
    return rf"(?<![^\W_]){f'(?-i:{text})' if exact else text}(?![^\W_])"
