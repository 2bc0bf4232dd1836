"""The order of questions against counting by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.output.asking.order import greedy

if TYPE_CHECKING:
    from collections.abc import Hashable

CHECKS = st.lists(st.frozensets(st.sampled_from("abcdefg"), min_size=1, max_size=4), max_size=30)
RANKS: dict[Hashable, int] = {letter: place for place, letter in enumerate("abcdefg")}


@given(CHECKS)
def test_after_each_answer_the_settled_checks_are_those_that_need_no_other_one(
    checks: list[frozenset[str]],
) -> None:
    asked: set[object] = set()
    settled = 0
    for question, gain in greedy(checks, RANKS):
        asked.add(question)
        settled += gain
        assert settled == sum(check <= asked for check in checks)
    assert settled == len(checks)


@given(CHECKS)
def test_each_question_is_asked_once_and_the_order_is_the_same_for_the_same_checks(
    checks: list[frozenset[str]],
) -> None:
    order = greedy(checks, RANKS)
    assert sorted({letter for check in checks for letter in check}) == sorted(str(q) for q, _ in order)
    assert order == greedy(checks[::-1], RANKS)


def test_one_answer_for_many_checks_comes_before_several_answers_for_one() -> None:
    checks = [*[frozenset("g")] * 5, frozenset("ab"), frozenset("a")]
    assert [("g", 5), ("a", 1), ("b", 1)] == greedy(checks, RANKS)
