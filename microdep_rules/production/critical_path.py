"""The critical path (CPM) of a product: its lead times over its structure.

Each component is an activity: it begins when everything that it needs is there, and takes its lead time.
A lead time that is not stated is a range without an end, so that all results are ranges: what is certain
holds for every lead time in its range.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import Structure

DAYS = {"days": Fraction(1), "weeks": Fraction(7), "months": Fraction(1461, 48), "years": Fraction(1461, 4)}
"""How many days a unit has; a year has 365.25, and a month a twelfth of that."""
NOTHING = Fraction(0)
NEVER = float("inf")
"""The bound of a time that nothing bounds, to compare by."""


class Range(Struct, frozen=True):
    """A number of days between two bounds; without a greatest where nothing bounds it."""

    low: Fraction
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


class Activity(Struct, frozen=True):
    """One component in the plan, with the days after the first on which things happen."""

    id: str
    duration: Range
    stated: bool
    """Whether a lead time is stated, be it as a range."""
    earliest_start: Range
    earliest_finish: Range
    latest_start: Range
    latest_finish: Range
    slack: Range
    critical: Truth
    """Whether it is on the critical path: always, never, or by what is not known."""


class Plan(Struct, frozen=True):
    """The plan of one product, with one way chosen for each component."""

    activities: Mapping[str, Activity]
    """By the id of the component, in the order in which they can begin; not of what stands for a list."""
    total: Range
    path: tuple[str, ...]
    """The longest path by the least lead times, from the first component to the product."""
    unstated: tuple[str, ...]
    """Components without a lead time: the plan may take longer because of them."""
    replaced: Mapping[str, str]
    """The components for which an alternate is planned, with the alternate."""


class Change(Struct, frozen=True):
    """A number of days, negative ones included, between two bounds; each missing where nothing bounds it."""

    low: Fraction | None
    high: Fraction | None


class Replacement(Struct, frozen=True):
    """What it does to the plan when an alternate is used."""

    component: str
    alternate: str
    finish: Range
    """When the alternate is there."""
    total: Range
    added: Change
    """Days that the product takes longer; below zero where it is faster."""


def duration_of(component: Element) -> Range:
    """The lead time of a component in days.

    A component that stands for the whole of a flat list takes no time of its own.
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
    structure: Structure,
    chosen: Mapping[str, str] | None = None,
    durations: Mapping[str, Range] | None = None,
) -> Plan:
    """The plan of a product; `chosen` names the alternate that is used for a component.

    `durations` are lead times other than those that are stated.
    """
    network = Network(structure, chosen or {}, durations or {})
    return network.plan()


class Network:
    """The activities of a plan, what comes before and after each, and the longest ways through it."""

    def __init__(
        self, structure: Structure, chosen: Mapping[str, str], durations: Mapping[str, Range]
    ) -> None:
        self.structure = structure
        self.chosen = chosen
        product = structure.bom.product.id
        self.end = chosen.get(product, product)
        self.before: dict[str, tuple[str, ...]] = {}
        waiting = [self.end]
        while waiting:
            id_ = waiting.pop()
            if id_ not in self.before:
                needed = dict.fromkeys(chosen.get(each, each) for each in structure.needs[id_])
                self.before[id_] = tuple(needed)
                waiting += needed
        self.order = [id_ for id_ in structure.made if id_ in self.before]
        self.after: dict[str, list[str]] = {id_: [] for id_ in self.order}
        for id_ in self.order:
            for each in self.before[id_]:
                self.after[each].append(id_)
        self.durations = {
            id_: durations.get(id_) or duration_of(structure.component(id_)) for id_ in self.order
        }
        self.finish = self._finishes()
        self.tail = self._tails()

    def _finishes(self) -> dict[str, Range]:
        found: dict[str, Range] = {}
        for id_ in self.order:
            found[id_] = plus(latest([found[each] for each in self.before[id_]]), self.durations[id_])
        return found

    def _tails(self) -> dict[str, Range]:
        """How long it takes from the finish of each activity to the end."""
        found: dict[str, Range] = {}
        for id_ in reversed(self.order):
            found[id_] = latest([plus(found[each], self.durations[each]) for each in self.after[id_]])
        return found

    def plan(self) -> Plan:
        """Everything that is known about the plan."""
        total = self.finish[self.end]
        required = [self._required(worst=True), self._required(worst=False)]
        activities = {}
        for id_ in (each for each in self.order if not self.structure.component(each).synthesized):
            duration, finish, tail = self.durations[id_], self.finish[id_], self.tail[id_]
            start = latest([self.finish[each] for each in self.before[id_]])
            slack = Range(
                NOTHING
                if finish.high is None or tail.high is None
                else max(total.low - finish.high - tail.high, NOTHING),
                None if total.high is None else max(total.high - finish.low - tail.low, NOTHING),
            )
            critical = self._is_critical(id_, required)
            if critical is True:
                slack = Range(NOTHING, NOTHING)
            activities[id_] = Activity(
                id_,
                duration,
                duration != Range(NOTHING, None),
                start,
                finish,
                plus(start, slack),
                plus(finish, slack),
                slack,
                critical,
            )
        unstated = tuple(id_ for id_ in self.order if self.durations[id_].high is None)
        replaced = {a: b for a, b in self.chosen.items() if b in activities}
        return Plan(activities, total, tuple(self._path()), unstated, replaced)

    def _path(self) -> list[str]:
        """The longest path, by the least lead times; of two as long as each other, the first stated."""
        path = [self.end]
        while self.before[path[-1]]:
            path.append(max(self.before[path[-1]], key=lambda each: self.finish[each].low))
        path.reverse()
        if self.structure.component(self.end).synthesized:  # it stands for a list, and is no activity
            path.pop()
        # What takes no time that is known leads nowhere.
        while len(path) > 1 and self.finish[path[0]].low == 0:
            path.pop(0)
        return path

    def _required(self, *, worst: bool) -> dict[str, Fraction | None]:
        """When an activity has to finish at the least to be on the critical path.

        In the worst case all others take their greatest lead times, in the best case their least. Where
        activities share what comes before them, the worst is too bad and the best too good: what is called
        certain is certain, and what is called open may be closed.
        """
        found: dict[str, Fraction | None] = {self.end: NOTHING}
        for id_ in reversed(self.order[:-1]):
            options = [self._by(id_, user, found[user], worst=worst) for user in self.after[id_]]
            known = [each for each in options if each is not None]
            found[id_] = min(known) if known else None
        return found

    def _by(self, id_: str, user: str, required: Fraction | None, *, worst: bool) -> Fraction | None:
        """The same, on the way through one user of it; nothing where no finish is late enough."""
        others = [self.finish[each] for each in self.before[user] if each != id_]
        lags = [each.high if worst else each.low for each in others]
        own = self.durations[user].low if worst else self.durations[user].high
        if required is None or None in lags:
            return None
        least = NOTHING if own is None else max(required - own, NOTHING)
        return max([least, *(each for each in lags if each is not None)])

    def _is_critical(self, id_: str, required: Sequence[Mapping[str, Fraction | None]]) -> Truth:
        finish, (worst, best) = self.finish[id_], required
        surely = worst[id_]
        if surely is not None and finish.low >= surely:
            return True
        perhaps = best[id_]
        assert perhaps is not None
        return None if finish.high is None or finish.high >= perhaps else False


