"""Mutations: the operators, and neighbouring numbers and days."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from microdep_rules.lang import ir

FLIP = "comparison flip"
SHIFT = "boundary shift"
CLAUSE = "clause drop"
DAY = "date ± 1 day"
DROP = "list entry drop"
ADD = "list entry add"
EXCEPTION = "exception drop"
QUANTIFIER = "quantifier swap"
ONWARD = "stage onward/exact"
OPERATORS = (FLIP, SHIFT, CLAUSE, DAY, DROP, ADD, EXCEPTION, QUANTIFIER, ONWARD)

NEAR = Fraction(1, 100)
"""Relative change of a number. A change of 1 % makes examples just above or just below a threshold fail."""


class PackChange(Struct, frozen=True):
    """A node and its replacement; None if the node is left out."""

    operator: str
    description: str
    old: ir.Node
    new: ir.Node | None


def neighbouring_numbers(value: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Yield the neighbouring numbers, with their descriptions."""
    step = abs(value) * NEAR or Fraction(1)
    yield "raised", value + step
    if value > 0:
        yield "lowered", value - step


def neighbouring_days(day: date) -> Iterator[tuple[str, date]]:
    """Yield the neighbouring days, with their descriptions."""
    days = {"a day later": days_later(day, 1), "a day sooner": days_later(day, -1)}
    yield from ((description, other) for description, other in days.items() if other != day)


class ChangeContext(Struct, frozen=True):
    """Facts about the rest of the pack that a change needs."""

    words: Callable[[ir.Type], Sequence[str]]
    """Function that returns words of a kind that documents of the pack may contain."""
    milestones: frozenset[str]
    """Tables with the stages that are milestones of a rule."""
