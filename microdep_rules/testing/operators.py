"""Operators of mutations, and the numbers and days with which a mutation replaces a number or a day."""

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
"""Relative change of a number in a mutation.

With a change of 1 %, examples with a value just above or just below a threshold fail.
"""


class PackChange(Struct, frozen=True):
    """A node of the syntax tree and its replacement; None if the mutation deletes the node."""

    operator: str
    description: str
    old: ir.Node
    new: ir.Node | None


def neighbouring_numbers(value: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Yield the numbers that replace a number in mutations, each with a description of the change."""
    step = abs(value) * NEAR or Fraction(1)
    yield "raised", value + step
    if value > 0:
        yield "lowered", value - step


def neighbouring_days(day: date) -> Iterator[tuple[str, date]]:
    """Yield the days that replace a day in mutations, each with a description of the change."""
    days = {"a day later": days_later(day, 1), "a day sooner": days_later(day, -1)}
    yield from ((description, other) for description, other in days.items() if other != day)


class ChangeContext(Struct, frozen=True):
    """Information about the rest of the pack that is needed to make a mutation."""

    words: Callable[[ir.Type], Sequence[str]]
    """Function that returns words of a kind, such as countries, that occur in documents for the pack."""
    milestones: frozenset[str]
    """Names of the tables that state the milestones of a rule."""
