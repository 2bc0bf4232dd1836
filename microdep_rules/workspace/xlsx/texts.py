"""Shared texts of a workbook; the file contains each text once, and cells refer to it by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.workspace.xlsx.bounds import MOST_STRINGS, RefusedError, only_table
from microdep_rules.workspace.xlsx.markup import MarkupReader
from microdep_rules.workspace.xlsx.values import in_one_line, unescape

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

TEXT = 2
"""Depth in the XML of the element of a shared text."""


class SharedTexts(MarkupReader):
    """Reader of shared texts, which stores each text in its original form and on one line."""

    def __init__(self, bounds: WorkbookBounds) -> None:
        super().__init__(bounds)
        self.written: list[str] = []
        self.lines: list[str] = []
        self._kept: list[str] = []
        self._in_run = 0
        """Depth in the XML of the part of a text that has its own font or style."""

    def opened(self, name: str, _: dict[str, str]) -> None:
        """Handle the start of a text or of a part of a text.

        Pronunciation guides of East Asian characters (`rPh`) are ignored.
        """
        if name == "si" and self.depth == TEXT:
            if len(self.written) == MOST_STRINGS:
                raise RefusedError(
                    phrase_of("file/wrong-format", "many-shared-texts", count=MOST_STRINGS), only_table()
                )
            self._kept = []
        elif name == "r":
            self._in_run = self.depth
        elif name == "t" and self.depth in {TEXT + 1, self._in_run + 1}:
            self.pieces = self._kept

    def closed(self, name: str) -> None:
        """Handle the end of a text or of a part of a text; store a complete text."""
        if name == "t":
            self.pieces = None
        elif name == "r":
            self._in_run = 0
        elif name == "si" and self.depth == TEXT:
            text = unescape("".join(self._kept))
            self.written.append(text)
            self.lines.append(in_one_line(text))
