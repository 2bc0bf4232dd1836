"""Placeholders that people write into a form instead of an answer."""

from __future__ import annotations

FILLERS = frozenset(
    {
        *("", "-", "?", "n/a", "n.a.", "not applicable", "not available", "unknown", "not known"),
        *("tbd", "tbc", "to be determined", "to be confirmed"),
    }
)


def is_filler(text: str) -> bool:
    """Return whether a text is only a placeholder, such as `n/a`.

    >>> is_filler(" TBD "), is_filler("none")
    (True, False)
    """
    return " ".join(text.casefold().split()) in FILLERS
