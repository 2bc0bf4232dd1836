"""Effect of approved alternates on the plan of a product, and the fastest alternates (re-sourcing)."""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.critical_path import (
    NEVER,
    NOTHING,
    DayDifference,
    Network,
    Paths,
    Range,
    duration_of,
    latest,
    or_never,
    plus,
)
from microdep_rules.production.worlds import MOST_STEPS, difference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from microdep_rules.production.critical_path import ProductionPlan
    from microdep_rules.production.structure import ProductStructure


class Replacement(Struct, frozen=True):
    """Effect of one alternate on the production plan."""

    component: str
    alternate: str
    finish: Range
    """Day of the plan on which the alternate is finished."""
    total: Range
    added: DayDifference
    """Additional days of the product with the alternate; negative if it takes less time."""


def fastest(
    structure: ProductStructure,
    ways: Callable[[str], Sequence[str]],
    durations: Mapping[str, Range] | None = None,
) -> dict[str, str]:
    """Return the id of the fastest alternate in `ways` for each used component.

    If a lead time is a range, its longest time counts; times without an upper bound come last. Of two equal
    alternates, the first in the document is returned.
    """
    finish, chosen, known = dict[str, Range](), dict[str, str](), durations or {}

    def choose(use: str) -> None:
        if use not in chosen and (others := ways(use)):
            chosen[use] = min(others, key=lambda other: _by_worst(finish[other]))

    for id_ in structure.made:
        for need in structure.needs[id_]:
            choose(need)
        before = [finish[chosen.get(need, need)] for need in structure.needs[id_]]
        finish[id_] = plus(latest(before), known.get(id_) or duration_of(structure.component(id_)))
    choose(structure.bom.product.id)
    return chosen


def _by_worst(days: Range) -> tuple[bool, Fraction, Fraction]:
    return days.high is None, days.low if days.high is None else days.high, days.low


def replacements(
    structure: ProductStructure, chosen: Mapping[str, str] | None = None
) -> tuple[Replacement, ...]:
    """Return the effect of each other alternate on a plan that uses the alternates in `chosen`."""
    built = chosen or {}
    network, everywhere = _uses(structure, built), _finish_of_all(structure, built)
    total = network.finish[network.end]
    if not any(structure.alternates(id_) for id_ in network.order):
        return ()
    others = [_longest_without(network, low=True), _longest_without(network, low=False)]
    swaps = sum(len(structure.alternates(id_)) for id_ in network.order)
    plan = Network(structure, built, {}) if swaps * len(network.order) <= MOST_STEPS else None
    replacements = []
    for id_ in network.order:
        for other in (alternate for alternate in structure.alternates(id_) if alternate != built.get(id_)):
            finish = everywhere[other]
            through = plus(finish, network.tail[id_])
            low, high = max(others[0][id_], through.low), max(others[1][id_], or_never(through.high))
            new = Range(Fraction(low), None if high == NEVER else Fraction(high))
            added = _added_days(new, total, finish, network.finish[id_])
            if plan is not None:
                exact = difference(plan, Network(structure, {**built, id_: other}, {}))
                added = added if exact is None else DayDifference(*exact)
            replacements.append(Replacement(id_, other, finish, new, added))
    return tuple(replacements)


def added_by(
    structure: ProductStructure, chosen: Mapping[str, str], listed: ProductionPlan, built: ProductionPlan
) -> DayDifference:
    """Return the days of a plan with alternates (`built`) minus the days of the plan as listed.

    The result is exact, unless very many lead times are ranges.
    """
    exact = difference(Network(structure, {}, {}), Network(structure, chosen, {}))
    if exact is not None:
        return DayDifference(*exact)
    if len(built.replaced) == 1:
        ((component, alternate),) = built.replaced.items()
        for replacement in replacements(structure):
            if (replacement.component, replacement.alternate) == (component, alternate):
                return replacement.added
    old, new = listed.total, built.total
    low = None if old.high is None else new.low - old.high
    return DayDifference(low, None if new.high is None else new.high - old.low)


def _uses(structure: ProductStructure, chosen: Mapping[str, str]) -> Paths:
    """Return the activities of the product: one for each component or its chosen alternate.

    An alternate that replaces two components is two activities.
    """
    return Paths(
        structure.bom.product.id,
        structure.used,
        lambda use: structure.needs[chosen.get(use, use)],
        lambda use: duration_of(structure.component(chosen.get(use, use))),
    )


def _longest_without(network: Paths, *, low: bool) -> dict[str, Fraction | float]:
    """Return, for each activity, the longest time of the product on paths without the activity.

    Each activity has a position in the order of activities. A path without the activity either has a step
    from an earlier to a later position, or begins at a later position.
    """
    place = {id_: number for number, id_ in enumerate(network.order)}
    starting: list[list[tuple[Fraction | float, int]]] = [[] for _ in range(len(network.order) + 1)]
    for id_ in network.order:
        rest = plus(network.durations[id_], network.tail[id_])
        if not network.before[id_]:
            starting[0].append((_bound(rest, low=low), place[id_]))
        for predecessor in network.before[id_]:
            whole = plus(network.finish[predecessor], rest)
            starting[place[predecessor] + 1].append((_bound(whole, low=low), place[id_]))
    times: dict[str, Fraction | float] = {}
    steps: list[tuple[Fraction | float, int]] = []
    for id_, number in place.items():
        for days, last in starting[number]:
            heappush(steps, (-days, last))
        while steps and steps[0][1] <= number:
            heappop(steps)
        times[id_] = -steps[0][0] if steps else NOTHING
    return times


def _bound(days: Range, *, low: bool) -> Fraction | float:
    return days.low if low else or_never(days.high)


def _added_days(new: Range, old: Range, finish: Range, own: Range) -> DayDifference:
    """Return the additional days of the product if one component is finished at another time.

    The product is delayed by at most the delay of the component, and saves at most the days that the
    component saves. `new` and `old` are times of the product; `finish` and `own` are times of the component.
    """
    lows = [] if own.high is None else [min(finish.low - own.high, NOTHING)]
    lows += [] if old.high is None else [new.low - old.high]
    highs = [] if finish.high is None else [max(finish.high - own.low, NOTHING)]
    highs += [] if new.high is None else [new.high - old.low]
    return DayDifference(max(lows, default=None), min(highs, default=None))


def _finish_of_all(structure: ProductStructure, chosen: Mapping[str, str]) -> dict[str, Range]:
    """Return the time at which each component and each alternate is finished, for a choice."""
    finishes: dict[str, Range] = {}
    for id_ in structure.made:
        before = [finishes[chosen.get(need, need)] for need in structure.needs[id_]]
        finishes[id_] = plus(latest(before), duration_of(structure.component(id_)))
    return finishes
