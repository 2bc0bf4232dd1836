"""The same mistake in many places is told once, with how often it occurs and where it is first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.errors.reading import too_many_problems
from microdep_rules.diagnostics import MOST, Diagnostic, Label, first_of
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

SEVERAL = 3
"""So many equal mistakes are still told one by one."""

PLACES = 3
"""So many places of a mistake are shown."""


def told_once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics, those in one where nothing differs but the place."""
    alike: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        nowhere = replace(
            diagnostic, primary=Label(replace(diagnostic.span, start=0, end=0), diagnostic.primary.text)
        )
        alike.setdefault(nowhere, []).append(diagnostic)
    told = []
    for same in alike.values():
        told += same if len(same) <= SEVERAL else [_together(same)]
    return told


def told_in(path: str, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is told of one file: each mistake once, and no more than anybody reads."""
    return first_of(told_once(diagnostics), lambda: too_many_problems(MOST, Span(path, 0, 0)))


def _together(same: list[Diagnostic]) -> Diagnostic:
    first, *others = sorted(same, key=lambda each: each.span)
    return replace(
        first,
        message=f"{first.message}, here and in {len(others)} other places",
        labels=tuple(Label(other.span, "and here") for other in others[: PLACES - 1]),
    )
