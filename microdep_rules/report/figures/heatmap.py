"""Heatmap: a table of stages by country, shaded by the number of stages that documents state.

A second table shows the same numbers as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Data = dict[str, Any]
NOT_STATED = "not stated"
OTHERS = "others"
MOST_COUNTRIES = 16
"""Largest number of countries with their own column; all other countries are in one column."""
STEPS = 5
"""Number of shades in the heatmap; the lightest shade stands for 0."""
CELL_WIDTH, CELL_HEIGHT, LABEL_WIDTH, HEAD_HEIGHT = 52, 30, 150, 92


def heatmap(documents: Iterable[Mapping[str, Any]], order: Sequence[str]) -> Data | None:
    """Return the heatmap for all documents; `None` if no document states a stage.

    `order` is the order of the stages in the table.
    """
    counts: dict[tuple[str, str], int] = {}
    for document in documents:
        for holder in (*document["materials"], *document["components"]):
            for entry in holder["stages"]:
                key = (entry["stage"] or NOT_STATED, entry["country"] or NOT_STATED)
                counts[key] = counts.get(key, 0) + 1
    if not counts:
        return None
    stages = sorted({stage for stage, _ in counts}, key=lambda s: (_rank(s, order), s))
    countries, counts = _columns(counts)
    most = max(counts.values())
    rows = [
        {
            "stage": stage,
            "y": HEAD_HEIGHT + at * CELL_HEIGHT,
            "cells": [
                {
                    "x": LABEL_WIDTH + column * CELL_WIDTH,
                    "count": counts.get((stage, country), 0),
                    "shade": shade(counts.get((stage, country), 0), most),
                    "country": country,
                }
                for column, country in enumerate(countries)
            ],
        }
        for at, stage in enumerate(stages)
    ]
    return {
        "countries": [{"name": c, "x": LABEL_WIDTH + n * CELL_WIDTH} for n, c in enumerate(countries)],
        "rows": rows,
        "width": LABEL_WIDTH + len(countries) * CELL_WIDTH + 40,
        "height": HEAD_HEIGHT + len(stages) * CELL_HEIGHT + 4,
        "stages": sum(counts.values()),
        "not_stated": sum(n for (_, country), n in counts.items() if country == NOT_STATED),
    }


def _rank(stage: str, order: Sequence[str]) -> int:
    return order.index(stage) if stage in order else len(order)


def _columns(counts: dict[tuple[str, str], int]) -> tuple[list[str], dict[tuple[str, str], int]]:
    """Return the countries with their own column, and the numbers of stages by column.

    The countries with the most stages come first.
    """
    totals: dict[str, int] = {}
    for (_, country), number in counts.items():
        totals[country] = totals.get(country, 0) + number
    named = sorted((c for c in totals if c != NOT_STATED), key=lambda c: (-totals[c], c))
    shown, rest = named[:MOST_COUNTRIES], set(named[MOST_COUNTRIES:])
    columns: dict[tuple[str, str], int] = {}
    for (stage, country), number in counts.items():
        key = (stage, OTHERS if country in rest else country)
        columns[key] = columns.get(key, 0) + number
    return [
        *sorted(shown),
        *([OTHERS] if rest else []),
        *([NOT_STATED] if NOT_STATED in totals else []),
    ], columns


def shade(number: int, most: int) -> int:
    """Return the shade for a number, from 0 for the number 0 to `STEPS` for the number `most`.

    >>> [shade(number, 10) for number in (0, 1, 5, 10)]
    [0, 1, 3, 5]
    """
    return 0 if number == 0 else max(1, -(-number * STEPS // most)) if number < most else STEPS
