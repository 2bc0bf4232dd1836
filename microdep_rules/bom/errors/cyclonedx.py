"""Diagnostics for CycloneDX documents that state no complete bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either, quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST = 12
"""Maximum number of components that a message lists for a cycle."""


def no_such_reference(ref: str, known: Sequence[str], at: Span, called: Span | None) -> Diagnostic:
    """Return the error for a reference to a missing record."""
    if called is not None:
        return diagnose("bom/unknown-reference", at, "bom-ref", also=[called], ref=ref)
    near = nearest(ref, known)
    return diagnose(
        "bom/unknown-reference", at, "bom-ref-near" if near else "bom-ref-unknown", ref=ref, near=either(near)
    )


def dependency_cycle(names: Sequence[str], spans: Sequence[Span], *, hardware: bool) -> Diagnostic:
    """Return the diagnostic for a cycle of references: an error for hardware, a warning for programs."""
    path = " -> ".join(quoted(name) for name in names[:MOST]) + (" -> …" if len(names) > MOST else "")
    return diagnose(
        "bom/cycle",
        spans[0],
        "dependencies" if hardware else "program-dependencies",
        also=spans[1:6],
        path=path,
    )