def latest(ranges: Sequence[Range]) -> Range:
    """The last of several moments; the first day of all where there are none."""
    lows = [each.low for each in ranges]
    highs = [each.high for each in ranges]
    known = [each for each in highs if each is not None]
    return Range(max(lows, default=NOTHING), None if len(known) < len(highs) else max(known, default=NOTHING))


def plus(one: Range, other: Range) -> Range:
    """One time after the other."""
    high = None if one.high is None or other.high is None else one.high + other.high
    return Range(one.low + other.low, high)


def replacements(structure: Structure) -> tuple[Replacement, ...]:
    """What each approved alternate does to the plan, alone."""
    network, everywhere = Network(structure, {}, {}), _finish_of_all(structure)
    total = network.finish[network.end]
    if not any(structure.alternates(id_) for id_ in network.order):
        return ()
    others = [_avoiding(network, low=True), _avoiding(network, low=False)]
    found = []
    for id_ in network.order:
        for other in structure.alternates(id_):
            finish = everywhere[other]
            through = plus(finish, network.tail[id_])
            low, high = max(others[0][id_], through.low), max(others[1][id_], _or_never(through.high))
            new = Range(Fraction(low), None if high == NEVER else Fraction(high))
            found.append(
                Replacement(id_, other, finish, new, _added(new, total, finish, network.finish[id_]))
            )
    return tuple(found)


def _or_never(days: Fraction | None) -> Fraction | float:
    return NEVER if days is None else days


def _avoiding(network: Network, *, low: bool) -> dict[str, Fraction | float]:
    """How long the product takes on ways that do not go through each activity.

    In the order of activities, a way goes around one where it steps over it, or begins behind it.
    """
    place = {id_: number for number, id_ in enumerate(network.order)}
    starting: list[list[tuple[Fraction | float, int]]] = [[] for _ in range(len(network.order) + 1)]
    for id_ in network.order:
        rest = plus(network.durations[id_], network.tail[id_])
        if not network.before[id_]:
            starting[0].append((_bound(rest, low=low), place[id_]))
        for each in network.before[id_]:
            whole = plus(network.finish[each], rest)
            starting[place[each] + 1].append((_bound(whole, low=low), place[id_]))
    found: dict[str, Fraction | float] = {}
    steps: list[tuple[Fraction | float, int]] = []
    for id_, number in place.items():
        for days, last in starting[number]:
            heappush(steps, (-days, last))
        while steps and steps[0][1] <= number:
            heappop(steps)
        found[id_] = -steps[0][0] if steps else NOTHING
    return found


def _bound(days: Range, *, low: bool) -> Fraction | float:
    return days.low if low else _or_never(days.high)


def _added(new: Range, old: Range, finish: Range, own: Range) -> Change:
    """How much longer the product takes, when one component is there at another time.

    It takes longer by no more than that component does, and never shorter by more.
    """
    lows = [] if own.high is None else [min(finish.low - own.high, NOTHING)]
    lows += [] if old.high is None else [new.low - old.high]
    highs = [] if finish.high is None else [max(finish.high - own.low, NOTHING)]
    highs += [] if new.high is None else [new.high - old.low]
    return Change(max(lows, default=None), min(highs, default=None))


def _finish_of_all(structure: Structure) -> dict[str, Range]:
    """When each component is there, made as it is stated; alternates included."""
    found: dict[str, Range] = {}
    for id_ in structure.made:
        before = [found[each] for each in structure.needs[id_]]
        found[id_] = plus(latest(before), duration_of(structure.component(id_)))
    return found
