"""Comparison of names of people. The approver of a waiver must be another person than the requester."""

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
"""Kind of match of two texts: the name, the mail address, letters that look alike, or parts of the name."""
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_IN_BRACKETS = r"\([^()]*\)|\[[^\[\]]*\]"
_TWO_LETTERS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "å": "aa",
    "ø": "oe",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ĳ": "ij",
}
"""Letters that people write as two letters on other keyboards."""
_TITLES = "mr mrs ms miss mx sir dr prof ing dipl phd msc mba herr frau"
_FUNCTIONS = (
    "purchasing procurement compliance quality assurance qa qm engineering legal sales finance logistics "
    "operations sourcing supply chain audit export trade department dept team office officer manager "
    "director head lead chief vp ceo cto cfo coo cpo acting of the einkauf leitung"
)
_NOT_DISTINGUISHING = frozenset(f"{_TITLES} {_FUNCTIONS}".split())
"""Titles and functions of people, which do not distinguish one person from another."""
_FOR_ANOTHER = pattern(
    r"(?i)(?<!\w)(?:p\. ?p\.|pp\.?|per pro\.?|i\. ?[av]\.|on behalf of|signed (?:by|for)|in vertretung|"
    r"im auftrag|gez\.|for(?= [A-Z]))(?!\w)"
)
"""Words that show that a person signs for another person."""
_MACHINE = pattern(
    r"(?:^|[\W_])(?:\w*bots?|automation|actions|pipeline|workflow|daemon|service)(?:$|[\W_])"
    r"|(?:^|[-_/])(?:ci|cd|svc)(?:$|[-_/])"
)
"""Words in the names of accounts that programs use. The words are not given names or surnames."""
_EAST_ASIAN = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "FULLWIDTH": "LATIN"}
_INITIALS = 3
"""Maximum number of capital letters that may be initials."""
_TWO = pattern("aa|ae|oe|ue", re.IGNORECASE)
_SPELT = {ord(letter): latin for letter, latin in _TWO_LETTERS.items()}


def likeness(first: str, second: str) -> Likeness | Literal[""]:
    """Return the way in which two texts name the same person; empty if the texts name different people.

    >>> likeness("Dana Ito", "ITO, Dana <d.ito@example.com>"), likeness("Dana Ito", "Kim Ito")
    ('name', '')
    >>> likeness("Dana Ito", "Dana Ito Jr"), likeness("Dana Ito", "D\u0430na Ito")
    ('part', 'look')
    """
    a, b = _read(first), _read(second)
    if a.texts == b.texts or (a.same & b.same and not HIDDEN_SIGNS.search(first + second)):
        return "name"
    if a.mails & b.mails or a.account in b.accounts or b.account in a.accounts:
        return "mail"
    if (a.same | a.look) & (b.same | b.look):
        return "look"
    if any(_may_be_same_name(x, y) or _may_be_same_name(y, x) for x in a.forms for y in b.forms):
        return "part"
    return ""


class NameIndex:
    """Index of people by their names.

    The index finds the few people that may be the same person as a given person.

    If two texts name the same person, they have a word, a spelling or an address in common. A text of only
    initials may name anybody, so it is compared with all texts. The function `likeness` then compares the
    texts that the index finds.
    """

    def __init__(self) -> None:
        self._by_trait: dict[str, list[int]] = {}
        self._any: list[int] = []
        self._count = 0

    def add(self, *texts: str) -> None:
        """Add the next person, with the texts that name this person."""
        traits, is_any = _traits(texts)
        for trait in traits:
            self._by_trait.setdefault(trait, []).append(self._count)
        if is_any:
            self._any.append(self._count)
        self._count += 1

    def of(self, *texts: str) -> list[int]:
        """Return the positions of the people that may be the person in these texts, in ascending order.

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
    """Return the words, spellings and addresses in texts, and whether one of the texts may name anybody.

    Two texts that name the same person have at least one word, spelling or address in common.
    """
    traits, is_any = set[str](), False
    for read in map(_read, texts):
        traits |= {"".join(read.texts), *read.mails, *read.same, *read.look, *read.accounts, read.account}
        for words in read.forms:
            whole = [word for word in words if len(word) > 1]
            traits.update(whole)
            is_any = is_any or not whole or any(ANY in word for word in words)
    return traits - {""}, is_any


class _NameReading(Struct, frozen=True):
    """Words, spellings and addresses in the name of a person, in a form for comparison."""

    texts: tuple[str, ...]
    same: frozenset[str]
    """Two spellings of the name: its words in alphabetical order, and its letters without spaces."""
    look: frozenset[str]
    """Spellings of `same` in which one letter replaces all letters that look alike."""
    forms: tuple[tuple[str, ...], ...]
    mails: frozenset[str]
    account: str
    """Letters before the `@`, if the text is only a mail address."""
    accounts: frozenset[str]
    """Names of accounts that people make from the name."""


@lru_cache(maxsize=16_384)
def _read(text: str) -> _NameReading:
    looks = dict.fromkeys(tuple(words) for way in _spellings_by_look(text) for words in _word_lists(way))
    return _NameReading(
        tuple(text.split()),
        _spellings(map(tuple, _word_lists(text))),
        _spellings(looks),
        tuple(variant for variant in looks if variant),
        frozenset(_mail_addresses(text)),
        _account(text),
        frozenset(_accounts(text)),
    )


def _spellings(forms: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(e for words in forms if words for e in (" ".join(sorted(words)), "".join(words)))


def doubt_about(name: str) -> str:
    """Return the reason why a text may not be the name of a person; empty if there is none.

    The doubt is only a warning, because a person may have a single name. If a mail address is next to the
    name, there is no doubt.

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


