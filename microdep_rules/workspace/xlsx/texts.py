"""Texts that many cells share, each kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.workspace.xlsx.bounds import ALONE, MOST_STRINGS, RefusedError
from microdep_rules.workspace.xlsx.markup import Reader
from microdep_rules.workspace.xlsx.values import in_one_line, unescaped

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import Bounds

TEXT = 2
"""Depth of a text."""


class SharedTexts(Reader):
    """The shared texts of a workbook, by their numbers: as they are written, and in one line."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(bounds)
        self.written: list[str] = []
        self.lines: list[str] = []
        self._kept: list[str] = []
        self._in_run = 0
        """Depth of the run with a format of its own that is read."""

    def opened(self, name: str, _: dict[str, str]) -> None:
        """Take a text or a run of it; readings of East Asian signs (`rPh`) are no text."""
        if name == "si" and self.depth == TEXT:
            if len(self.written) == MOST_STRINGS:
                raise RefusedError(f"it has more than {MOST_STRINGS:,} shared texts", ALONE)
            self._kept = []
        elif name == "r":
            self._in_run = self.depth
        elif name == "t" and self.depth in {TEXT + 1, self._in_run + 1}:
            self.pieces = self._kept

    def closed(self, name: str) -> None:
        """Take the end of a text."""
        if name == "t":
            self.pieces = None
        elif name == "r":
            self._in_run = 0
        elif name == "si" and self.depth == TEXT:
            text = unescaped("".join(self._kept))
            self.written.append(text)
            self.lines.append(in_one_line(text))
