"""Diagnostics for mineral declarations (CMRT, EMRT, AMRT) that cannot be read completely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def no_parts(kind: str, at: Span) -> Diagnostic:
    """Return the error for a declaration where a bill of materials is required."""
    return diagnose("file/wrong-format", at, "smelters", kind=kind)
