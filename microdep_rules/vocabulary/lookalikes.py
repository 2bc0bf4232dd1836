"""Lookalike letters: letters of other scripts that look like Latin letters, and their replacement."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.source import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN_SIGNS = pattern(f"[{HIDDEN}]+")
_LETTERS = {
    "a": "\u0391\u03b1\u0410\u0430",
    "b": "\u0392\u0412\u042c\u0432\u044c",
    "c": "\u0421\u0441",
    "d": "\u0500\u0501",
    "e": "\u0395\u03b5\u0415\u0435",
    "g": "\u050c\u050d",
    "h": "\u0397\u041d\u043d\u04ba\u04bb",
    "i": "\u0399\u03b9\u0406\u0456\u04c0",
    "j": "\u0408\u0458",
    "k": "\u039a\u03ba\u041a\u043a",
    "l": "\u04cf",
    "m": "\u039c\u041c\u043c",
    "n": "\u039d\u03b7",
    "o": "\u039f\u03bf\u03c3\u041e\u043e",
    "p": "\u03a1\u03c1\u0420\u0440",
    "q": "\u051a\u051b",
    "r": "\u0433",
    "s": "\u0405\u0455",
    "t": "\u03a4\u03c4\u0422\u0442",
    "u": "\u03bc\u03c5",
    "v": "\u03bd\u0474\u0475",
    "w": "\u03c9\u051c\u051d",
    "x": "\u03a7\u03c7\u0425\u0445",
    "y": "\u03a5\u03b3\u0423\u0443\u04ae\u04af",
    "z": "\u0396",
}
"""Cyrillic and Greek letters that look like Latin letters (Unicode `confusables.txt`, UTS #39).

Some small Cyrillic letters are included only because their capitals look Latin. Upper and lower case are
treated as equal.
"""
_LOOK = {ord(letter): latin for latin, others in _LETTERS.items() for letter in others}


_STROKED = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "\u0131": "i",
    "ɨ": "i",
    "ƶ": "z",
    "ƀ": "b",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ŋ": "n",
    "ƴ": "y",
    "ə": "e",
    "ɛ": "e",
    "ɔ": "o",
}
"""Latin letters with a stroke, a hook or a turn that look like ordinary Latin letters.

Unicode does not divide such a letter into an ordinary letter and an accent.
"""
_SMALL_CAPITALS = {
    **dict(
        zip(
            "\u1d00\u0299\u1d04\u1d05\u1d07\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274",
            "abcdeghijklmn",
            strict=True,
        )
    ),
    **dict(
        zip(
            "\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0251\u0261",
            "oprstuvwyzag",
            strict=True,
        )
    ),
}
"""Small capitals of phonetic alphabets, and phonetic forms of a and g."""
_LOOK |= {ord(letter): latin for letter, latin in (_STROKED | _SMALL_CAPITALS).items()}
_LOOK |= {ord(letter.upper()): latin for letter, latin in _STROKED.items() if len(letter.upper()) == 1}
ANY = "\u01c3"
"""Replacement for a character for which the program knows no similar Latin letter.

In a comparison of two names, the replacement counts as similar to every letter.
"""
MOST_ODD = 50
"""Maximum number of names with a character for which `ANY` is the replacement.

The program compares each of these names with all other names, which takes time.
"""
_WORD = pattern(r"\w+")
SIMILAR_CHARACTERS = str.maketrans({"I": "l", "1": "l", "|": "l", "0": "o"})
"""Characters that look similar if a person reads quickly."""
_TRADE_MARKS = dict.fromkeys(map(ord, "\u2122\u2120\u00ae\u00a9\u2117"))
"""Trademark characters after a name: `TM`, `SM` and letters in circles."""


def is_letter(sign: str) -> bool:
    """Return whether a character is part of a word.

    In some scripts, vowels are combining marks, which are not letters in Unicode.
    """
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def plain(text: str) -> str:
    """Return a text without accents, trademark characters and invisible characters.

    >>> plain("Hyt\u00e9ra\u2122")
    'Hytera'
    """
    parts = unicodedata.normalize("NFKD", HIDDEN_SIGNS.sub("", text).translate(_TRADE_MARKS))
    return HIDDEN_SIGNS.sub("", "".join(part for part in parts if not _is_mark(part)))


def _is_mark(sign: str) -> bool:
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign) == "Me"


def as_seen(text: str) -> str:
    """Return a text with Latin letters in place of letters of other scripts that look like them.

    A word that is completely in another script is not changed. Some letters of such a word look Latin, but no
    reader takes the word for a Latin word.
    """
    return _WORD.sub(lambda match: _word_as_seen(match[0]), plain(text))


def _word_as_seen(word: str) -> str:
    seen = _in_latin(word)
    if seen.isascii():
        return seen
    if not _has_latin(word):
        return word
    return "".join(sign if sign.isascii() else ANY for sign in seen)


def lookalikes(names: Iterable[str], others: Iterable[str] = ()) -> tuple[str, str] | None:
    """Return two different names that look the same; None if there are no such names.

    Both names are from `names`, or one is from `names` and the other from `others`. Names are compared by the
    look of their letters. A name with an unknown character is compared with all names of equal length. Raise
    `ValueError` if too many names have an unknown character.

    >>> lookalikes(["reviewer 1", "reviewer 2", "Reviewer-1"])
    ('Reviewer-1', 'reviewer 1')
    """
    seen: dict[str, str] = {}
    odd: dict[int, list[str]] = {}
    """For each length, the names with a character that is replaced by `ANY`."""
    by_length: dict[int, list[str]] = {}
    own = list(dict.fromkeys(names))
    known = frozenset(own)
    for number, name in enumerate((*own, *(other for other in dict.fromkeys(others) if other not in known))):
        look = _seen_quickly(name)
        is_odd = ANY in look
        near = (
            [seen[look]]
            if look in seen
            else by_length.get(len(look), [])
            if is_odd
            else odd.get(len(look), [])
        )
        first = next((other for other in near if are_lookalikes(name, other)), None)
        if first is not None and (number < len(own) or first in known):
            return (name, first) if number < len(own) else (first, name)
        seen.setdefault(look, name)
        by_length.setdefault(len(look), []).append(name)
        if is_odd:
            odd.setdefault(len(look), []).append(name)
            if sum(map(len, odd.values())) > MOST_ODD:
                raise ValueError(f"more than {MOST_ODD} names have letters of several scripts in a word")
    return None


def are_lookalikes(one: str, other: str) -> bool:
    """Return whether two different names look the same; case and separators are ignored.

    >>> are_lookalikes("\u0430pprover", "approver"), are_lookalikes("Lead auditor", "lead-auditor")
    (True, True)
    >>> are_lookalikes("approver", "approver"), are_lookalikes("reviewer 1", "reviewer 2")
    (False, False)
    """
    if one == other:
        return False
    first, second = map(_seen_quickly, (one, other))
    return len(first) == len(second) and all(
        a == b or ANY in (a, b) for a, b in zip(first, second, strict=True)
    )


def _seen_quickly(text: str) -> str:
    seen = as_seen(text.translate(SIMILAR_CHARACTERS)).casefold().translate(SIMILAR_CHARACTERS)
    return "".join(filter(is_letter, seen))


def read_as_latin(text: str) -> str:
    """Return a text in small letters; in words that look Latin, Latin letters replace lookalikes.

    Lookalikes are replaced before the change of case: a capital eta looks like H, but a small eta looks like
    n. In a word without Latin letters, upper and lower case are treated as equal.

    >>> read_as_latin("\u041duawei"), read_as_latin("\u0397uawei")
    ('huawei', 'huawei')
    >>> read_as_latin("\u0425\u0443\u0430\u0432\u044d\u0439") == "huawei"
    False
    """
    shown = _WORD.sub(lambda match: _in_latin(match[0]) if _has_latin(match[0]) else match[0], text)
    return _WORD.sub(lambda match: _latin_where_mixed(match[0]), shown.casefold())


def _latin_where_mixed(word: str) -> str:
    seen = _in_latin(word)
    return seen if _has_latin(word) or seen.isascii() else word


def _in_latin(word: str) -> str:
    return word.translate(_LOOK)


def _has_latin(word: str) -> bool:
    return any(sign.isascii() and sign.isalpha() for sign in word)
