"""Re-sourcing: what each approved alternate does to the plan of a product, alone, and the fastest of them."""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.critical_path import (
    NEVER,
    NOTHING,
    Change,
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

    from microdep_rules.production.critical_path import Plan
    from microdep_rules.production.structure import Structure


class Replacement(Struct, frozen=True):
    """What it does to the plan when an alternate is used."""

    component: str
    alternate: str
    finish: Range
    """When the alternate is there."""
    total: Range
    added: Change
    """Days that the product takes longer; below zero where it is faster."""


def fastest(
    structure: Structure,
    ways: Callable[[str], Sequence[str]],
    durations: Mapping[str, Range] | None = None,
) -> dict[str, str]:
    """For each use of a component that has other ways, the one that is there first; of two the first stated.

    Of a lead time that is a range the greatest number counts, and what nothing bounds comes last, as in all
    remedies by time.
    """
    finish, chosen, known = dict[str, Range](), dict[str, str](), durations or {}

    def choose(use: str) -> None:
        if use not in chosen and (others := ways(use)):
            chosen[use] = min(others, key=lambda other: _by_worst(finish[other]))

    for id_ in structure.made:
        for each in structure.needs[id_]:
            choose(each)
        before = [finish[chosen.get(each, each)] for each in structure.needs[id_]]
        finish[id_] = plus(latest(before), known.get(id_) or duration_of(structure.component(id_)))
    choose(structure.bom.product.id)
    return chosen


def _by_worst(days: Range) -> tuple[bool, Fraction, Fraction]:
    return days.high is None, days.low if days.high is None else days.high, days.low


def replacements(structure: Structure, chosen: Mapping[str, str] | None = None) -> tuple[Replacement, ...]:
    """What each approved alternate does to a plan, alone; `chosen` has the alternates that are in it."""
    built = chosen or {}
    network, everywhere = _uses(structure, built), _finish_of_all(structure, built)
    total = network.finish[network.end]
    if not any(structure.alternates(id_) for id_ in network.order):
        return ()
    others = [_avoiding(network, low=True), _avoiding(network, low=False)]
    swaps = sum(len(structure.alternates(id_)) for id_ in network.order)
    plan = Network(structure, built, {}) if swaps * len(network.order) <= MOST_STEPS else None
    found = []
    for id_ in network.order:
        for other in (alternate for alternate in structure.alternates(id_) if alternate != built.get(id_)):
            finish = everywhere[other]
            through = plus(finish, network.tail[id_])
            low, high = max(others[0][id_], through.low), max(others[1][id_], or_never(through.high))
            new = Range(Fraction(low), None if high == NEVER else Fraction(high))
            added = _added(new, total, finish, network.finish[id_])
            if plan is not None:
                exact = difference(plan, Network(structure, {**built, id_: other}, {}))
                added = added if exact is None else Change(*exact)
            found.append(Replacement(id_, other, finish, new, added))
    return tuple(found)


def added_by(structure: Structure, chosen: Mapping[str, str], listed: Plan, built: Plan) -> Change:
    """How much longer a plan with alternates takes than that of the product as it is listed.

    Exact, or where very many lead times are ranges, between bounds.
    """
    exact = difference(Network(structure, {}, {}), Network(structure, chosen, {}))
    if exact is not None:
        return Change(*exact)
    if len(built.replaced) == 1:
        ((component, alternate),) = built.replaced.items()
        for replacement in replacements(structure):
            if (replacement.component, replacement.alternate) == (component, alternate):
                return replacement.added
    old, new = listed.total, built.total
    low = None if old.high is None else new.low - old.high
    return Change(low, None if new.high is None else new.high - old.low)


def _uses(structure: Structure, chosen: Mapping[str, str]) -> Paths:
    """The uses of components as activities: two uses stay two where one component is built for both."""
    return Paths(
        structure.bom.product.id,
        structure.used,
        lambda use: structure.needs[chosen.get(use, use)],
        lambda use: duration_of(structure.component(chosen.get(use, use))),
    )


def _avoiding(network: Paths, *, low: bool) -> dict[str, Fraction | float]:
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
    return days.low if low else or_never(days.high)


def _added(new: Range, old: Range, finish: Range, own: Range) -> Change:
    """How much longer the product takes, when one component is there at another time.

    It takes longer by no more than that component does, and never shorter by more.
    """
    lows = [] if own.high is None else [min(finish.low - own.high, NOTHING)]
    lows += [] if old.high is None else [new.low - old.high]
    highs = [] if finish.high is None else [max(finish.high - own.low, NOTHING)]
    highs += [] if new.high is None else [new.high - old.low]
    return Change(max(lows, default=None), min(highs, default=None))


def _finish_of_all(structure: Structure, chosen: Mapping[str, str]) -> dict[str, Range]:
    """When each component is there, made as it is stated but for what is chosen; alternates included."""
    found: dict[str, Range] = {}
    for id_ in structure.made:
        before = [found[chosen.get(each, each)] for each in structure.needs[id_]]
        found[id_] = plus(latest(before), duration_of(structure.component(id_)))
    return found
