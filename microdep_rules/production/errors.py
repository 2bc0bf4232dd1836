"""Diagnostics about alternates that contain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def alternate_of_itself(name: str, at: Span) -> Diagnostic:
    """Return the error for a component that lists itself among its alternates."""
    return diagnose("bom/cycle", at, "own-alternate", name=name)


def alternate_needs_itself(names: Sequence[str], at: Span) -> Diagnostic:
    """Return the error for an alternate that contains, or is made from, the component it may replace."""
    return diagnose("bom/cycle", at, "alternate", path=" -> ".join(f"`{name}`" for name in names))
