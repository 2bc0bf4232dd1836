"""Results of documents that are kept between runs of `microdep status`, and the history of their counts."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct, field

from microdep_rules.bom.evidence_files import FileLook  # noqa: TC001 - read back by their types
from microdep_rules.output.checked import Input  # noqa: TC001
from microdep_rules.output.status.portfolio import SentQuestion, StatusDay
from microdep_rules.output.status.progress import DocumentProgress  # noqa: TC001
from microdep_rules.workspace.records import PackCounts, Records, StoredResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Read = TypeVar("Read")


class Kept(Struct, frozen=True):
    """Progress of a document with the files that it was made from, as it is kept."""

    progress: DocumentProgress
    until: date | None = None
    """The next day on which it may be judged otherwise; none where there is no such day."""
    inputs: tuple[Input, ...] = ()
    looks: tuple[FileLook, ...] = ()


class Shelf(Struct):
    """What was kept of earlier runs of the same packs, and where this run keeps its results.

    Nothing depends on it: where the records cannot be read or written any more, the run goes on without them.
    """

    records: Records | None
    run: str
    day: date
    results: Mapping[str, StoredResult] = field(default_factory=dict)
    entries: Mapping[str, Kept] = field(default_factory=dict)
    """The last results by the path of the document, as far as they can be read."""
    problem: str = ""
    """Why nothing is kept any more."""

    def open(self) -> None:
        """Read what earlier runs have kept."""
        self.results = self._with(lambda records: records.results(self.run), {})
        found = {path: _decoded(result.body) for path, result in self.results.items()}
        self.entries = {path: entry for path, entry in found.items() if entry is not None}

    def last(self, path: str, key: str) -> Kept | None:
        """Return the last result of a document, where it was judged by the same and still holds today."""
        entry, result = self.entries.get(path), self.results.get(path)
        if entry is None or result is None or result.key != key:
            return None
        return entry if result.day <= self.day < (entry.until or date.max) else None

    def keep(self, key: str, entry: Kept) -> None:
        """Keep the result of a document."""
        document = entry.progress
        result = StoredResult(key, self.day, msgspec.json.encode(entry))
        counted = [
            PackCounts(
                document.path, pack.pack, self.day, pack.components, pack.failed, pack.open, pack.checks
            )
            for pack in document.packs
        ]
        self._with(lambda records: records.keep(self.run, document.path, result, counted), None)

    def seen(self, paths: Iterable[str]) -> None:
        """Keep that the results of documents hold on this day, too: it is the day of their last run."""
        same = list(paths)
        self._with(lambda records: records.mark_seen(self.run, same, self.day), None)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget documents that are gone."""
        gone = list(paths)
        self._with(lambda records: records.forget(self.run, gone, self.day), None)

    def sent(self) -> tuple[SentQuestion, ...]:
        """Return the questions that were sent."""
        return tuple(self._with(lambda records: records.sent(), []))

    def days(self, counts: Callable[[str], bool]) -> tuple[StatusDay, ...]:
        """Return the documents that count, by path, together on each day on which something changed.

        A day that is yet to come is of a clock that was wrong.
        """
        none: list[PackCounts] = []
        history = self._with(lambda records: records.history(self.run), none)
        past = [each for each in history if each.day <= self.day]
        return tuple(_days([each for each in past if counts(each.path)]))

    def _with(self, use: Callable[[Records], Read], otherwise: Read) -> Read:
        if self.records is None:
            return otherwise
        try:
            return use(self.records)
        except sqlite3.Error as problem:
            self.records, self.problem = None, str(problem)
            return otherwise


def _decoded(body: bytes) -> Kept | None:
    try:
        return msgspec.json.decode(body, type=Kept)
    except (msgspec.DecodeError, RecursionError):  # of another version, or damaged
        return None


def _days(history: Sequence[PackCounts]) -> Iterator[StatusDay]:
    current: dict[tuple[str, str], PackCounts] = {}
    for place, count in enumerate(history):
        current[count.path, count.pack] = count
        if place + 1 == len(history) or history[place + 1].day != count.day:
            counts = current.values()
            pairs = sum(each.components for each in counts)
            yield StatusDay(
                count.day,
                pairs - sum(each.open for each in counts),
                pairs,
                sum(each.failed for each in counts),
                sum(each.checks for each in counts),
            )