def are_comparable(first: str, second: str) -> bool:
    """Return whether two names can be compared: they have a script in common, or both have a mail address.

    >>> are_comparable("李明", "Li Ming"), are_comparable("Dana Ito", "Kim Berg")
    (False, True)
    >>> are_comparable("李明 <m@example.com>", "Kim Berg <k@example.com>")
    True
    """
    if _mail_addresses(first) and _mail_addresses(second):
        return True
    scripts = [_scripts(re.sub(_MAIL, " ", name)) for name in (first, second)]
    return not all(scripts) or bool(scripts[0] & scripts[1])


def _scripts(text: str) -> set[str]:
    """Return the scripts of the letters in a text, such as `LATIN`, `CJK` and `HANGUL`."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if is_letter(letter))
    return {_ONE_SCRIPT.get(name, name) for name in names if name}


def is_named_in(name: str, text: str) -> bool:
    """Return whether a text contains the name of a person, also next to another name or in brackets.

    >>> is_named_in("Dana Ito", "Kim Berg (signed by Dana Ito)"), is_named_in("Dana Ito", "Kim Berg (Sales)")
    (True, False)
    """
    whole = "".join(
        character if is_letter(character) else " " for character in plain(plain(text).casefold())
    ).split()
    return any(
        len(words) > 1 and _may_be_same_name(words, whole)
        for way in _spellings_by_look(name)
        for words in _word_lists(way)
    )


def is_same_person(first: str, second: str) -> bool:
    """Return whether two texts certainly or probably name the same person."""
    return bool(likeness(first, second))


def is_allowed(person: str, allowed: Iterable[str]) -> bool:
    """Return whether a text names one of the allowed people; upper and lower case count as equal.

    A name with letters that only look alike is another name. If both texts have a mail address, the addresses
    must be equal, too.

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
    """Return the name and the mail address in a text, in small letters.

    The name or the address may be empty.
    """
    whole = unicodedata.normalize("NFC", text).casefold()
    address = re.search(_MAIL, whole) if whole.count("@") == 1 else None
    name = whole.replace(address[0], " ") if address is not None else whole
    return " ".join(re.sub(r"[<>]", " ", name).split()), address[0] if address is not None else ""


def _spellings_by_look(text: str) -> tuple[str, ...]:
    """Return the spellings of a name that look the same to a reader.

    There are four spellings: unchanged, with `ae` for `ä`, with `a` for `ae`, and with one letter for letters
    that look alike at a glance.
    """
    seen, spelt = as_seen(text), as_seen(_spell_in_two_letters(text))
    return (
        seen,
        spelt,
        _TWO.sub(lambda match: match[0][0], spelt),
        as_seen(text.translate(SIMILAR_CHARACTERS)),
    )


def _may_be_same_name(name: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether each word of a name is a word or an initial of another name, as in `D. Ito`."""
    left = list(other)
    for word in sorted(name, key=len, reverse=True):
        partner = next((candidate for candidate in left if _matches_word(word, candidate)), None)
        if partner is None:
            return False
        left.remove(partner)
    return bool(name)


def _matches_word(word: str, whole: str) -> bool:
    if len(word) == 1:
        return whole.startswith(word)
    return len(word) == len(whole) and all(a == b or ANY in (a, b) for a, b in zip(word, whole, strict=True))


def _spell_in_two_letters(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)


def _mail_addresses(text: str) -> set[str]:
    """Return the mail addresses in a text, without dots and suffixes such as `+work` before the `@`."""
    addresses = re.findall(_MAIL, as_seen(text).casefold())
    pieces = (address.rpartition("@") for address in addresses)
    return {f"{local.partition('+')[0].replace('.', '')}@{domain}" for local, _, domain in pieces}


def _account(text: str) -> str:
    """Return the letters before the `@` if the text is only a mail address; otherwise empty."""
    address = re.fullmatch(rf"\s*<?\s*({_MAIL})\s*>?\s*", as_seen(text).casefold())
    local = address[1].partition("@")[0].partition("+")[0] if address is not None else ""
    return "".join(filter(is_letter, local))


def _accounts(name: str) -> Iterator[str]:
    """Yield the names of accounts that people make from a name, such as `danaito`, `dito` and `itod`."""
    for words in _word_lists(as_seen(name)):
        if len(words) > 1:
            first, last = words[0], words[-1]
            yield from (first + last, last + first, first[0] + last, last + first[0], first + last[0])
            yield "".join(words)


def _word_lists(text: str) -> list[list[str]]:
    """Return the word lists of `_split_name`, and also these lists without titles and functions.

    A list without titles and functions needs at least two words.
    """
    forms = list(_split_name(text))
    bare = [[word for word in words if word not in _NOT_DISTINGUISHING] for words in forms]
    return [*forms, *(words for words in bare if len(words) > 1)]


def _split_name(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a name in two lists: split at punctuation and blanks, and split only at blanks.

    The words have no accents, no capital letters, no mail addresses, and no text in brackets.
    """
    text = plain(re.sub(_MAIL, " ", plain(text).casefold()))
    aside = text
    while (shorter := re.sub(_IN_BRACKETS, " ", aside)) != aside:
        aside = shorter
    text = aside if any(map(is_letter, aside)) else text
    whole = ("".join(filter(is_letter, word)) for word in text.split())
    return "".join(character if is_letter(character) else " " for character in text).split(), [
        *filter(None, whole)
    ]
