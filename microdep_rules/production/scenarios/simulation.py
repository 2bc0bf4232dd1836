"""Simulation (Monte Carlo) of the days that a product takes, with random lead times from their ranges.

The distribution over a range is uniform; with a stated likeliest value, it is triangular. A lead time is not
random if it has no upper bound, or if it is uncertain whether a delay applies. Then the shortest time is
used, so that all results are lower limits, and the result names the component.

Each component has its own sequence of random numbers, which depends on the seed and the id of the component.
Each delay of the component has another sequence. Therefore a component has the same random numbers in every
scenario, and only the scenario makes results differ.
"""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import repeat
from math import ceil, sqrt
from operator import add, sub
from random import Random
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.production.scenarios.model import Time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from microdep_rules.production.critical_path import Network
    from microdep_rules.production.scenarios.effects import Length
    from microdep_rules.production.scenarios.model import Drawing

QUANTILES = (5, 10, 50, 80, 90, 95)
Z = 1.959963984540054
"""Number of standard deviations on each side of the mean that contain 95 % of a normal distribution."""
PARTS = 1 << 20
"""Number of units into which a day is divided for exact sums of times."""
MOST_DRAWS, LEAST_RUNS = 5_000_000, 200
"""Largest number of random draws for one plan, and smallest number of runs.

A very large plan has fewer runs, and its result states the number of runs.
"""


