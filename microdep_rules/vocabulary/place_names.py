"""Places in a name: `Xinjiang aluminium ingot`, `Bracket, made in China`.

A region that laws name, such as Xinjiang, counts at any position in a name. A country counts only after words
such as `made in`, because `bone china` can come from any country. A place in a name does not prove an origin,
but contradicts a stated place of manufacture.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary import countries, resources
from microdep_rules.vocabulary.naming import FIRST_FOREIGN, MOST_KEPT, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 5
"""Maximum number of words in the name of a country."""
CODE = 3
"""Maximum length of a country code; the program recognizes a code in a name only in capitals."""


def places_named(text: str) -> tuple[str, ...]:
    """Return the codes of the places that a name states as the origin.

    >>> places_named("Xinjiang aluminium ingot"), places_named("Bracket, made in P.R. China")
    (('CN-XJ',), ('CN',))
    >>> places_named("Bone china"), places_named("Silicon, Xinjiang-free"), places_named("Not made in China")
    ((), (), ())
    """
    return _places_named(text) if may_name_places(text) else ()


def may_name_places(text: str) -> bool:
    r"""Return whether a text may name a place of origin; a quick test before `places_named`.

    Callers may join several texts for this test.

    >>> may_name_places("Bracket\nXinjiang aluminium ingot"), may_name_places("Bracket\nMotor")
    (True, False)
    """
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    return any(word in plain for word in _required_words(text.isascii()))


@lru_cache(maxsize=MOST_KEPT)
def _places_named(text: str) -> tuple[str, ...]:
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return tuple(sorted({*_regions(text), *_made_in(text), *_countries_before_made(text)}))


def _regions(text: str) -> Iterator[str]:
    for code, pattern in _by_region().items():
        if any(not _is_denied(text, match.start(), match.end()) for match in pattern.finditer(text)):
            yield code


def _made_in(text: str) -> Iterator[str]:
    for match in _made().finditer(text):
        if _is_denied(text, match.start(), match.start()):
            continue
        words = text[match.end() :].replace(".", "").split(",", maxsplit=1)[0].split()
        countries = (_country(" ".join(words[:many])) for many in range(min(LONGEST, len(words)), 0, -1))
        code = next((code for code in countries if code is not None), None)
        if code is not None:
            yield code


def _country(words: str) -> str | None:
    """Return the code of the country that some words name.

    A code must be in capitals. For example, `it` in `made in it` does not name Italy.
    """
    words = words.removeprefix("the ").strip("()[];:!?")
    if len(words) <= CODE and not words.isupper():
        return None
    return countries.find(words) or (words if len(words) < CODE and countries.is_country(words) else None)


def _countries_before_made(text: str) -> Iterator[str]:
    """Yield the countries before a word that means `made`, in a text in a script without spaces."""
    data = _data()
    for code, words in () if text.isascii() else data["countries_without_spaces"].items():
        names, made = (
            "|".join(map(re.escape, words_of_kind)) for words_of_kind in (words, data["made_behind"])
        )
        if any(
            not _is_denied(text, e.start(), e.end()) for e in re.finditer(rf"(?:{names}) ?(?:{made})", text)
        ):
            yield code


def _is_denied(text: str, start: int, end: int) -> bool:
    """Return whether the word before or after a place negates it, as in `Xinjiang-free`."""
    data = _data()
    before, behind = WORD.findall(text[:start]), WORD.findall(text[end:])
    if text[:start].endswith(tuple(data["not_there_without_spaces"])):
        return True
    if behind[:1] and behind[0].casefold() in data["not_there_behind"]:
        return True
    return bool(before) and before[-1].casefold() in data["not_there"]


# ---- data ----------------------------------------------------------------------------------------


def _data() -> dict[str, Any]:
    data: dict[str, Any] = resources.component_names_data()["places"]
    return data


@cache
def _by_region() -> dict[str, re.Pattern[str]]:
    return {
        region["code"]: re.compile("|".join(map(_whole_word, region["words"])), re.IGNORECASE)
        for region in _data()["regions"]
    }


def _whole_word(word: str) -> str:
    """Return a regular expression for a word with no letter directly before or after it.

    For scripts without spaces, a letter may be next to the word.
    """
    return re.escape(word) if word[0] >= FIRST_FOREIGN else rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"


@cache
def _made() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}\s+(?:the\s+)?" for word in _data()["made_in"]), re.IGNORECASE
    )


@cache
def _required_words(is_ascii: bool) -> tuple[str, ...]:  # noqa: FBT001 - a key of the cache
    """Return words of which each text with a place of origin contains at least one.

    Most texts contain none of these words, so the search ends early.
    """
    regions = (word for region in _data()["regions"] for word in region["words"])
    words = {word.casefold() for word in (*regions, *_data()["made_in"], *_data()["made_behind"])}
    return tuple(word for word in words if word.isascii() or not is_ascii)
