"""Names of companies as lists, invoices and people spell them."""

from __future__ import annotations

from functools import lru_cache

MOST_KEPT = 5_000
"""Names that were looked at last."""


@lru_cache(maxsize=MOST_KEPT)
def folded(name: str) -> str:
    """A name in small letters, without signs; letters that stand alone, as in `S.p.A.`, are one word.

    >>> folded("Acciaio S.p.A. & Co., Ltd")
    'acciaio spa co ltd'
    """
    words: list[str] = []
    single = False
    for word in "".join(c.lower() if c.isalnum() else " " for c in name).split():
        alone = len(word) == 1
        if alone and single:
            words[-1] += word
        else:
            words.append(word)
        single = alone
    return " ".join(words)
