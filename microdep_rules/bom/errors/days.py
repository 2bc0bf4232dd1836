"""What is said of days that are the wrong way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.bom.days import DayPair
    from microdep_rules.bom.model import Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

BOTH_RIGHT = {
    "award": "if `award` is the day of a renewal or an option, state the delivery under it",
    "import": "if the delivery was abroad and the buyer imports, both are right",
}
"""When two days of a contract may be the other way round, by the first of them."""


def ends_before_it_begins(
    element: Element, pair: DayPair, days: tuple[str, str], spans: tuple[Span, Span]
) -> Diagnostic:
    """Evidence or a determination without a day on which it counts."""
    return error(
        "bom/ends-before-it-begins",
        f"the {element.kind} {quoted(element.id)} ends on {days[1]}, before it begins on {days[0]}",
        Label(spans[1], "its last day"),
        labels=(Label(spans[0], "its first day"),),
        help=f"write a day in {quoted(pair.second)} that is not before the one in {quoted(pair.first)}",
    )


def out_of_order(pair: DayPair, days: tuple[str, str], spans: tuple[Span, Span]) -> Diagnostic:
    """Two days of a contract that are usually the other way round."""
    return warning(
        "bom/days-out-of-order",
        f"expected {quoted(pair.first)} on or before {quoted(pair.second)}, found {days[0]} and {days[1]}",
        Label(spans[1], "the earlier day"),
        labels=(Label(spans[0], "the later day"),),
        help=f"correct one of the days, since a rule may be judged by either; {BOTH_RIGHT[pair.first]}",
    )
