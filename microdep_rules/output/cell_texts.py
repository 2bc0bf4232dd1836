"""Texts that fit into a cell of a spreadsheet, in XLSX files and in CSV files.

Excel accepts 32,767 characters in a cell, counted in UTF-16. The CSV reader of Python accepts 131,072.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32_000
"""Largest length of a text in a cell, in UTF-16 code units."""
SHORTENED = " … (shortened; the record has the whole text)"
_ROOM = 100
"""Number of UTF-16 code units that are kept free for the text about the omitted names."""


def joined(texts: Iterable[str], separator: str) -> str:
    """Return texts in one cell; a list that is too long ends with the number of the omitted texts.

    >>> joined(["R1", "R2"], ", "), joined(["R1", "R2"], "; ")
    ('R1, R2', 'R1; R2')
    >>> joined([f"R{number}" for number in range(10_000)], ", ")[-50:]
    ' R4713, R4714 and 5,285 more; the record lists all'
    """
    names = list(texts)
    text = separator.join(names)
    if _length(text) <= LONGEST:
        return text
    left = LONGEST - _ROOM
    shown = 0
    while shown < len(names) and (left := left - _length(names[shown]) - len(separator)) >= 0:
        shown += 1
    if not shown:
        names[0], shown = shortened(names[0], LONGEST - _ROOM), 1
    more = len(names) - shown
    return separator.join(names[:shown]) + (f" and {more:,} more; the record lists all" if more else "")


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text of at most `most` UTF-16 code units; a longer text ends at a space.

    >>> shortened("a b"), shortened("word " * 10_000)[-60:]
    ('a b', ' word word word … (shortened; the record has the whole text)')
    """
    if _length(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - len(SHORTENED))]
    start = kept.decode("utf-16-le", "ignore")
    return (start.rpartition(" ")[0] or start) + SHORTENED


def _length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