class Estimate(Struct, frozen=True):
    """Estimated value with the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


class SimulationResult(Struct, frozen=True):
    """Distribution of the days that a product takes, over all runs."""

    runs: int
    seed: int
    mean: Estimate
    quantiles: tuple[tuple[int, Estimate], ...]
    """Estimates of days, each with a percentage: at 90, for example, 90 % of the runs take at most these
    days.
    """
    in_time: Estimate | None
    """Share of the runs that are in time; `None` without a delivery day.

    The share is an upper limit if a lead time has no upper bound.
    """
    drawn: tuple[str, ...]
    """Ids of the components with a random lead time."""
    triangular: tuple[str, ...]
    open: tuple[str, ...]
    """Ids of the components with the shortest lead time instead of a random one."""


Rows = dict[str, tuple[str, Time]]
"""Random times of one component, by a unique text; each has the text that selects its random numbers."""


class DrawCache(Struct):
    """Cache of random draws; usually, a day has the plan of the day before, or one more delay."""

    totals: dict[object, list[float]] = field(default_factory=dict)
    """Sorted numbers of days of the product, one for each run, by plan."""
    sums: dict[object, tuple[Rows, array[int]]] = field(default_factory=dict)
    """Random times of one component, and their sum in each run, in units of 1/`PARTS` day."""


def simulate(
    network: Network,
    lengths: Mapping[str, Length],
    drawing: Drawing,
    due: Fraction | None = None,
    known: DrawCache | None = None,
) -> SimulationResult | None:
    """Return the result of all runs of a plan; `None` if no lead time is random.

    `due` is a number of days from the first day of the plan.
    """
    within = {id_: lengths[id_] for id_ in network.order}
    open_ = tuple(id_ for id_, length in within.items() if not length.can_be_drawn)
    rolls = {
        id_: ranges for id_, length in within.items() if length.can_be_drawn and (ranges := _ranges(length))
    }
    if not rolls:
        return None
    runs = min(drawing.runs, max(MOST_DRAWS // len(rolls), LEAST_RUNS))
    known = DrawCache() if known is None else known
    key = (runs, drawing.seed, tuple(within.items()))
    if key not in known.totals:
        luck = _RandomSequences(runs, drawing.seed, known)
        known.totals[key] = sorted(_totals(network, within, rolls, luck))
    totals = known.totals[key]
    shapes = {id_: any(time.likely is not None for time in within[id_].times) for id_ in rolls}
    return SimulationResult(
        runs,
        drawing.seed,
        _mean(totals),
        tuple((percent, quantile(totals, percent)) for percent in QUANTILES),
        None if due is None else proportion(sum(1 for total in totals if total <= float(due)), len(totals)),
        tuple(rolls),
        tuple(id_ for id_, triangular in shapes.items() if triangular),
        open_,
    )


def _ranges(length: Length) -> tuple[Time, ...]:
    """Return those times of a lead time that are ranges, for which numbers are drawn."""
    return tuple(time for time in length.times if not time.days.is_exact)


def _inverse(time: Time) -> Callable[[float], float]:
    """Return the function that turns a uniform random number from 0 to 1 into a random number of days."""
    assert time.days.high is not None
    low, width = float(time.days.low), float(time.days.high - time.days.low)
    if time.likely is None:
        return lambda even: low + even * width
    rise = float((time.likely - time.days.low) / (time.days.high - time.days.low))

    def triangular(even: float) -> float:
        if even < rise:
            return low + width * sqrt(even * rise)
        return low + width * (1 - sqrt((1 - even) * (1 - rise)))

    return triangular


class _RandomSequences(Struct):
    """Random numbers; one time of a component has the same sequence of numbers in every plan."""

    runs: int
    seed: int
    known: DrawCache

    def days(self, id_: str, least: float, ranges: tuple[Time, ...]) -> Iterable[float]:
        """Return the lead time of a component in each run, in days: `least` plus the random times."""
        if not ranges:
            return repeat(least, self.runs)
        if len(ranges) == 1:
            return map(add, repeat(least), self._row(id_, "", ranges[0]))
        return (least + days / PARTS for days in self._sums(id_, ranges))

    def _sums(self, id_: str, ranges: tuple[Time, ...]) -> array[int]:
        """Return the sum of the random times of a component in each run, in units of 1/`PARTS` day.

        The cached sum of an earlier plan is changed by the times that differ. Sums of whole numbers are
        exact, so that their order does not matter.
        """
        key, rows = (self.runs, self.seed, id_), _rows(ranges)
        before, sums = self.known.sums.get(key, ({}, self._nothing()))
        if len(before.keys() ^ rows.keys()) > len(rows):
            before, sums = {}, self._nothing()
        for change, names in ((add, rows.keys() - before.keys()), (sub, before.keys() - rows.keys())):
            for name in names:
                row, time = (rows if change is add else before)[name]
                drawn = (round(days * PARTS) for days in self._row(id_, row, time))
                sums = array("q", map(change, sums, drawn))
        self.known.sums[key] = rows, sums
        return sums

    def _nothing(self) -> array[int]:
        return array("q", bytes(8 * self.runs))

    def _row(self, id_: str, row: str, time: Time) -> list[float]:
        """Return a random number of days in each run, drawn from the range `time`."""
        even = Random(f"{self.seed}/{id_}{row}").random  # noqa: S311 - reproducible, not secret
        roll = _inverse(time)
        return [roll(even()) for _ in range(self.runs)]


def _rows(ranges: tuple[Time, ...]) -> Rows:
    """Return the random times of a component, each with the text that selects its random numbers.

    The first time has the sequence of the component, with and without delays. Each further time belongs to a
    delay, and its text contains the bounds of this delay, so that other delays do not change its random
    numbers.
    """
    rows: Rows = {}
    seen = Counter[str]()
    for time in ranges:
        bounds = f"\0{time.days.low}..{time.days.high}~{time.likely}"
        seen[bounds] += bool(rows)
        name = f"{bounds}\0{seen[bounds]}" if rows else bounds
        rows[name] = (name if rows else "", time)
    return rows


def _totals(
    network: Network,
    lengths: Mapping[str, Length],
    rolls: Mapping[str, tuple[Time, ...]],
    luck: _RandomSequences,
) -> list[float]:
    """Return the days of the whole plan in each run.

    Each component is computed for all runs at once, and its list is deleted after its last use. A value that
    is equal in all runs is stored as one number.
    """
    uses = Counter(id_ for every in network.before.values() for id_ in every)
    fixed: dict[str, float] = {}
    drawn: dict[str, list[float]] = {}
    for id_ in network.order:
        before = network.before[id_]
        least = max((fixed[need] for need in before if need in fixed), default=0.0)
        varying = [drawn[need] for need in before if need in drawn]
        days = _certain_days(lengths[id_])
        if not varying and id_ not in rolls:
            fixed[id_] = least + days
        else:
            starts = list(map(max, repeat(least), *varying)) if varying else [least] * luck.runs
            drawn[id_] = list(map(add, starts, luck.days(id_, days, rolls.get(id_, ()))))
        for needed in before:
            uses[needed] -= 1
            if not uses[needed]:
                drawn.pop(needed, None)
    return drawn[network.end]


def _certain_days(length: Length) -> float:
    """Return the part of a lead time, in days, that is not random.

    If no random number can be drawn, this is the shortest lead time.
    """
    if not length.can_be_drawn:
        return float(length.days.low)
    return float(sum(time.days.low for time in length.times if time.days.is_exact))


# ---- estimates -----------------------------------------------------------------------------------


def _mean(totals: Sequence[float]) -> Estimate:
    mean = fmean(totals)
    error = Z * stdev(totals) / sqrt(len(totals)) if len(totals) > 1 else 0.0
    return Estimate(mean, mean - error, mean + error)


def quantile(ordered: Sequence[float], percent: int) -> Estimate:
    """Return a quantile of sorted values (nearest rank), with its confidence interval.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 50).value
    2.0
    """
    size, share = len(ordered), percent / 100
    width = Z * sqrt(size * share * (1 - share))
    ranks = (ceil(size * share), int(size * share - width), ceil(size * share + width) + 1)
    value, low, high = (ordered[min(max(rank, 1), size) - 1] for rank in ranks)
    return Estimate(value, low, high)


def proportion(hits: int, runs: int) -> Estimate:
    """Return the share of hits among runs, with its confidence interval (Wilson score interval).

    >>> found = proportion(0, 100)
    >>> found.value, round(found.high, 3)
    (0.0, 0.037)
    """
    share, square = hits / runs, Z * Z
    middle = (share + square / (2 * runs)) / (1 + square / runs)
    width = Z * sqrt(share * (1 - share) / runs + square / (4 * runs * runs)) / (1 + square / runs)
    return Estimate(share, max(0.0, middle - width), min(1.0, middle + width))
