"""Diagnostics about overlays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def context_fact(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """Return the warning for an overlay answer about a fact that belongs in the context file."""
    key = name.rpartition(".")[2]
    return diagnose(
        "overlay/answer-not-read", at, "company-fact" if of_company else "contract-fact", name=name, key=key
    )
