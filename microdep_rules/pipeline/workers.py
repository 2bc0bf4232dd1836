"""Work on many things by several processes: results in order, and a process that dies costs one thing."""

from __future__ import annotations

import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 4
"""So many chunks are handed to each process ahead: there may be more things than fit in memory."""


class Job(NamedTuple, Generic[Item, Result]):
    """Work on one thing, and what stands for its result where the process that did it has died."""

    work: Callable[[Item], Result]
    lost: Callable[[Item], Result]


class _Chunk(NamedTuple, Generic[Item, Result]):
    items: list[Item]
    results: Future[list[Result]]

    @property
    def is_lost(self) -> bool:
        """Whether a process died before the results were there."""
        if not self.results.done():
            return True
        return isinstance(self.results.exception(), BrokenProcessPool)


def in_order(job: Job[Item, Result], items: Iterable[Item], processes: int, at_once: int) -> Iterator[Result]:
    """The result of each of some items, in their order, by so many processes; `at_once` go to one together.

    When the system ends a process, as it does where there is too little memory for all, what was handed on
    is done again, one by one in a process of its own: an item with which that dies, too, is lost. With the
    rest, several processes go on.
    """
    waiting = iter(items)
    given: deque[_Chunk[Item, Result]] = deque()
    pool = _started(job, processes)
    try:
        while True:
            while len(given) < AHEAD * processes and (chunk := [*islice(waiting, at_once)]):
                given.append(_Chunk(chunk, _handed_to(pool, chunk)))
            if not given:
                pool.shutdown()
                return
            first = given.popleft()
            try:
                yield from first.results.result()
            except BrokenProcessPool:
                pool.shutdown()
                yield from _one_by_one(job, [first, *given])
                given.clear()
                pool = _started(job, processes)
    except BaseException:  # who stops listening is not kept waiting
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _handed_to(pool: ProcessPoolExecutor, chunk: list[Item]) -> Future[list[Any]]:
    try:
        return pool.submit(_several, chunk)
    except BrokenProcessPool as problem:
        failed: Future[list[Any]] = Future()
        failed.set_exception(problem)
        return failed


def _one_by_one(job: Job[Item, Result], chunks: Iterable[_Chunk[Item, Result]]) -> Iterator[Result]:
    """The results that are there, and those of the other items, each by a process that does nothing else."""
    pool = _started(job, 1)
    try:
        for chunk in chunks:
            if not chunk.is_lost:
                yield from chunk.results.result()
                continue
            for item in chunk.items:
                try:
                    yield from pool.submit(_several, [item]).result()
                except BrokenProcessPool:
                    pool.shutdown()
                    yield job.lost(item)
                    pool = _started(job, 1)
        pool.shutdown()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _started(job: Job[Item, Result], processes: int) -> ProcessPoolExecutor:
    """Processes to which the work, and with it what all items share, is sent once."""
    return ProcessPoolExecutor(processes, initializer=_begin, initargs=(job,))


_job: Job[Any, Any]


def _begin(job: Job[Any, Any]) -> None:
    """In each process, before its first item. Who interrupts the command interrupts its first process."""
    global _job  # noqa: PLW0603 - a process has nothing else to keep it in between two items
    _job = job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """Nobody is left to hand on items, or to take what comes out: at once, in the midst of one too."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _several(items: list[Any]) -> list[Any]:
    return [*map(_done, items)]


def _done(item: Any) -> Any:  # noqa: ANN401 - of any type
    try:
        return _job.work(item)
    except MemoryError:  # what it took is given back by now
        return _job.lost(item)
