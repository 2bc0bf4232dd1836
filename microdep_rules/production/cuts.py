"""Families of minimal sets: what has to be lost together, and nothing less."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Families = frozenset[frozenset[Any]]
"""Minimal sets: none contains another."""
NONE: Families = frozenset()
"""Nothing that could be lost halts it."""


def minimal(sets: Iterable[frozenset[Any]]) -> list[frozenset[Any]]:
    """The sets that contain no other, the smallest first.

    >>> [sorted(each) for each in minimal([frozenset("ab"), frozenset("a"), frozenset("bc")])]
    [['a'], ['b', 'c']]
    """
    kept: list[frozenset[Any]] = []
    by_member: dict[Any, list[frozenset[Any]]] = {}
    for each in sorted(set(sets), key=_rank):
        if not each:
            return [each]
        if any(other <= each for member in each for other in by_member.get(member, ())):
            continue
        kept.append(each)
        by_member.setdefault(min(each, key=str), []).append(each)
    return kept


def _rank(members: frozenset[Any]) -> tuple[int, list[str]]:
    return len(members), sorted(map(str, members))


def smallest(families: Iterable[Families], most: int) -> tuple[Families, bool]:
    """What is lost as soon as one of several is; whether some sets were left out."""
    every = [family for family in families if family]
    if len(every) <= 1:
        return (every[0] if every else NONE), False
    sets = frozenset().union(*every)
    if len(sets) <= most and all(len(each) == 1 for each in sets):  # single ones are minimal as they are
        return sets, False
    found = minimal(sets)
    return frozenset(found[:most]), len(found) > most


MOST_JOINED = 20_000
"""So many pairs of sets are joined at one gate; of more, those of the smallest sets."""


def product_of(families: Sequence[Families], largest: int, most: int) -> tuple[Families, bool]:
    """What is lost only when all of several are: sets of at most `largest`; whether some were left out.

    Where some were left out, a set that is kept may hold one of those.
    """
    found: list[frozenset[Any]] = [frozenset()]
    cut = False
    for each in sorted(families, key=len):
        family = minimal(each)
        if len(found) * len(family) > MOST_JOINED:
            cut = True
            few = isqrt(MOST_JOINED)
            found, family = (
                found[: max(few, MOST_JOINED // len(family))],
                family[: max(few, MOST_JOINED // len(found))],
            )
        joined = {one | other for one in found for other in family if len(one | other) <= largest}
        kept = minimal(joined)
        cut = cut or len(kept) > most
        found = kept[:most]
    return (frozenset(found) if families else NONE), cut
