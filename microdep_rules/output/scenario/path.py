"""Text about the critical path of an order, for all outputs of a scenario."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.words import listed
from microdep_rules.production.times import days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST = 6
"""Largest number of components of a path that the text shows; of a longer path, it shows the last ones."""


def path_lines(plan: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> list[str]:
    """Return the longest path with the shortest lead times, and the longest path with the longest lead times.

    Other components that may be on the critical path follow. `before` is the plan without the scenario; a
    note states if both plans have the same path.

    >>> one = {"id": "a", "name": "A", "critical": "yes"}
    >>> plan = {"total": {"low": 7, "high": 7}, "path": [one], "path_at_most": [one], "activities": [one]}
    >>> path_lines(plan), path_lines(plan, plan)
    (['critical path: A'], ['critical path: A, as without the scenario'])
    >>> two = {"id": "b", "name": "B", "critical": "undetermined"}
    >>> wide = {**plan, "total": {"low": 7, "high": 9}, "path_at_most": [two], "activities": [one, two]}
    >>> path_lines(wide)[0]
    'critical path with the shortest lead times: 7 days, along A'
    >>> path_lines(wide)[1:]
    ['with the longest lead times: 9 days, along B', 'may be critical, too: B']
    """
    path, most, total = plan["path"], plan["path_at_most"], plan["total"]
    if not path:
        return []
    on_path = {component["id"] for component in path}
    open_ = [activity for activity in plan["activities"] if activity["critical"] == "undetermined"]
    is_one = not open_ or (total["low"] == total["high"] and most == path)
    same = before is not None and all(before[key] == plan[key] for key in ("path", "path_at_most", "total"))
    as_before = ", as without the scenario" if same else ""
    if is_one:
        return [f"critical path: {_along(path)}{as_before}"]
    lines = [
        f"critical path with the shortest lead times: {_days(total['low'])}, along {_along(path)}{as_before}"
    ]
    if most and most != path:
        lines.append(f"with the longest lead times: {_days(total['high'])}, along {_along(most)}")
    others = [activity["name"] for activity in open_ if activity["id"] not in on_path]
    return [*lines, f"may be critical, too: {listed(others)}"] if others else lines


def _along(path: Sequence[Mapping[str, Any]]) -> str:
    before = "… -> " if len(path) > LONGEST else ""
    return before + " -> ".join(component["name"] for component in path[-LONGEST:])


def _days(number: float) -> str:
    return days(Fraction(str(number)))
