"""Cells that name several makers or part numbers, of which any may be used.

A name may hold the very signs that separate names: `AT&T`, `Foo Co., Ltd.`, `Brand A/S`. Where that is not
clear, nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.nobody import names_somebody
from microdep_rules.vocabulary.resources import columns_data

BETWEEN = pattern(
    r"\s*[;|\uff1b\u3001\u2022\n\r\u2028]\s*|\s+[/\\]\s+|\s*\uff0f\s*|\s+(?:or|oder|ou|oppure|ofwel|lub|nebo|\u0438\u043b\u0438|\u6216)\s+",
    re.IGNORECASE,
)
"""What stands between alternates and in no name."""
JOINED = pattern(
    r"\s+(?:&|\+|and|und|et|y|e|plus|en|och|og|i|\u548c|\u0438)\s+|(?<=[^\W\d_]{3})[&+](?=[^\W\d_]{3})",
    re.IGNORECASE,
)
"""What joins the words of one name as well as two names."""
SLASH = pattern(r"(\w*)/(\w*)")
PAIR = pattern(r"([^:]*[^\W\d][^:]*?)\s*(?::|\s[-\u2013\u2014]\s)\s*(\S.*)")
NUMBER_FIRST = pattern(r"(\S+)\s*\((.+)\)")
"""A maker with its number, and a number with its maker."""
SHORTEST = 3
"""Of a slash between words one of which is shorter it is clear that it is in a name: `A/S`, `I/O`."""


class Unclear(Struct, frozen=True):
    """Why it is not clear whom a cell names."""

    because: str


def makers_in(text: str, whole: frozenset[str] = frozenset()) -> list[str] | Unclear:
    """Return the companies that a cell names; `whole` are names that hold a separating sign.

    >>> makers_in("Murata / TDK"), makers_in("Foo Co., Ltd."), makers_in("AT&T"), makers_in("Brand A/S")
    (['Murata', 'TDK'], ['Foo Co., Ltd.'], ['AT&T'], ['Brand A/S'])
    >>> makers_in("Murata, TDK").because, makers_in("Rohde & Schwarz", frozenset({"Rohde & Schwarz"}))
    ('`Murata, TDK` may be one company or several', ['Rohde & Schwarz'])
    """
    told = line(text)
    if told in whole:
        return [told]
    names = [line(each) for each in BETWEEN.split(text) if line(each)]
    for name in names:
        if name in whole:
            continue
        if not names_somebody(name) or not _words("nobody").isdisjoint(re.findall(r"\w+", _plain(name))[:1]):
            return Unclear(f"`{told}` leaves open who makes it")
        if _may_be_several(name):
            return Unclear(f"`{told}` may be one company or several")
    return list(dict.fromkeys(names)) if names else Unclear(f"`{told}` names nobody")


def numbers_in(text: str) -> list[str]:
    """Return the part numbers in a cell; one may hold commas, slashes and blanks.

    >>> [numbers_in(each) for each in ("RC0402 / CRCW0402", "74HC04D,653", "LM358DR/NOPB", "A1, B2")]
    [['RC0402', 'CRCW0402'], ['74HC04D,653'], ['LM358DR/NOPB'], ['A1', 'B2']]
    """
    several = [line(each) for each in BETWEEN.split(text) if line(each)]
    if len(several) == 1:
        apart = [line(each) for each in re.split(r",\s+|\s+,", text)]
        if all(each and " " not in each and any(c.isdecimal() for c in each) for each in apart):
            several = apart
    return list(dict.fromkeys(several))


def parts_in(text: str) -> list[tuple[str, str]] | Unclear:
    """Return the makers and numbers in a cell of alternates, each with the other where both are stated.

    >>> parts_in("Yageo: RC0402; Vishay CRCW0402"), parts_in("ERJ2RK (Panasonic)"), parts_in("Murata / TDK")
    ([('Yageo', 'RC0402'), ('Vishay', 'CRCW0402')], [('Panasonic', 'ERJ2RK')], [('Murata', ''), ('TDK', '')])
    >>> parts_in("see list 4b of 2024").because
    '`see list 4b of 2024` is no maker with a part number'
    """
    found = [_part_in(line(each)) for each in BETWEEN.split(text) if line(each)]
    unclear = next((each for each in found if isinstance(each, Unclear)), None)
    if unclear is not None:
        return unclear
    return [each for each in found if not isinstance(each, Unclear)]


def _part_in(text: str) -> tuple[str, str] | Unclear:
    """The maker and the number that one entry names."""
    apart = PAIR.fullmatch(text) or NUMBER_FIRST.fullmatch(text)
    if apart is not None:
        first, second = (line(group) for group in apart.groups())
        maker, number = (second, first) if apart.re.pattern == NUMBER_FIRST.pattern else (first, second)
        return (maker, number) if _has_digit(number) else Unclear(f"`{text}` is no maker with a part number")
    words = text.split()
    numbers = [word for word in words if _has_digit(word)]
    if not numbers:
        named = makers_in(text)
        return (text, "") if not isinstance(named, Unclear) else named
    if numbers != words[-1:]:
        return Unclear(f"`{text}` is no maker with a part number")
    return " ".join(words[:-1]), words[-1]


def _has_digit(text: str) -> bool:
    return any(each.isdecimal() for each in text)


def line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _may_be_several(name: str) -> bool:
    """Return whether a name holds a sign that may separate two."""
    behind = [each for each in re.split(r"\s*[,\uff0c]\s*", name)[1:] if each]
    if not all(_is_form(each) for each in behind):
        return True
    if any(min(len(one), len(other)) >= SHORTEST for one, other in SLASH.findall(name)):
        return True
    return any(not _is_family(name[found.end() :]) for found in JOINED.finditer(name))


def _is_form(text: str) -> bool:
    """Return whether a text is the form of a company and nothing else: `Ltd.`, `S.A. de C.V.`."""
    words = re.findall(r"[^\W_]+", _plain(text).replace(".", ""))
    return bool(words) and all(word in _words("forms") for word in words)


def _is_family(text: str) -> bool:
    """Return whether what stands behind an `and` belongs to the name before it: `Co. KG`, `Sons Ltd`."""
    words, family = re.findall(r"[^\W_]+", _plain(text)), _words("family")
    return bool(words) and words[0] in family and all(word in family | _words("forms") for word in words)


def _plain(text: str) -> str:
    """A text in small letters of the usual width."""
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _words(sort: str) -> frozenset[str]:
    """Words in names of companies: their forms, what is behind an `and` in one name, and those for nobody."""
    return frozenset(columns_data()["companies"][sort])
