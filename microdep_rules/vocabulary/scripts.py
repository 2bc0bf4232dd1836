"""Scripts of names. Names are compared only within one script."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from microdep_rules.vocabulary.names import east_asian

MOST_KEPT = 200_000
"""Maximum number of names in the cache."""
CHINESE = {"simplified": "gb2312", "traditional": "big5", "japanese": "shift_jis"}
"""National forms of Chinese characters, each with its own character set: GB/T 2312, Big5, JIS X 0208."""
KANA = ("HIRAGANA", "KATAKANA")
"""Two scripts of one language that write the same sounds."""


@lru_cache(maxsize=MOST_KEPT)
def scripts(word: str) -> frozenset[str]:
    """Return the scripts of a word; several if its Chinese characters are equal in several countries.

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
