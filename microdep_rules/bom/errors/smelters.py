"""Diagnostics for declarations about minerals (CMRT, EMRT, AMRT) that cannot be read completely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

ANEW = "ask for it in a template of CMRT 5 or 6, EMRT 1 or 2, or AMRT 1"


def no_parts(kind: str, at: Span) -> Diagnostic:
    """Return the error for a declaration in place of a bill of materials."""
    return diagnose("file/wrong-format", at, "smelters", kind=kind)
