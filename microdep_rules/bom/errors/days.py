"""Diagnostics for days in the wrong order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.bom.days import DayPair
    from microdep_rules.bom.model import Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def ends_before_it_begins(
    element: Element, pair: DayPair, days: tuple[str, str], spans: tuple[Span, Span]
) -> Diagnostic:
    """Return the error for evidence or a determination with a last day before its first day."""
    return diagnose(
        "bom/dates-out-of-order",
        spans[1],
        "ends-first",
        also=[spans[0]],
        kind=element.kind,
        id=element.id,
        first=days[0],
        last=days[1],
        first_field=pair.first,
        last_field=pair.second,
    )


def out_of_order(pair: DayPair, days: tuple[str, str], spans: tuple[Span, Span]) -> Diagnostic:
    """Return the warning for two contract dates in an unusual order."""
    return diagnose(
        "bom/dates-out-of-order",
        spans[1],
        "import" if pair.first == "import" else "",
        also=[spans[0]],
        first=pair.first,
        second=pair.second,
        first_day=days[0],
        second_day=days[1],
    )
