"""Additional functions in the name of a component, such as telemetry in `GPS with telemetry radio`.

Words after `with`, `+` or `and` name further things that the component contains. Words after `for`, `of` or
`without` name things outside the component. In `camera and gimbal mount`, the last noun (`mount`) names the
component, and the words before it state its purpose.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.naming import (
    FIRST_FOREIGN,
    LONGEST,
    MOST_KEPT,
    MOST_WORDS,
    WORD,
    is_named_by_last_noun,
    may_follow,
    named,
)
from microdep_rules.vocabulary.terms import folded, load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGN = pattern(r"[+&/]")
LONGEST_TEXT = 300
"""Maximum length of a name, in characters. A longer text counts as a description, and not as a name."""
SIGNS = (
    r"(?P<plus>(?<=\s)\+(?=\s)|(?<=[^\W_]{2})\+(?=[^\W_]{2}))"
    r"|(?P<slash>(?<=\s)[&/](?=\s)|(?<=[^\W_]{2})[&/](?=[^\W_]{2}))"
)
"""Characters that join two things in a name.

The slash of `w/o` and the `&` of `B&K` join nothing.
"""
NEUTRAL = r"(?P<neutral>[,;:()|\[\]]|\s[-\u2013\u2014]\s)"
"""Pattern for a sign, such as a comma, that ends a phrase without stating a further thing.

