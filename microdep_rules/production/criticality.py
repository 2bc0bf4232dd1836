"""Activities on the longest path for all lead times in their ranges (necessary criticality).

An activity is necessarily critical where no path that avoids it can be longer than all paths through it. The
worst case for it has the activities of one avoiding path at their greatest lead times, and all others at
their least. Such a path has three sections: through the predecessors of the activity, through activities
unrelated to it, and through its successors. The lead of the activity is a sum over the sections; the least
lead of each section follows from activity to activity. J. Fortin, P. Zieliński, D. Dubois, H. Fargier,
Criticality analysis of activity networks under interval uncertainty, Journal of Scheduling 13 (2010), show
that this takes polynomial time. The question whether an activity *may* be critical is hard, and is not
answered here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.production.critical_path import Paths

MOST_VISITS = 300_000
"""Maximum number of activities visited for one plan: the rest stays open."""
MOST_OPEN = 8
"""Maximum number of unbounded lead times used to rule activities out."""
NOTHING = Fraction(0)


class Always:
    """Test of whether activities of one network are critical for all lead times."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._left = MOST_VISITS
        self._related = self._with_all_open()

    def is_critical(self, id_: str) -> bool:
        """Return whether an activity is certainly critical; False where the proof needs too many visits."""
        if not self._may_be(id_) or self._left < len(self.paths.order):
            return False
        self._left -= len(self.paths.order)
        return _Sections(self.paths, id_).is_never_behind()

    def _may_be(self, id_: str) -> bool:
        """Return whether it is on a longest path of the least lead times, and of the greatest."""
        finish, tail, total = self.paths.finish[id_], self.paths.tail[id_], self.paths.finish[self.paths.end]
        if finish.low + tail.low < total.low or (self._related is not None and id_ not in self._related):
            return False
        if total.high is None:
            return True
        return finish.high is not None and tail.high is not None and finish.high + tail.high >= total.high

    def _with_all_open(self) -> set[str] | None:
        """Return the activities on some path with each unbounded lead time, for the first of these."""
        common: set[str] | None = None
        open_ = [id_ for id_, duration in self.paths.durations.items() if duration.high is None]
        for id_ in open_[:MOST_OPEN]:
            related = closure(id_, self.paths.before) | closure(id_, self.paths.after) | {id_}
            common = related if common is None else common & related
        return common


def closure(id_: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Return everything reached from one activity, without the activity."""
    reached: set[str] = set()
    waiting = [*edges[id_]]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += edges[current]
    return reached


class _Sections:
    """Least lead of one activity over the paths that avoid it, by section."""

    def __init__(self, paths: Paths, id_: str) -> None:
        self.paths, self.id = paths, id_
        self.needed = closure(id_, paths.before)
        self.users = closure(id_, paths.after)

    def is_never_behind(self) -> bool:
        """Return whether no path that avoids the activity can be longer than all through it."""
        before = self._before()
        if before is None:
            return False
        own, behind = self.paths.durations[self.id].low, self._behind()
        return all(
            before[need] + own + behind[user] >= 0
            for user in self.users
            for need in self.paths.before[user]
            if need != self.id and need not in self.users
        )

    def _before(self) -> dict[str, Fraction] | None:
        """Return the lead after each predecessor of the activity, and each activity unrelated to it.

        None where an unrelated activity can take any time.
        """
        paths, leads = self.paths, dict[str, Fraction]()
        to_own = self._lengths(list(reversed(paths.order)), paths.after, self.needed)
        start = paths.finish[self.id].low - paths.durations[self.id].low
        for id_ in paths.order:
            if id_ in self.users or id_ == self.id:
                continue
            ahead = min((leads[one] for one in paths.before[id_]), default=start)
            most = paths.durations[id_].high
            if id_ not in self.needed:
                if most is None:
                    return None
                leads[id_] = ahead - most
            else:
                leads[id_] = to_own[id_] if most is None else max(to_own[id_], ahead - most)
        return leads

    def _behind(self) -> dict[str, Fraction]:
        """Return the lead before each successor of the activity, from there to the end."""
        paths, leads = self.paths, dict[str, Fraction]()
        from_own = self._lengths(paths.order, paths.before, self.users)
        for id_ in reversed(paths.order):
            if id_ in self.users:
                ahead = min((leads[one] for one in paths.after[id_]), default=paths.tail[self.id].low)
                most = paths.durations[id_].high
                leads[id_] = from_own[id_] if most is None else max(from_own[id_], ahead - most)
        return leads

    def _lengths(
        self, order: Sequence[str], edges: Mapping[str, Sequence[str]], within: set[str]
    ) -> dict[str, Fraction]:
        """Return the longest path by the least lead times to other activities, without both ends."""
        lengths = {self.id: NOTHING}
        for id_ in order:
            if id_ in within:
                lengths[id_] = max(
                    lengths[one] + (self.paths.durations[one].low if one != self.id else NOTHING)
                    for one in edges[id_]
                    if one in lengths
                )
        return lengths
