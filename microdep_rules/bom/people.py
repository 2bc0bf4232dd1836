"""Whether two texts name one person: who approves a waiver has to be somebody else than who requests it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from microdep_rules.vocabulary.lookalikes import ANY, AT_A_GLANCE, HIDDEN_SIGNS, as_seen, is_letter, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

Likeness = Literal["name", "mail", "look", "part"]
"""By what two texts name one person: the name, the mail address, how the letters look, a part of the name."""
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
"""Titles and offices, which tell no people apart."""
_FOR_ANOTHER = re.compile(
    r"(?i)(?<!\w)(?:p\. ?p\.|pp\.?|per pro\.?|i\. ?[av]\.|on behalf of|signed (?:by|for)|in vertretung|"
    r"im auftrag|gez\.|for(?= [A-Z]))(?!\w)"
)
"""Words by which somebody signs for another person."""
_MACHINE = re.compile(
    r"(?:^|[\W_])(?:\w*bots?|automation|actions|pipeline|workflow|daemon|service)(?:$|[\W_])"
    r"|(?:^|[-_/])(?:ci|cd|svc)(?:$|[-_/])"
)
"""A word of the name of an account that a program uses; no given name or surname is one."""
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "FULLWIDTH": "LATIN"}
_INITIALS = 3
"""So many capitals may be initials."""
_TWO = re.compile("aa|ae|oe|ue", re.IGNORECASE)
_SPELT = {ord(each): latin for each, latin in _IN_TWO.items()}


def likeness(one: str, other: str) -> Likeness | Literal[""]:
    """By what two texts name one person; nothing where they do not.

    >>> likeness("Dana Ito", "ITO, Dana <d.ito@example.com>"), likeness("Dana Ito", "Kim Ito")
    ('name', '')
    >>> likeness("Dana Ito", "Dana Ito Jr"), likeness("Dana Ito", "D\u0430na Ito")
    ('part', 'look')
    """
    if one.split() == other.split() or (_same(one, other) and not HIDDEN_SIGNS.search(one + other)):
        return "name"
    if _mails(one) & _mails(other):
        return "mail"
    if _is_address_of(one, other) or _is_address_of(other, one):
        return "mail"
    if _same(one, other) or any(_same(a, b) for a in _ways(one) for b in _ways(other)):
        return "look"
    ways = [[form for way in _ways(each) for form in _forms(way)] for each in (one, other)]
    if any(_may_be(a, b) or _may_be(b, a) for a in ways[0] for b in ways[1]):
        return "part"
    return ""


def doubt_about(name: str) -> str:
    """Why a text may be no name that a person has; empty where nothing speaks against it.

    A person may have a single name: doubt is a warning, and the mail address beside it settles it.

    >>> [bool(doubt_about(each)) for each in ("Kim Berg", "B. Roe", "李明", "Suharto <suharto@example.com>")]
    [False, False, False, False]
    >>> doubt_about("@dito"), doubt_about("K. B."), doubt_about("Claude")
    ('it is an account', 'it has initials alone', 'it is a single word, as accounts and programs have')
    >>> doubt_about("p.p. Kim Berg")
    'it says that somebody signs for another person'
    """
    if not name:
        return ""
    if _FOR_ANOTHER.search(name):
        return "it says that somebody signs for another person"
    bare = re.sub(_MAIL, " ", name)
    if re.search(r"(?<!\w)@\w", bare) or _MACHINE.search(as_seen(bare).casefold()):
        return "it is an account"
    words = ["".join(filter(is_letter, each)) for each in re.split(r"[\s.,]+", bare)]
    words = [each for each in words if each]
    if not words or _EAST_ASIAN.search(bare):
        return ""
    if all(len(each) == 1 or (each.isupper() and len(each) <= _INITIALS) for each in words):
        return "it has initials alone"
    if len(words) == 1 and not re.search(_MAIL, name):
        return "it is a single word, as accounts and programs have"
    return ""


def are_comparable(one: str, other: str) -> bool:
    """Whether two names can be told apart: both have a letter of one script, or a mail address.

    >>> are_comparable("李明", "Li Ming"), are_comparable("Dana Ito", "Kim Berg")
    (False, True)
    >>> are_comparable("李明 <m@example.com>", "Kim Berg <k@example.com>")
    True
    """
    if _mails(one) and _mails(other):
        return True
    scripts = [_scripts(re.sub(_MAIL, " ", each)) for each in (one, other)]
    return not all(scripts) or bool(scripts[0] & scripts[1])


def _scripts(text: str) -> set[str]:
    """The scripts of the letters in a text, by the first word of their names: `LATIN`, `CJK`, `HANGUL`."""
    names = (unicodedata.name(each, "").partition(" ")[0] for each in text if is_letter(each))
    return {_ONE_SCRIPT.get(each, each) for each in names if each}


def is_named_in(name: str, text: str) -> bool:
    """Whether a text names a person beside another one, be it in brackets.

    >>> is_named_in("Dana Ito", "Kim Berg (signed by Dana Ito)"), is_named_in("Dana Ito", "Kim Berg (Sales)")
    (True, False)
    """
    whole = "".join(each if is_letter(each) else " " for each in plain(plain(text).casefold())).split()
    return any(len(words) > 1 and _may_be(words, whole) for way in _ways(name) for words in _forms(way))


def same_person(one: str, other: str) -> bool:
    """Whether two texts name one person, or may well do."""
    return bool(likeness(one, other))


def is_allowed(person: str, allowed: Iterable[str]) -> bool:
    """Whether a text names one of the people who may do something: letter for letter, but for case.

    A name that only looks alike is another one. Where both have a mail address, the addresses are compared.

    >>> is_allowed("kim berg", ["Kim Berg <k.berg@example.com>"]), is_allowed("K\u0456m Berg", ["Kim Berg"])
    (True, False)
    >>> is_allowed("Kim Berg <kim@example.org>", ["Kim Berg <k.berg@example.com>"])
    False
    """
    name, mail = _identity(person)
    if HIDDEN_SIGNS.search(person):
        return False
    for wanted, address in map(_identity, allowed):
        names = not wanted or not name or name == wanted
        mails = not address or not mail or mail == address
        if names and mails and ((name and name == wanted) or (mail and mail == address)):
            return True
    return False


def _identity(text: str) -> tuple[str, str]:
    """The name and the mail address in a text, each as it is compared; either may be missing."""
    whole = unicodedata.normalize("NFC", text).casefold()
    found = re.search(_MAIL, whole) if whole.count("@") == 1 else None
    name = whole.replace(found[0], " ") if found is not None else whole
    return " ".join(re.sub(r"[<>]", " ", name).split()), found[0] if found is not None else ""


def _same(one: str, other: str) -> bool:
    """Whether two names have the same words in whatever order, or the same letters however parted."""
    return any(
        a and (sorted(a) == sorted(b) or "".join(a) == "".join(b)) for a in _forms(one) for b in _forms(other)
    )


def _ways(text: str) -> tuple[str, ...]:
    """A name as it looks: letter by letter, with two letters for one or one for two, and at a glance."""
    seen, spelt = as_seen(text), as_seen(_in_two(text))
    return seen, spelt, _TWO.sub(lambda found: found[0][0], spelt), as_seen(text.translate(AT_A_GLANCE))


def _may_be(one: list[str], other: list[str]) -> bool:
    """Whether each word of a name is one of the other, or begins one: `D. Ito` may be Dana Ito."""
    left = list(other)
    for word in sorted(one, key=len, reverse=True):
        found = next((each for each in left if _fits(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return bool(one)


def _fits(word: str, whole: str) -> bool:
    if len(word) == 1:
        return whole.startswith(word)
    return len(word) == len(whole) and all(a == b or ANY in (a, b) for a, b in zip(word, whole, strict=True))


def _in_two(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)


def _mails(text: str) -> set[str]:
    """The addresses in a text, without dots, and what some put behind a `+`, before the `@`."""
    found = re.findall(_MAIL, as_seen(text).casefold())
    parts = (each.rpartition("@") for each in found)
    return {f"{local.partition('+')[0].replace('.', '')}@{domain}" for local, _, domain in parts}


def _is_address_of(address: str, name: str) -> bool:
    """Whether a text is an address alone that spells a name: `dana.ito@…`, `dito@…`, `ito.d@…`."""
    found = re.fullmatch(rf"\s*<?\s*({_MAIL})\s*>?\s*", as_seen(address).casefold())
    if found is None:
        return False
    local = "".join(filter(is_letter, found[1].partition("@")[0].partition("+")[0]))
    for words in _forms(as_seen(name)):
        if len(words) > 1:
            first, last = words[0], words[-1]
            spelt = {first + last, last + first, first[0] + last, last + first[0], first + last[0]}
            if local in spelt or local == "".join(words):
                return True
    return False


def _forms(text: str) -> list[list[str]]:
    """The words of a name, also without titles and offices, where two or more are left."""
    found = list(_names(text))
    bare = [[word for word in each if word not in _BESIDE] for each in found]
    return [*found, *(each for each in bare if len(each) > 1)]


def _names(text: str) -> tuple[list[str], list[str]]:
    """The words of a name, parted by whatever is no letter, and by blanks alone.

    They are without accents, case, mail addresses, and what stands in brackets beside a name.
    """
    text = plain(re.sub(_MAIL, " ", plain(text).casefold()))
    aside = text
    while (shorter := re.sub(_ASIDE, " ", aside)) != aside:
        aside = shorter
    text = aside if any(map(is_letter, aside)) else text
    whole = ("".join(filter(is_letter, each)) for each in text.split())
    return "".join(each if is_letter(each) else " " for each in text).split(), [*filter(None, whole)]
