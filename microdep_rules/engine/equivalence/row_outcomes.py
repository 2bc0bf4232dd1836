"""Results of one rule for components that it judges by their own records, row by row.

One component of each row is judged on all relevant days, in this document or an earlier one. The others of
the row get the same result; their outcomes are built when more than the verdict is read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.equivalence.tables import RowResult
from microdep_rules.engine.lazy_outcomes import is_free_of_names, make_row_outcome
from microdep_rules.engine.outcome_counts import is_quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.memberships import Memberships
    from microdep_rules.engine.equivalence.rows import Rows
    from microdep_rules.engine.equivalence.tables import ResultTable
    from microdep_rules.engine.lazy_outcomes import OutcomeBuilder
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.outcome_counts import OutcomeCounter
    from microdep_rules.engine.subjects import ListedElement
    from microdep_rules.engine.values import Truth

    ByAbout = Mapping[tuple[str, ...], Outcome]
    """Outcomes by subject."""
    Where = Callable[[Element], tuple[Truth, frozenset[date]]]
    """Test whether a component is a subject, with the date boundaries that were read for it."""


class RowOutcomes:
    """The subjects of one rule by their rows."""

    def __init__(
        self, rows: Rows, choice: Rows | None, memberships: Memberships | None, table: ResultTable
    ) -> None:
        """Prepare the rows.

        `choice` are the rows for the selection of subjects, where not all components are subjects.
        `memberships` merge rows that differ only within the same lists.
        """
        self.rows, self.choice, self.memberships, self.table = rows, choice, memberships, table
        rows.numbers = table.numbers
        if choice is not None:
            choice.numbers = table.choice
        self.subjects: list[tuple[Element, Truth]] = []
        """Components that may be a subject on any day, and whether they are surely in the rule's list."""
        self.row: list[Hashable] = []
        """The row of each of these; with that truth, where it is not surely in the list."""
        self._judged: dict[int, tuple[str, ...]] = {}
        """Key of the outcome, by the position of the judged subject."""

    def begin(self, listed: Iterable[ListedElement], where: Where) -> None:
        """Set the list of the rule; of components that are no subject on any day, one per row is tested."""
        subjects = [(element, belongs) for element, belongs, _ in listed if element.kind == "component"]
        if self.choice is not None:
            subjects = self._chosen(self.choice, subjects, where)
        self.subjects = subjects
        numbers = self._numbers([component for component, _ in subjects])
        self.row = [
            number if belongs is True else (number, belongs)
            for number, (_, belongs) in zip(numbers, subjects, strict=True)
        ]

    def _numbers(self, components: list[Element]) -> list[int]:
        numbers = self.rows.of(components)
        if self.memberships is None:
            return numbers
        wider = self.table.wider
        for number, component in zip(numbers, components, strict=True):
            if number not in wider:
                key = self.memberships.of(component)
                wider[number] = number if key is None else self.table.numbers[key]
        return [*map(wider.__getitem__, numbers)]

    def _chosen(
        self, choice: Rows, subjects: list[tuple[Element, Truth]], where: Where
    ) -> list[tuple[Element, Truth]]:
        never = self.table.never
        rows = choice.of([component for component, _ in subjects])
        for row, (component, _) in zip(rows, subjects, strict=True):
            if row not in never:
                never[row] = where(component) == (False, frozenset())
        return [subject for row, subject in zip(rows, subjects, strict=True) if not never[row]]

    def firsts(self) -> list[int]:
        """Return the positions of the components to judge: one of each row without a known result."""
        likes = self.table.likes
        new: dict[Hashable, int] = {}
        for place, row in enumerate(self.row):
            if row not in likes:
                new.setdefault(row, place)
        return [*new.values()]

    def identities(self, places: Iterable[int]) -> set[int]:
        """Return the identities of the components in some places."""
        return {id(self.subjects[place][0]) for place in places}

    def learn(self, places: Iterable[int], today: ByAbout, later: ByAbout) -> list[int]:
        """Keep the results of the judged components; return the positions of those that they do not cover.

        A result beyond the limits of evaluation is not reused.
        """
        alone: set[Hashable] = set()
        beyond = ("beyond", "", "") in today
        for place in places:
            element, row = self.subjects[place][0], self.row[place]
            key = self._judged[place] = about_of(element)
            outcome = today.get(key) or later.get(key)
            if beyond or (outcome is not None and outcome.is_beyond_bounds):
                alone.add(row)
                continue
            rests = outcome is None or is_free_of_names(outcome, self._names(element))
            self.table.likes[row] = RowResult(outcome, rests, later=outcome is not None and key not in today)
        if not alone:
            return []
        return [place for place, row in enumerate(self.row) if row in alone and place not in self._judged]

    def _names(self, component: Element) -> tuple[str, ...]:
        names = self.rows.names(component)
        return names if self.memberships is None else (*names, *self.memberships.names(component))

    def all(
        self, today: ByAbout, later: ByAbout, again: OutcomeBuilder, counted: OutcomeCounter | None = None
    ) -> Iterator[Outcome]:
        """Yield the outcomes: today's in the order of the list, then those of later subjects.

        Outcomes that are only counted are not built.
        """
        quiet = self._count(counted) if counted is not None else frozenset[int]()
        yield from self._outcomes(today, again, quiet, later=False)
        yield from (outcome for key, outcome in today.items() if key[0] != "subject")
        yield from sorted(
            self._outcomes(later, again, quiet, later=True), key=lambda outcome: outcome.changes[0].day
        )

    def _count(self, counted: OutcomeCounter) -> frozenset[Hashable]:
        """Count the outcomes that are not listed, row by row; return their rows."""
        likes, counts = self.table.likes, Counter(self.row)
        counts.subtract(self.row[place] for place in self._judged)
        quiet: dict[Hashable, Outcome] = {}
        for row in counts:
            like = likes.get(row)
            if like is None or like.outcome is None or not like.rests or like.later:
                continue
            if is_quiet(like.outcome):
                quiet[row] = like.outcome
        for row, outcome in quiet.items():
            if counts[row]:
                counted.add(outcome, counts[row])
        return frozenset(quiet)

    def _outcomes(
        self, judged: ByAbout, again: OutcomeBuilder, quiet: frozenset[Hashable], *, later: bool
    ) -> Iterator[Outcome]:
        likes = self.table.likes
        for place, row in enumerate(self.row):
            if (about := self._judged.get(place)) is not None:
                if (outcome := judged.get(about)) is not None:
                    yield outcome
            elif row not in quiet:
                like = likes[row]
                if like.outcome is not None and like.later is later:
                    yield make_row_outcome(like, *self.subjects[place], again)


def about_of(element: Element) -> tuple[str, ...]:
    """Return the key of the outcome for a subject."""
    return ("subject", element.id, element.pointer)
