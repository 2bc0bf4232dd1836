"""Headings of the Harmonized System that name a substance, or a class that goes with one."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST, INTERNATIONAL = 4, 6
"""So many digits has a heading, and so many are the same in every country."""


class Heading(Struct, frozen=True):
    """Substances of which a component of a heading holds one, or the class that the heading is for."""

    one_of: frozenset[str] = frozenset()
    class_: str | None = None


NOTHING = Heading()


@lru_cache(maxsize=10_000)
def heading(code: str) -> Heading:
    """What a tariff code says of the goods; the longest heading counts.

    >>> sorted(heading("8505.11.00").one_of), heading("8505 20"), heading("8518.21.00").class_
    (['permanent-magnet-material'], Heading(one_of=frozenset(), class_=None), 'speaker')
    """
    digits = "".join(each for each in code if each.isdigit())[:INTERNATIONAL]
    lengths = range(len(digits), SHORTEST - 1, -1)
    return next((_headings()[digits[:many]] for many in lengths if digits[:many] in _headings()), NOTHING)


@cache
def _headings() -> Mapping[str, Heading]:
    entries = resources.vocabulary_data("makeup")["tariff"]["headings"]
    return {
        each["code"].replace(".", ""): Heading(frozenset(each.get("one_of", ())), each.get("class"))
        for each in entries
    }
