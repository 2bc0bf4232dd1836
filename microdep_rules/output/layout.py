"""Lines of a page for a terminal: about 80 columns, nothing hidden in them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from microdep_rules.output.visible import visible

WIDTH = 80
LABEL = 15
"""The width of the column of labels."""
NARROWEST = 24
"""However deep something stands, so much of a line is left for it."""


@dataclass(slots=True)
class Page:
    """A page that is written from top to bottom."""

    lines: list[str] = field(default_factory=list)

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """A text, wrapped; lines after the first stand `hang` further in."""
        self.tagged("", text, indent, hang)

    def tagged(self, tag: str, text: str, indent: int = 0, hang: int = 0) -> None:
        """A text behind a tag that stands at the left edge, before the indent."""
        first = f"{tag:<{indent}}"
        wide = max(WIDTH, indent + hang + NARROWEST)
        self.lines += textwrap.wrap(
            visible(text),
            width=wide,
            initial_indent=first,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first.rstrip()]

    def apart(self, left: str, right: str, indent: int = 0) -> None:
        """Two texts on one line if they fit, the second from the middle of the page on."""
        told, behind = visible(left), visible(right)
        middle = max(indent + len(told) + 2, WIDTH * 5 // 8)
        if not behind:
            self.say(left, indent, hang=4)
        elif middle + len(behind) > WIDTH:
            self.say(left, indent, hang=4)
            self.say(right, indent + 4, hang=2)
        else:
            self.lines.append(f"{' ' * indent}{told}".ljust(middle) + behind)

    def field(self, label: str, text: str) -> None:
        """A text with a label before it; nothing for no text."""
        if text:
            self.tagged(label, text, LABEL)

    def verbatim(self, text: str, indent: int = 0) -> None:
        """A line that keeps its own indent, wrapped where it is too long."""
        own = len(text) - len(text.lstrip())
        self.say(text.strip(), indent + own, hang=4)

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
