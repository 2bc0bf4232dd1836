"""Difference between the times of two plans that share components with the same unknown lead times.

If one lead time grows, the difference of two longest paths only rises or only falls. So the smallest and
largest values of the difference occur at the bounds of the lead times. In a *world*, each lead time has one
of its two bounds as its value; all worlds are computed.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.production.critical_path import Paths, Range

MOST_STEPS = 16_384
"""Largest number of worlds multiplied by activities; beyond this number, nothing is computed."""
Days = dict[str, int]
Bounds = tuple[Fraction | None, Fraction | None]
"""Smallest and largest number of days; a missing bound is `None`."""


class Worlds:
    """Bounds of lead times as whole numbers of a common unit.

    A missing upper bound becomes a number that is larger than every sum of known bounds.
    """

    def __init__(self, durations: Mapping[str, Range]) -> None:
        bounds = [bound for one in durations.values() for bound in (one.low, one.high) if bound is not None]
        self.unit = lcm(*(bound.denominator for bound in bounds))
        self.beyond = sum(int(bound * self.unit) for bound in bounds) + 1
        """Number in place of a missing upper bound; it is larger than every sum of known bounds."""
        self.ends = {
            id_: (int(range_.low * self.unit), self._end(range_.high)) for id_, range_ in durations.items()
        }

    def _end(self, high: Fraction | None) -> int:
        return 4 * self.beyond if high is None else int(high * self.unit)

    def iterate(self, open_: Iterable[str], fixed: Mapping[str, int]) -> Iterator[Days]:
        """Yield each world, as days by component; `fixed` contains the days that are equal in all worlds."""
        ids = list(open_)
        for ends in product(*(self.ends[id_] for id_ in ids)):
            yield {**fixed, **dict(zip(ids, ends, strict=True))}

    def least(self) -> Days:
        """Return the lower bound of the lead time of each component."""
        return {id_: low for id_, (low, _) in self.ends.items()}

    def bound(self, days: int) -> Fraction | None:
        """Convert whole units to days; `None` if `days` contains a missing upper bound."""
        return None if abs(days) > 2 * self.beyond else Fraction(days, self.unit)


class Extremes:
    """Smallest and largest of all numbers that were passed to `see`."""

    def __init__(self) -> None:
        self.low: int | None = None
        self.high: int | None = None

    def see(self, days: int) -> None:
        """Include a number."""
        self.low = days if self.low is None else min(self.low, days)
        self.high = days if self.high is None else max(self.high, days)

    def bounds(self, worlds: Worlds) -> Bounds:
        """Return the smallest and the largest number, converted to days."""
        assert self.low is not None
        assert self.high is not None
        return worlds.bound(self.low), worlds.bound(self.high)


def latest_of(network: Paths) -> dict[str, tuple[Bounds, Bounds, Bounds]] | None:
    """Return bounds for the latest start, latest finish and slack of each activity but the last.

    Return `None` if there are too many worlds. The days of the last activity change all results by the same
    amount.
    """
    ids = network.order
    open_ = [id_ for id_ in ids if not network.durations[id_].is_exact and id_ != network.end]
    if len(ids) << len(open_) > MOST_STEPS:
        return None
    worlds = Worlds(network.durations)
    by_activity = {id_: (Extremes(), Extremes(), Extremes()) for id_ in ids if id_ != network.end}
    for days in worlds.iterate(open_, worlds.least()):
        finish = _finishes(network, days)
        end = finish[network.end]
        latest = {network.end: end}
        for id_ in reversed(ids):
            if id_ != network.end:
                latest[id_] = last = min(latest[user] - days[user] for user in network.after[id_])
                for extremes, value in zip(
                    by_activity[id_], (last - days[id_], last, last - finish[id_]), strict=True
                ):
                    extremes.see(value)
    return {
        id_: (one.bounds(worlds), two.bounds(worlds), three.bounds(worlds))
        for id_, (one, two, three) in by_activity.items()
    }


def difference(old: Paths, new: Paths) -> Bounds | None:
    """Return bounds for the time of the plan `old` minus the time of the plan `new`.

    Return `None` if there are too many worlds. For a component in only one plan, one bound of its lead time
    is enough, because the difference changes in one direction.
    """
    shared = [id_ for id_ in new.order if id_ in old.durations]
    ends = {old.end} if old.end == new.end else set[str]()
    counts = [id_ for id_ in shared if not old.durations[id_].is_exact and id_ not in ends]
    open_ = [id_ for id_ in counts if _may_be_on_longest_path(old, id_) or _may_be_on_longest_path(new, id_)]
    if (len(old.order) + len(new.order)) << len(open_) > MOST_STEPS:
        return None
    worlds = Worlds({**old.durations, **new.durations})
    only_old = {id_ for id_ in old.order if id_ not in new.durations}
    only_new = {id_ for id_ in new.order if id_ not in old.durations}
    extremes = Extremes()
    for greater in (True, False):
        fixed = worlds.least()
        fixed |= {id_: worlds.ends[id_][1] for id_ in (only_new if greater else only_old)}
        for days in worlds.iterate(open_, fixed):
            extremes.see(_finishes(new, days)[new.end] - _finishes(old, days)[old.end])
    return extremes.bounds(worlds)


def _may_be_on_longest_path(network: Paths, id_: str) -> bool:
    """Return whether an activity may be on the longest path."""
    finish, tail, total = network.finish[id_], network.tail[id_], network.finish[network.end]
    return finish.high is None or tail.high is None or finish.high + tail.high >= total.low


def _finishes(network: Paths, days: Mapping[str, int]) -> Days:
    finishes: Days = {}
    for id_ in network.order:
        before = network.before[id_]
        finishes[id_] = days[id_] + (max([finishes[need] for need in before]) if before else 0)
    return finishes
