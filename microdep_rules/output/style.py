"""Colours: the same text with and without them."""

from __future__ import annotations

from msgspec import Struct

_CODES = {
    "fail": "1;31",
    "error": "1;31",
    "invalid": "1;31",
    "unknown": "1;33",
    "warning": "1;33",
    "nothing_checked": "1;33",
    "disclose": "1;36",
    "exempt": "1;36",
    "waived": "1;36",
    "fail_waived": "1;36",
    "unknown_waived": "1;36",
    "disclose_waived": "1;36",
    "incomplete": "1;33",
    "against_law": "1;31",
    "info": "1;36",
    "pass": "1;32",
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
