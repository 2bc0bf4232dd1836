"""Placeholder names, such as `TBD`, `the supplier` and `management`.

The program uses one test for companies, and for persons who approve, sign or issue documents. The test
compares whole texts: `Unknown Worlds Ltd` and `Board & Brush GmbH` are names. The placeholder words are in
`schemas/placeholder-names.json`.

A text of placeholder words can still be a name. A legal form such as `Ltd` makes it a name. Capitals and the
ending of a company name make it a name, too. A title or given name before a surname also makes it a name. In
case of doubt, a text about a company counts as a placeholder, and a text about a person as a name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.names import east_asian, folded
from microdep_rules.vocabulary.resources import placeholder_names_data

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_KEPT = 200_000
"""Maximum number of names in the cache.

The cache is large, because an imported list has sixty thousand names.
"""
MOST_FILLING = 3
"""Maximum number of words in a placeholder that states why a name is missing, such as `to be determined`."""
_BEFORE_A_PLACE = pattern(r"(?:\s+(?:in|at|near)\s+|\s*[,(\uff08\u3001])")
"""Separator of a company and its place, such as `in` in `our factory in Nagoya`."""
_LEGAL_FORM = pattern(r"株式会社|有限会社|有限公司|股份公司|集团|주식회사")
_OF_A_FORMULA = pattern(r"#(?:REF|VALUE|NUM|NULL|DIV/0|SPILL|CALC)!|#NAME\?|#N/A", re.IGNORECASE)
"""Error values that a spreadsheet program writes into cells."""
_TEMPLATE = pattern(r"\{\{.*\}\}|\$\{.*\}|<%.*%>|\[bot\]", re.IGNORECASE)
"""Placeholder that a program should have replaced, such as `{{ name }}`, or the account name of a bot."""
_FRAMED = pattern(r"\{[^{}]*\}|%\w+%|__\w+__|\$\w+")
"""Text that consists only of a placeholder that a program should have replaced."""
_OPEN = pattern(
    r"\W*(?:T\.?B\.?[ACDN]\.?|to be (?:confirmed|determined)|TODO|FIXME|unknown|pending)"
    r"(?:\s+[-\u2013\u2014/]|\s*[:(?])",
    re.IGNORECASE,
)
"""Beginning of a text that shows that its author has not finished the answer, as in `TBD - Kim`."""
_IN_DOUBT = pattern(r"[?\uff1f\u061f][\s)\]\"']*")
_REFERS = pattern(
    r"(?:see|siehe|voir|refer to|as per|cf\.|vgl\.)\s+\S"
    r"|(?:See|Siehe|Voir|Refer to|As per|Cf\.|Vgl\.)\s+[a-z]"
)
"""Text that refers the reader to another place, such as `see attached`.

With capitals, such a text may be a name: `See Mei Lin`.
"""
_ASKS = pattern(
    r"(?:please|click|tap|enter|insert|choose|select|type|fill|write|provide|specify)(?:,? [a-z'/-]+)+[.:]?"
)
"""Text of a form that asks for input, such as `Choose an item.`

Only the first letter of such a text may be a capital.
"""
_OF_ONE = pattern(r"(?:the|an?|our|my|their|your|his|her|its|this|some|any|another|each) [a-z0-9 '/-]+")
"""Text in lower case that begins with an article or possessive, as in `the contracting officer`."""
_IN_CAPITALS = pattern(r"[A-Z][A-Za-z]*(?:[ -][A-Z][A-Za-z]*)+")
_GIVEN_AND_SURNAME = pattern(r"(?:[A-Z][a-z]+\.? )+[A-Z][a-z]+")
_MAIL = pattern(r"<?([\w.+-]+)@[\w-]+(?:\.[\w-]+)+>?")
_INITIAL = pattern(r"(?<![\w.])[^\W\d_]\. ?(?=[^\W\d_]{2})")
"""Single letter with a full stop before a word, as the initial of a given name.

