"""Whether a product is in time for its delivery: by its plan, and by every other choice of alternates.

It is *late* only where every choice that may be made is late for all lead times in their ranges, and *in
time* only where the plan is for all of them and the product is viable. Else nobody knows: it *may be late*.
Where the day is one of several, that is so of each of them.
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
    from microdep_rules.production.critical_path import Plan, Range
    from microdep_rules.production.viability import Viability


class Due(NamedTuple):
    """The day of delivery, or the days of which it is one, in their order."""

    days: tuple[date, ...]

    @property
    def first(self) -> date:
        """The earliest that it may be."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The latest that it may be."""
        return self.days[-1]


def due_of(bom: Bom) -> Due | None:
    """The day of delivery that the contract facts state, or those of which it is one."""
    stated = alternatives(bom.context.data.get("delivery")) if bom.context is not None else ()
    days = {date.fromisoformat(each) for each in stated if isinstance(each, str)}
    return Due(tuple(sorted(days))) if days else None


class Sooner(Struct, frozen=True):
    """A choice that may be in time where the plan is late."""

    total: Range
    instead: Mapping[str, str]
    """What is built otherwise than in the plan: the use of a component, and what is built for it."""
    open: frozenset[str]
    """Those that are built instead, of which missing facts decide whether they can be made."""


class Delivery(Struct, frozen=True):
    """A plan beside the day on which delivery is due."""

    due: Due
    left: int
    """How many days there are from the order to it; to the first of several."""
    left_at_last: int
    """The same to the last of several."""
    total: Range
    """How long the plan takes."""
    state: str
    """Whether the product can be made so: `viable`, `halted` or `undetermined`."""
    least: Fraction
    """How long the fastest choice takes at the least."""
    sooner: Sooner | None = None

    @property
    def late(self) -> Truth:
        """Return whether it is late: surely, surely not, or nobody knows."""
        if self.least > self.left_at_last:
            return True
        in_time = self.state == VIABLE and or_never(self.total.high) <= self.left
        return False if in_time else None


def delivery_of(
    viability: Viability,
    plan: Plan,
    due: Due,
    ordered: date,
    durations: Mapping[str, Range] | None = None,
) -> Delivery:
    """The delivery of a plan that is ordered on a day; `durations` are other lead times than those stated."""
    choices = _Choices(viability, durations or {})
    left, last = ((each - ordered).days for each in (due.first, due.last))
    state, least = viability.product, choices.least
    sooner = None
    if state != HALTED and least <= last < plan.total.low:
        sooner = choices.in_time(plan, last)
    return Delivery(due, left, last, plan.total, state, least, sooner)


class _Choices:
    """Every way to build a product of what may be made, by the least lead times.

    Of a product that is halted everything counts as if it could be made: what blocks it may be fixed.
    """

    def __init__(self, viability: Viability, durations: Mapping[str, Range]) -> None:
        self.viability, self.durations = viability, durations
        self.structure = structure = viability.structure
        is_halted = viability.product == HALTED
        self.ways = {
            id_: tuple(
                each
                for each in (id_, *structure.alternates(id_))
                if is_halted or viability.state(each) != HALTED
            )
            for id_ in structure.used
        }
        self.days = {
            id_: (durations.get(id_) or duration_of(structure.component(id_))).low for id_ in structure.made
        }
        self.made: dict[str, Fraction | float] = {}
        """When each component is there at the least."""
        for id_ in structure.made:
            before = (self._of_use(each) for each in structure.needs[id_])
            self.made[id_] = self.days[id_] + max(before, default=NOTHING)

    @property
    def least(self) -> Fraction:
        """How long the product takes at the least."""
        return Fraction(self._of_use(self.structure.bom.product.id))

    def _of_use(self, use: str) -> Fraction | float:
        return min((self.made[each] for each in self.ways[use]), default=NEVER)

    def in_time(self, plan: Plan, left: int) -> Sooner:
        """A choice that takes no longer than the days that are left, and keeps what it can of a plan."""
        structure, product = self.structure, self.structure.bom.product.id
        until: dict[str, Fraction | float] = {product: Fraction(left)}
        chosen: dict[str, str] = {}

        def choose(use: str) -> None:
            planned = plan.replaced.get(use, use)
            ways = sorted(self.ways[use], key=lambda each: each != planned)
            chosen[use] = way = next(each for each in ways if self.made[each] <= until[use])
            for need in structure.needs[way]:
                until[need] = min(until.get(need, NEVER), until[use] - self.days[way])

        for use in reversed([*structure.used]):
            if use in until:
                choose(use)
        network = Network(structure, chosen, self.durations)
        instead = {use: way for use, way in chosen.items() if way != plan.replaced.get(use, use)}
        open_ = {way for way in instead.values() if self.viability.state(way) == UNDETERMINED}
        return Sooner(network.finish[network.end], instead, frozenset(open_))
