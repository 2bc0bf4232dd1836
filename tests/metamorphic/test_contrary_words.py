"""Statements of one component that contradict each other clear no rule of any law pack."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.contrary import contradictions
from tests.metamorphic.guard import guard
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
MANY = 8
"""Examples of each pack with such a change."""


def changed(case: Case) -> list[Mutation]:
    every = (attempt() for attempt in contradictions(case.documents))
    return [each for each in every if each is not None and each.name.startswith(OF_ONE_COMPONENT)]


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
    tally = guard(sample(), changed, read_accepted())

    assert [] == [str(each) for each in tally.unexplained]
    assert tally.pairs > MANY
