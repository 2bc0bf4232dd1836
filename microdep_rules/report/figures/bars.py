"""Bar chart of measured shares; each bar shows which part of a share is certain and which is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.patterns import pattern
from microdep_rules.report.figures.chain import FAILING, SIGN, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Data = dict[str, Any]
WIDTH = 300
"""Length of a bar for 100 %, in pixels."""
LABEL = 270
"""Width of the label before a bar, in pixels."""
_NUMBER = pattern(r"([0-9]+(?:\.[0-9]+)?)")


def bars(outcomes: Iterable[Mapping[str, Any]]) -> list[Data]:
    """Return one bar for each outcome with a measured share.

    Fails come first, then the shares with the smallest range.
    """
    drawn = []
    for outcome in outcomes:
        between = interval(outcome["share"] or "")
        if between is None:
            continue
        low, high = between
        component = outcome["subject"]["name"] or outcome["subject"]["id"]
        drawn.append(
            {
                "rule": outcome["rule"],
                "component": component,
                "label": shortened(outcome["rule"], LABEL - SIGN),
                "under": shortened(component, LABEL),
                "verdict": outcome["standing"],
                "text": outcome["share"],
                "sure": round(low * WIDTH / 100, 1),
                "may_be": round((high - low) * WIDTH / 100, 1),
            }
        )
    return sorted(drawn, key=lambda b: (b["verdict"] not in FAILING, b["may_be"], b["rule"], b["component"]))


def interval(text: str) -> tuple[float, float] | None:
    """Return the lower and upper bound of a share in the text of an outcome, rounded for a chart.

    >>> interval("54 to 61.5 %"), interval("at least 20 %"), interval("4.72… to 100 %"), interval("")
    ((54.0, 61.5), (20.0, 100.0), (4.72, 100.0), None)
    """
    numbers = [min(float(number), 100.0) for number in _NUMBER.findall(text)]
    if not numbers or "%" not in text:
        return None
    if len(numbers) > 1:
        return min(numbers[:2]), max(numbers[:2])
    if text.startswith("at least"):
        return numbers[0], 100.0
    return (0.0, numbers[0]) if text.startswith("at most") else (numbers[0], numbers[0])
