"""Work by several processes: results in order, and a process that dies costs one item."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from microdep_rules.pipeline.workers import AHEAD, Job, map_in_order

ITEMS = 60
LOST = -1


def _square(number: int) -> int:
    return number * number


def _lost(_: int) -> int:
    return LOST


def _dies_with(deadly: frozenset[int], number: int) -> int:
    """As where the system ends a process that takes too much memory."""
    if number in deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return _square(number)


def _dies_once(marks: Path, number: int) -> int:
    """As where there is too little memory for several at once, and enough for one."""
    mark = marks / str(number)
    if number in {7, 47} and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _square(number)


def _takes_all_memory(number: int) -> int:
    return len(bytes(1 << 60)) if number == 7 else _square(number)


@pytest.mark.parametrize(("processes", "at_once"), [(1, 1), (2, 1), (2, 8), (3, 100)])
def test_results_come_in_the_order_of_the_items(processes: int, at_once: int) -> None:
    found = map_in_order(Job(_square, _lost), range(ITEMS), processes, at_once)
    assert [*map(_square, range(ITEMS))] == [*found]


@pytest.mark.parametrize("deadly", [[0], [7, 8], [0, 31, 59], [20, 21, 22, 23]])
@pytest.mark.parametrize(("processes", "at_once"), [(1, 1), (2, 8)])
def test_an_item_that_ends_its_process_is_lost_and_no_other_one(
    deadly: list[int], processes: int, at_once: int
) -> None:
    job = Job(partial(_dies_with, frozenset(deadly)), _lost)
    expected = [LOST if each in deadly else _square(each) for each in range(ITEMS)]
    assert expected == [*map_in_order(job, range(ITEMS), processes, at_once)]


def test_an_item_that_ends_its_process_once_is_done_again(tmp_path: Path) -> None:
    found = map_in_order(Job(partial(_dies_once, tmp_path), _lost), range(ITEMS), 2, 4)
    assert [*map(_square, range(ITEMS))] == [*found]
    assert {"7", "47"} == {path.name for path in tmp_path.iterdir()}


LARGE = 50_000_000
"""Bytes of a result that take a while to be written, and more than a pipe holds."""


def _killed_while_it_answers(marks: Path, number: int) -> int | bytes:
    """As where the system ends a process in the midst of a result: nobody reads it until then."""
    mark = marks / "mark"
    if number != 7 or mark.exists():
        return _square(number)
    mark.touch()
    process = os.getpid()
    before = _written(process)  # here, because the thread may get its first turn behind the first write
    Thread(target=_kill_when_it_writes, args=(process, before), daemon=True).start()
    return bytes(LARGE)


def _kill_when_it_writes(process: int, before: int) -> None:
    while _written(process) == before:  # the length comes first
        time.sleep(0)
    os.kill(process, signal.SIGKILL)


def _written(process: int) -> int:
    """The bytes that a process has written so far."""
    reported = Path(f"/proc/{process}/io").read_text("ascii")
    return int(reported.partition("wchar:")[2].split()[0])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not tell what it has written")
def test_a_process_that_is_ended_in_the_midst_of_a_result_keeps_nobody_waiting(tmp_path: Path) -> None:
    found = map_in_order(Job(partial(_killed_while_it_answers, tmp_path), _lost), range(ITEMS), 2, 1)
    assert [*map(_square, range(ITEMS))] == [*found]


def test_a_mistake_in_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        [*map_in_order(Job(_divide, _lost), range(-5, 5), 2, 3)]


def _divide(number: int) -> int:
    return 1 // number


def test_an_item_that_takes_all_memory_is_lost() -> None:
    found = [*map_in_order(Job(_takes_all_memory, _lost), range(ITEMS), 2, 8)]
    assert [LOST if each == 7 else _square(each) for each in range(ITEMS)] == found


def test_items_are_taken_as_they_are_needed() -> None:
    numbers = count()
    found = map_in_order(Job(_square, _lost), numbers, 2, 3)
    assert 0 == next(found)
    found.close()  # type: ignore[attr-defined] # it is a generator
    assert next(numbers) <= (2 * AHEAD + 1) * 3
