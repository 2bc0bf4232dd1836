"""What is said when the clause map of a pack does not fit the law's paragraphs to the pack's declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error

if TYPE_CHECKING:
    from microdep_rules.source import Span


def encoded_how(word: str, span: Span) -> Diagnostic:
    """Another word than those that say how much of a clause is encoded."""
    return error(
        "table/encoded-how",
        f"`{word}` does not say how much of the clause is encoded",
        Label(span),
        help="write `whole`, `partly` or `no`",
    )


def encoded_by_nothing(encoded: str, span: Span) -> Diagnostic:
    """A clause that is encoded, and nobody knows where."""
    return error(
        "table/encoded-by-nothing",
        f"the clause is encoded (`{encoded}`), and nothing is named that does so",
        Label(span),
        help="name the rules or other declarations under `by`, parted by `|`; or write `no`",
    )


def encoded_and_not(span: Span) -> Diagnostic:
    """A clause that is not encoded, by something."""
    return error(
        "table/encoded-and-not",
        "the clause is not encoded, and something is named that encodes it",
        Label(span),
        help="write `partly` or `whole`, or leave `by` empty",
    )


def without_reason(encoded: str, span: Span) -> Diagnostic:
    """A clause of which something is left out, and not why."""
    left = "is not encoded" if encoded == "no" else "is encoded in part"
    return error(
        "table/encoded-without-reason",
        f"the clause {left}, and the `note` does not say why",
        Label(span),
        help="say under `note` what is left out, and why",
    )


def rule_without_clause(name: str, span: Span, clause_map: Span) -> Diagnostic:
    """A rule that no paragraph of the law is encoded by."""
    return error(
        "type/rule-without-clause",
        f"no clause of the clause map is encoded by rule `{name}`",
        Label(span),
        help="name the rule under `by`, in the line of its clause",
        labels=(Label(clause_map, "the clause map"),),
    )
