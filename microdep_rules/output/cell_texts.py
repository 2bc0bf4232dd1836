"""Texts that fit into a cell of a spreadsheet, in XLSX files and in CSV files, and lines of CSV.

Excel accepts 32,767 characters in a cell, counted in UTF-16. The CSV reader of Python accepts 131,072.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from microdep_rules.cells import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32_000
"""Largest length of a text in a cell, in UTF-16 code units."""
SHORTENED = " … (shortened; the record has the whole text)"
_ROOM = 100
"""Number of UTF-16 code units that are kept free for the text about the omitted names."""
_LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters that end a line for `str.splitlines`, with which `microdep_rules.cells` splits lines."""


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


def csv_line(row: Iterable[str]) -> str:
    r"""Return a row as a line of CSV, without a line end; a spreadsheet finds no formula in the line.

    A cell with a line end of any kind is in quotes.

    >>> csv_line(["R1", "=1+1", "a, b", "one\rtwo"])
    'R1,\'=1+1,"a, b","one\rtwo"'
    """
    line = io.StringIO()
    # Before Python 3.13, the writer puts a line end in quotes only if the line terminator contains it.
    csv.writer(line, lineterminator=_LINE_ENDS).writerow([guarded(cell) for cell in row])
    return line.getvalue().removesuffix(_LINE_ENDS)