`A. Mill` has a given name, and `a mill` has an article.
"""
_TAG = pattern(r"[a-z]|[0-9]{1,3}")
"""Letter or number that distinguishes companies without naming them, as in `Supplier A`."""


class _Language(Struct, frozen=True):
    """Word lists of one language, such as the words for kinds of business, for bodies and for offices."""

    kinds: frozenset[str]
    beside: frozenset[str]


class _Tables(Struct, frozen=True):
    """Word lists of `schemas/placeholder-names.json`, in the form in which the program compares names."""

    missing: frozenset[str]
    indefinite: frozenset[str]
    surnames: frozenset[str]
    short: frozenset[str]
    roles: frozenset[str]
    origins: frozenset[str]
    heads: frozenset[str]
    pointers: frozenset[str]
    qualities: frozenset[str]
    titles: frozenset[str]
    forms: frozenset[str]
    phrases: frozenset[str]
    kinds: frozenset[str]
    """Words for kinds of business in all languages, such as `mill`."""
    languages: tuple[_Language, ...]
    nobody: frozenset[str]
    """Words that are no names: words for missing names, for roles and for kinds of business."""
    beside: frozenset[str]
    """Words that may be in a placeholder together with words of `nobody`, such as `the` in `the mill`."""
    known: frozenset[str]
    """All words of the lists.

    A name with any other word is no placeholder. Nearly every name has such a word, so this test saves time.
    """


@lru_cache(maxsize=MOST_KEPT)
def names_somebody(text: str) -> bool:
    """Return whether a text can be the name of a person, a company or an authority.

    >>> [names_somebody(each) for each in ("Bar Telecom", "3M", "The Mill Company Ltd", "Supplier 2 Ltd")]
    [True, True, True, True]
    >>> [names_somebody(each) for each in ("T.B.D.", "n/a", "--", "the mill", "Supplier 2", "#REF!")]
    [False, False, False, False, False, False]
    """
    bare = text.strip()
    if any(form.fullmatch(bare) for form in (_OF_A_FORMULA, _FRAMED)) or _TEMPLATE.search(bare):
        return False
    if _OPEN.match(bare) or _REFERS.match(bare) or _ends_in_doubt(bare):
        return False
    if _ASKS.fullmatch(bare[:1].lower() + bare[1:]):
        return False
    beside_addresses = _MAIL.sub(" ", text)
    if folded(beside_addresses):
        return _is_name(beside_addresses)
    return any(map(_is_name, _MAIL.findall(text)))  # the owner of the mailbox


def means_own_company(text: str) -> bool:
    """Return whether a text means the company of its author.

    >>> [means_own_company(text) for text in ("we", "our factory in Nagoya", "弊社", "our supplier")]
    [True, True, True, False]
    """
    return folded(_BEFORE_A_PLACE.split(text.strip(), maxsplit=1)[0]) in _openings().own


def begins_like_a_sentence(text: str) -> bool:
    """Return whether a text begins like a sentence or a vague phrase, and does not look like a name.

    >>> texts = ("several companies in Baotou", "We buy from Example Works", "Our Next Energy", "複数の会社")
    >>> [begins_like_a_sentence(text) for text in texts]
    [True, True, False, True]
    """
    openings, (first, *others) = _openings(), text.split() or [""]
    last = folded(others[-1]) if others else ""
    if last in _tables().forms or (not first.isascii() and _LEGAL_FORM.search(text)):
        return False
    if text.startswith(openings.joined):
        return True
    if folded(first) not in openings.beginnings:
        return False
    return first == first.lower() or any(word[0].islower() for word in others)


def is_reason(text: str) -> bool:
    """Return whether a text can be the reason for a decision, such as a waiver, and is not a placeholder.

    >>> [is_reason(each) for each in ("Bought for prototypes.", "No other supplier", "原型机")]
    [True, True, True]
    >>> [is_reason(each) for each in ("TBD", "ok", "n/a", "to be determined", "-")]
    [False, False, False, False, False]
    """
    if not says_something(text):
        return False
    words, tables = _words(text), _tables()
    states = tables.roles.union(tables.kinds, tables.origins).intersection(words)
    return (len(words) > 1 and bool(states)) or len(words) > MOST_FILLING or names_somebody(text)


def _ends_in_doubt(text: str) -> bool:
    """Return whether a text ends with a question mark: `Kim?`."""
    match = _IN_DOUBT.search(text)
    return match is not None and _IN_DOUBT.fullmatch(text, match.start()) is not None


def _is_name(text: str) -> bool:
    tables, words = _tables(), _words(text)
    name = [word for word in words if word not in tables.titles]
    if not any(not word.isdecimal() or len(word) > 1 for word in name):
        return False
    absent = tables.missing | tables.indefinite
    if _INITIAL.search(text) and absent.isdisjoint(name):
        return True
    core = _without_forms(name, tables.forms)
    if not all(map(_may_be_generic, core)):
        return not _is_one_of_a_kind(text, core[-1], tables)
    if " ".join(name) in tables.phrases:
        return False
    if _is_written_like_a_name(text, name, tables):
        return True
    if core != name and _is_numbered(core, tables):  # `Supplier 012 Ltd` hides the real name
        return True
    names: frozenset[str] = frozenset()
    if core != name:  # `NN, Inc.`, `The Mill Company Ltd`, `Approved Suppliers Ltd`
        names = tables.short | tables.kinds | tables.qualities
        if tables.roles.isdisjoint(core):  # `Anybody GmbH`
            names |= tables.indefinite
    elif name != words:  # `Dr. Mills`
        names = tables.kinds
    return not any(_is_nobody(core, language, tables, names) for language in tables.languages)


def _is_numbered(core: list[str], tables: _Tables) -> bool:
    """Return whether words are a role or a kind of business with a number or letter, as `Supplier A`.

    With a legal form, the same words are the name of a company.
    """
    singled_out = (tables.roles | tables.kinds).intersection(core[:-1])
    return bool(singled_out and _TAG.fullmatch(core[-1])) and tables.missing.isdisjoint(core)


def _words(text: str) -> list[str]:
    """Return the words of a text, but without a number after `tier`, as in `tier 2 supplier`."""
    words = folded(text).split()
    return [
        word
        for before, word in zip(["", *words], words, strict=False)
        if not (before == "tier" and word.isdecimal())
    ]


def _is_one_of_a_kind(text: str, last: str, tables: _Tables) -> bool:
    """Return whether a text is a role or business after an article or a possessive: `the mill`.

    The text must be in small letters.
    """
    return (last in tables.roles or last in tables.kinds) and _OF_ONE.fullmatch(text.strip()) is not None


def _is_written_like_a_name(text: str, name: list[str], tables: _Tables) -> bool:
    """Return whether the capitals or a title show that the words are a name, as in `Dr. No` or `Na Na`."""
    text = text.strip()
    if tables.surnames.issuperset(name):
        return _GIVEN_AND_SURNAME.fullmatch(text) is not None
    if name[-1] not in tables.heads or not _IN_CAPITALS.fullmatch(text):
        return False
    return (tables.missing | tables.roles | tables.origins | tables.pointers).isdisjoint(name)


def _may_be_generic(word: str) -> bool:
    return word in _tables().known or bool(_TAG.fullmatch(word) or east_asian().match(word))


def _without_forms(name: list[str], forms: frozenset[str]) -> list[str]:
    """Return the words of a name without the legal forms at its beginning and its end."""
    first, last = 0, len(name)
    while last > first + 1 and name[last - 1] in forms:
        last -= 1
    while first < last - 1 and name[first] in forms:
        first += 1
    return name[first:last]


def _is_nobody(words: list[str], language: _Language, tables: _Tables, names: frozenset[str]) -> bool:
    """Return whether the words together form a placeholder in one language.

    Words in `names` count as names, unless a word for a missing name, such as `unknown`, is in the text.
    """
    if words[0] in language.beside and " ".join(words[1:]) in tables.phrases:
        return True
    missing = {word for word in words if word in tables.missing or _is_joined(word)}
    indefinite, roles = tables.indefinite.intersection(words), tables.roles.intersection(words)
    generic = (language.kinds | tables.short).intersection(words)
    if not (missing or indefinite or roles or generic):
        return False
    if not missing and not names.isdisjoint(words):
        return False
    tagged = (missing or indefinite or roles) and len(words) > 1 and _TAG.fullmatch(words[-1])
    nobody = missing | indefinite | roles | generic | tables.origins | language.beside
    return nobody.issuperset(words[:-1] if tagged else words)


_SINGLE = (
    "missing",
    "indefinite",
    "surnames",
    "short",
    "roles",
    "origins",
    "heads",
    "pointers",
    "qualities",
    "titles",
    "forms",
)
"""Names of the word lists that are the same for all languages."""


class _Openings(Struct, frozen=True):
    """Words with which a sentence or a vague answer may begin, but no company name."""

    own: frozenset[str]
    """Complete texts that mean the author's own company, such as `we`."""
    beginnings: frozenset[str]
    joined: tuple[str, ...]


