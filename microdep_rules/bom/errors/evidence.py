"""Diagnostics for corrections by evidence that nobody opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST_NAMED = 3


def correction_not_opened(id_: str, facts: Sequence[str], at: Span) -> Diagnostic:
    """A correction by evidence of which no file was opened."""
    named = ", ".join(facts[:MOST_NAMED])
    named += f" and {len(facts) - MOST_NAMED} more" if len(facts) > MOST_NAMED else ""
    return warning(
        "evidence/correction-not-opened",
        f"nobody opened the document of evidence {quoted(id_)}, by which {named}",
        Label(at),
        help="save the document in the folder of this file or below it, and write its `path`; until then each"
        " report states it, and no rule that asks for evidence passes by it",
    )
