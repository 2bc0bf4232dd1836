"""Diagnostics of lists of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, warning

if TYPE_CHECKING:
    from microdep_rules.source import Span


def name_of_two(name: str, first: str, second: str, span: Span, other: Span) -> Diagnostic:
    """A name under which two entries go."""
    return warning(
        "table/name-of-two",
        f"`{name}` is a name of two entries, `{first}` and `{second}`",
        Label(span, "this entry"),
        help="take the name out of one of the two, or put both into one entry",
        labels=(Label(other, "and this one"),),
    )
