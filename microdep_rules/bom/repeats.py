"""Repeated mistakes become one diagnostic, with their number and the first place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import MOST, Diagnostic, Label, first_of
from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

SEVERAL = 3
"""The most equal mistakes that are reported one by one."""

PLACES = 3
"""The most places of a mistake that are shown."""


def merge_repeats(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics; those that differ only in their places become one."""
    alike: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        nowhere = replace(
            diagnostic, primary=Label(replace(diagnostic.span, start=0, end=0), diagnostic.primary.text)
        )
        alike.setdefault(nowhere, []).append(diagnostic)
    merged = []
    for same in alike.values():
        merged += same if len(same) <= SEVERAL else [_together(same)]
    return merged


def merge_and_limit(path: str, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics of one file, each mistake once and up to the maximum number."""
    return first_of(
        merge_repeats(diagnostics),
        lambda: diagnose("file/too-many-problems", Span(path, 0, 0), count=MOST, kind="this file"),
    )


def _together(same: list[Diagnostic]) -> Diagnostic:
    first, *others = sorted(same, key=lambda diagnostic: diagnostic.span)
    return replace(
        first,
        message=f"{first.message}, here and in {len(others)} other places",
        labels=tuple(Label(other.span, "and here") for other in others[: PLACES - 1]),
    )
