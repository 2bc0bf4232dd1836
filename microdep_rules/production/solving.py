"""Choices of alternates as clauses, and solvers that propose choices.

The solver is the package PySAT, an optional extra, which is imported when it is first needed. Its algorithm
RC2 finds a choice of minimum weight, and proves that no choice has a lower weight. Weights are whole numbers
of any size, so that nothing is rounded.
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
"""Name of the optional dependency that `microdep remedy` needs, as written for pip."""
Clause = list[int]


def is_installed() -> bool:
    """Return whether the solver is installed."""
    return find_spec("pysat") is not None


class Clauses:
    """Conditions for every choice: the place of each used component has the component or one alternate.

    With `perhaps`, components with unknown verdicts are allowed. With `needless`, components that rules
    allow, with all their listed contents, are not replaced. For each component in `wishable`, there is an
    additional alternate that the document does not state.
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
        """Literal for each component or alternate that can be used in the place of a component."""
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
        """Return the number of a new variable for the solver."""
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
        """Return a clause that forbids all components in `built` together with all choices in `ways`."""
        chosen = [-self.way[Substitution(id_, way)] for id_, way in ways.items()]
        return [-self.built[id_] for id_ in built if id_ in self.built] + chosen

    def choice(self, model: Iterable[int]) -> Choice:
        """Return the substitutions that a solution of the solver contains."""
        true = {literal for literal in model if literal > 0}
        return frozenset(substitution for substitution, literal in self.substitutions if literal in true)


class HypotheticalChoice(NamedTuple):
    """Choice that may use alternates that the document does not state."""

    choice: Choice
    components: frozenset[str]
    """Components that an unstated alternate replaces."""
    model: Clause
    """Literals that are true in the choice."""


class Lightest:
    """Iterator over choices, from the lowest to the highest weight.

    The weight of a choice is the sum of its terms; a term counts if all its substitutions are part of the
    choice.
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
        """Return the choice with the lowest weight that is not excluded; `None` if all are excluded."""
        model = self._solver.compute()
        return self.clauses.choice(model) if model is not None else None

    def wished(self) -> HypotheticalChoice | None:
        """Return the choice with the lowest weight, including unstated alternates; `None` if none is left."""
        model = self._solver.compute()
        if model is None:
            return None
        true, wishes = {literal for literal in model if literal > 0}, self.clauses.wishes
        wished = frozenset(id_ for id_, literal in wishes.items() if literal in true)
        chosen = sorted(true.intersection((*self.clauses.way.values(), *wishes.values())))
        return HypotheticalChoice(self.clauses.choice(model), wished, chosen)

    def forbid(self, clause: Clause) -> None:
        """Exclude every choice that does not satisfy a clause."""
        self._solver.add_clause(clause)

    def close(self) -> None:
        """Free the memory that the solver has allocated outside Python."""
        self._solver.delete()


class Solver:
    """Solver that finds any choice, for measures that are not sums of weights."""

    def __init__(self, clauses: Clauses) -> None:
        from pysat.solvers import Glucose4

        self.clauses = clauses
        self._solver: Any = Glucose4(bootstrap_with=clauses.hard)

    def any(self, assumed: Sequence[int] = ()) -> Choice | None:
        """Return any choice that satisfies the clauses and the literals in `assumed`; otherwise `None`."""
        if not self._solver.solve(assumptions=list(assumed)):
            return None
        return self.clauses.choice(self._solver.get_model())

    def prefer(self, literals: Iterable[int]) -> None:
        """Set the literals that the solver first assumes to be true."""
        self._solver.set_phases(list(literals))

    def add(self, clause: Clause) -> None:
        """Exclude all choices that do not satisfy a clause."""
        self._solver.add_clause(clause)

    def close(self) -> None:
        """Free the memory that the solver has allocated outside Python."""
        self._solver.delete()
