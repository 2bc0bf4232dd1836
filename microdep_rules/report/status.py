"""Page about the status of many documents, made from the data that `output/status/data.py` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.asking.lists import many
from microdep_rules.output.status.portfolio import INVALID, percent
from microdep_rules.report.views import SHADES, filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Data = dict[str, Any]
MOST_COMPANIES, MOST_USED, MOST_DAYS = 40, 40, 30
"""Largest numbers of rows in the tables of the page; the data contain all rows."""
OTHERS = {
    "more_failures": "More components fail in",
    "fewer_failures": "Fewer components fail in",
    "new": "New documents",
    "gone": "Documents removed",
    "no_longer_valid": "Documents no longer valid",
    "now_valid": "Documents now valid",
}
"""Text for each kind of change in the status data, except changes in the number of open checks."""
WIDTH, HEIGHT, LEFT, TOP = 640, 200, 44, 12
"""Size of the trend chart in units of its SVG, and the space for labels on the left and below."""


def status_page(data: Mapping[str, Any]) -> str:
    """Return the status page as HTML."""
    packs = [pack["pack"] for pack in data["packs"]]
    documents = data["documents"]
    return filled(
        "status.html.j2",
        {
            **data,
            "title": f"Status of {many(len(documents), 'bill of materials', 'bills of materials')}",
            "share": percent(data["decided"], data["pairs"]),
            "names": packs,
            "rows": [_row(document, packs) for document in documents if document["verdict"] != INVALID],
            "problems": _problems(documents),
            "invalid": sum(1 for document in documents if document["verdict"] == INVALID),
            "packs": [_pack(pack) for pack in data["packs"]],
            "companies": data["companies"][:MOST_COMPANIES],
            "other_companies": max(0, len(data["companies"]) - MOST_COMPANIES),
            "failing_manufacturers": data["failing_manufacturers"][:MOST_COMPANIES],
            "most_used": data["most_used"][:MOST_USED],
            "other_used": max(0, len(data["most_used"]) - MOST_USED),
            "others": [(text, data[key]) for key, text in OTHERS.items() if data[key]],
            "trend": _trend(data["days"]),
            "days": [_day(day) for day in data["days"][-MOST_DAYS:]],
            "failing": sum(1 for document in documents if document["failed"]),
            "open_words": _open(data["open_checks"], documents),
        },
    )


def _open(checks: int, documents: Sequence[Mapping[str, Any]]) -> str:
    waiting = sum(1 for document in documents if document["open_checks"])
    return f"{many(checks, 'open check')} in {many(waiting, 'document')}" if checks else "no open check"


def _problems(documents: Sequence[Mapping[str, Any]]) -> list[Data]:
    """Return the reasons why documents cannot be checked, each with its documents."""
    reasons: dict[str, list[str]] = {}
    for document in documents:
        if document["verdict"] == INVALID:
            reasons.setdefault(document["problem"], []).append(document["path"])
    return [{"problem": problem, "paths": paths} for problem, paths in reasons.items()]


def _row(document: Mapping[str, Any], packs: Sequence[str]) -> Data:
    by_pack = {pack["pack"]: pack for pack in document["packs"]}
    return {
        **document,
        "share": percent(document["decided"], document["pairs"]),
        "cells": [_cell(by_pack.get(pack)) for pack in packs],
    }


def _cell(pack: Mapping[str, Any] | None) -> Data:
    """Return the table cell for one pack and one document, with its shade.

    The cell shows the number of failing components, or of components with open checks if none fails.
    """
    if pack is None:
        return {"kind": "empty", "text": "", "label": "not checked"}
    components = many(pack["components"], "component")
    label = f"{pack['failed']} fail, {pack['open']} open, of {components}"
    if pack["failed"]:
        return {"kind": "stopped", "text": f"{pack['failed']} fail", "label": label}
    if not pack["open"]:
        return {"kind": "runs", "text": "✓", "label": label}
    shade = -(-pack["open"] * SHADES // max(pack["components"], 1))
    return {"kind": f"s{shade}", "text": f"{pack['open']}", "label": label}


def _pack(pack: Mapping[str, Any]) -> Data:
    return {**pack, "share": percent(pack["decided"], pack["components"])}


def _day(day: Mapping[str, Any]) -> Data:
    return {**day, "share": percent(day["decided"], day["pairs"])}


def _trend(days: Sequence[Mapping[str, Any]]) -> Data | None:
    """Return the points of the trend line.

    The horizontal axis is the date, and the vertical axis is the share of decided checks (0 to 100 %).
    """
    if len(days) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    from datetime import date

    on = [date.fromisoformat(str(day["day"])).toordinal() for day in days]
    long = max(on[-1] - on[0], 1)
    points = [
        {
            "x": LEFT + (at - on[0]) * WIDTH // long,
            "y": TOP + (100 - percent(day["decided"], day["pairs"])) * HEIGHT // 100,
            "label": f"{day['day']}: {percent(day['decided'], day['pairs'])} % decided",
        }
        for at, day in zip(on, days, strict=True)
    ]
    lines = [
        {"y": TOP + (100 - share) * HEIGHT // 100, "text": f"{share} %"} for share in (0, 25, 50, 75, 100)
    ]
    return {
        "points": points,
        "lines": lines,
        "left": LEFT,
        "right": LEFT + WIDTH,
        "bottom": TOP + HEIGHT + 18,
        "width": LEFT + WIDTH + 40,
        "height": TOP + HEIGHT + 28,
        "first": days[0]["day"],
        "last": days[-1]["day"],
        "path": " ".join(f"{point['x']},{point['y']}" for point in points),
    }
