"""Search for the choice of alternates with which the product is finished earliest.

The time of a product is the length of the longest path, and not a sum of weights. Therefore the solver
searches for a faster choice again and again. After each choice, the end section of its longest path is
excluded, because every choice with this section is too slow.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from microdep_rules.production.critical_path import NEVER, duration_of
from microdep_rules.production.measures import BoundedAmount
from microdep_rules.production.options import Substitution, sound
from microdep_rules.production.solving import Solver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.production.critical_path import Range
    from microdep_rules.production.options import Choice, RemedyOptions
    from microdep_rules.production.solving import Clause, Clauses

ZERO = Fraction(0)
Days = Fraction | float
D = TypeVar("D", Fraction, Days)


class Times:
    """Lead times of components, and times that the product takes with a choice of alternates."""

    def __init__(self, options: RemedyOptions, *, least: bool) -> None:
        self.options = options
        made = options.structure.made
        self.ranges: dict[str, Range] = {
            id_: options.durations.get(id_) or duration_of(options.structure.component(id_)) for id_ in made
        }
        self.days = {
            id_: range_.low if least or range_.high is None else range_.high
            for id_, range_ in self.ranges.items()
        }
        self._found: dict[Choice, Fraction] = {}
        self._low = {id_: range_.low for id_, range_ in self.ranges.items()}
        self._high = {
            id_: NEVER if range_.high is None else range_.high for id_, range_ in self.ranges.items()
        }

    def is_open(self, substitution: Substitution) -> bool:
        """Return whether an alternate, including its components, may take any number of days."""
        return any(
            self.ranges[id_].high is None for id_ in self.options.cone(substitution.alternate, frozenset())
        )

    def lacks(self, substitution: Substitution) -> str:
        """Return `time` if an alternate or a component inside it states no lead time; otherwise `""`."""
        cone = (self.ranges[id_] for id_ in self.options.cone(substitution.alternate, frozenset()))
        return "time" if any(not time.low and time.high is None for time in cone) else ""

    def at_most(self, choice: Choice, other: Choice) -> bool:
        """Return whether a choice takes at most as long as another choice, for all possible lead times.

        A component in both choices has one lead time, even if this time is unknown.
        """
        one, two = dict(choice), dict(other)
        latest, soonest = self._finishes(choice, self._high), self._finishes(other, self._low)
        later: dict[str, Days] = {}
        """Largest possible delay, in comparison with `other`, of each component in both choices."""

        def of_use(use: str, before: Days = ZERO) -> Days:
            """Return the largest possible delay of `choice` against `other`, at one used component."""
            a, b = one.get(use, use), two.get(use, use)
            delay = latest[a] - max(soonest[b], before)
            return min(delay, later[a]) if a == b else delay

        for id_ in self.options.structure.made:
            if id_ in latest and id_ in soonest:
                needs = self.options.structure.needs[id_]
                before = max((soonest[two.get(need, need)] for need in needs), default=ZERO)
                later[id_] = max((of_use(need, before) for need in needs), default=ZERO)
        return of_use(self.options.product) <= 0

    def finishes(self, choice: Choice) -> dict[str, Fraction]:
        """Return the day on which each component of the product with a choice is finished."""
        return self._finishes(choice, self.days)

    def _finishes(self, choice: Choice, days: Mapping[str, D]) -> dict[str, D]:
        chosen, built = dict(choice), self.options.built(choice)
        finishes: dict[str, D] = {}
        for id_ in (id_ for id_ in self.options.structure.made if id_ in built):
            before = [finishes[chosen.get(need, need)] for need in self.options.structure.needs[id_]]
            finishes[id_] = days[id_] + max(before) if before else days[id_]
        return finishes

    def of(self, choice: Choice) -> Fraction:
        """Return the number of days that the product with a choice takes."""
        if choice not in self._found:
            self._found[choice] = self.finishes(choice)[self._last(choice)]
        return self._found[choice]

    def amount(self, choice: Choice) -> BoundedAmount:
        """Return the smallest and the largest number of days that the product takes with a choice."""
        last = self._last(choice)
        high = self._finishes(choice, self._high)[last]
        return BoundedAmount(
            self._finishes(choice, self._low)[last], None if high == NEVER else Fraction(high)
        )

    def _last(self, choice: Choice) -> str:
        return dict(choice).get(self.options.product, self.options.product)


class Fastest:
    """Iterator over choices of alternates, from the earliest to the latest finish of the product."""

    def __init__(
        self, clauses: Clauses, times: Times, *, perhaps: bool, extra: Iterable[Clause] = ()
    ) -> None:
        self.clauses, self.times = clauses, times
        self._solver = Solver(clauses)
        for clause in extra:
            self._solver.add(clause)
        self._bounds = self._least_of_uses(sound(clauses.options, perhaps=perhaps))
        self._solver.prefer(self._literals_of_fastest())
        self._slow: list[tuple[Fraction, Clause]] = []
        """Excluded path sections, each with its shortest time and the clause that excludes it."""
        self._known = ZERO
        """Lower bound of the product's time, for all choices that are not excluded yet."""

    def least(self) -> Choice | None:
        """Return the fastest choice that is not excluded; `None` if all choices are excluded."""
        choice = self._solver.any()
        best: Choice | None = None
        while choice is not None:
            days, best = self.times.of(choice), choice
            if days <= self._known:
                break
            guard = self.clauses.new()
            for length, clause in self._slow:
                if length >= days:
                    self._solver.add([-guard, *clause])
            choice = self._faster(choice, days, guard)
        if best is not None:
            self._known = self.times.of(best)
        return best

    def _faster(self, choice: Choice, days: Fraction, guard: int) -> Choice | None:
        """Return a choice with which the product takes less than `days`; `None` if there is none."""
        other: Choice | None = choice
        while other is not None and self.times.of(other) >= days:
            length, clause = self._slow_section(other, days)
            self._slow.append((length, clause))
            self._solver.add([-guard, *clause])
            other = self._solver.any([guard])
        return other

    def forbid(self, clause: Clause) -> None:
        """Exclude all choices that do not satisfy a clause."""
        self._solver.add(clause)

    def close(self) -> None:
        """Release the memory of the solver."""
        self._solver.close()

    def _least_of_uses(self, can: dict[str, bool]) -> dict[str, Days]:
        """Return the earliest time at which each used component can be finished, over all choices."""
        options, made, least = self.clauses.options, dict[str, Days](), dict[str, Days]()
        for id_ in options.structure.made:
            for need in options.structure.needs[id_]:
                if need not in least:
                    least[need] = min((made[way] for way in options.ways[need] if can[way]), default=NEVER)
            before = (least[need] for need in options.structure.needs[id_])
            made[id_] = self.times.days[id_] + max(before, default=ZERO)
        self._made = made
        least[options.product] = min(
            (made[way] for way in options.ways[options.product] if can[way]), default=NEVER
        )
        return least

    def _literals_of_fastest(self) -> list[int]:
        """Return the literals that select the fastest alternate of each component with alternates."""
        literals = []
        for id_, ways in self.clauses.options.ways.items():
            fast = min(ways, key=lambda way: self._made[way])
            literals += [
                self.clauses.way[Substitution(id_, way)] * (1 if way == fast else -1)
                for way in ways
                if len(ways) > 1
            ]
        return literals

    def _slow_section(self, choice: Choice, days: Fraction) -> tuple[Fraction, Clause]:
        """Return the last part of the longest path that takes at least `days`, and a clause against it."""
        options, chosen = self.clauses.options, dict(choice)
        finish = self.times.finishes(choice)

        def ready(id_: str) -> Fraction:
            return finish[chosen.get(id_, id_)]

        use, passed = options.product, ZERO
        path: list[Substitution] = []
        while passed + self._bounds[use] < days:
            way = chosen.get(use, use)
            if len(options.ways[use]) > 1:
                path.append(Substitution(use, way))
            passed += self.times.days[way]
            needs = options.structure.needs[way]
            if not needs:
                break
            use = max(needs, key=ready)
        else:
            passed = Fraction(passed + self._bounds[use]) if self._bounds[use] != NEVER else days
        return passed, [-self.clauses.way[substitution] for substitution in path]
