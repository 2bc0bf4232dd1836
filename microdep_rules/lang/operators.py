"""Comparison and arithmetic operators of the language.

Two values have one of three orders: the left value is less, equal or greater. A comparison operator is true
for one or two of these orders. From these orders, the program derives the operator with exchanged operands,
the opposite operator, the result for two ranges, and generated texts. A new operator needs an entry here, an
alternative of `relation` with the same name in the grammar, a test, and a paragraph in the specification
(section 4.1).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from msgspec import Struct


class Orders(Struct, frozen=True):
    """Set of orders of two values: the left value is less (`below`), equal (`same`) or greater (`above`)."""

    below: bool = False
    same: bool = False
    above: bool = False

    @property
    def others(self) -> Orders:
        """Return the orders that are not in this set."""
        return Orders(not self.below, not self.same, not self.above)


class ComparisonOperator(StrEnum):
    """Comparison operator between two values: its name in the grammar, its orders, and its words.

    A rule writes the words after `is`; the operator `is` has no further words. `of_days` has the words for
    dates, such as `on or after`.
    """

    orders: Orders
    words: str
    of_days: str

    def __new__(cls, name: str, orders: Orders, words: str, of_days: str) -> Self:
        """Create the operator with its orders, its words, and its words for dates."""
        member = str.__new__(cls, name)
        member._value_, member.orders, member.words, member.of_days = name, orders, words, of_days
        return member

    IS = "is", Orders(same=True), "", ""
    MORE = "more", Orders(above=True), "more than", "after"
    AT_LEAST = "at_least", Orders(same=True, above=True), "at least", "on or after"
    LESS = "less", Orders(below=True), "less than", "before"
    AT_MOST = "at_most", Orders(below=True, same=True), "at most", "on or before"

    @classmethod
    def in_words_of_days(cls, name: str) -> ComparisonOperator | None:
        """Return the operator for words for dates; underscores join these words, as in `on_or_after`.

        >>> ComparisonOperator.in_words_of_days("on_or_after"), ComparisonOperator.in_words_of_days("more")
        (<ComparisonOperator.AT_LEAST: 'at_least'>, None)
        """
        written = name.replace("_", " ")
        return next((operator for operator in cls if operator.of_days and operator.of_days == written), None)

    @property
    def ranks(self) -> bool:
        """Return whether the operator needs values with an order, such as numbers.

        >>> ComparisonOperator.IS.ranks, ComparisonOperator.AT_MOST.ranks
        (False, True)
        """
        return self.orders.below is not self.orders.above

    @property
    def mirror(self) -> ComparisonOperator:
        """Return the operator with the same meaning if the two values change places: `a > b` is `b < a`.

        >>> ComparisonOperator.MORE.mirror, ComparisonOperator.IS.mirror
        (<ComparisonOperator.LESS: 'less'>, <ComparisonOperator.IS: 'is'>)
        """
        return _BY_ORDERS[Orders(self.orders.above, self.orders.same, self.orders.below)]

    @property
    def opposite(self) -> ComparisonOperator | None:
        """Return the operator that is true if this operator is false; `None` if the language has none.

        >>> ComparisonOperator.MORE.opposite
        <ComparisonOperator.AT_MOST: 'at_most'>
        """
        return _BY_ORDERS.get(self.orders.others)

    @property
    def neighbour(self) -> ComparisonOperator | None:
        """Return the operator with another result only for equal values: `at least` for `more than`.

        >>> ComparisonOperator.MORE.neighbour
        <ComparisonOperator.AT_LEAST: 'at_least'>
        """
        return _BY_ORDERS.get(Orders(self.orders.below, not self.orders.same, self.orders.above))


_BY_ORDERS = {operator.orders: operator for operator in ComparisonOperator}


class ArithmeticOperator(StrEnum):
    """Arithmetic operator with two operands, such as `+`; the value of each member is its sign in a rule."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"