@cache
def _openings() -> _Openings:
    data = placeholder_names_data()
    return _Openings(
        own=_folded_words(data["own_company"]["words"]),
        beginnings=_folded_words(data["sentence_beginnings"]["words"]),
        joined=(*data["joined_beginnings"]["words"],),
    )


@cache
def _tables() -> _Tables:
    data = placeholder_names_data()
    single = {name: _folded_words(data[name]["words"]) for name in _SINGLE}
    languages = tuple(
        _Language(_folded_words(kinds), _folded_words(data["beside"]["words"][name]))
        for name, kinds in data["kinds"]["words"].items()
    )
    kinds = frozenset[str]().union(*(language.kinds for language in languages))
    nobody = single["missing"] | single["roles"] | kinds
    beside = single["origins"].union(*(language.beside for language in languages))
    phrases = _folded_words(data["phrases"]["words"])
    named = (
        single["indefinite"] | single["short"] | single["surnames"] | single["heads"] | single["qualities"]
    )
    known = nobody | named | beside | {word for phrase in phrases for word in phrase.split()}
    return _Tables(
        **single, phrases=phrases, kinds=kinds, languages=languages, nobody=nobody, beside=beside, known=known
    )


def _is_joined(word: str) -> bool:
    """Return whether a word in a script without spaces contains a placeholder word."""
    return east_asian().match(word) and _placeholder_pattern().fullmatch(word) is not None


@cache
def _placeholder_pattern() -> re.Pattern[str]:
    words = (_tables().nobody, _tables().beside)
    strong, weak = ("|".join(sorted(filter(east_asian().match, word))) for word in words)
    return re.compile(f"(?:{weak})*(?:{strong})(?:{strong}|{weak})*")


def _folded_words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, words))
