"""Order of questions: the next question is always the one that settles most of the open checks."""

from __future__ import annotations

import heapq
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Hashable, Mapping

EXPONENT = 3
"""Exponent of the weight of a check.

The weight of a check with n missing answers is `1 / n**EXPONENT`. A high exponent brings checks that need
only a few more answers to the front.
"""


def greedy(
    checks: Collection[frozenset[Hashable]], ranks: Mapping[Hashable, Any], first: Container[Hashable] = ()
) -> list[tuple[Hashable, int]]:
    """Return the questions in order, each with the number of checks that its answer settles.

    A check is settled when all of its questions are answered. If two questions gain equally much, the
    question with the lower rank comes first. The questions in `first` precede all other questions.

    >>> a, b, c = frozenset("a"), frozenset("ab"), frozenset("c")
    >>> greedy([a, a, b, c], {"a": 1, "b": 2, "c": 3})
    [('a', 2), ('b', 1), ('c', 1)]
    """
    equal_checks: dict[frozenset[Hashable], int] = defaultdict(int)
    for check in checks:
        equal_checks[check] += 1
    by_question: dict[Hashable, list[frozenset[Hashable]]] = defaultdict(list)
    for check in equal_checks:
        for question in check:
            by_question[question].append(check)
    missing_answers = {check: len(check) for check in equal_checks}
    gains: dict[Hashable, Fraction] = {
        question: sum(
            (_weight(len(check)) * equal_checks[check] for check in checks_of_question), Fraction(0)
        )
        for question, checks_of_question in by_question.items()
    }
    places = {
        question: place for place, question in enumerate(sorted(gains, key=lambda question: ranks[question]))
    }
    waiting = [(question not in first, -gain, places[question], question) for question, gain in gains.items()]
    heapq.heapify(waiting)
    ordered = []
    while waiting:
        _, gain, _, question = heapq.heappop(waiting)
        if question not in gains or -gain != gains[question]:
            continue  # the gain has changed, so the question is in the heap again, or it is ordered already
        del gains[question]
        settled, changed = 0, set()
        for check in by_question[question]:
            before = missing_answers[check]
            missing_answers[check] = before - 1
            settled += equal_checks[check] if before == 1 else 0
            for other in check:
                if other in gains:
                    gains[other] += (_weight(before - 1) - _weight(before)) * equal_checks[check]
                    changed.add(other)
        for other in changed:
            heapq.heappush(waiting, (other not in first, -gains[other], places[other], other))
        ordered.append((question, settled))
    return ordered


def _weight(answers: int) -> Fraction:
    return Fraction(1, answers**EXPONENT)
