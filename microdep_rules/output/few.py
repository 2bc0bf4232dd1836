"""Shortened lists for a terminal or a page: the first and the last entries, and the number between them.

The record of a check contains all entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN = " / "
"""Separator between the names in a path."""
MOST_NAMES = 12
"""Largest number of names in a path that is shown in full."""
FIRST = 2
LAST = 2


def few(texts: Sequence[str], most: int, first: int = FIRST, last: int = LAST) -> list[str]:
    """Return all texts of a short list; from a long list, return only the first and the last texts.

    >>> few(["a", "b", "c", "d", "e", "f"], 4)
    ['a', 'b', '… 2 more …', 'e', 'f']
    """
    if len(texts) <= most:
        return list(texts)
    return [*texts[:first], f"… {len(texts) - first - last:,} more …", *texts[-last:]]


def shorten_path(way: str) -> str:
    """Return the path from the product to a component; a long path has only its start and its end."""
    return BETWEEN.join(few(way.split(BETWEEN), MOST_NAMES))
