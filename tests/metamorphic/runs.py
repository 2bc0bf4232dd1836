"""A sample of the guard, and the whole of it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.channels import channels
from tests.metamorphic.contrary import contradictions
from tests.metamorphic.deletion import deletions
from tests.metamorphic.guard import Tally, guard, open_rules
from tests.metamorphic.judging import judge
from tests.metamorphic.listed import imported_lists
from tests.metamorphic.same import WAYS
from tests.metamorphic.sources import every_case, examples, random_documents, scenarios
from tests.metamorphic.zeros import amounts
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.metamorphic.cases import Attempt, Case, Documents, Mutation
    from tests.metamorphic.judging import Judged

MUTATORS: tuple[Callable[[Documents], Iterable[Attempt]], ...] = (
    channels,
    imported_lists,
    deletions,
    contradictions,
    amounts,
)
MOST = 60
"""Changes of one kind of one document in a whole run; larger documents have others in each pack."""
ALIKE = 2
"""A change at one place, or another way to judge, is tried so often on documents that a pack judges alike."""
SLICE = 120
"""Documents of one pack that one process takes together."""
SELDOM = {"among 3,000": 400, "jobs": 100, "look-ahead": 5, "in pieces": 2}
"""Ways to judge that take long: they are tried on one document in so many."""


Alike = tuple[object, ...]
"""What documents have in common on which a pack has the same verdicts."""


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


@dataclass
class Choice:
    """Changes that are made to documents, so that the same is not tried again and again."""

    most: int = MOST
    alike: int = ALIKE
    made: Counter[Alike] = field(default_factory=Counter)

    def of(self, case: Case, before: Judged) -> Iterator[Mutation]:
        """Changes of a document, of each kind at most so many; which of them depends on its name."""
        random = Random(case.name)  # noqa: S311 - a choice, not a secret
        excerpts = any(table.excerpt for table in shipped_pack(case.pack, case.variant).tables.values())
        for mutate in MUTATORS:
            if mutate is imported_lists and not excerpts:
                continue
            attempts = list(mutate(case.documents))
            random.shuffle(attempts)
            yield from self._made(_alike(case, before), attempts)

    def _made(self, documents: Alike, attempts: Iterable[Attempt]) -> Iterator[Mutation]:
        left = self.most
        for attempt in attempts:
            alike = (*documents, attempt.kind, attempt.name, attempt.place)
            mutation = attempt.made() if self.made[alike] < self.alike else None
            if mutation is not None:
                self.made[alike] += 1
                left -= 1
                yield mutation
            if not left:
                return

    def ways_of(self, case: Case, before: Judged, ways: Iterable[str]) -> Iterator[str]:
        """Other ways to judge a document; those that take long only now and then."""
        for name in ways:
            alike = (*_alike(case, before), name)
            seldom = Random(f"{name} {case.name}").randrange(SELDOM.get(name, 1))  # noqa: S311 - a choice
            if not seldom and self.made[alike] < self.alike:
                self.made[alike] += 1
                yield name


def _alike(case: Case, before: Judged) -> Alike:
    return (case.pack, case.variant, frozenset(before.rules.items()))


def run(cases: Iterable[Case], choice: Choice, ways: Iterable[str] = tuple(WAYS)) -> Report:
    """Judge documents after changes and in other ways."""
    report, accepted = Report(), read_accepted()
    for case in cases:
        before = judge(case, case.documents)
        if before is None:
            report.tally.refused["as it is"] += 1
            continue
        report.tally.documents[case.source] += 1
        report.tally.packs.add((case.pack, case.variant))
        changes = choice.of(case, before) if open_rules(before) else ()
        guard(report.tally, case, before, changes, accepted)
        for name in choice.ways_of(case, before, ways):
            found = WAYS[name](case, before)
            if found is not None:
                report.ways[name] += 1
                report.differences += [f"{name}: {each}" for each in found]
    return report


def sample(many: int, seed: int) -> list[Case]:
    """Always the same examples, scenarios and random documents; the whole has more kinds."""
    cases = [*examples(), *scenarios(), *random_documents()]
    return Random(seed).sample(cases, many)  # noqa: S311 - a choice, not a secret


@cache
def _slices() -> list[list[Case]]:
    """The documents of each pack, some at a time; every process makes the same slices of them."""
    by_pack: dict[tuple[str, str], list[Case]] = {}
    for case in every_case():
        by_pack.setdefault((case.pack, case.variant), []).append(case)
    return [cases[at : at + SLICE] for cases in by_pack.values() for at in range(0, len(cases), SLICE)]


def _slice(number: int) -> Report:
    return run(_slices()[number], Choice())


def whole(processes: int) -> Iterator[tuple[int, Report]]:
    """Every document, in several processes; how many reports there will be, and each as it comes."""
    many = len(_slices())  # made before the processes start, which then have them
    with ProcessPoolExecutor(processes) as pool:
        for report in pool.map(_slice, range(many)):
            yield many, report
