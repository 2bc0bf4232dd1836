"""Page for a terminal, made of lines without invisible characters.

The page is 80 columns wide, or as wide as the terminal within the limits `NARROW` and `WIDE`.
"""

from __future__ import annotations

from msgspec import Struct, field

from microdep_rules.output.visible import exact, visible
from microdep_rules.output.widths import padded, width, wrapped

WIDTH = 80
"""Width of a page for a file or a pipe, and for a terminal of unknown width."""
NARROW, WIDE = 40, 120
"""Smallest and largest width of a page.

Below the smallest width, a line would have only one word. Above the largest width, lines are hard to read.
"""
LABEL = 15
"""Width of the column with the labels."""
NARROWEST = 24
"""Smallest width of a text, even if the text has a deep indent."""


class Page(Struct):
    """Page that a program writes line by line, from top to bottom."""

    width: int = WIDTH
    lines: list[str] = field(default_factory=list)

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """Write a text in lines that fit the width; the second and later lines have `hang` more spaces."""
        self.tagged("", text, indent, hang)

    def tagged(self, tag: str, text: str, indent: int = 0, hang: int = 0) -> None:
        """Write a tag at the left edge, and a text from the column `indent`."""
        self._lay(tag, visible(text), indent, hang)

    def _lay(self, tag: str, shown: str, indent: int, hang: int) -> None:
        first = f"{tag:<{indent}}" if not tag or len(tag) < indent else f"{tag} "
        wide = max(self.width, indent + hang + NARROWEST)
        self.lines += wrapped(shown, wide, first, " " * (indent + hang)) or [first.rstrip()]

    def apart(self, left: str, right: str, indent: int = 0) -> None:
        """Write two texts on one line if they fit; the second text starts in the middle of the page."""
        first, second = visible(left), visible(right)
        middle = max(indent + width(first) + 2, self.width * 5 // 8)
        if not second:
            self.say(left, indent, hang=4)
        elif middle + width(second) > self.width:
            self.say(left, indent, hang=4)
            self.say(right, indent + 4, hang=2)
        else:
            self.lines.append(padded(f"{' ' * indent}{first}", middle) + second)

    def field(self, label: str, text: str) -> None:
        """Write a text with its label; write nothing for an empty text."""
        if text:
            self.tagged(label, text, LABEL)

    def verbatim(self, text: str, indent: int = 0) -> None:
        """Write a line with its own indent; split the line if it is too long."""
        own = len(text) - len(text.lstrip())
        self._lay("", exact(text.strip()), indent + own, 4)

    def head(self, text: str) -> None:
        """Write the heading of a section."""
        self.blank()
        self.say(text)

    def blank(self) -> None:
        """Write an empty line, unless the last line is empty already."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        """Return the page as one text."""
        return "\n".join(self.lines).rstrip("\n") + "\n"
