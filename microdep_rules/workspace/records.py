"""Stored results of a repository: the last result of each document, earlier counts, and sent questions.

The results are in a SQLite file in `.microdep/` beside the configuration. Without this file, every document
is checked again and the earlier counts are lost, but no verdict changes. The file is as confidential as the
documents, so that its folder has a `.gitignore`.
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
"""Content of `.gitignore`: git ignores the SQLite file and its journals, but not the schemas."""
FORM = 1
"""Version of the SQLite tables; tables of another version are deleted and made anew."""
PATIENCE = 5.0
"""Number of seconds to wait while another command writes to the SQLite file."""
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
    """Last result of a document, with the last day on which the result was valid."""

    key: str
    """Digest of everything that the check of the document read."""
    day: date
    body: bytes


class PackCounts(NamedTuple):
    """Counts of components and outcomes of one document under one pack, valid from `day` on."""

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
        """Return the last results of all checks with the settings `run`, by the path of the document."""
        rows = self._connection.execute("SELECT path, key, day, body FROM result WHERE run = ?", (run,))
        return {path: StoredResult(key, date.fromisoformat(day), body) for path, key, day, body in rows}

    def keep(self, run: str, path: str, result: StoredResult, counts: Iterable[PackCounts]) -> None:
        """Store the result of a document; also store the counts of each pack if they have changed."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?)",
                (run, path, result.key, result.day.isoformat(), result.body),
            )
            for count in counts:
                self._count(run, count)

    def mark_seen(self, run: str, paths: Iterable[str], day: date) -> None:
        """Record that the stored results of the documents at `paths` are still valid on `day`."""
        with self._connection:
            self._connection.executemany(
                "UPDATE result SET day = ? WHERE run = ? AND path = ? AND day < ?",
                [(day.isoformat(), run, path, day.isoformat()) for path in paths],
            )

    def forget(self, run: str, paths: Iterable[str], day: date) -> None:
        """Delete the results of the deleted documents at `paths`; from `day` on, their counts are zero."""
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
        """Return the counts of all documents on each day on which a count changed, sorted by day."""
        rows = self._connection.execute(
            "SELECT path, pack, day, components, failed, open, checks FROM history"
            " WHERE run = ? ORDER BY day, path, pack",
            (run,),
        )
        return [PackCounts(path, pack, date.fromisoformat(day), *rest) for path, pack, day, *rest in rows]

    def send(self, questions: Iterable[SentQuestion]) -> None:
        """Store questions that were sent to suppliers; a stored question gets the new due date."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?)",
                [
                    (question.ask, question.fact, question.component, question.due.isoformat())
                    for question in questions
                ],
            )

    def sent(self) -> list[SentQuestion]:
        """Return the questions that were sent to suppliers."""
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
