"""Order of questions: repeatedly choose the question that settles most of the open checks."""

from __future__ import annotations

import heapq
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

HASTE = 3
"""Exponent of the weight of a check: with n answers missing, it counts 1

n to this power.

So nearly settled checks come first.
"""


def greedy(
    checks: Collection[frozenset[Hashable]], ranks: Mapping[Hashable, Any]
) -> list[tuple[Hashable, int]]:
    """Return the questions in order, each with the number of checks settled by it and those before it.

    A check is settled when all questions of its set are answered. Of two questions with equal gain, the one
    with the lower rank comes first.

    >>> a, b, c = frozenset("a"), frozenset("ab"), frozenset("c")
    >>> greedy([a, a, b, c], {"a": 1, "b": 2, "c": 3})
    [('a', 2), ('b', 1), ('c', 1)]
    """
    alike: dict[frozenset[Hashable], int] = defaultdict(int)
    for check in checks:
        alike[check] += 1
    by_question: dict[Hashable, list[frozenset[Hashable]]] = defaultdict(list)
    for check in alike:
        for question in check:
            by_question[question].append(check)
    left = {check: len(check) for check in alike}
    gains: dict[Hashable, Fraction] = {
        question: sum((_worth(len(check)) * alike[check] for check in those), Fraction(0))
        for question, those in by_question.items()
    }
    places = {
        question: place for place, question in enumerate(sorted(gains, key=lambda question: ranks[question]))
    }
    waiting = [(-gain, places[question], question) for question, gain in gains.items()]
    heapq.heapify(waiting)
    ordered = []
    while waiting:
        gain, _, question = heapq.heappop(waiting)
        if question not in gains or -gain != gains[question]:
            continue  # its gain has changed, and it is in the heap again, or it is ordered already
        del gains[question]
        settled, changed = 0, set()
        for check in by_question[question]:
            before = left[check]
            left[check] = before - 1
            settled += alike[check] if before == 1 else 0
            for other in check:
                if other in gains:
                    gains[other] += (_worth(before - 1) - _worth(before)) * alike[check]
                    changed.add(other)
        for other in changed:
            heapq.heappush(waiting, (-gains[other], places[other], other))
        ordered.append((question, settled))
    return ordered


def _worth(answers: int) -> Fraction:
    return Fraction(1, answers**HASTE)
