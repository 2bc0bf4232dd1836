"""Diagnostics of clause maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def read_how(word: str, span: Span) -> Diagnostic:
    """Another word than those for how a paragraph was read."""
    return error(
        "table/read-how",
        f"expected how the clause was read, found `{word}`",
        Label(span),
        help="write `in full`, `in a report` or `not read`",
    )


def read_when(read: str, span: Span) -> Diagnostic:
    """A paragraph that was read, without the version or the day."""
    return error(
        "table/read-when",
        f"the clause was read ({read}), and its version or day is missing",
        Label(span),
        help="write the version under `version` and the day under `on` (2026-11-28); or write `not read`",
    )


def read_and_not(span: Span) -> Diagnostic:
    """A paragraph that was not read, with a version or a day."""
    return error(
        "table/read-and-not",
        "the clause was not read, and it states a version or a day",
        Label(span),
        help="write `in full` or `in a report`, or leave `version` and `on` empty",
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
