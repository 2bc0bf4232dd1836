"""Comparison of names: the approver of a waiver must be another person than the requester."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.lookalikes import (
    ANY,
    HIDDEN_SIGNS,
    SIMILAR_CHARACTERS,
    as_seen,
    is_letter,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Likeness = Literal["name", "mail", "look", "part"]
"""The match between two texts: name, mail address, look of the letters, or components of the name."""
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_ASIDE = r"\([^()]*\)|\[[^\[\]]*\]"
_IN_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"}
"""Letters that are written as two where a keyboard has not got them."""
_TITLES = "mr mrs ms miss mx sir dr prof ing dipl phd msc mba herr frau"
_OFFICES = (
    "purchasing procurement compliance quality assurance qa qm engineering legal sales finance logistics "
    "operations sourcing supply chain audit export trade department dept team office officer manager "
    "director head lead chief vp ceo cto cfo coo cpo acting of the einkauf leitung"
)
_BESIDE = frozenset(f"{_TITLES} {_OFFICES}".split())
"""Titles and offices, which do not distinguish people."""
_FOR_ANOTHER = pattern(
    r"(?i)(?<!\w)(?:p\. ?p\.|pp\.?|per pro\.?|i\. ?[av]\.|on behalf of|signed (?:by|for)|in vertretung|"
    r"im auftrag|gez\.|for(?= [A-Z]))(?!\w)"
)
"""Words with which one person signs for another."""
_MACHINE = pattern(
    r"(?:^|[\W_])(?:\w*bots?|automation|actions|pipeline|workflow|daemon|service)(?:$|[\W_])"
    r"|(?:^|[-_/])(?:ci|cd|svc)(?:$|[-_/])"
)
"""A word of the name of an account that a program uses; no given name or surname is one."""
_EAST_ASIAN = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "FULLWIDTH": "LATIN"}
_INITIALS = 3
"""So many capitals may be initials."""
_TWO = pattern("aa|ae|oe|ue", re.IGNORECASE)
_SPELT = {ord(letter): latin for letter, latin in _IN_TWO.items()}


def likeness(one: str, other: str) -> Likeness | Literal[""]:
    """Return the way in which two texts name one person; empty if they do not.

    >>> likeness("Dana Ito", "ITO, Dana <d.ito@example.com>"), likeness("Dana Ito", "Kim Ito")
    ('name', '')
    >>> likeness("Dana Ito", "Dana Ito Jr"), likeness("Dana Ito", "D\u0430na Ito")
    ('part', 'look')
    """
    a, b = _reading(one), _reading(other)
    if a.texts == b.texts or (a.same & b.same and not HIDDEN_SIGNS.search(one + other)):
        return "name"
    if a.mails & b.mails or a.account in b.accounts or b.account in a.accounts:
        return "mail"
    if (a.same | a.look) & (b.same | b.look):
        return "look"
    if any(_may_be(x, y) or _may_be(y, x) for x in a.forms for y in b.forms):
        return "part"
    return ""


class NameIndex:
    """Index of texts by name, so that only a few candidates for one person are compared.

    Two texts that name one person share a word, a spelling or an address, or one of them has initials and
    counts as similar to any letter, so that it is compared with all. `likeness` decides.
    """

    def __init__(self) -> None:
        self._by_trait: dict[str, list[int]] = {}
        self._any: list[int] = []
        self._count = 0

    def add(self, *texts: str) -> None:
        """Adds the next person, by their texts."""
        traits, is_any = _traits(texts)
        for trait in traits:
            self._by_trait.setdefault(trait, []).append(self._count)
        if is_any:
            self._any.append(self._count)
        self._count += 1

    def of(self, *texts: str) -> list[int]:
        """Return the positions, in order, of the candidates for the person that these texts name.

        >>> near = NameIndex()
        >>> for name in ("Dana Ito", "Kim Berg", "D. Ito"):
        ...     near.add(name)
        >>> near.of("Ito, Dana"), near.of("K. B.")
        ([0, 2], [0, 1, 2])
        """
        traits, is_any = _traits(texts)
        if is_any:
            return list(range(self._count))
        return sorted({*self._any, *(at for trait in traits for at in self._by_trait.get(trait, ()))})


def _traits(texts: Iterable[str]) -> tuple[set[str], bool]:
    """Traits of texts, one of which two texts for one person share; and whether a text is similar to all."""
    traits, is_any = set[str](), False
    for read in map(_reading, texts):
        traits |= {"".join(read.texts), *read.mails, *read.same, *read.look, *read.accounts, read.account}
        for words in read.forms:
            whole = [word for word in words if len(word) > 1]
            traits.update(whole)
            is_any = is_any or not whole or any(ANY in word for word in words)
    return traits - {""}, is_any


class _Reading(Struct, frozen=True):
    """The comparable contents of a text."""

    texts: tuple[str, ...]
    same: frozenset[str]
    """The words of the name in order of the alphabet, and all its letters."""
    look: frozenset[str]
    """The same, as the name looks."""
    forms: tuple[tuple[str, ...], ...]
    mails: frozenset[str]
    account: str
    """The letters before the `@`, where the text is an address alone."""
    accounts: frozenset[str]
    """The accounts that spell the name."""


@lru_cache(maxsize=16_384)
def _reading(text: str) -> _Reading:
    ways = dict.fromkeys(tuple(words) for way in _ways(text) for words in _forms(way))
    return _Reading(
        tuple(text.split()),
        _spellings(map(tuple, _forms(text))),
        _spellings(ways),
        tuple(variant for variant in ways if variant),
        frozenset(_mails(text)),
        _account(text),
        frozenset(_accounts(text)),
    )


def _spellings(forms: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(e for words in forms if words for e in (" ".join(sorted(words)), "".join(words)))


def doubt_about(name: str) -> str:
    """Return the reason to doubt that a text is the name of a person; empty if there is none.

    A person may have a single name: doubt is a warning, and a mail address beside the name settles it.

    >>> [bool(doubt_about(name)) for name in ("Kim Berg", "B. Roe", "李明", "Suharto <suharto@example.com>")]
    [False, False, False, False]
    >>> doubt_about("@dito"), doubt_about("K. B."), doubt_about("Claude")
    ('it is an account', 'it has initials alone', 'it is a single word, as accounts and programs have')
    >>> doubt_about("p.p. Kim Berg")
    'it shows that one person signs for another'
    """
    if not name:
        return ""
    if _FOR_ANOTHER.search(name):
        return "it shows that one person signs for another"
    bare = re.sub(_MAIL, " ", name)
    if re.search(r"(?<!\w)@\w", bare) or _MACHINE.search(as_seen(bare).casefold()):
        return "it is an account"
    words = ["".join(filter(is_letter, word)) for word in re.split(r"[\s.,]+", bare)]
    words = [word for word in words if word]
    if not words or _EAST_ASIAN.search(bare):
        return ""
    if all(len(word) == 1 or (word.isupper() and len(word) <= _INITIALS) for word in words):
        return "it has initials alone"
    if len(words) == 1 and not re.search(_MAIL, name):
        return "it is a single word, as accounts and programs have"
    return ""


def are_comparable(one: str, other: str) -> bool:
    """Return whether two names can be compared: both have a letter of one script, or a mail address.

    >>> are_comparable("李明", "Li Ming"), are_comparable("Dana Ito", "Kim Berg")
    (False, True)
    >>> are_comparable("李明 <m@example.com>", "Kim Berg <k@example.com>")
    True
    """
    if _mails(one) and _mails(other):
        return True
    scripts = [_scripts(re.sub(_MAIL, " ", name)) for name in (one, other)]
    return not all(scripts) or bool(scripts[0] & scripts[1])


def _scripts(text: str) -> set[str]:
    """The scripts of the letters in a text, by the first word of their names: `LATIN`, `CJK`, `HANGUL`."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if is_letter(letter))
    return {_ONE_SCRIPT.get(name, name) for name in names if name}


