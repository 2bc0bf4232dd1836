"""Cells that name several alternative manufacturers or part numbers.

A name may contain a separator: `AT&T`, `Foo Co., Ltd.`, `Brand A/S`. The importer does not read an ambiguous
cell.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.names import east_asian
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.resources import columns_data

BETWEEN = pattern(
    r"\s*[;|\uff1b\u3001\u2022\n\r\u2028]\s*|\s+[/\\]\s+|\s*\uff0f\s*|\s+(?:or|oder|ou|oppure|ofwel|lub|nebo|\u0438\u043b\u0438|\u6216)\s+",
    re.IGNORECASE,
)
"""Separators of alternates. A company name does not contain any of these separators."""
JOINED = pattern(
    r"\s+(?:&|\+|and|und|et|y|e|plus|en|och|og|i|\u548c|\u0438)\s+|(?<=[^\W\d_]{3})[&+](?=[^\W\d_]{3})",
    re.IGNORECASE,
)
"""Signs and words that may join two names or the words of one name, such as `&` in `Rohde & Schwarz`."""
SLASH = pattern(r"(\w*)/(\w*)")
PAIR = pattern(r"([^:]*[^\W\d][^:]*?)\s*(?::|\s[-\u2013\u2014]\s)\s*(\S.*)")
NUMBER_FIRST = pattern(r"(\S+)\s*\((.+)\)")
"""A part number with its manufacturer in brackets."""
SHORTEST = 3
"""Minimum length of the words next to a slash that separates two names.

In `A/S` and `I/O`, the slash does not separate two names.
"""


class UnclearName(Struct, frozen=True):
    """Reason why it is unclear which company a cell means."""

    because: str
    is_placeholder: bool = False
    """True if the cell may have a placeholder such as `TBD` instead of a name."""


def parse_manufacturers(text: str, whole: frozenset[str] = frozenset()) -> list[str] | UnclearName:
    """Return the companies that a cell names; `whole` has company names that contain a separator.

    >>> [parse_manufacturers(text) for text in ("Murata / TDK", "Foo Co., Ltd.", "AT&T", "Brand A/S")]
    [['Murata', 'TDK'], ['Foo Co., Ltd.'], ['AT&T'], ['Brand A/S']]
    >>> parse_manufacturers("Murata, TDK").because
    '`Murata, TDK` may be one company or several'
    >>> parse_manufacturers("Rohde & Schwarz", frozenset({"Rohde & Schwarz"}))
    ['Rohde & Schwarz']
    """
    text_ = to_line(text)
    if text_ in whole:
        return [text_]
    names = [to_line(entry) for entry in BETWEEN.split(text) if to_line(entry)]
    for name in names:
        if name in whole:
            continue
        if not names_somebody(name) or not _company_words("nobody").isdisjoint(
            re.findall(r"\w+", _normalize(name))[:1]
        ):
            return UnclearName(phrase_of("import/cell-not-read", "nobody", text=text_), is_placeholder=True)
        if _may_be_several(name):
            return UnclearName(phrase_of("import/cell-not-read", "one-or-several", text=text_))
    return (
        list(dict.fromkeys(names))
        if names
        else UnclearName(phrase_of("import/cell-not-read", "no-name", text=text_))
    )


def parse_numbers(text: str) -> list[str]:
    """Return the part numbers in a cell; a number may contain commas, slashes and blanks.

    >>> [parse_numbers(text) for text in ("RC0402 / CRCW0402", "74HC04D,653", "LM358DR/NOPB", "A1, B2")]
    [['RC0402', 'CRCW0402'], ['74HC04D,653'], ['LM358DR/NOPB'], ['A1', 'B2']]
    """
    several = [to_line(entry) for entry in BETWEEN.split(text) if to_line(entry)]
    if len(several) == 1:
        apart = [to_line(entry) for entry in re.split(r",\s+|\s+,", text)]
        if all(entry and " " not in entry and any(c.isdecimal() for c in entry) for entry in apart):
            several = apart
    return list(dict.fromkeys(several))


def parse_alternates(text: str) -> list[tuple[str, str]] | UnclearName:
    """Return pairs of manufacturer and part number from a cell of alternates; a missing value is empty.

    >>> parse_alternates("Yageo: RC0402; Vishay CRCW0402")
    [('Yageo', 'RC0402'), ('Vishay', 'CRCW0402')]
    >>> parse_alternates("ERJ2RK (Panasonic)"), parse_alternates("Murata / TDK")
    ([('Panasonic', 'ERJ2RK')], [('Murata', ''), ('TDK', '')])
    >>> parse_alternates("see list 4b of 2024").because
    '`see list 4b of 2024` is not a manufacturer with a part number'
    """
    pairs = [_parse_alternate(to_line(entry)) for entry in BETWEEN.split(text) if to_line(entry)]
    unclear = next((pair for pair in pairs if isinstance(pair, UnclearName)), None)
    if unclear is not None:
        return unclear
    return [pair for pair in pairs if not isinstance(pair, UnclearName)]


def _parse_alternate(text: str) -> tuple[str, str] | UnclearName:
    """Return the manufacturer and the number of one entry."""
    apart = PAIR.fullmatch(text) or NUMBER_FIRST.fullmatch(text)
    if apart is not None:
        first, second = (to_line(group) for group in apart.groups())
        maker, number = (second, first) if apart.re.pattern == NUMBER_FIRST.pattern else (first, second)
        return (
            (maker, number)
            if _has_digit(number)
            else UnclearName(phrase_of("import/cell-not-read", "no-pair", text=text))
        )
    words = text.split()
    numbers = [word for word in words if _has_digit(word)]
    if not numbers:
        named = parse_manufacturers(text)
        return (text, "") if not isinstance(named, UnclearName) else named
    if numbers != words[-1:]:
        return UnclearName(phrase_of("import/cell-not-read", "no-pair", text=text))
    return " ".join(words[:-1]), words[-1]


def _has_digit(text: str) -> bool:
    return any(letter.isdecimal() for letter in text)


def to_line(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def _may_be_several(name: str) -> bool:
    """Return whether a name contains a character that may separate two names."""
    pieces = [piece for piece in re.split(r"\s*[,\uff0c]\s*", name)[1:] if piece]
    if not all(_is_legal_form(piece) for piece in pieces):
        return True
    if any(_is_long(left) and _is_long(right) for left, right in SLASH.findall(name)):
        return True
    return any(not _continues_name(name[joint.end() :]) for joint in JOINED.finditer(name))


def _is_long(word: str) -> bool:
    """Return whether a word next to a slash is long enough for a name.

    Two Chinese or Japanese characters are enough.
    """
    return len(word) >= SHORTEST or (len(word) > 1 and east_asian().match(word))


def _is_legal_form(text: str) -> bool:
    """Return whether a text is only the legal form of a company: `Ltd.`, `S.A. de C.V.`."""
    words = re.findall(r"[^\W_]+", _normalize(text).replace(".", ""))
    return bool(words) and all(word in _company_words("forms") for word in words)


def _continues_name(text: str) -> bool:
    """Return whether the words after an `and` continue the name before the `and`: `Co. KG`, `Sons Ltd`."""
    words, family = re.findall(r"[^\W_]+", _normalize(text)), _company_words("family")
    return (
        bool(words) and words[0] in family and all(word in family | _company_words("forms") for word in words)
    )


def _normalize(text: str) -> str:
    """Return a text in lowercase, with full-width characters replaced by normal characters."""
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _company_words(sort: str) -> frozenset[str]:
    """Return a group of words from the data files of the importer, such as the legal forms of companies."""
    return frozenset(columns_data()["companies"][sort])
