"""Monte Carlo over lead times that are ranges: when a product is there, and how sure that is.

A range between two bounds is drawn evenly, and as a triangle where its likeliest value is stated. A lead time
without an upper bound, or of which nobody knows whether it is delayed, is not drawn: it counts with the least
that is known, so that all results are *at least*; the components are named.

Each component draws from a row of its own that follows from the seed and its id, and each delay of it from a
further one. So the same component draws the same luck in every scenario, and what differs between two results
is the scenario.
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
"""A normal variable is within so many standard deviations in 95 of 100 cases."""
PARTS = 1 << 20
"""Of a day, in which sums of several times are counted: less than a tenth of a second each."""
MOST_DRAWS, LEAST_RUNS = 5_000_000, 200
"""So many numbers are drawn for one plan at most: a very large plan has fewer runs, and that is stated."""


class Interval(Struct, frozen=True):
    """An estimate, with the bounds between which the value is with a confidence of 95 %."""

    value: float
    low: float
    high: float


class Drawn(Struct, frozen=True):
    """How many days a product takes, over all runs."""

    runs: int
    seed: int
    mean: Interval
    quantiles: tuple[tuple[int, Interval], ...]
    """By percent: in so many of 100 runs it takes no longer."""
    in_time: Interval | None
    """The share of runs that are in time; nothing where no day is due. With open lead times it is a most."""
    drawn: tuple[str, ...]
    """The components whose lead times were drawn, with the kind of distribution."""
    triangular: tuple[str, ...]
    open: tuple[str, ...]
    """Components of which the least is counted."""


Rows = dict[str, tuple[str, Time]]
"""Times by names that tell all of them apart, each with what its row of numbers follows from."""


class Known(Struct):
    """What was drawn before: most days have the same plan as the day before, or one delay more."""

    totals: dict[object, list[float]] = field(default_factory=dict)
    """Of plans, in order."""
    sums: dict[object, tuple[Rows, array[int]]] = field(default_factory=dict)
    """Of components with several times: these, and their sum in each run, in `PARTS` of a day."""


def simulate(
    network: Network,
    lengths: Mapping[str, Length],
    drawing: Drawing,
    due: Fraction | None = None,
    known: Known | None = None,
) -> Drawn | None:
    """The runs of a plan; nothing where no lead time in it can be drawn. `due` is in days from the first."""
    within = {id_: lengths[id_] for id_ in network.order}
    open_ = tuple(id_ for id_, each in within.items() if not each.can_be_drawn)
    rolls = {id_: found for id_, each in within.items() if each.can_be_drawn and (found := _ranges(each))}
    if not rolls:
        return None
    runs = min(drawing.runs, max(MOST_DRAWS // len(rolls), LEAST_RUNS))
    known = Known() if known is None else known
    key = (runs, drawing.seed, tuple(within.items()))
    if key not in known.totals:
        luck = _Luck(runs, drawing.seed, known)
        known.totals[key] = sorted(_totals(network, within, rolls, luck))
    totals = known.totals[key]
    shapes = {id_: any(time.likely is not None for time in within[id_].times) for id_ in rolls}
    return Drawn(
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
    """The times that are ranges: those that are drawn."""
    return tuple(time for time in length.times if not time.days.is_exact)


def _inverse(time: Time) -> Callable[[float], float]:
    """The inverse of the distribution function of a time."""
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


class _Luck(Struct):
    """The rows of numbers from which components draw: each time has a row, the same in every plan."""

    runs: int
    seed: int
    known: Known

    def days(self, id_: str, least: float, ranges: tuple[Time, ...]) -> Iterable[float]:
        """The days that a component takes in each run."""
        if not ranges:
            return repeat(least, self.runs)
        if len(ranges) == 1:
            return map(add, repeat(least), self._row(id_, "", ranges[0]))
        return (least + each / PARTS for each in self._sums(id_, ranges))

    def _sums(self, id_: str, ranges: tuple[Time, ...]) -> array[int]:
        """The sums of several times; they go on from those that were drawn before.

        Sums of whole numbers are exact, so that it does not matter which times came and went before.
        """
        key, rows = (self.runs, self.seed, id_), _rows(ranges)
        before, sums = self.known.sums.get(key, ({}, self._nothing()))
        if len(before.keys() ^ rows.keys()) > len(rows):
            before, sums = {}, self._nothing()
        for change, names in ((add, rows.keys() - before.keys()), (sub, before.keys() - rows.keys())):
            for name in names:
                row, time = (rows if change is add else before)[name]
                drawn = (round(each * PARTS) for each in self._row(id_, row, time))
                sums = array("q", map(change, sums, drawn))
        self.known.sums[key] = rows, sums
        return sums

    def _nothing(self) -> array[int]:
        return array("q", bytes(8 * self.runs))

    def _row(self, id_: str, row: str, time: Time) -> list[float]:
        """The days of one time in each run."""
        even = Random(f"{self.seed}/{id_}{row}").random  # noqa: S311 - to be repeated, not secret
        roll = _inverse(time)
        return [roll(even()) for _ in range(self.runs)]


def _rows(ranges: tuple[Time, ...]) -> Rows:
    """The times of a component, each with a row: of the component for the first, else by the bounds.

    So the first draws what it draws alone, and a time keeps its row when another one ends.
    """
    found: Rows = {}
    seen = Counter[str]()
    for each in ranges:
        bounds = f"\0{each.days.low}..{each.days.high}~{each.likely}"
        seen[bounds] += bool(found)
        name = f"{bounds}\0{seen[bounds]}" if found else bounds
        found[name] = (name if found else "", each)
    return found


def _totals(
    network: Network, lengths: Mapping[str, Length], rolls: Mapping[str, tuple[Time, ...]], luck: _Luck
) -> list[float]:
    """The days of the whole plan in each run: component by component, all runs at once.

    A list is let go when nothing needs it any more; what no draw can change is one number.
    """
    uses = Counter(each for every in network.before.values() for each in every)
    fixed: dict[str, float] = {}
    drawn: dict[str, list[float]] = {}
    for id_ in network.order:
        before = network.before[id_]
        least = max((fixed[each] for each in before if each in fixed), default=0.0)
        varying = [drawn[each] for each in before if each in drawn]
        days = _least(lengths[id_])
        if not varying and id_ not in rolls:
            fixed[id_] = least + days
        else:
            starts = list(map(max, repeat(least), *varying)) if varying else [least] * luck.runs
            drawn[id_] = list(map(add, starts, luck.days(id_, days, rolls.get(id_, ()))))
        for each in before:
            uses[each] -= 1
            if not uses[each]:
                drawn.pop(each, None)
    return drawn[network.end]


def _least(length: Length) -> float:
    """The days that are not drawn: exact times, and the least of what cannot be drawn."""
    if not length.can_be_drawn:
        return float(length.days.low)
    return float(sum(time.days.low for time in length.times if time.days.is_exact))


# ---- estimates -----------------------------------------------------------------------------------


def _mean(totals: Sequence[float]) -> Interval:
    mean = fmean(totals)
    error = Z * stdev(totals) / sqrt(len(totals)) if len(totals) > 1 else 0.0
    return Interval(mean, mean - error, mean + error)


def quantile(ordered: Sequence[float], percent: int) -> Interval:
    """A quantile of ordered values (nearest rank), with its interval by the ranks around it.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 50).value
    2.0
    """
    size, share = len(ordered), percent / 100
    width = Z * sqrt(size * share * (1 - share))
    ranks = (ceil(size * share), int(size * share - width), ceil(size * share + width) + 1)
    value, low, high = (ordered[min(max(rank, 1), size) - 1] for rank in ranks)
    return Interval(value, low, high)


def proportion(hits: int, runs: int) -> Interval:
    """A share of runs, with its interval by the score of Wilson.

    >>> found = proportion(0, 100)
    >>> found.value, round(found.high, 3)
    (0.0, 0.037)
    """
    share, square = hits / runs, Z * Z
    middle = (share + square / (2 * runs)) / (1 + square / runs)
    width = Z * sqrt(share * (1 - share) / runs + square / (4 * runs * runs)) / (1 + square / runs)
    return Interval(share, max(0.0, middle - width), min(1.0, middle + width))
