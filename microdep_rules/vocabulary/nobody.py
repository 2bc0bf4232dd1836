"""Names of nobody in particular, such as `TBD`, `the supplier` and `management`.

One notion for people who approve, sign and issue, and for companies. A whole text is compared, never a piece
of it: `Unknown Worlds Ltd` and `Board & Brush GmbH` are names. The words are in `schemas/nobody.json`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.names import EAST_ASIAN, folded
from microdep_rules.vocabulary.resources import nobody_data

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_KEPT = 200_000
"""Names that were looked at last: an imported list has sixty thousand."""
_OF_A_FORMULA = re.compile(r"#(?:REF|VALUE|NUM|NULL|DIV/0|SPILL|CALC)!|#NAME\?|#N/A", re.IGNORECASE)
"""What a spreadsheet shows in place of a value that it cannot compute."""
_MAIL = re.compile(r"<?([\w.+-]+)@[\w-]+(?:\.[\w-]+)+>?")
_INITIAL = re.compile(r"(?<![\w.])[^\W\d_]\. ?(?=[^\W\d_]{2})")
"""One letter with a full stop before a word: `A. Mill` has a given name, and `a mill` an article."""
_TAG = re.compile(r"[a-z]|[0-9]{1,3}")
"""A letter or number behind a role: `Supplier A`."""


class _Language(Struct, frozen=True):
    """Words of one language: kinds of business, bodies and offices; what stands beside them."""

    kinds: frozenset[str]
    beside: frozenset[str]


class _Tables(Struct, frozen=True):
    """The words of `schemas/nobody.json`, folded as names are."""

    missing: frozenset[str]
    short: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]
    forms: frozenset[str]
    phrases: frozenset[str]
    kinds: frozenset[str]
    """Those of all languages."""
    languages: tuple[_Language, ...]
    joined: re.Pattern[str]
    """A word of nothing but such words, in scripts that are written without blanks."""
    known: frozenset[str]
    """All of these words: a name has another one, nearly always."""


@lru_cache(maxsize=MOST_KEPT)
def names_somebody(text: str) -> bool:
    """Return whether a text can be the name of a person, a company or an authority.

    >>> [names_somebody(each) for each in ("Bar Telecom", "3M", "Noel Nance", "The Mill Company Ltd")]
    [True, True, True, True]
    >>> [names_somebody(each) for each in ("T.B.D.", "n/a", "--", "the mill", "Supplier 2", "#REF!")]
    [False, False, False, False, False, False]
    """
    if _OF_A_FORMULA.fullmatch(text.strip()):
        return False
    beside_addresses = _MAIL.sub(" ", text)
    if folded(beside_addresses):
        return _is_name(beside_addresses)
    return any(map(_is_name, _MAIL.findall(text)))  # whose mailbox it is


def _is_name(text: str) -> bool:
    tables, words = _tables(), folded(text).split()
    name = [word for word in words if word not in tables.titles]
    if not any(not word.isdecimal() or len(word) > 1 for word in name):
        return False
    if _INITIAL.search(text) and tables.missing.isdisjoint(name):
        return True
    core = _without_forms(name, tables.forms)
    if not all(map(_may_be_generic, core)):
        return True
    names: frozenset[str] = frozenset()
    if core != name:  # `NN, Inc.`, `The Mill Company Ltd`
        names = tables.short | tables.kinds
    elif name != words:  # `Dr. Mills`
        names = tables.kinds
    return " ".join(name) not in tables.phrases and not any(
        _is_nobody(core, each, tables, names) for each in tables.languages
    )


def _may_be_generic(word: str) -> bool:
    return word in _tables().known or bool(_TAG.fullmatch(word) or EAST_ASIAN.match(word))


def _without_forms(name: list[str], forms: frozenset[str]) -> list[str]:
    """The words of a name without the legal forms before and behind it."""
    first, last = 0, len(name)
    while last > first + 1 and name[last - 1] in forms:
        last -= 1
    while first < last - 1 and name[first] in forms:
        first += 1
    return name[first:last]


def _is_nobody(words: list[str], language: _Language, tables: _Tables, names: frozenset[str]) -> bool:
    """Whether words of one language, with those of any, name nobody; `names` are names here."""
    if words[0] in language.beside and " ".join(words[1:]) in tables.phrases:
        return True
    missing = {word for word in words if word in tables.missing or tables.joined.fullmatch(word)}
    roles = tables.roles.intersection(words)
    generic = (language.kinds | tables.short).intersection(words)
    if not (missing or roles or generic) or (not missing and generic & names):
        return False
    tagged = (missing or roles) and len(words) > 1 and _TAG.fullmatch(words[-1])
    return (missing | roles | generic | language.beside).issuperset(words[:-1] if tagged else words)


@cache
def _tables() -> _Tables:
    data = nobody_data()
    single = {name: _folded(data[name]["words"]) for name in ("missing", "short", "roles", "titles", "forms")}
    languages = tuple(
        _Language(_folded(kinds), _folded(data["beside"]["words"][name]))
        for name, kinds in data["kinds"]["words"].items()
    )
    kinds = frozenset[str]().union(*(each.kinds for each in languages))
    nobody = single["missing"] | single["roles"] | kinds
    beside = frozenset[str]().union(*(each.beside for each in languages))
    strong, weak = ("|".join(sorted(filter(EAST_ASIAN.match, each))) for each in (nobody, beside))
    joined = re.compile(f"(?:{weak})*(?:{strong})(?:{strong}|{weak})*")
    phrases = _folded(data["phrases"]["words"])
    known = nobody | single["short"] | beside | {word for each in phrases for word in each.split()}
    return _Tables(**single, phrases=phrases, kinds=kinds, languages=languages, joined=joined, known=known)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, words))
