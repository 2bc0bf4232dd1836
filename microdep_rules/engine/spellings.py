"""Search for similar texts among many without comparing all pairs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.suggest import LONGEST, distance

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT, LONG = 4, 10
"""Lengths of words. Below `SHORT`, no edit is tolerated, so `TDK` is no misspelt `TDI`. From `LONG` on, two
edits are tolerated.
"""
PIECES = {0: 1, 1: 3, 2: 5}
"""Number of pieces of a text by the tolerated edits. Each edit affects at most two pieces, so one piece is
always unchanged.
"""


def _forgiven(length: int, most: int = 2) -> int:
    return min(most, 0 if length < SHORT else 1 if length < LONG else 2)


def is_near(one: str, other: str, forgiven: int = 2) -> bool:
    """Return whether two texts are equal but for one edit, or two in long ones.

    >>> is_near("exampel magnetics", "example magnetics"), is_near("tdk", "tdi"), is_near("intel", "inten")
    (True, False, True)
    """
    most = _forgiven(min(len(one), len(other)), forgiven)
    return abs(len(one) - len(other)) <= most and distance(one, other, most) <= most


class Spellings:
    """Texts with values, found by similar spelling.

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
        """Keep a text; the first value of a text stays."""
        if text in self.texts:
            return
        self.texts[text] = means
        if self.fewest <= len(text) <= LONGEST:
            for number, (start, end) in enumerate(self._cut(len(text))):
                self.pieces.setdefault((len(text), number, text[start:end]), []).append(text)

    def near(self, text: str) -> Iterator[str]:
        """Yield the values of texts with similar spelling; an equal text comes first."""
        if text in self.texts:
            yield self.texts[text]
        if self.fewest <= len(text) <= LONGEST:
            similar = {
                other
                for other in self._sharing(text)
                if other != text and is_near(text, other, self.forgiven)
            }
            yield from (self.texts[other] for other in sorted(similar))

    def _sharing(self, text: str) -> Iterator[str]:
        """Yield the texts of about the same length that share a piece in about the same place."""
        most = _forgiven(len(text) + 2, self.forgiven)
        for length in range(len(text) - most, len(text) + most + 1):
            for number, (start, end) in enumerate(self._cut(length)):
                for at in range(max(0, start - most), min(len(text), start + most) + 1):
                    yield from self.pieces.get((length, number, text[at : at + end - start]), ())

    def _cut(self, length: int) -> list[tuple[int, int]]:
        pieces = PIECES[_forgiven(length, self.forgiven)]
        return list(pairwise(length * number // pieces for number in range(pieces + 1)))
