"""Activities that are on the longest path for all lead times within their ranges (necessary criticality).

An activity is necessarily critical if every path without the activity is at most as long as the longest path
with it. In the worst case, the activities on the path without the activity have their longest lead times, and
all other activities their shortest. The *lead* of an activity is the length of the longest path with it minus
the length of a path without it. A path without the activity has three sections: earlier, unrelated and later
activities. The lead is the sum of the leads of the sections, and the smallest lead of a section is computed
activity by activity.

This takes polynomial time (J. Fortin, P. Zieliński, D. Dubois, H. Fargier, Criticality analysis of activity
networks under interval uncertainty, Journal of Scheduling 13, 2010). Whether an activity *may* be critical is
hard to compute, and is not part of this module.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.production.critical_path import Paths

MOST_VISITS = 300_000
"""Largest number of activities that the test reads for one plan.

After this number, the criticality of the remaining activities is unknown.
"""
MOST_OPEN = 8
"""Largest number of activities with unlimited lead times that the test uses to exclude others."""
NOTHING = Fraction(0)


class Always:
    """Test whether an activity is critical for all lead times within their ranges."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._left = MOST_VISITS
        self._related = self._on_all_open_paths()

    def is_critical(self, id_: str) -> bool:
        """Return whether an activity is certainly critical; false if the proof would exceed `MOST_VISITS`."""
        if not self._may_be_critical(id_) or self._left < len(self.paths.order):
            return False
        self._left -= len(self.paths.order)
        return _Sections(self.paths, id_).is_never_behind()

    def _may_be_critical(self, id_: str) -> bool:
        """Return whether an activity may be critical, by a quick test that excludes many activities."""
        finish, tail, total = self.paths.finish[id_], self.paths.tail[id_], self.paths.finish[self.paths.end]
        if finish.low + tail.low < total.low or (self._related is not None and id_ not in self._related):
            return False
        if total.high is None:
            return True
        return finish.high is not None and tail.high is not None and finish.high + tail.high >= total.high

    def _on_all_open_paths(self) -> set[str] | None:
        """Return the activities that share a path with each activity whose lead time has no upper bound.

        Only the first `MOST_OPEN` of those activities are read. The result is `None` if all lead times have
        an upper bound.
        """
        common: set[str] | None = None
        open_ = [id_ for id_, duration in self.paths.durations.items() if duration.high is None]
        for id_ in open_[:MOST_OPEN]:
            related = closure(id_, self.paths.before) | closure(id_, self.paths.after) | {id_}
            common = related if common is None else common & related
        return common


def closure(id_: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Return all activities that can be reached from the activity `id_`, without `id_` itself."""
    reached: set[str] = set()
    waiting = [*edges[id_]]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += edges[current]
    return reached


class _Sections:
    """Comparison of the longest path through an activity with the paths around it, in three sections."""

    def __init__(self, paths: Paths, id_: str) -> None:
        self.paths, self.id = paths, id_
        self.needed = closure(id_, paths.before)
        self.users = closure(id_, paths.after)

    def is_never_behind(self) -> bool:
        """Return whether the longest path through the activity is never shorter than a path without it."""
        before = self._leads_of_needs()
        if before is None:
            return False
        own, behind = self.paths.durations[self.id].low, self._leads_of_users()
        return all(
            before[need] + own + behind[user] >= 0
            for user in self.users
            for need in self.paths.before[user]
            if need != self.id and need not in self.users
        )

    def _leads_of_needs(self) -> dict[str, Fraction] | None:
        """Return the smallest lead before each unrelated activity.

        The result is `None` if such an activity has no longest lead time.
        """
        paths, leads = self.paths, dict[str, Fraction]()
        to_own = self._lengths(list(reversed(paths.order)), paths.after, self.needed)
        start = paths.finish[self.id].low - paths.durations[self.id].low
        for id_ in paths.order:
            if id_ in self.users or id_ == self.id:
                continue
            ahead = min((leads[need] for need in paths.before[id_]), default=start)
            most = paths.durations[id_].high
            if id_ not in self.needed:
                if most is None:
                    return None
                leads[id_] = ahead - most
            else:
                leads[id_] = to_own[id_] if most is None else max(to_own[id_], ahead - most)
        return leads

    def _leads_of_users(self) -> dict[str, Fraction]:
        """Return the smallest lead from each later activity to the end of the plan."""
        paths, leads = self.paths, dict[str, Fraction]()
        from_own = self._lengths(paths.order, paths.before, self.users)
        for id_ in reversed(paths.order):
            if id_ in self.users:
                ahead = min((leads[user] for user in paths.after[id_]), default=paths.tail[self.id].low)
                most = paths.durations[id_].high
                leads[id_] = from_own[id_] if most is None else max(from_own[id_], ahead - most)
        return leads

    def _lengths(
        self, order: Sequence[str], edges: Mapping[str, Sequence[str]], within: set[str]
    ) -> dict[str, Fraction]:
        """Return the length of the longest path between this activity and each activity in `within`.

        All activities have their shortest lead times.
        """
        lengths = {self.id: NOTHING}
        for id_ in order:
            if id_ in within:
                lengths[id_] = max(
                    lengths[other] + (self.paths.durations[other].low if other != self.id else NOTHING)
                    for other in edges[id_]
                    if other in lengths
                )
        return lengths
