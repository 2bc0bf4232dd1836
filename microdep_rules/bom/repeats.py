"""Merging of repeated diagnostics into one, with the number of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import MOST, Diagnostic, Label, first_of
from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

SEVERAL = 3
"""Maximum number of equal diagnostics that are reported separately."""

PLACES = 3
"""Maximum number of places that a merged diagnostic shows."""


def merge_repeats(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics; diagnostics that differ only in their places are merged."""
    by_text: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        nowhere = replace(
            diagnostic, primary=Label(replace(diagnostic.span, start=0, end=0), diagnostic.primary.text)
        )
        by_text.setdefault(nowhere, []).append(diagnostic)
    merged = []
    for same in by_text.values():
        merged += same if len(same) <= SEVERAL else [_merge(same)]
    return merged


def merge_and_limit(path: str, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of a file; repeated diagnostics are merged, and their number is limited."""
    return first_of(
        merge_repeats(diagnostics),
        lambda: diagnose("file/too-many-problems", Span(path, 0, 0), count=MOST, kind="this file"),
    )


def _merge(repeated: list[Diagnostic]) -> Diagnostic:
    first, *others = sorted(repeated, key=lambda diagnostic: diagnostic.span)
    return replace(
        first,
        message=f"{first.message}, here and in {len(others)} other places",
        labels=tuple(Label(other.span, "and here") for other in others[: PLACES - 1]),
    )
