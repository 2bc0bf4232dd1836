"""Lines of a page: 80 columns, or as many as a terminal has, and nothing hidden in them."""

from __future__ import annotations

from msgspec import Struct, field

from microdep_rules.output.visible import exact, visible
from microdep_rules.output.widths import padded, width, wrapped

WIDTH = 80
"""Wherever nobody says how wide the terminal is: in files and pipes, which are the same everywhere."""
NARROW, WIDE = 40, 120
"""A page is never set narrower or wider than that: lines of one word, and lines that nobody can follow."""
LABEL = 15
"""The width of the column of labels."""
NARROWEST = 24
"""However deep something stands, so much of a line is left for it."""


class Page(Struct):
    """A page that is written from top to bottom."""

    width: int = WIDTH
    lines: list[str] = field(default_factory=list)

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """A text, wrapped; lines after the first stand `hang` further in."""
        self.tagged("", text, indent, hang)

    def tagged(self, tag: str, text: str, indent: int = 0, hang: int = 0) -> None:
        """A text behind a tag that stands at the left edge, before the indent."""
        self._lay(tag, visible(text), indent, hang)

    def _lay(self, tag: str, shown: str, indent: int, hang: int) -> None:
        first = f"{tag:<{indent}}" if not tag or len(tag) < indent else f"{tag} "
        wide = max(self.width, indent + hang + NARROWEST)
        self.lines += wrapped(shown, wide, first, " " * (indent + hang)) or [first.rstrip()]

    def apart(self, left: str, right: str, indent: int = 0) -> None:
        """Two texts on one line if they fit, the second from the middle of the page on."""
        told, behind = visible(left), visible(right)
        middle = max(indent + width(told) + 2, self.width * 5 // 8)
        if not behind:
            self.say(left, indent, hang=4)
        elif middle + width(behind) > self.width:
            self.say(left, indent, hang=4)
            self.say(right, indent + 4, hang=2)
        else:
            self.lines.append(padded(f"{' ' * indent}{told}", middle) + behind)

    def field(self, label: str, text: str) -> None:
        """A text with a label before it; nothing for no text."""
        if text:
            self.tagged(label, text, LABEL)

    def verbatim(self, text: str, indent: int = 0) -> None:
        """A line that keeps its own indent, wrapped where it is too long."""
        own = len(text) - len(text.lstrip())
        self._lay("", exact(text.strip()), indent + own, 4)

    def head(self, text: str) -> None:
        """The head of a section."""
        self.blank()
        self.say(text)

    def blank(self) -> None:
        """An empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        """The page as one text."""
        return "\n".join(self.lines).rstrip("\n") + "\n"