The words after a comma may only describe the component.
"""


JOINERS = ("with", "and", "plus")
SAME_AS = {"slash": "and", "shortened": "with"}


@lru_cache(maxsize=MOST_KEPT)
def functions_joined(text: str) -> frozenset[str]:
    """Return the functions that a name states, except the function of its main noun.

    >>> sorted(functions_joined("Carbon frame with FPV camera")), sorted(functions_joined("FC + 45A ESC"))
    (['camera'], ['electronic-speed-controller', 'flight-controller'])
    >>> [*functions_joined("Cable for GPS with camera"), *functions_joined("Camera and gimbal mount")]
    []
    """
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if len(text) > LONGEST_TEXT or len(words := WORD.findall(text)) > MOST_WORDS or not words:
        return frozenset()
    if words[0].casefold() in resources.component_names_data()["begin_a_description"]:
        return frozenset()
    if text.isascii() and not SIGN.search(text) and _first_words().isdisjoint(map(str.casefold, words)):
        return frozenset()
    functions = {*_functions_after_joiners(text), *_without_spaces(text), *_all_in_one(text)}
    return frozenset(function for function in functions if _is_regulated(function))


def is_additional_function(function: str, other: str) -> bool:
    """Return whether an additional function differs from the stated function.

    If the stated function is the function of a complete device, such as an aircraft, the functions of its
    parts do not count as different.

    >>> is_additional_function("airframe", "camera"), is_additional_function("uncrewed-aircraft", "camera")
    (True, False)
    """
    known = load_vocabularies().get("function")
    does = known.resolve(function) if known is not None else None
    if known is None or does is None or known.is_a(does, other) or known.is_a(other, does):
        return False
    if any(known.is_a(does, whole) for whole in _data()["of_wholes"]):
        return False
    return not any(known.is_a(other, said) and known.is_a(does, has) for said, has in _data()["alike"])


def _is_regulated(function: str) -> bool:
    """Return whether components with this function are regulated, so that a law has a rule about them."""
    known = load_vocabularies().get("function")
    return known is not None and any(known.is_a(function, wider) for wider in _data()["functions"])


# ---- words with spaces -----------------------------------------------------------------------------


def _functions_after_joiners(text: str) -> Iterator[str]:
    """Yield the functions that the phrases after a word such as `with` or `+` name."""
    phrases = _phrases(text)
    has = True
    for place, (how, phrase) in enumerate(phrases):
        if how == "ends":
            return
        has = (has or how == "with") and how != "without"
        following = phrases[place + 1][0] if place + 1 < len(phrases) else ""
        joins = how in JOINERS or (not how and following in ("and", "plus"))
        if has and joins and not _is_named_by_last_phrase(phrases, place):
            yield from _function_of(phrase)


def _is_named_by_last_phrase(phrases: list[tuple[str, str]], place: int) -> bool:
    """Return whether the last phrase names the whole component, as in `camera and gimbal mount`.

    The phrase at `place` and the phrases after it must be joined by `and`.
    """
    while place + 1 < len(phrases) and phrases[place + 1][0] == "and":
        if _is_named_by_last_noun(phrases[place + 1][1]):
            return True
        place += 1
    return False


def _is_named_by_last_noun(phrase: str) -> bool:
    """Return whether the last noun of a phrase names the component, as in `GPS/GNSS antenna`."""
    words = [word for word in WORD.findall(phrase) if not may_follow(word)]
    short = any(_function_of_short_word([word]) is not None for word in words[:-1])
    return is_named_by_last_noun(phrase) or (
        short and named(phrase).function is None and _function_of_short_word(words) is None
    )


def _function_of(phrase: str) -> Iterator[str]:
    """Yield the function of the main noun of a phrase, unless a word such as `optional` is in the phrase."""
    words = WORD.findall(phrase)
    if not words or not {word.casefold() for word in words}.isdisjoint(_data()["may_be_there"]):
        return
    while len(words) > 1 and may_follow(words[-1]) and _function_of_short_word(words) is None:
        words = words[:-1]
    said = named(" ".join(words)).function or _function_of_short_word(words)
    if said is not None:
        yield said


def _function_of_short_word(words: list[str]) -> str | None:
    """Return the function of a short name, such as `GPS`, that is the whole phrase after a joining word."""
    functions = (_nouns().get(folded("".join(words[-many:]))) for many in (2, 1) if many <= len(words))
    return next((function for function in functions if function is not None), None)


def _phrases(text: str) -> list[tuple[str, str]]:
    """Return the phrases of a text, each with the word that joins it to the previous phrase.

    For the first phrase, the joining word is empty.
    """
    phrases, place, how = [], 0, ""
    for separator in _separators().finditer(text):
        phrases.append((how, text[place : separator.start()]))
        place, how = separator.end(), SAME_AS.get(str(separator.lastgroup), str(separator.lastgroup))
    phrases.append((how, text[place:]))
    return [phrase for phrase in phrases if not phrase[0] or WORD.search(phrase[1]) or phrase[0] != "neutral"]


@cache
def _separators() -> re.Pattern[str]:
    groups = [r"(?P<shortened>(?<![\w-])w/(?!o\b))", SIGNS, NEUTRAL]
    for key in ("ends", "without", "with", "and", "else"):
        words = "|".join(re.escape(word) for word in sorted(_data()[key], key=len, reverse=True))
        groups.append(rf"(?P<{key}>(?<![\w-])(?:{words})(?![\w-]))")
    return re.compile("|".join(groups), re.IGNORECASE)


# ---- words without spaces, and several things in one ------------------------------------------------


def _without_spaces(text: str) -> Iterator[str]:
    """Yield the functions next to a joining word in a name in a script without spaces, such as Chinese."""
    if text.isascii():
        return
    before, behind, ends = (
        "|".join(sorted(map(re.escape, _data()[key]), key=len, reverse=True))
        for key in ("with_without_spaces", "with_behind", "ends_without_spaces")
    )
    for run in re.findall(r"[^\s,;:()/+&]+", re.sub(rf"\s+(?={behind})", "", text)):
        pieces = re.split(rf"({before}|{behind}|{ends})", run)
        for place in range(1, len(pieces), 2):
            denied = place > 1 and re.fullmatch(ends, pieces[place - 2]) is not None
            if re.fullmatch(behind, pieces[place]) is not None and not denied:
                yield from _foreign(pieces[place - 1])
            elif re.fullmatch(before, pieces[place]) is not None:
                yield from _foreign(pieces[place + 1])


def _foreign(phrase: str) -> Iterator[str]:
    said = named(phrase).function if phrase and phrase.rstrip("0123456789")[-1:] >= FIRST_FOREIGN else None
    if said is not None:
        yield said


def _all_in_one(text: str) -> Iterator[str]:
    """Yield every function in the name of a device that combines functions, such as an all-in-one board."""
    plain = text.casefold()
    if not any(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", plain) for word in _data()["all_in_one"]):
        return
    words = WORD.findall(text)
    for first in range(len(words)):
        for many in range(1, min(LONGEST, len(words) - first) + 1):
            yield from _function_of(" ".join(words[first : first + many]))
    for noun in _foreign_nouns().findall(text):
        yield from _foreign(noun)


# ---- data --------------------------------------------------------------------------------------------


def _data() -> dict[str, Any]:
    data: dict[str, Any] = resources.component_names_data()["joined"]
    return data


@cache
def _first_words() -> frozenset[str]:
    """Return words for a quick search: each name with an additional function contains one of these words.

    Most names contain none of these words, so the search ends early.
    """
    joiners = (joiner for key in ("with", "and", "all_in_one") for joiner in _data()[key])
    return frozenset(WORD.findall(joiner)[0].casefold() for joiner in joiners)


@cache
def _nouns() -> dict[str, str]:
    return {folded(word): term for term, words in _data()["nouns"].items() for word in words}


@cache
def _foreign_nouns() -> re.Pattern[str]:
    words = resources.component_names_data()["without_spaces"]["functions"].values()
    every = sorted((word for nouns in words for word in nouns), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))
