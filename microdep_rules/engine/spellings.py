"""Index for texts with a similar spelling, so that a text is not compared with every other text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.suggest import LONGEST, distance

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT, LONG = 4, 10
"""Limits of word lengths for the number of tolerated spelling differences.

In a word with fewer than 4 letters, no difference is tolerated: `TDK` is not a misspelt `TDI`. In a word with
10 or more letters, two differences are tolerated; in other words, one.
"""
PIECES = {0: 1, 1: 3, 2: 5}
"""Number of pieces into which a text is divided, by the number of tolerated differences.

A difference affects at most two pieces, so that two similar texts have at least one equal piece.
"""


def _tolerated_edits(length: int, most: int = 2) -> int:
    return min(most, 0 if length < SHORT else 1 if length < LONG else 2)


def is_near(one: str, other: str, forgiven: int = 2) -> bool:
    """Return whether two texts have a similar spelling.

    At most `forgiven` letters may differ; in short texts, fewer letters or none.

    >>> is_near("exampel magnetics", "example magnetics"), is_near("tdk", "tdi"), is_near("intel", "inten")
    (True, False, True)
    """
    most = _tolerated_edits(min(len(one), len(other)), forgiven)
    return abs(len(one) - len(other)) <= most and distance(one, other, most) <= most


class Spellings:
    """Index that finds the values of texts by similar spelling.

    >>> known = Spellings()
    >>> known.add("example magnetics", "first"); known.add("other works", "second")
    >>> list(known.near("exampel magnetic")), list(known.near("another work"))
    (['first'], [])
    """

    def __init__(self, fewest: int = SHORT, forgiven: int = 2) -> None:
        self.fewest = fewest
        self.forgiven = forgiven
        self.texts: dict[str, str] = {}
        self.pieces: dict[tuple[int, int, str], list[str]] = {}

    def add(self, text: str, means: str) -> None:
        """Store a text with the value `means`; a text that is already stored keeps its value."""
        if text in self.texts:
            return
        self.texts[text] = means
        if self.fewest <= len(text) <= LONGEST:
            for number, (start, end) in enumerate(self._piece_bounds(len(text))):
                self.pieces.setdefault((len(text), number, text[start:end]), []).append(text)

    def near(self, text: str) -> Iterator[str]:
        """Yield the values of texts that are spelled like `text`; an equal text comes first."""
        if text in self.texts:
            yield self.texts[text]
        if self.fewest <= len(text) <= LONGEST:
            similar = {
                other
                for other in self._with_common_piece(text)
                if other != text and is_near(text, other, self.forgiven)
            }
            yield from (self.texts[other] for other in sorted(similar))

    def _with_common_piece(self, text: str) -> Iterator[str]:
        """Yield stored texts with nearly the same length, and an equal piece at nearly the same position."""
        most = _tolerated_edits(len(text) + 2, self.forgiven)
        for length in range(len(text) - most, len(text) + most + 1):
            for number, (start, end) in enumerate(self._piece_bounds(length)):
                for at in range(max(0, start - most), min(len(text), start + most) + 1):
                    yield from self.pieces.get((length, number, text[at : at + end - start]), ())

    def _piece_bounds(self, length: int) -> list[tuple[int, int]]:
        pieces = PIECES[_tolerated_edits(length, self.forgiven)]
        return list(pairwise(length * number // pieces for number in range(pieces + 1)))
