"""Outcomes of one rule for equal components, if the rule reads only each component's own record.

Components with equal values in all fields that the rule reads form one row (`rows.py`). One component of each
row is judged, and its result is valid for the whole row. An outcome is built only when a caller reads more
than its verdict. Results from earlier documents are reused.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.equivalence.tables import RowResult
from microdep_rules.engine.lazy_outcomes import is_free_of_names, make_row_outcome
from microdep_rules.engine.outcome_counts import is_quiet
from microdep_rules.engine.verdict import Verdict

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

    OutcomesByKey = Mapping[tuple[str, ...], Outcome]
    """Outcomes by the key of their subject (`outcome_key`)."""
    SubjectTest = Callable[[Element], tuple[Truth, frozenset[date]]]
    """Function that returns whether a component is a subject, and the dates on which this can change."""


class RowOutcomes:
    """The outcomes of one rule: one component of each row is judged for all components of the row."""

    def __init__(
        self, rows: Rows, choice: Rows | None, memberships: Memberships | None, table: ResultTable
    ) -> None:
        """Store the rows and the table of results.

        `choice` contains the rows for the condition that selects subjects; it is None if all components are
        subjects. `memberships` merges rows if the rule finds their countries and words in the same lists.
        """
        self.rows, self.choice, self.memberships, self.table = rows, choice, memberships, table
        rows.numbers = table.numbers
        if choice is not None:
            choice.numbers = table.choice
        self.subjects: list[tuple[Element, Truth]] = []
        """Components that are a subject of the rule on at least one day, each with a truth value.

        The value is True if the component is certainly a subject, and None if it is possibly a subject.
        """
        self.row: list[Hashable] = []
        """The row of each subject, at the same position as in `subjects`.

        For a component that is possibly a subject, it is a pair of row number and None.
        """
        self._judged: dict[int, tuple[str, ...]] = {}
        """For each judged subject (by its position in `subjects`), the key of its outcome."""
        self._product: int | None = None
        """Position of the end product in `subjects`; its outcome is always listed."""

    def begin(self, listed: Iterable[ListedElement], is_subject: SubjectTest) -> None:
        """Set the subjects of the rule: the components in `listed` that are a subject on at least one day.

        `is_subject` is called for one component of each row; its result is valid for the whole row.
        """
        subjects = [(element, belongs) for element, belongs, _ in listed if element.kind == "component"]
        if self.choice is not None:
            subjects = self._possible_subjects(self.choice, subjects, is_subject)
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

    def _possible_subjects(
        self, choice: Rows, subjects: list[tuple[Element, Truth]], is_subject: SubjectTest
    ) -> list[tuple[Element, Truth]]:
        is_never_subject = self.table.is_never_subject
        rows = choice.of([component for component, _ in subjects])
        for row, (component, _) in zip(rows, subjects, strict=True):
            if row not in is_never_subject:
                is_never_subject[row] = is_subject(component) == (False, frozenset())
        return [subject for row, subject in zip(rows, subjects, strict=True) if not is_never_subject[row]]

    def firsts(self) -> list[int]:
        """Return the positions of the components to judge: one for each row that has no result yet."""
        results = self.table.results
        new: dict[Hashable, int] = {}
        for place, row in enumerate(self.row):
            if row not in results:
                new.setdefault(row, place)
        return [*new.values()]

    def identities(self, places: Iterable[int]) -> set[int]:
        """Return the Python identities of the components at the given positions in `subjects`."""
        return {id(self.subjects[place][0]) for place in places}

    def learn(self, places: Iterable[int], today: OutcomesByKey, later: OutcomesByKey) -> list[int]:
        """Store the results of the judged components, and return the positions that must still be judged.

        If an evaluation stopped at its step limit, its result is not stored. All other components of the row
        must then be judged separately.
        """
        rows_to_judge: set[Hashable] = set()
        beyond = ("beyond", "", "") in today
        for place in places:
            element, row = self.subjects[place][0], self.row[place]
            key = self._judged[place] = outcome_key(element)
            outcome = today.get(key) or later.get(key)
            if beyond or (outcome is not None and outcome.is_beyond_bounds):
                rows_to_judge.add(row)
                continue
            reliances_free_of_names = outcome is None or is_free_of_names(outcome, self._names(element))
            self.table.results[row] = RowResult(
                outcome, reliances_free_of_names, later=outcome is not None and key not in today
            )
        if not rows_to_judge:
            return []
        return [
            place for place, row in enumerate(self.row) if row in rows_to_judge and place not in self._judged
        ]

    def _names(self, component: Element) -> tuple[str, ...]:
        names = self.rows.names(component)
        return names if self.memberships is None else (*names, *self.memberships.names(component))

    def all(
        self,
        today: OutcomesByKey,
        later: OutcomesByKey,
        again: OutcomeBuilder,
        counted: OutcomeCounter | None = None,
    ) -> Iterator[Outcome]:
        """Yield today's outcomes in the order of the list, then the outcomes of later subjects.

        A later subject is a component that becomes a subject on a later day. `again` builds an outcome for a
        component that was not judged. With `counted`, outcomes that reports do not list are only counted.
        """
        counted_rows: frozenset[Hashable] = frozenset()
        if counted is not None:
            counted_rows = self._count(counted)
            if any(key[0] != "subject" for key in today):
                counted.not_applicable |= self._not_applicable(counted_rows)
        yield from self._outcomes(today, again, counted_rows, later=False)
        yield from (outcome for key, outcome in today.items() if key[0] != "subject")
        yield from sorted(
            self._outcomes(later, again, counted_rows, later=True), key=lambda outcome: outcome.changes[0].day
        )

    def _count(self, counted: OutcomeCounter) -> frozenset[Hashable]:
        """Count the outcomes that reports do not list, such as *pass*, and return their rows."""
        results, counts = self.table.results, Counter(self.row)
        counts.subtract(self.row[place] for place in self._judged)
        self._product = next(
            (
                place
                for place, (element, _) in enumerate(self.subjects)
                if counted.bom.is_whole_product(element.id)
            ),
            None,
        )
        if self._product is not None and self._product not in self._judged:
            counts.subtract([self.row[self._product]])
        counted_rows: dict[Hashable, Outcome] = {}
        for row in counts:
            result = results.get(row)
            if result is None or result.outcome is None or not result.reliances_free_of_names or result.later:
                continue
            if is_quiet(result.outcome):
                counted_rows[row] = result.outcome
        for row, outcome in counted_rows.items():
            if counts[row]:
                counted.add(outcome, counts[row])
        return frozenset(counted_rows)

    def _not_applicable(self, counted_rows: frozenset[Hashable]) -> set[str]:
        """Return the ids of the components in the counted rows to which the rule does not apply."""
        results = self.table.results
        rows = {
            row
            for row in counted_rows
            if (outcome := results[row].outcome) is not None and outcome.verdict is Verdict.NOT_APPLICABLE
        }
        return {
            element.id
            for place, ((element, _), row) in enumerate(zip(self.subjects, self.row, strict=True))
            if row in rows and place not in self._judged and place != self._product
        }

    def _outcomes(
        self, judged: OutcomesByKey, again: OutcomeBuilder, counted_rows: frozenset[Hashable], *, later: bool
    ) -> Iterator[Outcome]:
        results = self.table.results
        for place, row in enumerate(self.row):
            if (about := self._judged.get(place)) is not None:
                if (outcome := judged.get(about)) is not None:
                    yield outcome
            elif row not in counted_rows or place == self._product:
                result = results[row]
                if result.outcome is not None and result.later is later:
                    yield make_row_outcome(result, *self.subjects[place], again)


def outcome_key(element: Element) -> tuple[str, ...]:
    """Return the key under which the outcome of a subject is stored."""
    return ("subject", element.id, element.pointer)
