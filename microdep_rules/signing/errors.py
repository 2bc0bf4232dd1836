"""Messages about reports that are too large for signing and verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic


def too_large(name: str, reason: str) -> Diagnostic:
    """Return the diagnostic for a report that is too large to sign or verify."""
    return diagnose("file/too-large", Span(name, 0, 0), "report", reason=reason)
