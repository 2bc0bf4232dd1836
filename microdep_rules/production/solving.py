"""Choices of alternates as clauses, and solvers that propose choices.

The solver is the package PySAT, which is an optional extra. Its algorithm RC2 finds a choice of minimum
weight, and proves that no choice has a lower weight. Weights are whole numbers of any size, so the program
rounds nothing. The program imports PySAT when it first needs the solver.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.production.options import Substitution, as_listed, clear_alone, sound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from microdep_rules.production.measures import WeightTerm
    from microdep_rules.production.options import Choice, RemedyOptions

EXTRA = "microdep-rules[remedy]"
"""Extra to install for `microdep remedy`."""
Clause = list[int]


def is_installed() -> bool:
    """Return whether the solver is installed."""
    return find_spec("pysat") is not None


class Clauses:
    """Conditions that every choice satisfies: each use has one component, itself or an alternate.

    With `perhaps`, components with unknown verdicts are allowed. `needless` excludes substitutions for
    components that rules allow with all listed components inside them. For each component in `wishable`,
    there is a further alternate that the document does not state.
    """

    def __init__(
        self,
        options: RemedyOptions,
        *,
        perhaps: bool,
        needless: bool,
        wishable: Collection[str] | None = None,
    ) -> None:
        wished = wishable is not None
        self.options = options
        self.hard: list[Clause] = []
        self.last = 0
        self.built = {id_: self.new() for id_ in options.structure.made}
        self.need = {id_: self.new() for id_ in options.ways}
        self.way: dict[Substitution, int] = {}
        """Literal for each pair of a use and a component that the use may have."""
        self.wishes: dict[str, int] = {}
        plain = as_listed(options, perhaps=perhaps)
        can = clear_alone(options, perhaps=perhaps) if wished else sound(options, perhaps=perhaps)
        users: dict[str, list[int]] = {id_: [] for id_ in options.ways}
        uses: dict[str, list[int]] = {id_: [] for id_ in options.structure.made}
        for id_, ways in options.ways.items():
            alone = len(ways) == 1 and not wished
            literals = [self._way(id_, way, alone=alone) for way in ways]
            for way, literal in zip(ways, literals, strict=True):
                uses[way].append(literal)
                self.hard.append([-literal, self.built[way]])
                if way != id_ and ((needless and plain[id_]) or not can[way]):
                    self.hard.append([-literal])
            if wishable is not None and id_ in wishable:
                self.wishes[id_] = self.new()
                literals.append(self.wishes[id_])
            self._exactly_one(self.need[id_], literals)
        for id_, literal in self.built.items():
            for need in options.structure.needs[id_]:
                self.hard.append([-literal, self.need[need]])
                users[need].append(literal)
            self.hard.append([-literal, *uses[id_]])
            if not can[id_]:
                self.hard.append([-literal])
        for id_, above in users.items():
            self.hard.append([self.need[id_]] if id_ == options.product else [-self.need[id_], *above])

    def new(self) -> int:
        """Return a new variable."""
        self.last += 1
        return self.last

    def _way(self, id_: str, way: str, *, alone: bool) -> int:
        literal = self.need[id_] if alone else self.new()
        self.way[Substitution(id_, way)] = literal
        return literal

    def _exactly_one(self, need: int, literals: Sequence[int]) -> None:
        self.hard.append([-need, *literals])
        self.hard += [[-literal, need] for literal in literals if literal != need]
        self.hard += [[-a, -b] for n, a in enumerate(literals) for b in literals[n + 1 :]]

    @property
    def substitutions(self) -> Iterator[tuple[Substitution, int]]:
        """Yield all substitutions with their literals."""
        return (
            (substitution, literal)
            for substitution, literal in self.way.items()
            if substitution.component != substitution.alternate
        )

    def not_all(self, built: Iterable[str], ways: Mapping[str, str]) -> Clause:
        """Return the clause that excludes these components together with these choices."""
        chosen = [-self.way[Substitution(id_, way)] for id_, way in ways.items()]
        return [-self.built[id_] for id_ in built if id_ in self.built] + chosen

    def choice(self, model: Iterable[int]) -> Choice:
        """Return the substitutions of a solution."""
        true = {literal for literal in model if literal > 0}
        return frozenset(substitution for substitution, literal in self.substitutions if literal in true)


class HypotheticalChoice(NamedTuple):
    """Choice that contains alternates that the document does not state."""

    choice: Choice
    components: frozenset[str]
    """Components that an unstated alternate replaces."""
    model: Clause
    """Literals that are true in the choice."""


class Lightest:
    """Iterator over choices by weight; the choice with the lowest weight comes first.

    Each term of the weight counts if all its substitutions are made.
    """

    def __init__(
        self,
        clauses: Clauses,
        terms: Iterable[WeightTerm],
        extra: Iterable[Clause] = (),
        weights: Mapping[int, int] | None = None,
    ) -> None:
        from pysat.examples.rc2 import RC2
        from pysat.formula import WCNF

        self.clauses = clauses
        formula = WCNF()
        formula.extend(clauses.hard)
        formula.extend([*extra])
        for term in terms:
            literals = [clauses.way[substitution] for substitution in sorted(term.together)]
            if term.weight > 0 and literals:
                formula.append([-literal for literal in literals], weight=term.weight)
            elif term.weight < 0 and literals:
                whole = literals[0] if len(literals) == 1 else clauses.new()
                formula.extend([[-whole, literal] for literal in literals if literal != whole])
                formula.append([whole], weight=-term.weight)
        for literal, weight in (weights or {}).items():
            formula.append([-literal], weight=weight)
        self._solver: Any = RC2(formula, solver="g4")

    def least(self) -> Choice | None:
        """Return the remaining choice with the lowest weight; `None` if no choice remains."""
        model = self._solver.compute()
        return self.clauses.choice(model) if model is not None else None

    def wished(self) -> HypotheticalChoice | None:
        """Return the remaining choice with the lowest weight and its unstated alternates; or `None`."""
        model = self._solver.compute()
        if model is None:
            return None
        true, wishes = {literal for literal in model if literal > 0}, self.clauses.wishes
        wished = frozenset(id_ for id_, literal in wishes.items() if literal in true)
        chosen = sorted(true.intersection((*self.clauses.way.values(), *wishes.values())))
        return HypotheticalChoice(self.clauses.choice(model), wished, chosen)

    def forbid(self, clause: Clause) -> None:
        """Exclude every choice that a clause forbids."""
        self._solver.add_clause(clause)

    def close(self) -> None:
        """Free the memory of the solver outside Python."""
        self._solver.delete()


class Solver:
    """Solver for clauses without weights, if the measure is not a sum."""

    def __init__(self, clauses: Clauses) -> None:
        from pysat.solvers import Glucose4

        self.clauses = clauses
        self._solver: Any = Glucose4(bootstrap_with=clauses.hard)

    def any(self, assumed: Sequence[int] = ()) -> Choice | None:
        """Return any choice that satisfies the clauses; `None` if there is none."""
        if not self._solver.solve(assumptions=list(assumed)):
            return None
        return self.clauses.choice(self._solver.get_model())

    def prefer(self, literals: Iterable[int]) -> None:
        """Set the literals that the solver tries first."""
        self._solver.set_phases(list(literals))

    def add(self, clause: Clause) -> None:
        """Exclude all choices that a clause forbids."""
        self._solver.add_clause(clause)

    def close(self) -> None:
        """Free the memory of the solver outside Python."""
        self._solver.delete()
