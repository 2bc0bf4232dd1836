"""What is said when what a document says of its stages does not hold together under a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def complete_without_milestone(
    name: str, lacking: Sequence[str], rules: Sequence[str], span: Span
) -> Diagnostic:
    """Return the warning for a complete list of stages that lacks a required one."""
    return diagnose(
        "bom/impossible-list", span, "milestone", name=name, missing=list(lacking), rules=list(rules)
    )
