"""A sample of the guard, and the whole of it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.channels import channels
from tests.metamorphic.contrary import contradictions
from tests.metamorphic.deletion import deletions
from tests.metamorphic.guard import Tally, guard
from tests.metamorphic.same import WAYS
from tests.metamorphic.sources import every_case, examples, random_documents, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.metamorphic.cases import Attempt, Case, Documents, Mutation

MUTATORS: tuple[Callable[[Documents], Iterable[Attempt]], ...] = (channels, deletions, contradictions)
MOST = 120
"""Changes of one kind of one document in a whole run; larger documents have others in each pack."""
SLICES = 64
"""Pieces of a whole run, each for one process."""
SELDOM = {"among 3,000": 400, "look-ahead": 5, "in pieces": 2}
"""Ways to judge that take long: they are tried on one document in so many."""


@dataclass
class Report:
    """What a run found."""

    tally: Tally = field(default_factory=Tally)
    ways: Counter[str] = field(default_factory=Counter)
    """Documents that were judged in each other way."""
    differences: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Count what another run found."""
        self.tally.add(other.tally)
        self.ways += other.ways
        self.differences += other.differences


def some(case: Case, most: int) -> Iterator[Mutation]:
    """Changes of a document, of each kind at most so many; which of them depends on its name alone."""
    random = Random(case.name)  # noqa: S311 - a choice, not a secret
    for mutate in MUTATORS:
        attempts = list(mutate(case.documents))
        random.shuffle(attempts)
        made = (mutation for attempt in attempts if (mutation := attempt()) is not None)
        yield from islice(made, most)


def run(cases: Iterable[Case], most: int = MOST, ways: Iterable[str] = tuple(WAYS)) -> Report:
    """Judge documents after changes and in other ways."""
    every = list(cases)
    report = Report(guard(every, lambda case: some(case, most), read_accepted()))
    for case in every:
        for name in ways:
            if Random(f"{name} {case.name}").randrange(SELDOM.get(name, 1)):  # noqa: S311 - a choice
                continue
            found = WAYS[name](case)
            if found is not None:
                report.ways[name] += 1
                report.differences += [f"{name}: {each}" for each in found]
    return report


def sample(many: int, seed: int) -> list[Case]:
    """Always the same examples, scenarios and random documents; the whole has more kinds."""
    cases = [*examples(), *scenarios(), *random_documents()]
    return Random(seed).sample(cases, many)  # noqa: S311 - a choice, not a secret


def _slice(number: int) -> Report:
    return run(list(every_case())[number::SLICES])


def whole(processes: int) -> Iterator[Report]:
    """Every document, in several processes; reports as they come."""
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_slice, range(SLICES))
