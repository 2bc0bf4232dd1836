"""Gantt chart of the plan for a product: the times and the slack of each component."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.words import day_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Data = dict[str, Any]
ROW, HEIGHT, LABEL, CHART, HEAD = 30, 18, 250, 520, 44
MOST_ROWS = 40
LONGEST = 32
CRITICAL = {"yes": "critical", "undetermined": "perhaps", "no": "free"}
RANK = {"yes": 0, "undetermined": 1, "no": 2}
TICKS = 4


def gantt(plan: Mapping[str, Any], as_of: str, most: int = MOST_ROWS) -> Data | None:
    """Return the chart of a plan; `None` if the document states no lead time."""
    stated = [activity for activity in plan["activities"] if activity["lead_time"] is not None]
    if not stated:
        return None
    shown = _activities_to_show(plan["activities"], plan["path"], min(most, MOST_ROWS))
    end = _last_day(plan, stated)
    scale = CHART / end
    rows = [_row(activity, number, scale, end) for number, activity in enumerate(shown)]
    first = date.fromisoformat(as_of)
    ticks = [
        {
            "x": round(LABEL + CHART * number / TICKS, 1),
            "text": day_after(first, end * number / TICKS),
            "anchor": "end" if number == TICKS else "middle" if number else "start",
        }
        for number in range(TICKS + 1)
    ]
    return {
        "rows": rows,
        "ticks": ticks,
        "width": LABEL + CHART + 16,
        "height": HEAD + len(rows) * ROW + 6,
        "bottom": HEAD + len(rows) * ROW,
        "left": len(plan["activities"]) - len(shown),
        "open": plan["total"]["high"] is None,
    }


def _last_day(plan: Mapping[str, Any], stated: Sequence[Mapping[str, Any]]) -> float:
    """Return the last day on the chart: the latest end of the plan, or a day after all known days."""
    known = [plan["total"]["low"], plan["total"]["high"]]
    known += [activity["earliest_finish"]["high"] for activity in stated]
    most = max(day for day in known if day is not None)
    return float(max(most if plan["total"]["high"] is not None else most * 1.15, 1))


def _activities_to_show(
    activities: Sequence[Mapping[str, Any]], path: Sequence[str], most: int
) -> list[Mapping[str, Any]]:
    """Return at most `most` activities for the chart, in the order of their start.

    The chart prefers components on the critical path, then components that may be on it, then components with
    little slack.
    """

    def rank(activity: Mapping[str, Any]) -> tuple[bool, int, float]:
        return activity["id"] not in path, RANK[activity["critical"]], float(activity["slack"]["low"] or 0)

    chosen = {activity["id"] for activity in sorted(activities, key=rank)[:most]}
    rows = [activity for activity in activities if activity["id"] in chosen]
    return sorted(rows, key=lambda row: (row["earliest_start"]["low"], row["earliest_finish"]["low"]))


def _row(activity: Mapping[str, Any], number: int, scale: float, end: float) -> Data:
    """Return the bar of one component in the chart.

    The bar is solid until the earliest finish and faint until the latest finish. A line shows the slack.
    """
    start, low = activity["earliest_start"]["low"], activity["earliest_finish"]["low"]
    high = activity["earliest_finish"]["high"]
    last = end if high is None else high
    free = activity["latest_finish"]["low"] if activity["critical"] == "no" else None
    name = activity["name"]
    return {
        "y": HEAD + number * ROW + (ROW - HEIGHT) // 2,
        "label": name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…",
        "kind": CRITICAL[activity["critical"]],
        "x": round(LABEL + start * scale, 1),
        "sure": round(max((low - start) * scale, 1.5), 1),
        "may_x": round(LABEL + low * scale, 1),
        "may": round(max((last - low) * scale, 0), 1),
        "open": high is None,
        "slack": round(LABEL + free * scale, 1) if free is not None and free > last else None,
        "slack_x": round(LABEL + last * scale, 1),
    }
