"""Critical path (CPM) of a product: its lead times over its structure.

Each component is an activity: it begins when everything that it needs is available, and takes its lead time.
A lead time that is not stated is a range without an upper end, so all results are ranges: a certain result is
true for every lead time in its range.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import nlargest
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.production.criticality import Always
from microdep_rules.production.worlds import latest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import ProductStructure

DAYS = {"days": Fraction(1), "weeks": Fraction(7), "months": Fraction(1461, 48), "years": Fraction(1461, 4)}
"""Days per unit; a year has 365.25 days, and a month a twelfth of that."""
NOTHING = Fraction(0)
NEVER = float("inf")
"""Upper bound of an unbounded time, for comparisons."""


class Range(Struct, frozen=True):
    """Number of days between two bounds; the upper one is None if unbounded."""

    low: Fraction
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """Return whether it is one number."""
        return self.low == self.high


class Activity(Struct, frozen=True):
    """One component in the plan; its times are in days after the first day."""

    id: str
    duration: Range
    stated: bool
    """True if a lead time is stated, even as a range."""
    earliest_start: Range
    earliest_finish: Range
    latest_start: Range
    latest_finish: Range
    slack: Range
    is_exact: bool
    """True if the ends of its latest start, latest finish and slack are reached; else they are bounds."""
    critical: Truth
    """True if it is always on the critical path, False if never, None if that depends on unknown facts."""


class ProductionPlan(Struct, frozen=True):
    """Plan of one product, with one choice for each component."""

    activities: Mapping[str, Activity]
    """Activities by component id, in the order of their starts; without the entry that represents a list."""
    total: Range
    path: tuple[str, ...]
    """Longest path by the least lead times, from the first component to the product."""
    path_at_most: tuple[str, ...]
    """Longest path by the greatest lead times; empty where one of its lead times is unbounded."""
    unstated: tuple[str, ...]
    """Components without a lead time: the plan may take longer because of them."""
    replaced: Mapping[str, str]
    """Components that the plan replaces, with the alternate."""


class DayDifference(Struct, frozen=True):
    """Number of days, possibly negative, between two bounds; each None if unbounded."""

    low: Fraction | None
    high: Fraction | None


def duration_of(component: Element) -> Range:
    """Return the lead time of a component in days.

    A component that represents the whole of a flat list takes no time of its own.
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
    """Return the plan of a product; `chosen` names the alternate that is used for a component.

    `durations` are lead times that differ from the stated ones.
    """
    network = Network(structure, chosen or {}, durations or {})
    return network.plan()


class Paths:
    """Activities with their predecessors and successors, and the longest paths through them."""

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
        self.tail = self._tails()

    def _finishes(self) -> dict[str, Range]:
        finishes: dict[str, Range] = {}
        for id_ in self.order:
            finishes[id_] = plus(latest([finishes[user] for user in self.before[id_]]), self.durations[id_])
        return finishes

    def _tails(self) -> dict[str, Range]:
        """Return the time from the finish of each activity to the end."""
        tails: dict[str, Range] = {}
        for id_ in reversed(self.order):
            tails[id_] = latest([plus(tails[user], self.durations[user]) for user in self.after[id_]])
        return tails


class Network(Paths):
    """Activities of a plan: the components of the product, with one choice for each."""

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
        """The two latest finishes among the inputs of an activity, so that one input can be left out."""

    def plan(self) -> ProductionPlan:
        """Return everything that is known about the plan."""
        total = self.finish[self.end]
        required = [self._required(worst=True), self._required(worst=False)]
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
        """Return the latest start, latest finish and slack of each activity, and whether they are exact.

        The values of one activity, and the end of the product, come from one draw of the lead times.
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
        """Return the same within bounds: from its own finish, the end of the product, and its users.

        It finishes by the latest start of each of its users, and never before it can.
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
        """Return the longest path by one end of the lead times; of two equal paths, the first stated."""
        path = [self.end]
        while self.before[path[-1]]:
            path.append(max(self.before[path[-1]], key=lambda id_: days(self.finish[id_])))
        path.reverse()
        if self.structure.component(self.end).synthesized:  # it stands for a list, and is no activity
            path.pop()
        # What takes no time that is known leads nowhere.
        while len(path) > 1 and days(self.finish[path[0]]) == 0:
            path.pop(0)
        return tuple(path)

    def _required(self, *, worst: bool) -> dict[str, Fraction | None]:
        """Return the least finish at which an activity is on the critical path.

        In the worst case all others take their greatest lead times, in the best case their least. Where
        activities share predecessors, the worst case is too bad and the best too good.
        """
        required: dict[str, Fraction | None] = {self.end: NOTHING}
        for id_ in reversed(self.order[:-1]):
            options = [self._by(id_, user, required[user], worst=worst) for user in self.after[id_]]
            known = [option for option in options if option is not None]
            required[id_] = min(known) if known else None
        return required

    def _by(self, id_: str, user: str, required: Fraction | None, *, worst: bool) -> Fraction | None:
        """Return the same on the path through one user; None where no finish is late enough."""
        others = self._last_besides(id_, user, worst=worst)
        own = self.durations[user].low if worst else self.durations[user].high
        if required is None or others is None:
            return None
        return max(NOTHING if own is None else required - own, others)

    def _last_besides(self, id_: str, user: str, *, worst: bool) -> Fraction | None:
        """Return the time when all inputs of an activity but one are available; None if unbounded."""
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
    """Return a greatest number of days, or infinity if unbounded, for comparisons."""
    return NEVER if days is None else days


def less(days: Fraction, other: Fraction | None) -> Fraction:
    """Return the difference of two numbers of days, at least 0; the other may be unbounded."""
    return NOTHING if other is None else max(days - other, NOTHING)


def lowest(highs: Sequence[Fraction | None]) -> Fraction | None:
    """Return the least of several upper bounds; None if all are unbounded."""
    return min((high for high in highs if high is not None), default=None)


def latest(ranges: Sequence[Range]) -> Range:
    """Return the latest of several times; the first day if there are none."""
    lows = [range_.low for range_ in ranges]
    highs = [range_.high for range_ in ranges]
    known = [high for high in highs if high is not None]
    return Range(max(lows, default=NOTHING), None if len(known) < len(highs) else max(known, default=NOTHING))


def plus(one: Range, other: Range) -> Range:
    """Return the sum of two times."""
    high = None if one.high is None or other.high is None else one.high + other.high
    return Range(one.low + other.low, high)
