"""Measures for the comparison of choices, such as their cost, and iterators that start with the smallest."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Protocol

from microdep_rules.production.critical_path import NEVER
from microdep_rules.production.fastest import Fastest, Times
from microdep_rules.production.measures import BoundedAmount, Costs, WeightTerm, whole
from microdep_rules.production.solving import Lightest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.production.options import Choice, RemedyOptions, Substitution
    from microdep_rules.production.solving import Clause, Clauses

Measure = Literal["number", "cost", "time"]


class Proposer(Protocol):
    """Iterator over choices, from the smallest to the largest measure."""

    def least(self) -> Choice | None:
        """Return the choice with the smallest measure that is not excluded; `None` if all are excluded."""

    def forbid(self, clause: Clause) -> None:
        """Exclude all choices that do not satisfy a clause."""

    def close(self) -> None:
        """Release the memory of the solver."""


class Weighing:
    """Measure of choices: number of substitutions, cost, or time.

    With `least`, an uncertain amount counts with its lower bound, otherwise with its upper bound. An amount
    without an upper bound counts with its lower bound, and its substitution is in the property `open`.
    """

    def __init__(self, options: RemedyOptions, by: Measure, *, least: bool) -> None:
        self.options, self.by, self.least = options, by, least
        self._terms: list[WeightTerm] = []
        self._scale = 1
        self._endless: list[frozenset[Substitution]] = []
        """Sets of substitutions that together may save an unlimited amount, because no bound is known."""
        if by == "time":
            self.times = Times(options, least=least)
        elif by == "cost":
            self.costs = Costs(options)
            every = list(self.costs.terms(least=least))
            self._terms, self._scale = whole(every)
            self._endless = [together for together, amount in every if amount is None]

    @property
    def is_by_number(self) -> bool:
        """True if the measure is the number of substitutions."""
        return self.by == "number"

    @property
    def currency(self) -> str:
        """Currency in which choices are compared; empty if no cost is stated."""
        return self.costs.currency if self.by == "cost" else ""

    @property
    def open(self) -> tuple[Substitution, ...]:
        """Substitutions without an upper bound of the additional cost or time."""
        if self.by == "time":
            return tuple(
                substitution for substitution in self.options.every if self.times.is_open(substitution)
            )
        if self.by == "cost":
            return tuple(
                substitution for substitution in self.options.every if self.costs.is_open(substitution)
            )
        return ()

    @property
    def unknown(self) -> tuple[Substitution, ...]:
        """Substitutions with an unknown cost in any currency, or without an upper bound of the time."""
        if self.by == "cost":
            return tuple(
                substitution for substitution in self.options.every if self.costs.is_unknown(substitution)
            )
        return self.open

    def lacks(self, substitution: Substitution) -> str:
        """Return the missing fact of a substitution: `cost`, `currency`, `pieces`, `time` or empty."""
        if self.by == "number":
            return ""
        return self.times.lacks(substitution) if self.by == "time" else self.costs.lacks(substitution)

    def by_currency(self, choice: Choice) -> dict[str, BoundedAmount]:
        """Return the additional cost of a choice in each currency; empty if unknown."""
        return self.costs.by_currency(choice) or {} if self.by == "cost" else {}

    def at_most(self, choice: Choice, other: Choice) -> bool:
        """Return whether the measure of a choice is certainly not larger than that of another choice."""
        if self.by == "number":
            return len(choice) <= len(other)
        return (self.times if self.by == "time" else self.costs).at_most(choice, other)

    def of(self, choice: Choice) -> Fraction | float:
        """Return the measure of a choice, as one number for comparisons."""
        if self.by == "time":
            return self.times.of(choice)
        if self.by == "number":
            return Fraction(len(choice))
        ways = set(self.options.used(choice).items())
        if any(substitutions <= ways for substitutions in self._endless):
            return -NEVER
        return Fraction(sum(term.weight for term in self._terms if term.together <= ways), self._scale)

    def amount(self, choice: Choice) -> BoundedAmount:
        """Return the measure of a choice with its bounds, for display."""
        if self.by == "time":
            return self.times.amount(choice)
        return self.costs.of(choice) if self.by == "cost" else BoundedAmount(*[Fraction(len(choice))] * 2)

    def proposer(self, clauses: Clauses, extra: Iterable[Clause], *, perhaps: bool) -> Proposer:
        """Return an iterator over choices, from the smallest to the largest measure.

        Of equal choices, the one with fewer substitutions comes first.
        """
        if self.by == "time":
            return Fastest(clauses, self.times, perhaps=perhaps, extra=extra)
        many = len(self.options.every) + 1
        heavy = [WeightTerm(term.together, term.weight * many) for term in self._terms]
        return Lightest(clauses, [*heavy, *fewest(self.options)], extra)


def fewest(options: RemedyOptions) -> list[WeightTerm]:
    """Return one term of weight 1 for each substitution."""
    return [WeightTerm(frozenset({substitution}), 1) for substitution in options.every]
