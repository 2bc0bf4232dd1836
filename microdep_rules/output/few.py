"""Long rows on a screen or a page: the first, the last, and how many stand between. The record has all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN = " / "
"""What stands between the names of a way down."""
MOST_NAMES = 12
"""So many names of a way are shown."""
FIRST = 2
LAST = 2


def few(texts: Sequence[str], most: int, first: int = FIRST, last: int = LAST) -> list[str]:
    """The texts of a row; of a long one the first and the last.

    >>> few(["a", "b", "c", "d", "e", "f"], 4)
    ['a', 'b', '… 2 more …', 'e', 'f']
    """
    if len(texts) <= most:
        return list(texts)
    return [*texts[:first], f"… {len(texts) - first - last:,} more …", *texts[-last:]]


def short_way(way: str) -> str:
    """The way from the product down to a part, by names; of a long one both ends."""
    return BETWEEN.join(few(way.split(BETWEEN), MOST_NAMES))
