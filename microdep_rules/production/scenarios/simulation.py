"""Monte Carlo simulation of lead times that are ranges: completion days of a product, and their certainty.

A range between two bounds is drawn uniformly, and as a triangle where its likeliest value is stated. A lead
time without an upper bound, or with an unknown delay, is not drawn: it counts at its least, so all results
are minimums; the components are named.

Each component draws from its own sequence, which follows from the seed and its id, and each of its delays
from another one. So a component draws the same numbers in every scenario, and two results differ by the
scenario only.
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
"""Standard deviations that contain a normal variable in 95 of 100 cases."""
PARTS = 1 << 20
"""Units per day for sums of several times: less than a tenth of a second each."""
MOST_DRAWS, LEAST_RUNS = 5_000_000, 200
"""Maximum number of draws for one plan: a very large plan has fewer runs, and states that."""


class Estimate(Struct, frozen=True):
    """Estimate, with the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


class SimulationResult(Struct, frozen=True):
    """Distribution of the days that a product takes, over all runs."""

    runs: int
    seed: int
    mean: Estimate
    quantiles: tuple[tuple[int, Estimate], ...]
    """Days not exceeded in so many of 100 runs, by percent."""
    in_time: Estimate | None
    """Share of runs in time; None where no day is due. With open lead times it is a maximum."""
    drawn: tuple[str, ...]
    """Components with drawn lead times."""
    triangular: tuple[str, ...]
    open: tuple[str, ...]
    """Components counted at their least."""


Rows = dict[str, tuple[str, Time]]
"""Times by unique names, each with the text that determines its sequence of numbers."""


class DrawCache(Struct):
    """Earlier draws: most days have the same plan as the day before, or one delay more."""

    totals: dict[object, list[float]] = field(default_factory=dict)
    """Sorted totals of plans."""
    sums: dict[object, tuple[Rows, array[int]]] = field(default_factory=dict)
    """Components with several times: these, and their sum in each run, in `PARTS` of a day."""


def simulate(
    network: Network,
    lengths: Mapping[str, Length],
    drawing: Drawing,
    due: Fraction | None = None,
    known: DrawCache | None = None,
) -> SimulationResult | None:
    """Return the runs of a plan; None where no lead time can be drawn. `due` is in days from the first."""
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
    """Return the times that are ranges: those that are drawn."""
    return tuple(time for time in length.times if not time.days.is_exact)


def _inverse(time: Time) -> Callable[[float], float]:
    """Return the inverse of the distribution function of a time."""
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
    """Sequences of numbers from which components draw: each time has one, the same in every plan."""

    runs: int
    seed: int
    known: DrawCache

    def days(self, id_: str, least: float, ranges: tuple[Time, ...]) -> Iterable[float]:
        """Return the days that a component takes in each run."""
        if not ranges:
            return repeat(least, self.runs)
        if len(ranges) == 1:
            return map(add, repeat(least), self._row(id_, "", ranges[0]))
        return (least + days / PARTS for days in self._sums(id_, ranges))

    def _sums(self, id_: str, ranges: tuple[Time, ...]) -> array[int]:
        """Return the sums of several times, continued from earlier draws.

        Sums of whole numbers are exact, so the order of the times does not matter.
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
        """Return the days of one time in each run."""
        even = Random(f"{self.seed}/{id_}{row}").random  # noqa: S311 - to be repeated, not secret
        roll = _inverse(time)
        return [roll(even()) for _ in range(self.runs)]


def _rows(ranges: tuple[Time, ...]) -> Rows:
    """Return the times of a component by sequence: the component's for the first, else by the bounds.

    So the first time draws the same numbers as alone, and a time keeps its sequence when another one ends.
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
    """Return the days of the whole plan in each run: component by component, all runs at once.

    A list is freed when nothing needs it any more; a value that no draw can change is one number.
    """
    uses = Counter(id_ for every in network.before.values() for id_ in every)
    fixed: dict[str, float] = {}
    drawn: dict[str, list[float]] = {}
    for id_ in network.order:
        before = network.before[id_]
        least = max((fixed[need] for need in before if need in fixed), default=0.0)
        varying = [drawn[need] for need in before if need in drawn]
        days = _least(lengths[id_])
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


def _least(length: Length) -> float:
    """Return the days that are not drawn: exact times, and the least of times that cannot be drawn."""
    if not length.can_be_drawn:
        return float(length.days.low)
    return float(sum(time.days.low for time in length.times if time.days.is_exact))


# ---- estimates -----------------------------------------------------------------------------------


def _mean(totals: Sequence[float]) -> Estimate:
    mean = fmean(totals)
    error = Z * stdev(totals) / sqrt(len(totals)) if len(totals) > 1 else 0.0
    return Estimate(mean, mean - error, mean + error)


def quantile(ordered: Sequence[float], percent: int) -> Estimate:
    """Return a quantile of ordered values (nearest rank), with its interval by the neighbouring ranks.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 50).value
    2.0
    """
    size, share = len(ordered), percent / 100
    width = Z * sqrt(size * share * (1 - share))
    ranks = (ceil(size * share), int(size * share - width), ceil(size * share + width) + 1)
    value, low, high = (ordered[min(max(rank, 1), size) - 1] for rank in ranks)
    return Estimate(value, low, high)


def proportion(hits: int, runs: int) -> Estimate:
    """Return a share of runs, with its Wilson score interval.

    >>> found = proportion(0, 100)
    >>> found.value, round(found.high, 3)
    (0.0, 0.037)
    """
    share, square = hits / runs, Z * Z
    middle = (share + square / (2 * runs)) / (1 + square / runs)
    width = Z * sqrt(share * (1 - share) / runs + square / (4 * runs * runs)) / (1 + square / runs)
    return Estimate(share, max(0.0, middle - width), min(1.0, middle + width))