def is_named_in(name: str, text: str) -> bool:
    """Return whether a text names a person beside another one, be it in brackets.

    >>> is_named_in("Dana Ito", "Kim Berg (signed by Dana Ito)"), is_named_in("Dana Ito", "Kim Berg (Sales)")
    (True, False)
    """
    whole = "".join(
        character if is_letter(character) else " " for character in plain(plain(text).casefold())
    ).split()
    return any(len(words) > 1 and _may_be(words, whole) for way in _ways(name) for words in _forms(way))


def is_same_person(one: str, other: str) -> bool:
    """Return whether two texts name one person, or may well do."""
    return bool(likeness(one, other))


def is_allowed(person: str, allowed: Iterable[str]) -> bool:
    """Return whether a text names one of the people who may do something: letter for letter, but for case.

    A name that only looks alike is another one. Where both have a mail address, the addresses are compared.

    >>> is_allowed("kim berg", ["Kim Berg <k.berg@example.com>"]), is_allowed("K\u0456m Berg", ["Kim Berg"])
    (True, False)
    >>> is_allowed("Kim Berg <kim@example.org>", ["Kim Berg <k.berg@example.com>"])
    False
    """
    name, mail = _identity(person)
    if HIDDEN_SIGNS.search(person):
        return False
    for allowed_name, address in map(_identity, allowed):
        names = not allowed_name or not name or name == allowed_name
        mails = not address or not mail or mail == address
        if names and mails and ((name and name == allowed_name) or (mail and mail == address)):
            return True
    return False


