"""Sentences about documents of cited facts: figures and dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.source import Span

_NAMES = {
    "sources": "source",
    "quantities": "quantity",
    "ratios": "ratio",
    "parties": "party",
    "facilities": "facility",
}


def unknown_reference(id_: str, list_name: str, known: Collection[str], at: Span) -> Diagnostic:
    """Reference to an entry that the file does not have."""
    kind = _NAMES[list_name]
    near = nearest(id_, known)
    found = "did you mean " + " or ".join(f"`{each}`" for each in near[:3]) + "?" if near else ""
    return error(
        "cited/unknown-reference",
        f"there is no {kind} with the id {quoted(id_)}",
        Label(at, f"no such {kind}"),
        help=found or f"add it to `{list_name}`, or name one that is in the list",
    )


def id_twice(id_: str, list_name: str, again: Span, first: Span) -> Diagnostic:
    """Two entries of one list with the same id."""
    return error(
        "cited/id-twice",
        f"two entries of `{list_name}` have the id {quoted(id_)}",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="give one of them another id",
    )


def read_after_review(read: str, reviewed: str, at: Span, review: Span) -> Diagnostic:
    """Source that was read after the last review of the file."""
    return warning(
        "cited/days-contradict",
        f"the source was read on {read}, after the last review of the file on {reviewed}",
        Label(at, "later than the review"),
        labels=(Label(review, "the review"),),
        help="correct one of the days; if the facts were reviewed again, write the new day in `reviewed`",
    )


def day_to_come(what: str, stated: str, day: str, at: Span) -> Diagnostic:
    """Review or reading that is stated to be later than the day for which the file is used."""
    return warning(
        "cited/days-contradict",
        f"{what} on {stated}, and is used as of {day}",
        Label(at, "later than that day"),
        help="correct the day",
    )


def published_after_reading(published: str, read: str, at: Span, reading: Span) -> Diagnostic:
    """Source that was published after it was read."""
    return warning(
        "cited/days-contradict",
        f"the source was read on {read}, before it was published: {published}",
        Label(at, "later than it was read"),
        labels=(Label(reading, "read here"),),
        help="correct one of the days",
    )
