"""Sentences about fields that nothing reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, note
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

_FEW = 3
"""So many packs are named."""


def field_not_read(kind: str, key: str, times: int, packs: Sequence[str], first: Span) -> Diagnostic:
    """A field on which no verdict depends."""
    checked = "no rule"
    if packs:
        named = " or ".join(map(quoted, packs)) if len(packs) <= _FEW else f"the {len(packs)} packs"
        checked = f"no rule of {named}"
    count = f"{times} times" if times > 1 else "once"
    return note(
        "bom/field-not-read",
        f"{checked} reads {quoted(f'{kind}.{key}')}; it is stated {count}",
        Label(first, "here" if times == 1 else "first here"),
        help="keep it for people and other packs, or delete it: no verdict of these packs depends on it",
    )
