"""Country codes: ISO 3166-1, regions within a country, and economic areas.

The code of a region begins with the code of its country, as in `CN-XJ`. The code of an area, such as `EU`,
means all its countries. A document must state a code. The program knows names of countries only to suggest
the code.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.terms import folded
from microdep_rules.vocabulary.workbook_texts import half_width

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNCLEAR_SEPARATORS = pattern(r"[\s/;&+\u3001\u2013\u2014-]+")
"""Characters between two names of countries that together never name one country, as in `Taiwan / China`."""
REGION = pattern(r"([A-Z]{2})-[A-Z0-9]{1,3}", re.ASCII)
"""Form of the code of a region in ISO 3166-2.

If such a code is not in the list, the program reads it as an unknown region of its country.
"""


class _Codes(Struct, frozen=True):
    names: Mapping[str, str]
    """Every code, including areas and known regions, with its usual name."""
    areas: Mapping[str, tuple[str, ...]]
    retired: Mapping[str, str]
    several: Mapping[str, tuple[str, ...]]
    countries: frozenset[str]
    regions_complete: frozenset[str]
    """Countries of which every region is in the list of codes."""


def is_country(code: str) -> bool:
    """Return whether a code is the code of a country, a region or an area.

    >>> is_country("NO"), is_country("CN-XJ"), is_country("EU"), is_country("UK"), is_country("cn")
    (True, True, True, False, False)
    """
    known = _codes()
    if code in known.countries or code in known.areas:
        return True
    region = REGION.fullmatch(code)
    return region is not None and region[1] in known.countries


def parent(code: str) -> str | None:
    """Return the country of a region; None for other codes.

    >>> parent("CN-XJ"), parent("CN")
    ('CN', None)
    """
    region = REGION.fullmatch(code)
    return region[1] if region is not None and is_country(code) else None


def is_unlisted_region(code: str) -> bool:
    """Return whether a code has the form of a region but is not in the list.

    Such a code may be an old or mistyped code of any region of the country: `CN-65` was Xinjiang.

    >>> is_unlisted_region("CN-65"), is_unlisted_region("CN-GD"), is_unlisted_region("CN")
    (True, False, False)
    """
    return code not in _codes().names and REGION.fullmatch(code) is not None


def has_all_regions(country: str) -> bool:
    """Return whether every region of a country is listed."""
    return country in _codes().regions_complete


def example_region(country: str) -> str:
    """Return the first region of a country in the list of codes, as an example for a message."""
    return next(code for code in _codes().names if parent(code) == country)


def lineage(code: str) -> tuple[str, ...]:
    """Return a code and the codes of larger places: the country of a region, and the areas of a country.

    >>> lineage("DE-BY"), lineage("CN"), lineage("EU")
    (('DE-BY', 'DE', 'EU'), ('CN',), ('EU',))
    """
    country = parent(code)
    own = (code,) if country is None else (code, country)
    return (*own, *(area for area, within in _codes().areas.items() if own[-1] in within))


def may_both_be(one: str, other: str) -> bool:
    """Return whether two codes can mean the same place, because they are equal or one includes the other.

    >>> may_both_be("CN", "CN-XJ"), may_both_be("CN-XJ", "CN-JS")
    (True, False)
    """
    return one in lineage(other) or other in lineage(one)


def members(area: str) -> tuple[str, ...] | None:
    """Return the countries of an area; None for other codes."""
    return _codes().areas.get(area)


def retired(code: str) -> str | None:
    """Return the hint for a code that is no country code (any more), such as `DD`; `None` for other codes."""
    return _codes().retired.get(code)


def find(name: str) -> str | None:
    """Return the code of the country with a name.

    >>> find("People's Republic of China"), find("Korea (the Republic of)"), find("Atlantis")
    ('CN', 'KR', None)
    """
    plain = _simplified(name)
    return _by_name().get(plain) or _in_other_languages().get(plain)


def in_three_letters(code: str) -> str | None:
    """Return the two-letter code for a three-letter code of ISO 3166-1; `None` for other texts.

    The three-letter code must be in capitals.

    >>> in_three_letters("CHN"), in_three_letters("chn"), in_three_letters("AND")
    ('CN', None, 'AD')
    """
    return _by_three_letters().get(code)


def label(code: str, language: str) -> str:
    """Return the name of a country in a language, followed by its code.

    >>> label("GN", "en"), label("JP", "zh")
    ('Guinea (GN)', '\u65e5\u672c (JP)')
    """
    names = _names_in_other_languages().get(code, {}).get(language)
    return f"{names[0] if names else name(code)} ({code})"


def labelled(text: str) -> tuple[str, str] | None:
    """Return the name and the code in a text such as `Japan (JP)`; None for other texts.

    >>> labelled("Japan (JP)"), labelled("JP - Japan"), labelled("Korea (the Republic of)")
    (('Japan', 'JP'), ('Japan', 'JP'), None)
    """
    match = _LABEL.fullmatch(half_width(text).strip())
    if match is None:
        return None
    word, said = (match["name"], match["code"]) if match["code"] else (match["behind"], match["before"])
    code = said if is_country(said) else in_three_letters(said)
    return (word, code) if code is not None else None


def goes_by(code: str, word: str) -> bool:
    """Return whether a word is one of the names of a country, region or area.

    Other places may have the same name.

    >>> goes_by("GN", "Guinea"), goes_by("JP", "China")
    (True, False)
    """
    return find(word) == code or code in several(word)


def several(name: str) -> tuple[str, ...]:
    """Return the codes of the countries that an ambiguous name can mean; empty if the name is not ambiguous.

    >>> several("the Congo"), several("China")
    (('CD', 'CG'), ())
    """
    return _codes().several.get(_simplified(name), ())


def meant(word: str) -> str | None:
    """Return the code of a country from its name, or from its code in small letters.

    >>> meant("China"), meant("cn"), meant("Atlantis")
    ('CN', 'CN', None)
    """
    return find(word) or (word.upper() if is_country(word.upper()) else None)


def code_of(text: str) -> str | None:
    """Return the code of a country or an area from its code or one of its names.

    >>> code_of("CN"), code_of("CHN"), code_of("Japan"), code_of("Atlantis")
    ('CN', 'CN', 'JP', None)
    """
    return text if is_country(text) else in_three_letters(text) or meant(text)


def names_several(text: str) -> bool:
    """Return whether a text consists of names of different countries without a comma or brackets.

    `Taiwan, China` and `Taiwan (China)` are names of Taiwan that ISO 3166 and customs documents use. The same
    words with another sign between them are two countries.

    >>> names_several("Taiwan / China"), names_several("Taiwan - China"), names_several("Taiwan, China")
    (True, True, False)
    >>> names_several("Japan/JP"), names_several("Guinea-Bissau")
    (False, False)
    """
    text = half_width(text)
    if not {",", "("}.isdisjoint(text):
        return False
    pieces = [piece for piece in _UNCLEAR_SEPARATORS.split(text) if piece]
    # The code in small letters is no name here: `La` in `La Réunion` is not Laos.
    codes = [piece if is_country(piece) else in_three_letters(piece) or find(piece) for piece in pieces]
    known = [code for code in codes if code is not None]
    return len(known) == len(codes) and any(not may_both_be(*pair) for pair in combinations(known, 2))


def name(code: str) -> str:
    """Return the usual name of a country, or its code if the program knows no name."""
    known = _codes().names.get(code)
    if known is not None:
        return known
    country = parent(code)
    return f"{_codes().names[country]} ({code})" if country is not None else code


def all_codes() -> tuple[str, ...]:
    """Return the sorted codes of all countries, without areas and regions."""
    return tuple(sorted(_codes().countries))


def _simplified(text: str) -> str:
    """Return a country name without additions that differ between country lists.

    For example, the words in brackets in `Korea (the Republic of)` are removed.
    """
    text = half_width(text)
    bare = re.sub(r"[,()]|\bthe\b", " ", text.replace(".", ""), flags=re.IGNORECASE)
    return folded(bare.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


_LABEL = pattern(
    r"(?P<name>.+?)\s*[(\[](?P<code>[A-Z]{2,3}(?:-[A-Z0-9]{1,3})?)[)\]]"
    r"|(?P<before>[A-Z]{2,3})\s*[-:/]?\s+(?P<behind>[^()\[\]-].*)",
    re.DOTALL,
)
"""Name of a country together with its code, as in `Japan (JP)`."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@cache
def _in_other_languages() -> dict[str, str]:
    """Return the code for each name in another language that means exactly one country.

    The result also contains these names without their accents.
    """
    codes_of: dict[str, set[str]] = {}
    for code, languages in _names_in_other_languages().items():
        for plain in {_simplified(called) for names in languages.values() for called in names}:
            for way in (
                {plain} if plain.isascii() else {plain, plain.translate(_UMLAUTS), _without_accents(plain)}
            ):
                codes_of.setdefault(way, set()).add(code)
    return {
        word: codes.pop()
        for word, codes in codes_of.items()
        if len(codes) == 1 and word not in _codes().several
    }


