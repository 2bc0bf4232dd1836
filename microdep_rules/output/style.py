"""Colours: the same text with and without them."""

from __future__ import annotations

from msgspec import Struct

from microdep_rules.engine.standing import APPEARANCES
from microdep_rules.engine.verdict import CYAN, RED, YELLOW

_CODES = {
    **{name: each.color for name, each in APPEARANCES.items()},
    "waived": CYAN,
    "na": YELLOW,
    "warning": YELLOW,
    "against_law": RED,
    "info": CYAN,
    "mark": "31",
}


class Style(Struct, frozen=True):
    """How a terminal shows emphasis; a plain style leaves every text as it is."""

    colored: bool = False

    def kind(self, kind: str, text: str) -> str:
        """A text in the colour of a verdict or severity."""
        return self._in(_CODES.get(kind, ""), text)

    def strong(self, text: str) -> str:
        """A text that leads."""
        return self._in("1", text)

    def faint(self, text: str) -> str:
        """A text that steps back."""
        return self._in("2", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colored and code and text else text


PLAIN = Style()
