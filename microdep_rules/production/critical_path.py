"""Critical path of a product (critical path method, CPM), from the lead times of its components.

Each component is an activity. An activity begins when all components that it needs are available, and takes
the lead time of its component. An unstated lead time has no upper bound, so all results are ranges. A result
is certain only if it is true for all lead times within their ranges.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import nlargest
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.production.criticality import Always
from microdep_rules.production.worlds import latest_of
from microdep_rules.vocabulary.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import ProductStructure

DAYS = {unit: UNITS[unit].factor for unit in ("days", "weeks", "months", "years")}
"""Days per unit, as in rules: a month is 1/12 of a year, and a year has its mean length."""
NOTHING = Fraction(0)
NEVER = float("inf")
"""Number of days in place of a missing upper bound, for comparisons."""


class Range(Struct, frozen=True):
    """Range of a number of days; `high` is `None` if there is no upper bound."""

    low: Fraction
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """True if both bounds are equal."""
        return self.low == self.high


class Activity(Struct, frozen=True):
    """Component in the plan. Times are in days after the first day of the plan."""

    id: str
    duration: Range
    stated: bool
    """True if a lead time is stated, as a number or a range."""
    earliest_start: Range
    earliest_finish: Range
    latest_start: Range
    latest_finish: Range
    slack: Range
    is_exact: bool
    """True if the ranges of latest start, latest finish and slack are exact; false if they may be too wide.
    """
    critical: Truth
    """True if the activity is always on the critical path, false if never, `None` if this is uncertain."""


class ProductionPlan(Struct, frozen=True):
    """Plan of a product: times of its activities, its longest paths, and the alternates in it."""

    activities: Mapping[str, Activity]
    """Activities by id of the component, in an order in which each comes after the activities that it needs.
    """
    total: Range
    path: tuple[str, ...]
    """Longest path with the minimum lead times, from the first component to the product."""
    path_at_most: tuple[str, ...]
    """Longest path with the maximum lead times; empty if the plan has no upper bound."""
    unstated: tuple[str, ...]
    """Components without an upper bound of the lead time, so that the plan has no upper bound."""
    replaced: Mapping[str, str]
    """Chosen alternate by the id of the replaced component."""


class DayDifference(Struct, frozen=True):
    """Range of a difference in days, which may be negative; a missing bound is `None`."""

    low: Fraction | None
    high: Fraction | None


def duration_of(component: Element) -> Range:
    """Return the lead time of a component in days.

    For a flat list, the program adds a product at the top, which takes no time.
    """
    raw = component.data.get("lead_time")
    if component.synthesized:
        return Range(NOTHING, NOTHING)
    if not isinstance(raw, dict) or raw.get("unit") not in DAYS:
        return Range(NOTHING, None)
    stated, days = bounds(raw.get("value")), DAYS[raw["unit"]]
    low = stated.low or NOTHING
    return Range(low * days, None if stated.high is None else stated.high * days)


def plan_of(
    structure: ProductStructure,
    chosen: Mapping[str, str] | None = None,
    durations: Mapping[str, Range] | None = None,
) -> ProductionPlan:
    """Return the plan of a product; `chosen` has alternates by the id of the replaced component.

    `durations` has lead times that replace the stated lead times.
    """
    network = Network(structure, chosen or {}, durations or {})
    return network.plan()


class Paths:
    """Activities with their order in time, and the longest paths before and after each activity."""

    def __init__(
        self,
        end: str,
        order: Iterable[str],
        needs: Callable[[str], Iterable[str]],
        duration: Callable[[str], Range],
    ) -> None:
        self.end = end
        self.before: dict[str, tuple[str, ...]] = {}
        waiting = [end]
        while waiting:
            id_ = waiting.pop()
            if id_ not in self.before:
                self.before[id_] = tuple(dict.fromkeys(needs(id_)))
                waiting += self.before[id_]
        self.order = [id_ for id_ in order if id_ in self.before]
        self.after: dict[str, list[str]] = {id_: [] for id_ in self.order}
        for id_ in self.order:
            for need in self.before[id_]:
                self.after[need].append(id_)
        self.durations = {id_: duration(id_) for id_ in self.order}
        self.finish = self._finishes()
        self.tail = self._times_to_end()

    def _finishes(self) -> dict[str, Range]:
        finishes: dict[str, Range] = {}
        for id_ in self.order:
            finishes[id_] = plus(latest([finishes[user] for user in self.before[id_]]), self.durations[id_])
        return finishes

    def _times_to_end(self) -> dict[str, Range]:
        """Return the time from the finish of each activity to the end of the plan."""
        tails: dict[str, Range] = {}
        for id_ in reversed(self.order):
            tails[id_] = latest([plus(tails[user], self.durations[user]) for user in self.after[id_]])
        return tails


class Network(Paths):
    """Activities of a plan: the components of the product, or their chosen alternates."""

    def __init__(
        self, structure: ProductStructure, chosen: Mapping[str, str], durations: Mapping[str, Range]
    ) -> None:
        self.structure = structure
        self.chosen = chosen
        product = structure.bom.product.id
        super().__init__(
            chosen.get(product, product),
            structure.made,
            lambda id_: (chosen.get(need, need) for need in structure.needs[id_]),
            lambda id_: durations.get(id_) or duration_of(structure.component(id_)),
        )
        self._last: dict[tuple[str, bool], list[tuple[str, Fraction | None]]] = {}
        """For each activity, the two latest finishes of its inputs; the second is used if the first is
        ignored.
        """

    def plan(self) -> ProductionPlan:
        """Return the plan with all times."""
        total = self.finish[self.end]
        required = [self._required_finishes(worst=True), self._required_finishes(worst=False)]
        always = Always(self)
        critical = {id_: self._is_critical(id_, required, always) for id_ in self.order}
        margins = self._margins(critical)
        activities = {
            id_: Activity(
                id_,
                self.durations[id_],
                self.durations[id_] != Range(NOTHING, None),
                self._start(id_),
                self.finish[id_],
                *margins[id_],
                critical[id_],
            )
            for id_ in self.order
            if not self.structure.component(id_).synthesized
        }
        unstated = tuple(id_ for id_ in self.order if self.durations[id_].high is None)
        uses = {self.structure.bom.product.id, *(n for id_ in self.order for n in self.structure.needs[id_])}
        replaced = {a: b for a, b in self.chosen.items() if a in uses and a != b}
        return ProductionPlan(
            activities, total, self._path(_by_least), self._path_at_most(), unstated, replaced
        )

    def _start(self, id_: str) -> Range:
        return latest([self.finish[need] for need in self.before[id_]])

    def _margins(self, critical: Mapping[str, Truth]) -> dict[str, tuple[Range, Range, Range, bool]]:
        """Return (latest start, latest finish, slack, exact) by id of the activity.

        `exact` is false if the ranges of the other three values may be too wide.
        """
        exact = latest_of(self)
        margins: dict[str, tuple[Range, Range, Range, bool]] = {}
        for id_ in reversed(self.order):
            if critical[id_] is True:
                margins[id_] = (self._start(id_), self.finish[id_], Range(NOTHING, NOTHING), True)
            elif exact is not None:
                start, finish, slack = (Range(low or NOTHING, high) for low, high in exact[id_])
                margins[id_] = (start, finish, slack, True)
            else:
                margins[id_] = (*self._bounds(id_, [margins[user][0] for user in self.after[id_]]), False)
        return margins

    def _bounds(self, id_: str, users: Sequence[Range]) -> tuple[Range, Range, Range]:
        """Return bounds for the latest start, the latest finish and the slack of an activity.

        `users` has the latest starts of the activities that need this activity.
        """
        start, own, tail = self._start(id_), self.durations[id_], self.tail[id_]
        early, total = self.finish[id_], self.finish[self.end]
        finish = Range(
            max(early.low, less(total.low, tail.high), min((user.low for user in users), default=NOTHING)),
            lowest([None if total.high is None else total.high - tail.low, *(user.high for user in users)]),
        )
        begin = Range(
            max(start.low, less(finish.low, own.high), less(total.low, plus(own, tail).high)),
            None if finish.high is None else finish.high - own.low,
        )
        slack = Range(
            max(
                less(finish.low, early.high),
                less(begin.low, start.high),
                less(total.low, plus(early, tail).high),
            ),
            None if finish.high is None else finish.high - early.low,
        )
        return begin, finish, slack

    def _path_at_most(self) -> tuple[str, ...]:
        return () if self.finish[self.end].high is None else self._path(_by_greatest)

    def _path(self, days: Callable[[Range], Fraction | float]) -> tuple[str, ...]:
        """Return the longest path, computed with the lead times that `days` selects from their ranges.

        Of two paths of equal length, return the path that is first in the file.
        """
        path = [self.end]
        while self.before[path[-1]]:
            path.append(max(self.before[path[-1]], key=lambda id_: days(self.finish[id_])))
        path.reverse()
        if self.structure.component(self.end).synthesized:  # the product of a flat list is not an activity
            path.pop()
        # The path omits activities at its beginning without a known lead time.
        while len(path) > 1 and days(self.finish[path[0]]) == 0:
            path.pop(0)
        return tuple(path)

    def _required_finishes(self, *, worst: bool) -> dict[str, Fraction | None]:
        """Return, for each activity, the earliest finish that puts the activity on the critical path.

        The value is `None` if no finish does. With `worst`, all other activities have their longest lead
        times; otherwise their shortest. If activities share inputs, the worst result may be too high, and the
        best too low.
        """
        required: dict[str, Fraction | None] = {self.end: NOTHING}
        for id_ in reversed(self.order[:-1]):
            options = [
                self._required_through(id_, user, required[user], worst=worst) for user in self.after[id_]
            ]
            known = [option for option in options if option is not None]
            required[id_] = min(known) if known else None
        return required

    def _required_through(
        self, id_: str, user: str, required: Fraction | None, *, worst: bool
    ) -> Fraction | None:
        """Return the required finish of `id_` for paths through the next activity, `user`; or `None`."""
        others = self._latest_without(id_, user, worst=worst)
        own = self.durations[user].low if worst else self.durations[user].high
        if required is None or others is None:
            return None
        return max(NOTHING if own is None else required - own, others)

    def _latest_without(self, id_: str, user: str, *, worst: bool) -> Fraction | None:
        """Return the time when all inputs of `user` except `id_` are available.

        The time is `None` if it has no upper bound.
        """
        about = (user, worst)
        if about not in self._last:
            finishes = {need: self.finish[need] for need in self.before[user]}
            moments = {id_: time.high if worst else time.low for id_, time in finishes.items()}
            last = nlargest(2, moments, key=lambda need: or_never(moments[need]))
            self._last[about] = [(need, moments[need]) for need in last]
        return next((moment for need, moment in self._last[about] if need != id_), NOTHING)

    def _is_critical(
        self, id_: str, required: Sequence[Mapping[str, Fraction | None]], always: Always
    ) -> Truth:
        finish, (worst, best) = self.finish[id_], required
        surely = worst[id_]
        if surely is not None and finish.low >= surely:
            return True
        perhaps = best[id_]
        assert perhaps is not None
        if finish.high is not None and finish.high < perhaps:
            return False
        return True if always.is_critical(id_) else None


def _by_least(days: Range) -> Fraction:
    return days.low


def _by_greatest(days: Range) -> Fraction | float:
    return or_never(days.high)


def or_never(days: Fraction | None) -> Fraction | float:
    """Return an upper bound in days for comparisons; infinity if there is no upper bound."""
    return NEVER if days is None else days


def less(days: Fraction, other: Fraction | None) -> Fraction:
    """Return `days - other`; 0 if the difference is negative or `other` is `None`."""
    return NOTHING if other is None else max(days - other, NOTHING)


def lowest(highs: Sequence[Fraction | None]) -> Fraction | None:
    """Return the smallest of several upper bounds; `None` if all are `None`."""
    return min((high for high in highs if high is not None), default=None)


def latest(ranges: Sequence[Range]) -> Range:
    """Return the latest of several times; day 0 for an empty list."""
    lows = [range_.low for range_ in ranges]
    highs = [range_.high for range_ in ranges]
    known = [high for high in highs if high is not None]
    return Range(max(lows, default=NOTHING), None if len(known) < len(highs) else max(known, default=NOTHING))


def plus(left: Range, right: Range) -> Range:
    """Return the sum of two times."""
    high = None if left.high is None or right.high is None else left.high + right.high
    return Range(left.low + right.low, high)
