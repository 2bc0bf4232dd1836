"""Diagnostics about fields of a document that no rule reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_FEW = 3
"""Maximum number of packs that a message names."""


def field_not_read(kind: str, key: str, times: int, packs: Sequence[str], first: Span) -> Diagnostic:
    """Return the note for a field that no rule reads."""
    named = "this check"
    if packs:
        named = " or ".join(map(quoted, packs)) if len(packs) <= _FEW else f"the {len(packs)} packs"
    return diagnose("bom/not-used", first, packs=named, field=f"{kind}.{key}", count=times)
