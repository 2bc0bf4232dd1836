"""Diagnostics of clause maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span


def rule_without_clause(name: str, span: Span, clause_map: Span) -> Diagnostic:
    """A rule that no paragraph of the law is encoded by."""
    return error(
        "type/rule-without-clause",
        f"no clause of the clause map is encoded by rule `{name}`",
        Label(span),
        help="name the rule under `by`, in the line of its clause",
        labels=(Label(clause_map, "the clause map"),),
    )


def citation_without_clause(citation: str, span: Span, listed: Sequence[str], clause_map: Span) -> Diagnostic:
    """A citation of a paragraph that the clause map does not list."""
    near = nearest(citation, listed, 1)
    return error(
        "name/citation-without-clause",
        f"`{citation}` resolves to no line of the clause map",
        Label(span),
        help=(f"did you mean `{near[0]}`? " if near else "")
        + "cite a listed clause or a paragraph below one, one section each, separated by `;`;"
        " or add a line to the clause map",
        labels=(Label(clause_map, "the clause map"),),
    )
