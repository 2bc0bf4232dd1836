"""What is said when what a document says of its stages does not hold together under a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span


def complete_without_milestone(
    name: str, lacking: Sequence[str], rules: Sequence[str], span: Span
) -> Diagnostic:
    """A list of stages that is said to be complete and lacks what must have been done."""
    return warning(
        "bom/complete-without-milestone",
        f"the stages of `{name}` are said to be complete and lack {_joined(lacking)}",
        Label(span, f"for {_joined(rules)} that must have been done somewhere"),
        help="add the stage, or do not say that the list is complete",
    )


def _joined(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
