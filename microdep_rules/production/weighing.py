"""One measure of choices, and who proposes them in its order."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Protocol

from microdep_rules.production.critical_path import NEVER
from microdep_rules.production.fastest import Fastest, Times
from microdep_rules.production.measures import Amount, Costs, Term, whole
from microdep_rules.production.solving import Lightest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.production.options import Choice, Options, Substitution
    from microdep_rules.production.solving import Clause, Clauses

Measure = Literal["number", "cost", "time"]


class Proposer(Protocol):
    """Proposes choices, the least first."""

    def least(self) -> Choice | None:
        """The least choice that is left; nothing where none is."""

    def forbid(self, clause: Clause) -> None:
        """Leave out every choice that a clause forbids."""

    def close(self) -> None:
        """Free what the solver has outside of Python."""


class Weighing:
    """The measure of choices; `least` takes what is not known for as little as it may be, else for as much.

    What nothing bounds counts as little as it may: that is said of it.
    """

    def __init__(self, options: Options, by: Measure, *, least: bool) -> None:
        self.options, self.by, self.least = options, by, least
        self._terms: list[Term] = []
        self._scale = 1
        self._endless: list[frozenset[Substitution]] = []
        """What may be any amount less where it is chosen together."""
        if by == "time":
            self.times = Times(options, least=least)
        elif by == "cost":
            self.costs = Costs(options)
            every = list(self.costs.terms(least=least))
            self._terms, self._scale = whole(every)
            self._endless = [together for together, amount in every if amount is None]

    @property
    def is_by_number(self) -> bool:
        """Return whether it is the number of substitutions."""
        return self.by == "number"

    @property
    def currency(self) -> str:
        """Of costs: the currency in which sets are compared first; empty where none is stated."""
        return self.costs.currency if self.by == "cost" else ""

    @property
    def open(self) -> tuple[Substitution, ...]:
        """The substitutions that nothing bounds."""
        if self.by == "time":
            return tuple(each for each in self.options.every if self.times.is_open(each))
        if self.by == "cost":
            return tuple(each for each in self.options.every if self.costs.is_open(each))
        return ()

    @property
    def unknown(self) -> tuple[Substitution, ...]:
        """Of these, those that nothing bounds in any currency."""
        if self.by == "cost":
            return tuple(each for each in self.options.every if self.costs.is_unknown(each))
        return self.open

    def lacks(self, each: Substitution) -> str:
        """What is not stated of a substitution: `cost`, `currency`, `pieces`, `time`, or nothing."""
        if self.by == "number":
            return ""
        return self.times.lacks(each) if self.by == "time" else self.costs.lacks(each)

    def by_currency(self, choice: Choice) -> dict[str, Amount]:
        """Of costs: what a choice adds in each currency; empty where that is not known."""
        return self.costs.by_currency(choice) or {} if self.by == "cost" else {}

    def at_most(self, choice: Choice, other: Choice) -> bool:
        """Return whether a choice is surely not more than another, whatever the missing facts are."""
        if self.by == "number":
            return len(choice) <= len(other)
        return (self.times if self.by == "time" else self.costs).at_most(choice, other)

    def of(self, choice: Choice) -> Fraction | float:
        """What a choice comes to, as choices are compared."""
        if self.by == "time":
            return self.times.of(choice)
        if self.by == "number":
            return Fraction(len(choice))
        ways = set(self.options.used(choice).items())
        if any(each <= ways for each in self._endless):
            return -NEVER
        return Fraction(sum(term.weight for term in self._terms if term.together <= ways), self._scale)

    def amount(self, choice: Choice) -> Amount:
        """What a choice comes to, as it is shown."""
        if self.by == "time":
            return self.times.amount(choice)
        return self.costs.of(choice) if self.by == "cost" else Amount(*[Fraction(len(choice))] * 2)

    def proposer(self, clauses: Clauses, extra: Iterable[Clause], *, perhaps: bool) -> Proposer:
        """Who proposes choices in this order; of equal ones, those with the fewest substitutions first."""
        if self.by == "time":
            return Fastest(clauses, self.times, perhaps=perhaps, extra=extra)
        many = len(self.options.every) + 1
        heavy = [Term(term.together, term.weight * many) for term in self._terms]
        return Lightest(clauses, [*heavy, *fewest(self.options)], extra)


def fewest(options: Options) -> list[Term]:
    """The number of substitutions as weights."""
    return [Term(frozenset({each}), 1) for each in options.every]
