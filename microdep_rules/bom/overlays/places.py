"""Country in an answer, with or without a city: `Japan (Nagoya)`, `Shenzhen, China`.

A city is kept as a remark. A text that names two countries, or limits the answer, is not read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries, resources
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import (
    cue_pattern,
    cue_words,
    half_width,
    known_cities,
    licence_plates,
    limiting_words,
    stages_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS_OF_A_CODE = 2
LONGEST_NAME = 6
"""Largest number of words in the name of a country."""
LONGEST_PLACE = 4
"""Largest number of words in the name of a city or a plant."""
MOST_CITIES = 2
"""Largest number of cities, counties or plants next to a country."""
OTHER_MEANINGS = frozenset(
    {
        *("AL", "AR", "AZ", "CA", "CO", "DE", "GA", "ID", "IL", "IN", "KY", "LA", "MA", "MD", "ME", "MN"),
        *("MO", "MS", "MT", "NC", "NE", "PA", "SC", "SD", "TN", "VA"),
    }
)
"""Country codes that are also postal codes of states of the United States.

For example, `CA` next to `San Jose` means California, not Canada.
"""
LONGEST_ACRONYM = 3
"""Maximum length of an acronym. An acronym is not the name of a city: `China (ROC)` is not in China."""
_LABEL = r"^(?:{fully}\s+)?(?:{made-in}|{origin}\s*:)\s*"
"""Words such as `Made in` or `Origin:` that may be before a country and do not change the answer."""
_BESIDE = pattern(r"\s*[()\[\],\uff0c\u3001\n]\s*|\s+[-\u2013\u2014]\s+")
"""Characters between a country and its city."""
_AMONG = r"\s*[;/&+]\s*|\s+(?:{and}|{or})\s+"
"""Characters and words between several countries."""
_EAST_ASIAN = pattern(r"[\u2e80-\u9fff\uac00-\ud7af]")
_UNJOINED = pattern(r"[;/&+\n\u3001]|\s[-\u2013\u2014]\s")
"""Characters that separate names of countries, and are never inside such a name."""
_NAMED_WORD = r"[^\W_]+(?:['\u2019.-][^\W_]+)*\.?"
_WORD = pattern(r"[^\W_]+(?:['\u2019.-][^\W_]+)*\.?")
_PARTICLE = r"(?:{in-a-place-name}|[0-9]{1,3})"
_SHARE = pattern(r"[0-9]\s*[%\uff05]")
"""Share of a country: `30 % Malaysia`."""
_BY_A_COMPANY = r"(?P<place>.+?)\s+{made-by}\s+(?P<company>\S.*)"
"""Country and the company that carried out the stage in this country: `China by Example Works`."""
AREAS = frozenset({"EU"})
"""Codes of areas with several countries. An answer must name a country, not an area."""
_CITY_IN_HAN = r"[\u4e00-\u9fff]{1,8}{end-of-a-city}"


class Place(Struct, frozen=True):
    """Country of an answer, or alternative countries, and the city next to the country."""

    value: str | dict[str, list[str]]
    remark: str = ""


def parse_place(text: str) -> Place | Unreadable:
    """Return the country in an answer; a city next to the country becomes the remark.

    >>> parse_place("Japan (Nagoya)"), parse_place("Origin: Japan"), parse_place("JP, Japan")
    (Place(value='JP', remark='Nagoya'), Place(value='JP', remark=''), Place(value='JP', remark=''))
    >>> parse_place("China (Xinjiang)").value, parse_place("San Jose, CA").because
    ('CN-XJ', '`San Jose, CA` is neither the name nor the code of one country')
    >>> "write one of `JP`, `TW`" in parse_place("Japan and Taiwan").fix
    True
    """
    text = cue_pattern(_LABEL).sub("", text.strip(), count=1)
    if text.casefold() in cue_words("china-or-taiwan"):
        return Unreadable(
            phrase_of("import/cell-not-read", "several-countries", text=text, names="Taiwan or China"),
            phrase_of("import/cell-not-read", "write-one", codes="`TW` or `CN`"),
        )
    value = cell_values.parse_origin(text)
    if not isinstance(value, Unreadable):
        codes_ = [value] if isinstance(value, str) else value["one_of"]
        return Place(value) if AREAS.isdisjoint(codes_) else _no_country(text)
    if (country := known_cities().get(text.casefold())) is not None:
        return Place(country, text)
    refused = (cell_values.parse_country(name.strip()) for name in cell_values.EITHER.split(text))
    for reason in refused:  # `Korea` may be two countries
        if isinstance(reason, Unreadable) and not reason.is_country:
            return reason
    pieces = [piece.strip(" .\"'") for piece in _BESIDE.split(half_width(text))]
    codes = {piece: _code(piece) for piece in pieces if piece}
    sure = _narrowest(
        [code for place, (piece, code) in enumerate(codes.items()) if _is_sure(piece, code, place)]
    )
    cities = [piece for piece, code in codes.items() if not code or not _is_part(code, sure)]
    if sure and not AREAS.isdisjoint(sure):
        return _no_country(text)
    others = {code for city in cities for code in _codes_of_known_places(city)}
    if sure and any(not _is_part(code, sure) for code in others):
        return _several_countries(text, _narrowest([*sure, *others]))
    if len(sure) == 1 and len(cities) <= MOST_CITIES and all(map(_is_place_name, cities)):
        return Place(sure[0], ", ".join(cities))
    return _unread_country(text, [*codes])


def company_in(text: str) -> tuple[str, str] | None:
    """Return the country and the company in a text; `None` if the text has no such form.

    >>> company_in("China by Example Works"), company_in("China")
    (('China', 'Example Works'), None)
    """
    match = cue_pattern(_BY_A_COMPANY).fullmatch(text.strip())
    if match is None or isinstance(cell_values.parse_country(match["place"]), Unreadable):
        return None
    return match["place"], match["company"]


def _no_country(text: str) -> Unreadable:
    """Return the reason why a text names no country.

    A single letter, such as `D` for Germany, is not read, because `D` may also be the letter of a choice.
    """
    because = phrase_of("overlay/answer-not-read", "other-country", text=text)
    letter = _BESIDE.split(half_width(text).strip())[0]
    if (code := licence_plates().get(letter)) is not None:
        name = countries.name(code)
        fix = phrase_of(
            "overlay/answer-not-read", "write-country-of-letter", text=letter, country=name, code=code
        )
        return Unreadable(because, fix, is_country=True)
    return Unreadable(because, phrase_of("overlay/answer-not-read", "write-country"), is_country=True)


def _code(piece: str) -> str:
    """Return the code of the country in one piece of an answer; empty if the piece names no country."""
    names = cue_pattern(_AMONG).split(piece)  # `Japan/JP` is one country
    codes = {cell_values.parse_country(name) for name in names}
    code = codes.pop() if len(codes) == 1 else ""
    return code if isinstance(code, str) else ""


def _is_sure(piece: str, code: str, place: int) -> bool:
    """Return whether a piece of an answer can only mean a country.

    Two letters after a city can also be a province: `BG` is Bulgaria, but also the province of Bergamo.
    """
    if len(piece) != LETTERS_OF_A_CODE or piece == "UK" or not piece.isascii():
        return bool(code)
    return bool(code) and place == 0 and piece not in OTHER_MEANINGS


def _is_part(code: str, sure: list[str]) -> bool:
    return any(code in countries.lineage(other) for other in sure)


def _narrowest(codes: list[str]) -> list[str]:
    """Return the codes without those that contain another code: of `CN` and `CN-XJ`, return `CN-XJ`."""
    distinct = list(dict.fromkeys(codes))
    return [
        code
        for code in distinct
        if not any(other != code and code in countries.lineage(other) for other in distinct)
    ]


def _codes_of_known_places(text: str) -> Iterator[str]:
    """Yield the code for a text that is a known city, and for each East Asian name of a place in the text."""
    if (code := known_cities().get(text.casefold())) is not None:
        yield code
    yield from (code for name, code in places_in_east_asian_letters() if name in text)


def _is_place_name(text: str) -> bool:
    """Return whether a text can be a city or a plant, with neither a country nor a limiting word in it.

    >>> [_is_place_name(text) for text in ("Nagoya", "Mt Weld", "Rio de Janeiro", "名古屋市")]
    [True, True, True, True]
    >>> [_is_place_name(text) for text in ("partly", "Only", "Hong Kong", "see file", "Georgia")]
    [False, False, False, False, False]
    """
    words = text.split()
    if _EAST_ASIAN.search(text):
        return bool(cue_pattern(_CITY_IN_HAN).fullmatch(text)) or text in known_cities()
    if not words or len(words) > LONGEST_PLACE or countries_in(text):
        return False
    if text.casefold() in cue_words("not-one-place") or any(_is_unclear(word.strip(".")) for word in words):
        return False
    if any(_is_stage(word.strip(".")) for word in (text, *words)):  # `Japan (Magnetisierung)`
        return False
    first, *others = words
    return _is_capitalized(first) and all(
        _is_capitalized(word) or cue_pattern(_PARTICLE).fullmatch(word) for word in others
    )


def _is_stage(text: str) -> bool:
    """Return whether a text is a word for a stage in any language of the questionnaires."""
    terms = load_vocabularies().get("stage")
    return terms is not None and terms.resolve(stages_in_words().get(text.casefold(), text)) is not None


def _is_capitalized(word: str) -> bool:
    """Return whether a word begins with a capital letter and has only letters."""
    return word[0].isupper() and _WORD.fullmatch(word) is not None


def _is_unclear(word: str) -> bool:
    """Return whether a word limits an answer, such as `partly`, or is an acronym."""
    return word.casefold() in limiting_words() or (word.isupper() and 1 < len(word) <= LONGEST_ACRONYM)


@cache
def places_in_east_asian_letters() -> tuple[tuple[str, str], ...]:
    """Return the names of countries and cities in Chinese, Japanese and Korean letters, longest first."""
    data = resources.vocabulary_data("country-names")
    names = {
        called: country["code"]
        for country in data["countries"]
        for language in data["languages"]
        for called in country[language]
    }
    known = {name: code for name, code in {**names, **known_cities()}.items() if _EAST_ASIAN.search(name)}
    return tuple(sorted(known.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def countries_in(text: str) -> tuple[str, ...]:
    """Return the codes of the countries that a text names, in the order of the text.

    >>> countries_in("probably Japan"), countries_in("Korea or Taiwan"), countries_in("we do not say")
    (('JP',), ('KR', 'KP', 'TW'), ())
    """
    codes: dict[str, None] = {}
    for part in _UNJOINED.split(half_width(text)):
        codes |= dict.fromkeys(_countries_in_words(re.findall(_NAMED_WORD, part)))
    return (*codes,)


def _countries_in_words(words: list[str]) -> Iterator[str]:
    """Yield the codes of the countries that consecutive words name."""
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            several = length > 1 and countries.names_several(name)
            if not several and (named := _codes_by_name(name)):
                yield from named
                place += length - 1
                break
        place += 1


def _codes_by_name(name: str) -> tuple[str, ...]:
    """Return the codes of the countries with this name; the name may be a code in capital letters."""
    if several := countries.several(name):
        return several
    if name.isupper() and name.isascii():
        code = (
            name if countries.is_country(name) else countries.in_three_letters(name) or countries.find(name)
        )
    else:
        code = countries.find(name) if name[:1] != name[:1].lower() or not name.isascii() else None
    return (code,) if code else ()


def _unread_country(text: str, pieces: list[str]) -> Unreadable:
    """Return the reason why no country is read, with the exact text to write."""
    for piece in pieces:  # `Korea (Seoul)` may be two countries
        code = cell_values.parse_country(piece)
        if isinstance(code, Unreadable) and not code.is_country:
            return Unreadable(
                phrase_of("overlay/answer-not-read", "part-of", text=text, reason=code.because),
                code.in_answer or code.fix,
            )
    match _narrowest(list(countries_in(text))) if OTHER_MEANINGS.isdisjoint(pieces) else []:
        case [] | ["EU"]:
            return _no_country(text)
        case _ if cue_pattern("{not-here}").search(text):
            because = phrase_of("overlay/answer-not-read", "more-than-a-country", text=text)
            fix = phrase_of("overlay/answer-not-read", "write-included-country")
        case [code] if (done := company_in(text)) is not None:
            because = phrase_of("overlay/answer-not-read", "more-than-a-country", text=text)
            fix = phrase_of("overlay/answer-not-read", "write-company-in-column", answer=done[0])
        case [_, _, *_] as codes if _SHARE.search(text):
            because = phrase_of("overlay/answer-not-read", "two-countries", text=text)
            fix = phrase_of("overlay/answer-not-read", "write-shares-in-remark", either=" or ".join(codes))
        case [code]:
            because = phrase_of("overlay/answer-not-read", "more-than-a-country", text=text)
            name = countries.name(code)
            fix = phrase_of(
                "overlay/answer-not-read", "write-sure-country", country=name, either=f"{name} or \u2026"
            )
        case codes:
            return _several_countries(text, codes)
    return Unreadable(because, fix, is_country=True)


def _several_countries(text: str, codes: list[str]) -> Unreadable:
    """Return the reason and the fix for an answer that names several countries."""
    because = phrase_of("overlay/answer-not-read", "two-countries", text=text)
    listed = ", ".join(f"`{code}`" for code in codes)
    fix = phrase_of("overlay/answer-not-read", "write-one-country", codes=listed, either=" or ".join(codes))
    return Unreadable(because, fix, is_country=True)
