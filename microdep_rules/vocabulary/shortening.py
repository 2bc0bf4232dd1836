"""Shortened lists of names in texts. A shortened list never hides exactly one name.

The words `and 1 more` are as long as the name that they hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Entry = TypeVar("Entry")


def shown_of(number: int, most: int) -> int:
    """Return how many entries of a list with `number` entries a text shows, if it shows about `most` entries.

    >>> shown_of(3, 3), shown_of(4, 3), shown_of(5, 3)
    (3, 4, 3)
    """
    return number if number <= most + 1 else most


def first_of(entries: Sequence[Entry], most: int) -> tuple[Sequence[Entry], int]:
    """Return the first entries of a list, and the number of the other entries, which is never 1.

    >>> first_of("abcd", 3), first_of("abcde", 3)
    (('abcd', 0), ('abc', 2))
    """
    shown = shown_of(len(entries), most)
    return entries[:shown], len(entries) - shown


def and_more(names: Iterable[str], most: int, separator: str = ", ") -> str:
    """Return the first names in one line, and the number of the other names, which is never 1.

    >>> and_more("abcd", 3), and_more("abcde", 3)
    ('a, b, c, d', 'a, b, c and 2 more')
    """
    shown, more = first_of(list(names), most)
    return separator.join(shown) + (f" and {more:,} more" if more else "")