def _identity(text: str) -> tuple[str, str]:
    """Return the name and the mail address in a text, in comparable form; either may be empty."""
    whole = unicodedata.normalize("NFC", text).casefold()
    address = re.search(_MAIL, whole) if whole.count("@") == 1 else None
    name = whole.replace(address[0], " ") if address is not None else whole
    return " ".join(re.sub(r"[<>]", " ", name).split()), address[0] if address is not None else ""


def _ways(text: str) -> tuple[str, ...]:
    """A name as it looks: letter by letter, with two letters for one or one for two, and at a glance."""
    seen, spelt = as_seen(text), as_seen(_in_two(text))
    return (
        seen,
        spelt,
        _TWO.sub(lambda match: match[0][0], spelt),
        as_seen(text.translate(SIMILAR_CHARACTERS)),
    )


def _may_be(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether each word of a name is one of the other, or begins one: `D. Ito` may be Dana Ito."""
    left = list(other)
    for word in sorted(one, key=len, reverse=True):
        partner = next((candidate for candidate in left if _fits(word, candidate)), None)
        if partner is None:
            return False
        left.remove(partner)
    return bool(one)


def _fits(word: str, whole: str) -> bool:
    if len(word) == 1:
        return whole.startswith(word)
    return len(word) == len(whole) and all(a == b or ANY in (a, b) for a, b in zip(word, whole, strict=True))


def _in_two(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)


def _mails(text: str) -> set[str]:
    """Return the addresses in a text, without dots and without a `+` suffix before the `@`."""
    addresses = re.findall(_MAIL, as_seen(text).casefold())
    pieces = (address.rpartition("@") for address in addresses)
    return {f"{local.partition('+')[0].replace('.', '')}@{domain}" for local, _, domain in pieces}


def _account(text: str) -> str:
    """Return the letters before the `@` of a text that is only an address; else empty."""
    address = re.fullmatch(rf"\s*<?\s*({_MAIL})\s*>?\s*", as_seen(text).casefold())
    local = address[1].partition("@")[0].partition("+")[0] if address is not None else ""
    return "".join(filter(is_letter, local))


def _accounts(name: str) -> Iterator[str]:
    """Yield the accounts that spell a name, letters only: `dana.ito`, `dito`, `ito.d`."""
    for words in _forms(as_seen(name)):
        if len(words) > 1:
            first, last = words[0], words[-1]
            yield from (first + last, last + first, first[0] + last, last + first[0], first + last[0])
            yield "".join(words)


def _forms(text: str) -> list[list[str]]:
    """Return the words of a name, also without titles and offices, if two or more are left."""
    forms = list(_names(text))
    bare = [[word for word in words if word not in _BESIDE] for words in forms]
    return [*forms, *(words for words in bare if len(words) > 1)]


def _names(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a name, separated by any character that is no letter, and by blanks alone.

    They are without accents, case, mail addresses and bracketed text.
    """
    text = plain(re.sub(_MAIL, " ", plain(text).casefold()))
    aside = text
    while (shorter := re.sub(_ASIDE, " ", aside)) != aside:
        aside = shorter
    text = aside if any(map(is_letter, aside)) else text
    whole = ("".join(filter(is_letter, word)) for word in text.split())
    return "".join(character if is_letter(character) else " " for character in text).split(), [
        *filter(None, whole)
    ]
