"""Whether two names may be of one party: spelled nearly alike, longer, or with another legal form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.suggest import nearest
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST = 3
"""Letters below which a word shortens nothing."""
MOST_KEPT = 5_000
"""Names, and names beside lists, that were looked at last."""
TELLING = 6
"""Letters below which a name without its legal form is not near another for being spelled nearly alike."""

_FORMS = (
    "co company corp corporation inc incorporated ltd limited llc llp lp plc",
    "gmbh ag kg kgaa ohg eg se sa sas sarl srl spa bv nv ab as oy oyj aps kk jsc ojsc pjsc ooo ao",
    "pte pty proprietary pvt private sdn bhd public",
    "group holding holdings the and of",
)
LEGAL_FORMS = frozenset(word for line in _FORMS for word in line.split())
"""Words that say what kind of body a party is, and no more: lists, invoices and registers shorten, translate
and leave them out as they like, so that they never tell two parties apart. `the`, `and` and `of` neither."""


def near(name: str, listed: Iterable[str]) -> str:
    """The listed name that a name may be another spelling of; empty where there is none.

    >>> near("Evil Polysilicon Company, Ltd", ["Other Works", "Evil Polysilicon Co"])
    'Evil Polysilicon Co'
    >>> near("Evil Polysilicon, Shanghai plant", ["Other Works", "Evil Polysilicon Co"])
    'Evil Polysilicon Co'
    >>> near("Quiet Polysilicon Co", ["Evil Polysilicon Co"]), near("...", ["Evil Polysilicon Co"])
    ('', '')
    """
    return next((each for each in sorted(listed) if _alike(name, each)), "")


@lru_cache(maxsize=MOST_KEPT)
def near_one_of(name: str, listed: frozenset[str]) -> str:
    """The same, of a list that is asked about many times."""
    return near(name, listed)


def _alike(one: str, other: str) -> bool:
    left, right = _core(one), _core(other)
    whole = bool(nearest(one, [other], 1))
    telling = min(len(" ".join(left)), len(" ".join(right))) >= TELLING
    return (
        whole
        or _one_in_the_other(left, right)
        or (telling and bool(nearest(" ".join(left), [" ".join(right)], 1)))
    )


@lru_cache(maxsize=MOST_KEPT)
def _core(name: str) -> tuple[str, ...]:
    """The words of a name without legal forms; all of them where it has no others."""
    words = folded(name).split()
    return tuple([word for word in words if word not in LEGAL_FORMS] or words)


def _one_in_the_other(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether all words of one name stand in the other: a place, or a name in brackets, beside it."""
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    return all(any(_same_word(a, b) for b in long) for a in short)


def _same_word(one: str, other: str) -> bool:
    """The same word, or one shortened: `tech` for `technologies`."""
    shortest = min(len(one), len(other))
    return one == other or (shortest >= FEWEST and (one.startswith(other) or other.startswith(one)))
