"""Stored results of a repository: results of documents, their history, and sent questions.

The results are in a SQLite file in `.microdep/` beside the configuration. Without the SQLite file, every
document is checked again and the history is lost, but no verdict changes. The file is as confidential as the
documents, so the folder has its own `.gitignore`.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.output.status.portfolio import SentQuestion
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER, FILE = ".microdep", "status.sqlite"
IGNORED = f"/.gitignore\n/{FILE}\n/{FILE}-*\n".encode()
"""Content of `.gitignore`: git ignores the records and the journals of SQLite, but not the schemas."""
FORM = 1
"""Version of the tables; a file with another version is replaced by a new file."""
PATIENCE = 5.0
"""Seconds to wait for another command that is writing."""
TABLES = """
CREATE TABLE result (
  run TEXT, path TEXT, key TEXT, day TEXT, body BLOB, PRIMARY KEY (run, path)
) WITHOUT ROWID;
CREATE TABLE history (
  run TEXT, path TEXT, pack TEXT, day TEXT, components INT, failed INT, open INT, checks INT,
  PRIMARY KEY (run, path, pack, day)
) WITHOUT ROWID;
CREATE TABLE sent (
  ask TEXT, fact TEXT, component TEXT, due TEXT, PRIMARY KEY (ask, fact, component)
) WITHOUT ROWID;
"""


class StoredResult(NamedTuple):
    """Last result of a document."""

    key: str
    """Digest of all inputs of the result."""
    day: date
    body: bytes


class PackCounts(NamedTuple):
    """Counts of one pack for one document. The counts are valid from a day on."""

    path: str
    pack: str
    day: date
    components: int
    failed: int
    open: int
    checks: int


class Records:
    """Stored results of one repository, while the file is open.

    Each method that writes is one transaction, so two commands cannot disturb each other. A method raises
    `sqlite3.Error` if writing fails.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection

    def results(self, run: str) -> dict[str, StoredResult]:
        """Return the last results of a run, by the path of the document."""
        rows = self._connection.execute("SELECT path, key, day, body FROM result WHERE run = ?", (run,))
        return {path: StoredResult(key, date.fromisoformat(day), body) for path, key, day, body in rows}

    def keep(self, run: str, path: str, result: StoredResult, counts: Iterable[PackCounts]) -> None:
        """Store the result of a document, and its counts if they changed."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?)",
                (run, path, result.key, result.day.isoformat(), result.body),
            )
            for count in counts:
                self._count(run, count)

    def mark_seen(self, run: str, paths: Iterable[str], day: date) -> None:
        """Record that the last results of some documents are also valid on this later day."""
        with self._connection:
            self._connection.executemany(
                "UPDATE result SET day = ? WHERE run = ? AND path = ? AND day < ?",
                [(day.isoformat(), run, path, day.isoformat()) for path in paths],
            )

    def forget(self, run: str, paths: Iterable[str], day: date) -> None:
        """Record that documents were deleted: they have no counts from this day on."""
        with self._connection:
            for path in paths:
                self._connection.execute("DELETE FROM result WHERE run = ? AND path = ?", (run, path))
                rows = self._connection.execute(
                    "SELECT DISTINCT pack FROM history WHERE run = ? AND path = ?", (run, path)
                )
                for (pack,) in rows.fetchall():
                    self._count(run, PackCounts(path, pack, day, 0, 0, 0, 0))

    def _count(self, run: str, count: PackCounts) -> None:
        last = self._connection.execute(
            "SELECT components, failed, open, checks FROM history"
            " WHERE run = ? AND path = ? AND pack = ? AND day <= ? ORDER BY day DESC LIMIT 1",
            (run, count.path, count.pack, count.day.isoformat()),
        ).fetchone()
        if last != (count.components, count.failed, count.open, count.checks):
            self._connection.execute(
                "INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (run, count.path, count.pack, count.day.isoformat(), *count[3:]),
            )

    def history(self, run: str) -> list[PackCounts]:
        """Return the counts of a run for each day on which a count changed."""
        rows = self._connection.execute(
            "SELECT path, pack, day, components, failed, open, checks FROM history"
            " WHERE run = ? ORDER BY day, path, pack",
            (run,),
        )
        return [PackCounts(path, pack, date.fromisoformat(day), *rest) for path, pack, day, *rest in rows]

    def send(self, questions: Iterable[SentQuestion]) -> None:
        """Store the sent questions; a question that was sent before gets the new due date."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?)",
                [
                    (question.ask, question.fact, question.component, question.due.isoformat())
                    for question in questions
                ],
            )

    def sent(self) -> list[SentQuestion]:
        """Return the questions that were sent."""
        rows = self._connection.execute("SELECT ask, fact, component, due FROM sent ORDER BY 1, 2, 3")
        return [
            SentQuestion(ask, fact, component, date.fromisoformat(due)) for ask, fact, component, due in rows
        ]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def open_records(base: Path) -> Records:
    """Open the stored results of a repository; a damaged file is replaced.

    Raise `sqlite3.Error` or `OSError` if results cannot be stored.
    """
    folder = base / FOLDER
    file = folder / FILE
    for path in (folder, file):
        if path.is_symlink():  # a link is untrusted, so its target is not overwritten
            raise OSError(f"{path.name} is a link")
    folder.mkdir(mode=0o700, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        write_atomically(ignored, IGNORED)
    try:
        return Records(folder, _connect(file))
    except sqlite3.OperationalError:  # the file is locked or not writable, so it is not replaced
        raise
    except sqlite3.DatabaseError:
        with suppress(FileNotFoundError):
            file.unlink()
        return Records(folder, _connect(file))


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=PATIENCE)
    try:
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            _create_tables(connection)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = NORMAL")
        _check_integrity(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_integrity(connection: sqlite3.Connection) -> None:
    (status,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if status != "ok":
        raise sqlite3.DatabaseError(status)


def _create_tables(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    connection.executescript(f"{TABLES} PRAGMA user_version = {FORM};")
