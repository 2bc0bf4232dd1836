"""Work by several processes: results in order, and a process that dies costs one item."""

from __future__ import annotations

import os
import signal
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import pytest

from microdep_rules.pipeline.workers import AHEAD, Job, in_order

if TYPE_CHECKING:
    from pathlib import Path

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
    found = in_order(Job(_square, _lost), range(ITEMS), processes, at_once)
    assert [*map(_square, range(ITEMS))] == [*found]


@pytest.mark.parametrize("deadly", [[0], [7, 8], [0, 31, 59], [20, 21, 22, 23]])
@pytest.mark.parametrize(("processes", "at_once"), [(1, 1), (2, 8)])
def test_an_item_that_ends_its_process_is_lost_and_no_other_one(
    deadly: list[int], processes: int, at_once: int
) -> None:
    job = Job(partial(_dies_with, frozenset(deadly)), _lost)
    expected = [LOST if each in deadly else _square(each) for each in range(ITEMS)]
    assert expected == [*in_order(job, range(ITEMS), processes, at_once)]


def test_an_item_that_ends_its_process_once_is_done_again(tmp_path: Path) -> None:
    found = in_order(Job(partial(_dies_once, tmp_path), _lost), range(ITEMS), 2, 4)
    assert [*map(_square, range(ITEMS))] == [*found]
    assert {"7", "47"} == {each.name for each in tmp_path.iterdir()}


def test_an_item_that_takes_all_memory_is_lost() -> None:
    found = [*in_order(Job(_takes_all_memory, _lost), range(ITEMS), 2, 8)]
    assert [LOST if each == 7 else _square(each) for each in range(ITEMS)] == found


def test_items_are_taken_as_they_are_needed() -> None:
    numbers = count()
    found = in_order(Job(_square, _lost), numbers, 2, 3)
    assert 0 == next(found)
    found.close()  # type: ignore[attr-defined] # it is a generator
    assert next(numbers) <= (2 * AHEAD + 1) * 3