def _without_accents(text: str) -> str:
    """Return a text without the accents of Latin letters.

    Texts in other scripts do not change: there, a letter with an accent is a different letter.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return bare if bare.isascii() else text


@cache
def _names_in_other_languages() -> dict[str, dict[str, list[str]]]:
    """For each language, return the names of each country."""
    data = resources.vocabulary_data("country-names")
    return {
        country["code"]: {language: country[language] for language in data["languages"]}
        for country in data["countries"]
    }


@cache
def _by_three_letters() -> dict[str, str]:
    data = resources.vocabulary_data("country-names")
    return {country["alpha3"]: country["code"] for country in data["countries"] if country["alpha3"]}


@cache
def _by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for entry in _entries():
        for called in (entry["name"], *entry.get("aliases", ())):
            codes.setdefault(_simplified(called), entry["code"])
    return codes


def _entries() -> list[dict[str, Any]]:
    data = resources.vocabulary_data("countries")
    return [*data["countries"], *data["areas"], *data["regions"]]


@cache
def _codes() -> _Codes:
    data = resources.vocabulary_data("countries")
    entries = _entries()
    return _Codes(
        {entry["code"]: entry["name"] for entry in entries},
        {area["code"]: tuple(area["members"]) for area in data["areas"]},
        {country["code"]: country["hint"] for country in data["retired"]},
        {
            _simplified(called): tuple(ambiguous["codes"])
            for ambiguous in data["ambiguous"]
            for called in (ambiguous["name"], *ambiguous.get("aliases", ()))
        },
        frozenset(country["code"] for country in data["countries"]),
        frozenset(data["regions_complete"]),
    )
