"""Diagnostics of mapping files and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

MOST = 12
"""So many are named."""


def is_an_overlay(at: Span) -> Diagnostic:
    """A table that its mapping file reads as an overlay is given as a bill of materials."""
    return error(
        "import/is-an-overlay",
        "by its mapping file (`as: overlay`) this table declares facts of parts, and is no bill of materials",
        Label(at),
        help="name it behind `--overlay`, or take `as: overlay` out of the mapping file",
    )


def unknown_encoding(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """A mapping file names an encoding that is not read."""
    return error(
        "import/encoding",
        f"{quoted(name)} is not an encoding that is read",
        Label(at),
        help=did_you_mean(name, known) or f"choose one of {', '.join(known)}",
    )


def other_sheets(
    read: str, others: Sequence[str], at: Span, *, named: bool = False, declared: bool = False
) -> Diagnostic:
    """Report other sheets with tables, which are not read."""
    if declared:
        return diagnose("import/sheet", at, "other-declarations", read=read, others=others)
    return diagnose("import/sheet", at, "others-named" if named else "others", read=read, others=others)
