"""Scripts (writing systems) of names, such as Latin or Cyrillic.

Names are compared only with names in the same script.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from microdep_rules.vocabulary.names import east_asian

MOST_KEPT = 200_000
"""Maximum number of names in the cache."""
CHINESE = {"simplified": "gb2312", "traditional": "big5", "japanese": "shift_jis"}
"""Forms of Chinese characters, each with the name of a character set that contains only this form.

The character sets are GB/T 2312, Big5 and JIS X 0208.
"""
KANA = ("HIRAGANA", "KATAKANA")
"""Two scripts of Japanese that write the same sounds."""


@lru_cache(maxsize=MOST_KEPT)
def scripts(word: str) -> frozenset[str]:
    """Return the scripts in which a word is written.

    Some Chinese characters belong to several scripts, because several countries use them.

    >>> sorted(scripts("huawei")), sorted(scripts("\u534e\u4e3a")), sorted(scripts("\u83ef\u70ba"))
    (['latin'], ['simplified'], ['japanese', 'traditional'])
    >>> sorted(scripts("\u30d5\u30a1\u30fc\u30a6\u30a7\u30a4")), sorted(scripts("\u0434\u0436\u0438"))
    (['kana'], ['cyrillic'])
    """
    if word.isascii():
        return frozenset({"latin"}) if any(map(str.isalpha, word)) else frozenset()
    known_scripts = {_script(sign) for sign in word if sign.isalpha()}
    if "cjk" in known_scripts:
        signs = "".join(sign for sign in word if _script(sign) == "cjk")
        known_scripts |= {form for form, known in CHINESE.items() if _is_in(signs, known)} or {"chinese"}
    return frozenset(known_scripts - {"cjk"})


def may_be_forms(one: str, other: str, *, is_beginning: bool = True) -> bool:
    """Return whether two Chinese names may be the simplified and the traditional form of one name.

    The test uses no table of characters. Therefore the names of two different companies may pass it too. If
    one name is inside a longer name, one character must be equal, because many pairs of two characters are
    similar.

    >>> may_be_forms("\u534e\u4e3a", "\u83ef\u70ba"), may_be_forms("\u4e09\u661f", "\u4e09\u6d0b")
    (True, False)
    """
    if len(one) != len(other) or one == other:
        return False
    equal = certain = possible = 0
    for sign, sign_ in zip(one, other, strict=True):
        if sign == sign_:
            equal += 1
            continue
        forms = sorted((_forms_of(sign), _forms_of(sign_)))
        if forms == [("simplified",), ("traditional",)]:
            certain += 1
        elif forms == [("simplified", "traditional"), ("traditional",)]:
            possible += 1
        else:
            return False
    return certain > 0 and (equal > 0 or (is_beginning and certain > possible))


def has_one_form(name: str) -> bool:
    """Return whether a name has a character that only simplified or only traditional Chinese uses."""
    return any(len(_forms_of(sign)) == 1 for sign in name)


@lru_cache(maxsize=MOST_KEPT)
def _forms_of(sign: str) -> tuple[str, ...]:
    """Return the forms of Chinese to which a character belongs: simplified, traditional, or both."""
    if not east_asian().match(sign):
        return ()
    return tuple(form for form in ("simplified", "traditional") if _is_in(sign, CHINESE[form]))


def _script(sign: str) -> str:
    if east_asian().match(sign) and unicodedata.name(sign, "").startswith("CJK"):
        return "cjk"
    first = unicodedata.name(sign, "unknown").partition(" ")[0].partition("-")[0]
    return "kana" if first in KANA else first.lower()


def _is_in(signs: str, character_set: str) -> bool:
    try:
        signs.encode(character_set)
    except UnicodeEncodeError:
        return False
    return True
