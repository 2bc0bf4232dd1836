"""Names of companies, in the spellings that lists, invoices and people use."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_words import LONG_FORMS, ONLY_IN_LONG_FORMS, SHORT_FORMS, UNSAID
from microdep_rules.vocabulary.lookalikes import is_letter, plain, read_as_latin

MOST_KEPT = 200_000
"""Maximum number of names in the cache.

The cache is large, because an imported list has sixty thousand names.
"""
_APOSTROPHES = pattern("['`\u2019\u02bc]")
_EAST_ASIAN = (
    *(("\u2e80", "\u9fff"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff")),
)
FIRST_EAST_ASIAN = _EAST_ASIAN[0][0]
IDENTIFIER = pattern(r"([a-z][a-z0-9_]*):\s*(\S.*)")
"""Identifier with its scheme, as lists write it: `lei:5299…`."""
SCHEMES = ("lei", "duns", "uei", "cage", "ncage", "rmi_cid", "uscc", "eori", "vat", "cik")
"""Schemes of identifiers that have their own column in tables."""
_ASCII_WORD = pattern("[a-z0-9]+")


class _EastAsian:
    """Set of the characters of scripts without spaces, with two methods of a compiled regular expression.

    A regular expression for 70,000 characters would take longer to compile than most checks take.
    """

    def match(self, text: str) -> bool:
        """Return whether a text begins with a character of the set."""
        return text >= FIRST_EAST_ASIAN and any(first <= text[0] <= last for first, last in _EAST_ASIAN)

    def search(self, text: str) -> bool:
        """Return whether a text contains a character of the set."""
        return not text.isascii() and any(map(self.match, text))


_SIGN = _EastAsian()


def east_asian() -> _EastAsian:
    """Return the set of characters of scripts without spaces between words."""
    return _SIGN


@cache
def _beside_latin() -> re.Pattern[str]:
    signs = "".join(f"{first}-{last}" for first, last in _EAST_ASIAN)
    return re.compile(f"(?<=[{signs}])(?=[a-z0-9])|(?<=[a-z0-9])(?=[{signs}])")


def identifier_in(text: str) -> tuple[str, str] | None:
    """Return the scheme and the value of an identifier; `None` if a text is no identifier.

    A known scheme may be in capitals.

    >>> identifier_in("lei:5299"), identifier_in("LEI: 5299"), identifier_in("Acme: Works")
    (('lei', '5299'), ('lei', '5299'), None)
    """
    scheme, sign, value = text.partition(":")
    known = scheme.strip().casefold().replace(" ", "_")
    match = IDENTIFIER.fullmatch(f"{known if known in SCHEMES else scheme}{sign}{value}")
    return (match[1], match[2].strip()) if match is not None else None


def as_identifier(scheme: str, value: str) -> tuple[str, str]:
    """Return an identifier in the form for comparison: without spaces and punctuation, in one case.

    >>> as_identifier("LEI", "5299-00T8 bm49") == as_identifier("lei", "529900T8BM49")
    True
    """
    return scheme.casefold(), "".join(filter(str.isalnum, value.casefold()))


@lru_cache(maxsize=MOST_KEPT)
def folded(name: str) -> str:
    """Return a name in lower case without punctuation and accents, with lookalike letters replaced.

    Single letters, as in `S.p.A.`, are joined into one word.

    >>> folded("Acciaio S.p.A. & Co., Ltd"), folded("Xi'an B\u00f6hler")
    ('acciaio spa co ltd', 'xian bohler')
    >>> folded("\uff28\u0443\u0442\u0435\u0433\u0430"), folded("\u5927\u7586DJI")
    ('hytera', '\u5927\u7586 dji')
    """
    words: list[str] = []
    single = False
    for word in _words_of(_APOSTROPHES.sub("", name)):
        alone = len(word) == 1 and not east_asian().match(word)
        if alone and single:
            words[-1] += word
        else:
            words.append(word)
        single = alone
    return " ".join(words)


def _words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, with lookalike letters replaced."""
    if text.isascii():  # the usual case, for speed
        return _ASCII_WORD.findall(text.lower())
    text = unicodedata.normalize("NFC", read_as_latin(plain(text)))
    letters = "".join(c if is_letter(c) else " " for c in text)
    if east_asian().search(letters) and _ASCII_WORD.search(letters):
        letters = _beside_latin().sub(" ", letters)
    return letters.split()


@lru_cache(maxsize=MOST_KEPT)
def spelled(name: str) -> str:
    """Return a name in the form for comparisons.

    Legal forms are short (`ltd`), and words that people often omit are missing.

    >>> spelled("The Evil Polysilicon Company, Limited") == spelled("Evil Polysilicon Co., Ltd")
    True
    >>> spelled("Evil Polysilicon Limited Liability Company") == spelled("Evil Polysilicon, L.L.C.")
    True
    >>> spelled("Evil Polysilicon Co") == spelled("Evil Polysilicon GmbH")
    False
    """
    words = folded(name).split()
    words = [SHORT_FORMS.get(word, word) for word in words if word not in UNSAID] or words
    return " ".join(words if ONLY_IN_LONG_FORMS.isdisjoint(words) else _with_short_forms(words))


def _with_short_forms(words: list[str]) -> list[str]:
    """Return the words of a name with the abbreviation of its legal form; `llc` for `ltd liability co`."""
    for long, short in LONG_FORMS.items():
        for at in range(len(words) - len(long) + 1 if len(words) > len(long) else 0):
            if tuple(words[at : at + len(long)]) == long:
                return [*words[:at], short, *words[at + len(long) :]]
    return words
