"""Shared texts of cells, each stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.workspace.xlsx.bounds import MOST_STRINGS, RefusedError, only_table
from microdep_rules.workspace.xlsx.markup import MarkupReader
from microdep_rules.workspace.xlsx.values import in_one_line, unescape

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

TEXT = 2
"""Depth of a text in the XML."""


class SharedTexts(MarkupReader):
    """Shared texts of a workbook by number: the original text, and the same text on one line."""

    def __init__(self, bounds: WorkbookBounds) -> None:
        super().__init__(bounds)
        self.written: list[str] = []
        self.lines: list[str] = []
        self._kept: list[str] = []
        self._in_run = 0
        """Depth in the XML of the current piece of text with its own format."""

    def opened(self, name: str, _: dict[str, str]) -> None:
        """Start a text or a piece of it; ignore pronunciation guides of East Asian characters (`rPh`)."""
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
        """End a text."""
        if name == "t":
            self.pieces = None
        elif name == "r":
            self._in_run = 0
        elif name == "si" and self.depth == TEXT:
            text = unescape("".join(self._kept))
            self.written.append(text)
            self.lines.append(in_one_line(text))
