"""Class and function of a component from the main noun of its name, if this noun has only one meaning.

The main noun is the last noun of the first phrase: a camera cable is a cable. If an unknown word follows the
last known noun, as in `battery holder`, the program finds no main noun. A name does not prove a class or a
function. But a name contradicts a stated class or function that no component with such a name has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.digits import only_digits
from microdep_rules.vocabulary.implied_contents import may_do
from microdep_rules.vocabulary.tariff import INTERNATIONAL
from microdep_rules.vocabulary.terms import folded, load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.vocabulary.terms import Vocabulary

PHRASE = pattern(
    r"[,;:()/|]|\s[-+&]\s|(?<=[^\W_]{2})[+&](?=[^\W_]{2})|(?<![\w-])(?:with|w/|without|ohne|for|to|incl|including|from|of|on|in|und|and|mit|f\u00fcr|avec"
    r"|pour|sans|con|para|senza|per)(?![\w-])",
    re.IGNORECASE,
)
"""End of the first phrase of a name, such as a comma or `with`.

The text after this phrase states contents or a purpose of the component.
"""
AND = pattern(r"and|und|&|/", re.IGNORECASE)
WORD = pattern(r"[^\W_]+")
DIGITS = pattern(r"\d+")
MOST_KEPT = 50_000
"""Maximum number of names in the cache."""
LONGEST = 4
"""Maximum number of words in the name of a class or function that the program recognizes."""
MOST_WORDS = 30
"""Maximum number of words of a phrase that can name a component."""
SHORT = 3
"""Minimum length of a word that counts as a plural if it ends in `s`.

