"""Records of a repository: what is kept is read back, and what is damaged is made anew."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.status.portfolio import SentQuestion
from microdep_rules.workspace.records import FILE, FOLDER, PackCounts, Records, StoredResult, open_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Records]]:
    """Opens the records of one folder, and closes them at the end."""
    every: list[Records] = []

    def again() -> Records:
        every.append(open_records(tmp_path))
        return every[-1]

    yield again
    for records in every:
        with suppress(sqlite3.ProgrammingError):  # closed by the test
            records.close()


def counted(day: date, checks: int) -> PackCounts:
    """Counts of the one pack on the one document."""
    return PackCounts("bom.yaml", "law", day, 4, 0, 2, checks)


def test_the_last_result_of_a_document_is_read_back(opened: Callable[[], Records]) -> None:
    records = opened()
    records.keep("run", "bom.yaml", StoredResult("key", MONDAY, b"one"), [])
    records.keep("run", "bom.yaml", StoredResult("key 2", TUESDAY, b"two"), [])
    records.keep("other", "bom.yaml", StoredResult("key", MONDAY, b"three"), [])
    records.close()
    assert opened().results("run") == {"bom.yaml": StoredResult("key 2", TUESDAY, b"two")}


def test_history_has_a_row_for_each_change(opened: Callable[[], Records]) -> None:
    records = opened()
    for day, checks in ((MONDAY, 9), (TUESDAY, 9), (date(2026, 11, 25), 5)):
        records.keep("run", "bom.yaml", StoredResult("key", day, b""), [counted(day, checks)])
    records.keep(
        "run", "bom.yaml", StoredResult("key", date(2026, 11, 25), b""), [counted(date(2026, 11, 25), 4)]
    )
    assert records.history("run") == [counted(MONDAY, 9), counted(date(2026, 11, 25), 4)]


def test_a_document_that_is_gone_counts_as_nothing_from_then_on(opened: Callable[[], Records]) -> None:
    records = opened()
    records.keep("run", "bom.yaml", StoredResult("key", MONDAY, b""), [counted(MONDAY, 9)])
    records.forget("run", ["bom.yaml"], TUESDAY)
    assert records.results("run") == {}
    assert records.history("run") == [counted(MONDAY, 9), PackCounts("bom.yaml", "law", TUESDAY, 0, 0, 0, 0)]


def test_a_question_that_is_sent_again_has_the_new_due_date(opened: Callable[[], Records]) -> None:
    records = opened()
    records.send([SentQuestion("Example Motors", "component.origin", "x", MONDAY)])
    records.send([SentQuestion("Example Motors", "component.origin", "x", TUESDAY)])
    assert records.sent() == [SentQuestion("Example Motors", "component.origin", "x", TUESDAY)]


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_made_anew(damage: bytes, tmp_path: Path, opened: Callable[[], Records]) -> None:
    opened().close()
    (tmp_path / FOLDER / FILE).write_bytes(damage)
    records = opened()
    records.keep("run", "bom.yaml", StoredResult("key", MONDAY, b""), [])
    assert list(records.results("run")) == ["bom.yaml"]


def test_a_file_of_another_version_is_made_anew(tmp_path: Path, opened: Callable[[], Records]) -> None:
    opened().close()
    with sqlite3.connect(tmp_path / FOLDER / FILE) as connection:
        connection.executescript("DROP TABLE result; CREATE TABLE result (x); PRAGMA user_version = 99")
    connection.close()
    assert opened().results("run") == {}


def test_records_are_not_part_of_the_repository(tmp_path: Path, opened: Callable[[], Records]) -> None:
    opened().close()
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / FOLDER / f"{FILE}-wal").touch()
    schema = tmp_path / FOLDER / "schemas" / "microdep-bom-1.schema.json"
    schema.parent.mkdir()
    schema.touch()
    untracked = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    assert [schema.relative_to(tmp_path).as_posix()] == untracked.splitlines()


@pytest.mark.parametrize("link", [FOLDER, f"{FOLDER}/{FILE}"])
def test_a_link_is_not_followed(link: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    base = tmp_path / "repository"
    (base / link).parent.mkdir(parents=True)
    if link == FOLDER:
        other.mkdir()
    else:
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE somebody_elses (x)")
        connection.close()
    (base / link).symlink_to(other)
    with pytest.raises(OSError, match="is a link"):
        open_records(base)
    assert (list(other.iterdir()) == []) if link == FOLDER else b"somebody_elses" in other.read_bytes()
