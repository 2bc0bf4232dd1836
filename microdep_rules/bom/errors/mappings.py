"""Diagnostics about mapping files and sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST = 12
"""Maximum number of names in a message."""


def unknown_encoding(name: str, at: Span, known: Sequence[str]) -> Diagnostic:
    """Return the error for an unknown encoding in a mapping file."""
    near = did_you_mean(name, known) or ""
    return diagnose("file/encoding", at, "unknown", name=name, near=near, known=", ".join(known))


def other_sheets(
    read: str, others: Sequence[str], at: Span, *, named: bool = False, declared: bool = False
) -> Diagnostic:
    """Return the diagnostic about sheets that have tables but are not read."""
    if declared:
        return diagnose("import/sheet", at, "other-declarations", read=read, others=others)
    return diagnose("import/sheet", at, "others-named" if named else "others", read=read, others=others)
