"""Statements of one component that contradict each other clear no rule of any law pack."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.each import SAMPLED
from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.contrary import contradictions
from tests.metamorphic.guard import Tally, guard
from tests.metamorphic.judging import judge
from tests.metamorphic.sources import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.metamorphic.cases import Case, Mutation

OF_ONE_COMPONENT = (
    "named ",
    "class ",
    "transformed ",
    "finally assembled ",
    "origin US of",
    "place_of_manufacture US of",
)
"""How the changes begin that contradict what a component is, or where a piece of material was worked."""
MANY = 1 if SAMPLED else 8
"""Examples of each pack with such a change."""


def changed(case: Case) -> list[Mutation]:
    found = contradictions(case.documents)
    every = (attempt.made() for attempt in found if attempt.name.startswith(OF_ONE_COMPONENT))
    return [each for each in every if each is not None]


def sample() -> Iterator[Case]:
    """Of each pack some examples that can be changed so, always the same."""
    cases = [*examples()]
    Random(19).shuffle(cases)  # noqa: S311 - a choice, not a secret
    taken: Counter[str] = Counter()
    for case in cases:
        if taken[case.pack] < MANY and changed(case):
            taken[case.pack] += 1
            yield case


def test_no_contrary_word_of_a_component_clears_a_rule_of_any_pack() -> None:
    tally, accepted = Tally(), read_accepted()
    for case in sample():
        before = judge(case, case.documents)
        if before is not None:
            guard(tally, case, before, changed(case), accepted)

    assert [] == [str(each) for each in tally.unexplained]
    assert tally.pairs > MANY
