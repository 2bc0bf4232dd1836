"""Activities that are on the longest path for all lead times in their ranges (necessary criticality).

An activity is so where no path that avoids it can be longer than all paths through it. The worst case for it
has the activities of one avoiding path at their greatest lead times, and all others at their least. Such a
path has three sections: through what the activity needs, through what has nothing to do with it, and through
what needs it. How much the activity is ahead is a sum over the sections, and of each section the least is
found from activity to activity: J. Fortin, P. Zieliński, D. Dubois, H. Fargier, Criticality analysis of
activity networks under interval uncertainty, Journal of Scheduling 13 (2010), show that this takes
polynomial time. Whether an activity *may* be critical is a hard problem, and is not decided here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.production.critical_path import Paths

MOST_VISITS = 300_000
"""So many activities are visited for one plan: of the rest it stays open."""
MOST_OPEN = 8
"""So many lead times without an upper bound are looked at to rule activities out."""
NOTHING = Fraction(0)


class Always:
    """Answers whether activities of one network are critical for all lead times."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._left = MOST_VISITS
        self._related = self._with_all_open()

    def is_critical(self, id_: str) -> bool:
        """Return whether an activity surely is; not where too much would have to be visited to know."""
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
        """The activities on some path with each lead time without an upper bound, of the first of these."""
        found: set[str] | None = None
        open_ = [id_ for id_, each in self.paths.durations.items() if each.high is None]
        for id_ in open_[:MOST_OPEN]:
            related = closure(id_, self.paths.before) | closure(id_, self.paths.after) | {id_}
            found = related if found is None else found & related
        return found


def closure(id_: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    """All that is reached from one activity, without it."""
    found: set[str] = set()
    waiting = [*edges[id_]]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += edges[each]
    return found


class _Sections:
    """How much one activity is ahead of the paths that avoid it, at the least, by their sections."""

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
            before[each] + own + behind[user] >= 0
            for user in self.users
            for each in self.paths.before[user]
            if each != self.id and each not in self.users
        )

    def _before(self) -> dict[str, Fraction] | None:
        """The lead after each activity that comes first, or has nothing to do with the one that is meant.

        Nothing where something that has nothing to do with it can take any time.
        """
        paths, found = self.paths, dict[str, Fraction]()
        to_own = self._lengths(list(reversed(paths.order)), paths.after, self.needed)
        start = paths.finish[self.id].low - paths.durations[self.id].low
        for each in paths.order:
            if each in self.users or each == self.id:
                continue
            ahead = min((found[one] for one in paths.before[each]), default=start)
            most = paths.durations[each].high
            if each not in self.needed:
                if most is None:
                    return None
                found[each] = ahead - most
            else:
                found[each] = to_own[each] if most is None else max(to_own[each], ahead - most)
        return found

    def _behind(self) -> dict[str, Fraction]:
        """The lead before each activity that needs the one that is meant, from there to the end."""
        paths, found = self.paths, dict[str, Fraction]()
        from_own = self._lengths(paths.order, paths.before, self.users)
        for each in reversed(paths.order):
            if each in self.users:
                ahead = min((found[one] for one in paths.after[each]), default=paths.tail[self.id].low)
                most = paths.durations[each].high
                found[each] = from_own[each] if most is None else max(from_own[each], ahead - most)
        return found

    def _lengths(
        self, order: Sequence[str], edges: Mapping[str, Sequence[str]], within: set[str]
    ) -> dict[str, Fraction]:
        """The longest way by the least lead times between the activity and some others, without both ends."""
        found = {self.id: NOTHING}
        for each in order:
            if each in within:
                found[each] = max(
                    found[one] + (self.paths.durations[one].low if one != self.id else NOTHING)
                    for one in edges[each]
                    if one in found
                )
        return found
