"""Diagnostics of declarations of materials (IPC-1752A/B, IPC-1754) that are not read, or not all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


AS_EXPORTED = "ask for it as the program of the supplier exports it"


def unreadable(because: str, at: Span, fix: str = AS_EXPORTED) -> Diagnostic:
    """Report a declaration whose XML is damaged, exceeds a limit, or defines entities."""
    return diagnose("import/declaration", at, reason=because, fix=fix)
