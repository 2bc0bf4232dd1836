"""What one rule says of components that it judges by their own records, by rows.

One of each row is judged on all days that matter, in this document or in one before it. What is said of it
is said of all with its row; their outcomes are made when somebody reads more of them than the verdict.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.alike.tables import Like
from microdep_rules.engine.counted import is_quiet
from microdep_rules.engine.outcome import part_of
from microdep_rules.engine.promised import promised, rests_on_no_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.rows import Rows
    from microdep_rules.engine.alike.tables import Table
    from microdep_rules.engine.counted import Counted
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.subjects import Listed
    from microdep_rules.engine.values import Truth

    Told = Mapping[tuple[str, ...], Outcome]
    """Outcomes by what they are about."""
    Again = Callable[[Element, Truth, Like], Callable[[], Outcome]]
    """Makes the outcome of a component like another one, without keeping what an evaluation keeps."""
    Where = Callable[[Element], tuple[Truth, frozenset[date]]]
    """Whether a component is a subject, with the boundaries of days that were read for it."""


class RowOutcomes:
    """The subjects of one rule by their rows."""

    def __init__(self, rows: Rows, choice: Rows | None, table: Table) -> None:
        """`choice` are the rows for what subjects are chosen by, where not all components are."""
        self.rows, self.choice, self.table = rows, choice, table
        rows.numbers = table.numbers
        self.listed: list[Listed] = []
        """What may be a subject on any day, of components alone."""
        self._row: dict[int, tuple[int, Truth]] = {}
        """By the identity of each of these: its row, and how surely it is in the list of the rule."""
        self._judged: set[int] = set()

    def begin(self, listed: Iterable[Listed], where: Where) -> None:
        """Takes the list of the rule; of what is no subject on any day one of each row is asked."""
        self.listed = [each for each in listed if each[0].kind == "component"]
        if self.choice is not None:
            rows = self.choice.add([each for each, _, _ in self.listed])
            first = dict(zip(reversed(rows), reversed(self.listed), strict=True))
            never = {row for row, (each, _, _) in first.items() if where(each) == (False, frozenset())}
            self.listed = [each for row, each in zip(rows, self.listed, strict=True) if row not in never]
        numbers = self.rows.add([each for each, _, _ in self.listed])
        for number, (each, belongs, _) in zip(numbers, self.listed, strict=True):
            self._row[id(each)] = (number, belongs)

    def firsts(self) -> set[int]:
        """The identities of those that are judged: one of each row of which nothing is known."""
        new: dict[tuple[int, Truth], int] = {}
        for each, _, _ in self.listed:
            row = self._row[id(each)]
            if row not in self.table.likes:
                new.setdefault(row, id(each))
        return set(new.values())

    def learn(self, judged: set[int], today: Told, later: Told) -> set[int]:
        """Keeps what was said of those that were judged; the others of which that says nothing.

        What took too long says nothing of others.
        """
        self._judged |= judged
        alone: set[tuple[int, Truth]] = set()
        beyond = ("beyond", "", "") in today
        for each, _, _ in self.listed:
            if id(each) not in judged:
                continue
            row, key = self._row[id(each)], about_of(each)
            found = today.get(key) or later.get(key)
            if beyond or (found is not None and found.is_beyond_bounds):
                alone.add(row)
                continue
            rests = found is None or rests_on_no_name(found, self.rows.names(each))
            self.table.likes[row] = Like(found, rests, later=found is not None and key not in today)
        return {id(each) for each, _, _ in self.listed if self._row[id(each)] in alone} - self._judged

    def all(
        self, today: Told, later: Told, again: Again, counted: Counted | None = None
    ) -> Iterator[Outcome]:
        """What is said of each of the list: today in its order, then of those that are subjects later.

        What is only counted is not made.
        """
        if counted is not None:
            self._count(counted)
        yield from self._told(today, again, later=False)
        yield from (each for key, each in today.items() if key[0] != "subject")
        yield from sorted(self._told(later, again, later=True), key=lambda each: each.changes[0].day)

    def _count(self, counted: Counted) -> None:
        """Counts those of which nothing is shown, row by row, and takes them from the list."""
        likes = self.table.likes
        quiet = {
            row: like.outcome
            for row in set(self._row.values())
            if (like := likes.get(row)) is not None
            and like.outcome is not None
            and like.rests
            and not like.later
            and is_quiet(like.outcome)
        }
        left: list[Listed] = []
        found: Counter[tuple[int, Truth]] = Counter()
        for each in self.listed:
            row = self._row[id(each[0])]
            if row in quiet and id(each[0]) not in self._judged:
                found[row] += 1
            else:
                left.append(each)
        for row, times in found.items():
            counted.add(quiet[row], times)
        self.listed = left

    def _told(self, judged: Told, again: Again, *, later: bool) -> Iterator[Outcome]:
        for element, belongs, _ in self.listed:
            if id(element) in self._judged:
                if (found := judged.get(about_of(element))) is not None:
                    yield found
                continue
            like = self.table.likes[self._row[id(element)]]
            if like.outcome is not None and like.later is later:
                make = again(element, belongs, like)
                yield promised(like.outcome, part_of(element), make, rests=like.rests)


def about_of(element: Element) -> tuple[str, ...]:
    """What an outcome for a subject is about."""
    return ("subject", element.id, element.pointer)