A shorter word with an `s` at its end, such as `bus`, is a plural only if the data file states this.
"""
FIRST_FOREIGN = "\u2e80"
"""First character, in Unicode order, of the scripts without spaces between words, such as Chinese."""


class NameMeaning(Struct, frozen=True):
    """Class and function that the main noun of a name means."""

    class_: str | None = None
    function: str | None = None
    of_classes: str | None = None
    """Function that contradicts a stated class but no stated function, such as the function of a housing."""


NOTHING = NameMeaning()
KINDS = ("classes", "functions", "functions_against_a_class")


def named(text: str) -> NameMeaning:
    """Return the meaning of the main noun of a name or of a part number.

    >>> named("Tantalum capacitor 10uF").class_, named("Capacitor, ceramic, for motor").class_
    ('tantalum-capacitor', 'ceramic-capacitor')
    >>> named("Camera cable").function, named("Camera module 4K").function, named("Battery holder")
    (None, 'camera', NameMeaning(class_=None, function=None, of_classes=None))
    """
    return _meaning_of_name(without_numbers(text))


def without_numbers(text: str) -> str:
    """Return a text in ordinary-width letters, with every number replaced by `0`.

    Most names differ only in numbers, so the replacement makes the cache much smaller.
    """
    return DIGITS.sub("0", text if text.isascii() else unicodedata.normalize("NFKC", text))


def is_against_class(kind: str, meaning: NameMeaning) -> bool:
    """Return whether the main noun of a name contradicts a class, as `motor` contradicts a resistor."""
    classes = load_vocabularies().get("class")
    if classes is None or classes.resolve(kind) is None:
        return False
    if meaning.class_ is not None:
        return not _are_interchangeable(
            classes, "alike_classes", meaning.class_, classes.resolve(kind) or kind
        )
    does = meaning.function or meaning.of_classes
    return does is not None and not may_do(kind, does)


def is_against_function(function: str, meaning: NameMeaning) -> bool:
    """Return whether the main noun of a name means another function than the function `function`."""
    functions = load_vocabularies().get("function")
    does = functions.resolve(function) if functions is not None else None
    if functions is None or does is None or meaning.function is None:
        return False
    if functions.is_a(does, meaning.function) or functions.is_a(meaning.function, does):
        return False
    if any(_are_in_one_family(functions, family, meaning.function, does) for family in _data()["families"]):
        return False
    return [meaning.function, does] not in _data()["alike_functions"]


def _are_in_one_family(
    functions: Vocabulary, family: Mapping[str, Any], named_function: str, does: str
) -> bool:
    """Return whether two functions belong to one family, so that people use one name for both functions."""
    both = all(functions.is_a(function, family["of"]) for function in (named_function, does))
    return both and not any(functions.is_a(named_function, exception) for exception in family["but"])


@lru_cache(maxsize=MOST_KEPT)
def is_against_stage(kind: str, stage: str) -> bool:
    """Return whether a stage is impossible for components of a class.

    >>> is_against_stage("fastener", "pcb_fabricated"), is_against_stage("connector", "assembled")
    (True, False)
    """
    classes, stages = (load_vocabularies().get(name) for name in ("class", "stage"))
    word = classes.resolve(kind) if classes is not None else None
    step = stages.resolve(stage) if stages is not None else None
    if classes is None or word is None or step is None:
        return False
    return any(classes.is_a(word, class_) for class_ in _data()["stages_of_no_class"].get(step, ()))


@lru_cache(maxsize=MOST_KEPT)
def function_by_stage(function: str, stage: str) -> str | None:
    """Return the function that a stage implies, if the stage is impossible for the stated function.

    >>> function_by_stage("power-module", "cell_made"), function_by_stage("battery", "cell_made")
    ('battery-cell', None)
    """
    functions, stages = (load_vocabularies().get(name) for name in ("function", "stage"))
    does = functions.resolve(function) if functions is not None else None
    step = stages.resolve(stage) if stages is not None else None
    implied = _data()["stages_that_say_a_function"].get(step)
    if functions is None or does is None or implied is None:
        return None
    return (
        None if any(functions.is_a(does, other) for other in implied["may_be"]) else str(implied["function"])
    )


@lru_cache(maxsize=MOST_KEPT)
def by_tariff(code: str) -> NameMeaning:
    """Return the class and function of the goods with a tariff code.

    The result is empty if the subheading of the code covers goods of several kinds.

    >>> by_tariff("8507.60.0020").function, by_tariff("8507.90") == NOTHING
    ('battery', True)
    """
    digits = only_digits(code)[:INTERNATIONAL]
    return NameMeaning(*(_subheadings()[kind].get(digits) for kind in KINDS[:2])) if digits else NOTHING


@cache
def _subheadings() -> Mapping[str, Mapping[str, str]]:
    tariff_data = _data()["tariff"]
    return {
        kind: {code.replace(".", ""): term for term, codes in tariff_data[kind].items() for code in codes}
        for kind in KINDS[:2]
    }


# ---- main noun of a name ---------------------------------------------------------------------------


@lru_cache(maxsize=MOST_KEPT)
def _meaning_of_name(text: str) -> NameMeaning:
    if _noun_pattern().search(text) is None:
        return NOTHING
    first = PHRASE.search(text)
    if first is not None and AND.fullmatch(first[0].strip()) and is_named_by_last_noun(text[first.end() :]):
        text = text[first.end() :]
    phrases = [WORD.findall(phrase) for phrase in PHRASE.split(text)]
    phrases = [phrase for phrase in phrases if phrase]
    if not phrases or len(phrases[0]) > MOST_WORDS:
        return NOTHING
    words = phrases[0]
    if len(words) > 1 and words[0].casefold() in _data()["begin_a_description"]:
        return NOTHING  # in `CONN HDR TIN PCB`, the first word is the main noun
    while words and may_follow(words[-1]) and _meaning_of_last_words(words) == NOTHING:
        words = words[:-1]
    if not words:
        return NOTHING
    direct = _meaning_of_last_words(words)
    for inversion in _with_noun_at_end(words, phrases[1:2]):
        meaning = _meaning_of_words(inversion)
        if meaning != NOTHING and (direct == NOTHING or _is_narrower(meaning, direct)):
            return meaning
    return direct if direct != NOTHING else _meaning_of_first_word(words)


def is_named_by_last_noun(text: str) -> bool:
    """Return whether a text after `and` ends with a noun that names the whole component, such as `mount`.

    >>> [is_named_by_last_noun(text) for text in ("gimbal mount", "gimbal", "whip antenna")]
    [True, False, False]
    """
    words = WORD.findall(PHRASE.split(text, maxsplit=1)[0])
    while words and may_follow(words[-1]):
        words = words[:-1]
    if len(words) > MOST_WORDS or len(words) <= 1 or named(" ".join(words)).function is not None:
        return False
    return any(named(" ".join(words[:many])).function is not None for many in range(1, len(words)))


def _is_narrower(one: NameMeaning, other: NameMeaning) -> bool:
    """Return whether one meaning equals the other, or is narrower in its class or function."""
    vocabularies = load_vocabularies()
    for vocabulary, word, wider in (
        ("class", one.class_, other.class_),
        ("function", one.function, other.function),
    ):
        known = vocabularies.get(vocabulary)
        if wider is not None and (known is None or word is None or not known.is_a(word, wider)):
            return False
    return True


def may_follow(word: str) -> bool:
    """Return whether a word can follow the main noun of a name, such as a number, `left` or a color."""
    if word[0] >= FIRST_FOREIGN:
        return False
    return len(word) == 1 or any(map(str.isdigit, word)) or word.casefold() in _data()["may_follow"]


def _meaning_of_last_words(words: list[str]) -> NameMeaning:
    """Return the meaning of the last words of a phrase; empty if an earlier word changes the meaning."""
    foreign = words[-1].rstrip("0")
    if foreign[-1:] >= FIRST_FOREIGN:
        ends = [space for space in _without_spaces() if foreign.endswith(space)]
        return _without_spaces()[max(ends, key=len)] if ends else NOTHING
    terms: dict[str, str] = {}
    for kind in KINDS:
        for many in range(min(LONGEST, len(words)), 0, -1):
            term = _term(kind, words[-many:])
            if term is not None:
                before = {word.casefold() for word in words[:-many]}
                if not before & set(_data()["change_the_meaning"]):
                    terms[kind] = term
                break
    return NameMeaning(*(terms.get(kind) for kind in KINDS))


def _with_noun_at_end(words: list[str], behind: list[list[str]]) -> Iterable[list[str]]:
    """Yield the words with the first noun moved to the end: `motor, brushless` gives `brushless motor`."""
    behind = [[word for word in phrase if not may_follow(word)] for phrase in behind]
    for at in range(1, min(len(words), LONGEST)):
        yield [*words[at:], *words[:at]]
    for phrase in behind:
        yield [*phrase, *words]


def _meaning_of_words(words: list[str]) -> NameMeaning:
    """Return the meaning of words that form one name, such as `flight controller`."""
    if not 1 < len(words) <= LONGEST:
        return NOTHING
    terms = [_term(kind, words) for kind in KINDS]
    if terms == [None] * len(KINDS):
        return NOTHING
    own = _meaning_of_last_words(words)
    return NameMeaning(
        *(word or other for word, other in zip(terms, (own.class_, own.function, None), strict=True))
    )


def _meaning_of_first_word(words: list[str]) -> NameMeaning:
    """Return the meaning of the first word; in languages such as French, the main noun is the first word."""
    return _heads_first().get(words[0].casefold(), NOTHING) if len(words) > 1 else NOTHING


def _term(kind: str, words: list[str]) -> str | None:
    known, word_ = _nouns()[kind], folded("".join(words))
    term = known.get(word_)
    if term is None and word_.endswith("s") and len(words[-1]) > SHORT:
        term = known.get(word_[:-1])
    return term


# ---- data ------------------------------------------------------------------------------------------


def _data() -> dict[str, Any]:
    return resources.component_names_data()


@cache
def _nouns() -> Mapping[str, Mapping[str, str]]:
    """Return the class or function that each noun means, by the noun's spelling for comparisons.

    A name of several words in the vocabulary counts as a noun, too.
    """
    nouns_of: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        known = load_vocabularies().get("class" if kind == "classes" else "function")
        assert known is not None
        nouns: dict[str, str] = {}
        for term, words in _data()[kind].items():
            for descendant in sorted(known.descendants(term)):
                spelt = known.terms[descendant]
                several = (w for w in (spelt.id, *spelt.aliases) if len(WORD.findall(w)) > 1)
                nouns |= {folded(w): descendant for w in several if kind != "functions_against_a_class"}
            nouns |= {folded(word): term for word in words}
        nouns_of[kind] = nouns
    first = _heads_first()
    for kind, field in (("classes", "class_"), ("functions", "function")):
        for word, meaning in first.items():
            if getattr(meaning, field) is not None:
                nouns_of[kind][folded(word)] = getattr(meaning, field)
    return nouns_of


@cache
def _heads_first() -> Mapping[str, NameMeaning]:
    return _by_word("head_first")


@cache
def _without_spaces() -> Mapping[str, NameMeaning]:
    return _by_word("without_spaces")


def _by_word(key: str) -> Mapping[str, NameMeaning]:
    by_kind = [
        {word.casefold(): term for term, words in _data()[key][kind].items() for word in words}
        for kind in KINDS[:2]
    ]
    every = {word for terms in by_kind for word in terms}
    return {word: NameMeaning(by_kind[0].get(word), by_kind[1].get(word)) for word in every}


@cache
def _noun_pattern() -> re.Pattern[str]:
    """Return a pattern that finds every text with a noun of the data file.

    Most texts do not match the pattern, so the search ends early.
    """
    last = {WORD.findall(word)[-1] for kind in KINDS for words in _data()[kind].values() for word in words}
    for vocabulary, kind in (("class", "classes"), ("function", "functions")):
        known = load_vocabularies().get(vocabulary)
        assert known is not None
        for term in _data()[kind]:
            for descendant in known.descendants(term):
                spelt = known.terms[descendant]
                last |= {w[-1] for word in (spelt.id, *spelt.aliases) if len(w := WORD.findall(word)) > 1}
    last |= {*_heads_first(), *_without_spaces()}
    return re.compile("|".join(sorted(map(re.escape, last), key=len, reverse=True)), re.IGNORECASE)


def _are_interchangeable(known: Vocabulary, key: str, one: str, other: str) -> bool:
    """Return whether two words have the same meaning, or people use them as if they had the same meaning."""
    if known.is_a(one, other) or known.is_a(other, one):
        return True
    return any(
        (known.is_a(one, a) and known.is_a(other, b)) or (known.is_a(one, b) and known.is_a(other, a))
        for a, b in _data()[key]
    )
