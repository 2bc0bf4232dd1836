"""Delivery of a product on time or late, judged by its plan and by every other choice of alternates.

A product is *late* only if every possible choice of alternates is late for all lead times within their
ranges. A product is *in time* only if it is viable and its plan is in time for all lead times. Otherwise the
product *may be late*. If several delivery days are possible, the result must be true for each of them.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from microdep_rules.bom.facts import alternatives
from microdep_rules.production.critical_path import NEVER, NOTHING, Network, duration_of, or_never
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.critical_path import ProductionPlan, Range
    from microdep_rules.production.viability import Viability


class Due(NamedTuple):
    """Possible delivery days, in ascending order."""

    days: tuple[date, ...]

    @property
    def first(self) -> date:
        """Earliest possible day."""
        return self.days[0]

    @property
    def last(self) -> date:
        """Latest possible day."""
        return self.days[-1]


def due_of(bom: Bom) -> Due | None:
    """Return the possible delivery days in the contract facts; `None` if no day is stated."""
    stated = alternatives(bom.context.data.get("delivery")) if bom.context is not None else ()
    days = {date.fromisoformat(text) for text in stated if isinstance(text, str)}
    return Due(tuple(sorted(days))) if days else None


class Sooner(Struct, frozen=True):
    """Choice of alternates with which the product may be in time, although the plan is late."""

    total: Range
    instead: Mapping[str, str]
    """Component that replaces a listed component, by its id, where the choice differs from the plan."""
    open: frozenset[str]
    """Components in `instead` that may be blocked, because facts are missing."""


class Delivery(Struct, frozen=True):
    """Comparison of a production plan with the delivery day."""

    due: Due
    left: int
    """Days from the order to the first possible delivery day."""
    left_at_last: int
    """Days from the order to the last possible delivery day."""
    total: Range
    """Number of days that the plan takes."""
    state: str
    """State of the product: `viable`, `halted` or `undetermined`."""
    least: Fraction
    """Number of days that the product takes at least, with the fastest choice of alternates."""
    sooner: Sooner | None = None

    @property
    def late(self) -> Truth:
        """True if the product is late, false if it is in time; `None` if it may be late."""
        if self.least > self.left_at_last:
            return True
        in_time = self.state == VIABLE and or_never(self.total.high) <= self.left
        return False if in_time else None


def delivery_of(
    viability: Viability,
    plan: ProductionPlan,
    due: Due,
    ordered: date,
    durations: Mapping[str, Range] | None = None,
) -> Delivery:
    """Return the delivery of a product that is ordered on the day `ordered`.

    `durations` contains lead times that replace the stated ones.
    """
    choices = _Choices(viability, durations or {})
    left, last = ((day - ordered).days for day in (due.first, due.last))
    state, least = viability.product, choices.least
    sooner = None
    if state != HALTED and least <= last < plan.total.low:
        sooner = choices.in_time(plan, last)
    return Delivery(due, left, last, plan.total, state, least, sooner)


class _Choices:
    """Choices of alternates that may be available, each with the shortest lead times.

    For a halted product, all components count as available, because the halt may be ended.
    """

    def __init__(self, viability: Viability, durations: Mapping[str, Range]) -> None:
        self.viability, self.durations = viability, durations
        self.structure = structure = viability.structure
        is_halted = viability.product == HALTED
        self.ways = {
            id_: tuple(
                way
                for way in (id_, *structure.alternates(id_))
                if is_halted or viability.state(way) != HALTED
            )
            for id_ in structure.used
        }
        self.days = {
            id_: (durations.get(id_) or duration_of(structure.component(id_))).low for id_ in structure.made
        }
        self.made: dict[str, Fraction | float] = {}
        """Earliest day on which each component is available."""
        for id_ in structure.made:
            before = (self._earliest(need) for need in structure.needs[id_])
            self.made[id_] = self.days[id_] + max(before, default=NOTHING)

    @property
    def least(self) -> Fraction:
        """Smallest number of days that the product takes with any choice."""
        return Fraction(self._earliest(self.structure.bom.product.id))

    def _earliest(self, use: str) -> Fraction | float:
        return min((self.made[way] for way in self.ways[use]), default=NEVER)

    def in_time(self, plan: ProductionPlan, left: int) -> Sooner:
        """Return a choice of alternates that takes at most `left` days and keeps most of the plan."""
        structure, product = self.structure, self.structure.bom.product.id
        until: dict[str, Fraction | float] = {product: Fraction(left)}
        chosen: dict[str, str] = {}

        def choose(use: str) -> None:
            planned = plan.replaced.get(use, use)
            ways = sorted(self.ways[use], key=lambda way: way != planned)
            chosen[use] = way = next(way for way in ways if self.made[way] <= until[use])
            for need in structure.needs[way]:
                until[need] = min(until.get(need, NEVER), until[use] - self.days[way])

        for use in reversed([*structure.used]):
            if use in until:
                choose(use)
        network = Network(structure, chosen, self.durations)
        instead = {use: way for use, way in chosen.items() if way != plan.replaced.get(use, use)}
        open_ = {way for way in instead.values() if self.viability.state(way) == UNDETERMINED}
        return Sooner(network.finish[network.end], instead, frozenset(open_))
