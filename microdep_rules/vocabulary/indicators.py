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
from microdep_rules.vocabulary.naming import FIRST_FOREIGN, MOST_KEPT
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.vocabulary.terms import Vocabulary

Confidence = Literal["high", "medium", "low"]
CONFIDENCE: tuple[Confidence, ...] = ("high", "medium", "low")
WITH = "with|and|plus|incl|including|mit|avec"
"""Words that come before the name of another thing: a `motor with cable` is a motor."""
OTHER = "other: "
"""First part of the id of a family that the data file lacks."""


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


@cache
def families() -> dict[str, Family]:
    """Return the families of substances by id, in the order of their questions."""
    read = msgspec.convert(resources.indicators_data()["families"], list[Family])
    return {family.id: family for family in read}


@lru_cache(maxsize=10_000)
def family_of(substance: str) -> Family:
    """Return the family of a substance; if the data file has none, a new family.

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
    """Return the indicators in a component's texts, class and function, by falling confidence.

    >>> [each.id for each in indicated("Brushless motor 2207")]
    ['motor']
    >>> [each.id for each in indicated("disc 10x2 N52 nickel plated")], indicated("resistor 10k 0402")
    (['magnet-grade'], ())
    """
    applying = [indicator for indicator in indicators() if _applies(indicator, text, class_, function)]
    return tuple(sorted(applying, key=lambda indicator: CONFIDENCE.index(indicator.confidence)))


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
    """Return a pattern that finds the words of an indicator in a text.

    The pattern finds the indicator's whole words, its words in scripts without spaces, and its own regular
    expression.
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
