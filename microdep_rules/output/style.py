"""Colours of the text on a terminal; the text is the same without colours."""

from __future__ import annotations

from msgspec import Struct

from microdep_rules.engine.standing import APPEARANCES
from microdep_rules.engine.verdict import CYAN, RED, YELLOW

_CODES = {
    **{name: appearance.color for name, appearance in APPEARANCES.items()},
    "waived": CYAN,
    "na": YELLOW,
    "warning": YELLOW,
    "against_law": RED,
    "info": CYAN,
    "mark": "31",
}


class Style(Struct, frozen=True):
    """Emphasis on a terminal; with the plain style, texts stay unchanged."""

    colored: bool = False

    def kind(self, kind: str, text: str) -> str:
        """Return a text in the colour of a verdict or severity."""
        return self._in(_CODES.get(kind, ""), text)

    def strong(self, text: str) -> str:
        """Return a text in bold."""
        return self._in("1", text)

    def faint(self, text: str) -> str:
        """Return a text in a faint colour."""
        return self._in("2", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colored and code and text else text


PLAIN = Style()
