"""Law: what is made of an operator's entry says the same as the operator says of numbers.

The sides are all ranges of a few whole numbers; what is true of them is counted out, number by number.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest

from microdep_rules.engine.values import Interval, agreed, compare
from microdep_rules.lang.operators import ComparisonOperator
from microdep_rules.vocabulary.resources import grammar_text

if TYPE_CHECKING:
    from microdep_rules.engine.values import Truth

NUMBERS = range(4)
RANGES = [(low, high) for low, high in product(NUMBERS, repeat=2) if low <= high]
EVERY_OPERATOR = pytest.mark.parametrize("operator", list(ComparisonOperator))


def holds(operator: ComparisonOperator, left: int, right: int) -> bool:
    """What an operator says of two numbers."""
    if left == right:
        return operator.orders.same
    return operator.orders.below if left < right else operator.orders.above


def counted_out(operator: ComparisonOperator, left: tuple[int, int], right: tuple[int, int]) -> Truth:
    sides = (range(each[0], each[1] + 1) for each in (left, right))
    return agreed([holds(operator, a, b) for a, b in product(*sides)])


@EVERY_OPERATOR
def test_a_comparison_of_ranges_is_what_all_their_numbers_agree_on(operator: ComparisonOperator) -> None:
    for left, right in product(RANGES, repeat=2):
        a, b = (Interval(Fraction(low), Fraction(high)) for low, high in (left, right))
        found = compare(operator.orders, a, b)
        assert counted_out(operator, left, right) is found, (left, right)


@EVERY_OPERATOR
def test_an_open_range_is_decided_where_no_number_of_it_is_otherwise(operator: ComparisonOperator) -> None:
    for number, end in product(NUMBERS, repeat=2):
        here = Interval(Fraction(number), Fraction(number))
        many = [*range(-9, 9)]
        above = agreed([holds(operator, each, number) for each in many if each >= end])
        below = agreed([holds(operator, each, number) for each in many if each <= end])
        assert above is compare(operator.orders, Interval(Fraction(end), None), here)
        assert below is compare(operator.orders, Interval(None, Fraction(end)), here)


@EVERY_OPERATOR
def test_mirror_opposite_and_neighbour_say_what_they_are_named_for(operator: ComparisonOperator) -> None:
    for left, right in product(NUMBERS, repeat=2):
        here = holds(operator, left, right)
        assert here is holds(operator.mirror, right, left)
        if operator.opposite is not None:
            assert here is not holds(operator.opposite, left, right)
        if operator.neighbour is not None:
            assert (left == right) is (here is not holds(operator.neighbour, left, right))


@EVERY_OPERATOR
def test_the_grammar_has_every_operator_by_its_name_and_words(operator: ComparisonOperator) -> None:
    words = "".join(f"{word.upper()} " for word in operator.words.split())
    assert f"{words}value -> {operator}\n" in grammar_text()
