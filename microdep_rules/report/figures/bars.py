"""Shares that rules have measured, as bars with their intervals: what is surely so, and what may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.patterns import pattern
from microdep_rules.report.figures.chain import FAILING, SIGN, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Data = dict[str, Any]
WIDTH = 300
"""The length of 100 %."""
LABEL = 270
"""Room for a line in front of a bar."""
_NUMBER = pattern(r"([0-9]+(?:\.[0-9]+)?)")


def bars(outcomes: Iterable[Mapping[str, Any]]) -> list[Data]:
    """A bar for each outcome that measured a share: those that fail first, then those that say most."""
    found = []
    for outcome in outcomes:
        between = interval(outcome["share"] or "")
        if between is None:
            continue
        low, high = between
        part = outcome["subject"]["name"] or outcome["subject"]["id"]
        found.append(
            {
                "rule": outcome["rule"],
                "part": part,
                "label": shortened(outcome["rule"], LABEL - SIGN),
                "under": shortened(part, LABEL),
                "verdict": outcome["standing"],
                "text": outcome["share"],
                "sure": round(low * WIDTH / 100, 1),
                "may_be": round((high - low) * WIDTH / 100, 1),
            }
        )
    return sorted(found, key=lambda b: (b["verdict"] not in FAILING, b["may_be"], b["rule"], b["part"]))


def interval(text: str) -> tuple[float, float] | None:
    """The ends of a share as outcomes tell it; for the drawing, so that a fraction of a pixel is enough.

    >>> interval("54 to 61.5 %"), interval("at least 20 %"), interval("4.72… to 100 %"), interval("")
    ((54.0, 61.5), (20.0, 100.0), (4.72, 100.0), None)
    """
    numbers = [min(float(each), 100.0) for each in _NUMBER.findall(text)]
    if not numbers or "%" not in text:
        return None
    if len(numbers) > 1:
        return min(numbers[:2]), max(numbers[:2])
    if text.startswith("at least"):
        return numbers[0], 100.0
    return (0.0, numbers[0]) if text.startswith("at most") else (numbers[0], numbers[0])
