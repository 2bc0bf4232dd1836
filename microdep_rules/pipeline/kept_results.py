"""Stored results of documents between two uses of `microdep status`, and the history of their counts."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct, field

from microdep_rules.bom.evidence_files import FileLook  # noqa: TC001 - msgspec needs the type at run time
from microdep_rules.output.checked import Input  # noqa: TC001
from microdep_rules.output.status.portfolio import SentQuestion, StatusDay
from microdep_rules.output.status.progress import DocumentProgress  # noqa: TC001
from microdep_rules.workspace.records import PackCounts, Records, StoredResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Read = TypeVar("Read")


class KeptResult(Struct, frozen=True):
    """Stored progress of a document, with the files that affect it."""

    progress: DocumentProgress
    until: date | None = None
    """Next day on which the result may change; `None` if there is no such day."""
    inputs: tuple[Input, ...] = ()
    looks: tuple[FileLook, ...] = ()


class EarlierResults(Struct):
    """Results of earlier status reports with the same packs, and the storage for this report.

    If the stored records cannot be read or written, the report continues without them.
    """

    records: Records | None
    run: str
    day: date
    results: Mapping[str, StoredResult] = field(default_factory=dict)
    entries: Mapping[str, KeptResult] = field(default_factory=dict)
    """Stored results that could be read, by the path of the document."""
    problem: str = ""
    """Reason why results can no longer be stored; empty without a problem."""

    def open(self) -> None:
        """Read the results of earlier status reports."""
        self.results = self._use_records(lambda records: records.results(self.run), {})
        decoded = {path: _decode(result.body) for path, result in self.results.items()}
        self.entries = {path: entry for path, entry in decoded.items() if entry is not None}

    def last(self, path: str, key: str) -> KeptResult | None:
        """Return the stored result of a document; `None` if an input has changed or the result is too old."""
        entry, result = self.entries.get(path), self.results.get(path)
        if entry is None or result is None or result.key != key:
            return None
        return entry if result.day <= self.day < (entry.until or date.max) else None

    def keep(self, key: str, entry: KeptResult) -> None:
        """Store the result of a document."""
        document = entry.progress
        result = StoredResult(key, self.day, msgspec.json.encode(entry))
        counts = [
            PackCounts(
                document.path, pack.pack, self.day, pack.components, pack.failed, pack.open, pack.checks
            )
            for pack in document.packs
        ]
        self._use_records(lambda records: records.keep(self.run, document.path, result, counts), None)

    def seen(self, paths: Iterable[str]) -> None:
        """Record that the stored results of these documents are still valid on the day of this report."""
        same = list(paths)
        self._use_records(lambda records: records.mark_seen(self.run, same, self.day), None)

    def forget(self, paths: Iterable[str]) -> None:
        """Delete the stored results of deleted documents."""
        deleted = list(paths)
        self._use_records(lambda records: records.forget(self.run, deleted, self.day), None)

    def sent(self) -> tuple[SentQuestion, ...]:
        """Return the questions that the user has sent to suppliers."""
        return tuple(self._use_records(lambda records: records.sent(), []))

    def days(self, counts: Callable[[str], bool]) -> tuple[StatusDay, ...]:
        """Return the totals of the selected documents, for each day on which a count changed.

        `counts` returns whether the document with a path is selected. Counts of a future day are ignored,
        because they come from a wrong clock.
        """
        none: list[PackCounts] = []
        history = self._use_records(lambda records: records.history(self.run), none)
        past = [count for count in history if count.day <= self.day]
        return tuple(_days([count for count in past if counts(count.path)]))

    def _use_records(self, use: Callable[[Records], Read], otherwise: Read) -> Read:
        if self.records is None:
            return otherwise
        try:
            return use(self.records)
        except sqlite3.Error as problem:
            self.records, self.problem = None, str(problem)
            return otherwise


def _decode(body: bytes) -> KeptResult | None:
    try:
        return msgspec.json.decode(body, type=KeptResult)
    except (msgspec.DecodeError, RecursionError):  # the data are damaged or of another version
        return None


def _days(history: Sequence[PackCounts]) -> Iterator[StatusDay]:
    current: dict[tuple[str, str], PackCounts] = {}
    for place, count in enumerate(history):
        current[count.path, count.pack] = count
        if place + 1 == len(history) or history[place + 1].day != count.day:
            counts = current.values()
            pairs = sum(count_.components for count_ in counts)
            yield StatusDay(
                count.day,
                pairs - sum(count_.open for count_ in counts),
                pairs,
                sum(count_.failed for count_ in counts),
                sum(count_.checks for count_ in counts),
            )
