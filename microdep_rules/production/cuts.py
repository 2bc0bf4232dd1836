"""Families of minimal sets: no set in a family contains another set of the family."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Families = frozenset[frozenset[Any]]
"""Family of minimal sets."""
NONE: Families = frozenset()
"""Family without sets: nothing makes the gate fail."""


def minimal(sets: Iterable[frozenset[Any]]) -> list[frozenset[Any]]:
    """Return the sets that contain no other set; small sets come first.

    >>> [sorted(members) for members in minimal([frozenset("ab"), frozenset("a"), frozenset("bc")])]
    [['a'], ['b', 'c']]
    """
    kept: list[frozenset[Any]] = []
    by_member: dict[Any, list[frozenset[Any]]] = {}
    for candidate in sorted(set(sets), key=_rank):
        if not candidate:
            return [candidate]
        if any(other <= candidate for member in candidate for other in by_member.get(member, ())):
            continue
        kept.append(candidate)
        by_member.setdefault(min(candidate, key=str), []).append(candidate)
    return kept


def _rank(members: frozenset[Any]) -> tuple[int, list[str]]:
    return len(members), sorted(map(str, members))


def smallest(families: Iterable[Families], most: int) -> tuple[Families, bool]:
    """Return the minimal sets of all families (at most `most`), and whether sets were omitted."""
    every = [family for family in families if family]
    if len(every) <= 1:
        return (every[0] if every else NONE), False
    sets = frozenset().union(*every)
    if len(sets) <= most and all(len(set_) == 1 for set_ in sets):  # sets of one member are minimal
        return sets, False
    kept = minimal(sets)
    return frozenset(kept[:most]), len(kept) > most


MOST_JOINED = 20_000
"""Maximum number of pairs of sets that are joined at a gate.

With more pairs, only the smallest sets are joined.
"""


def product_of(families: Sequence[Families], largest: int, most: int) -> tuple[Families, bool]:
    """Return the minimal unions of one set from each family, and whether unions were omitted.

    A union has at most `largest` points. If unions were omitted, a returned union may not be minimal.
    """
    products: list[frozenset[Any]] = [frozenset()]
    cut = False
    for sets_ in sorted(families, key=len):
        family = minimal(sets_)
        if len(products) * len(family) > MOST_JOINED:
            cut = True
            few = isqrt(MOST_JOINED)
            products, family = (
                products[: max(few, MOST_JOINED // len(family))],
                family[: max(few, MOST_JOINED // len(products))],
            )
        joined = {left | right for left in products for right in family if len(left | right) <= largest}
        kept = minimal(joined)
        cut = cut or len(kept) > most
        products = kept[:most]
    return (frozenset(products) if families else NONE), cut
