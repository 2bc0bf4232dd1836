"""Work on many things by several processes: results in order, and a process that dies costs one thing.

The pool of the standard library is not used: its processes share one pipe for results, and one that is ended
while it writes there leaves all others, and the pool itself, waiting without an end.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from itertools import islice
from multiprocessing import Pipe, Process, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 4
"""So many chunks are taken for each process until the first of them is done: there may be many more."""


class Job(NamedTuple, Generic[Item, Result]):
    """Work on one thing, and what stands for its result where the process that did it has died."""

    work: Callable[[Item], Result]
    lost: Callable[[Item], Result]


class _Chunk:
    """Items that are handed to a process together, and their results once these are there."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items
        self.results: list[Any] | None = None


class _DiedError(Exception):
    """The process is gone, and what it was doing is not done."""


class _Worker:
    """A process with a connection of its own, which ends with it, also in the midst of a result."""

    def __init__(self, job: Job[Any, Any]) -> None:
        self.connection, other = Pipe()
        self.chunk: _Chunk | None = None
        self.process = Process(target=_serve, args=(other, job), daemon=True)
        self.process.start()
        other.close()  # before another process is started, which would keep it open

    def give(self, chunk: _Chunk) -> None:
        """Hands a chunk to the process, which has none."""
        self.chunk = chunk
        try:
            self.connection.send(chunk.items)
        except OSError:  # it died while it waited, which shows when its results are taken
            return

    def take(self) -> None:
        """Takes the results of the chunk; `_DiedError` where there will be none."""
        assert self.chunk is not None
        chunk, self.chunk = self.chunk, None
        try:
            results, problem = self.connection.recv()
        except (EOFError, OSError) as gone:
            raise _DiedError from gone
        if problem is not None:
            raise problem
        chunk.results = results

    def end(self) -> None:
        """Ends the process at once."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def in_order(job: Job[Item, Result], items: Iterable[Item], processes: int, at_once: int) -> Iterator[Result]:
    """The result of each of some items, in their order, by so many processes; `at_once` go to one together.

    When the system ends a process, as it does where there is too little memory for all, what that had is done
    again, one by one, while nothing else is done: an item with which its process dies, too, is lost. With the
    rest, several processes go on.
    """
    waiting = iter(items)
    given: deque[_Chunk] = deque()
    workers: list[_Worker] = []
    try:
        while True:
            workers += [_Worker(job) for _ in range(processes - len(workers))]
            while given and given[0].results is not None:
                yield from given.popleft().results or ()
            for worker in workers:
                if worker.chunk is None and len(given) < AHEAD * processes:
                    _hand_on(worker, [*islice(waiting, at_once)], given)
            busy = [worker for worker in workers if worker.chunk is not None]
            if not busy and not given:
                return
            if busy and not _are_taken(busy, every=False):
                while busy := [worker for worker in workers if worker.chunk is not None]:
                    _are_taken(busy, every=True)
                _end(workers)
                _do_again(job, given)
    finally:  # who stops listening is not kept waiting
        _end(workers)


def _hand_on(worker: _Worker, items: list[Any], given: deque[_Chunk]) -> None:
    if items:
        given.append(_Chunk(items))
        worker.give(given[-1])


def _are_taken(busy: list[_Worker], *, every: bool) -> bool:
    """Takes the results that are there first, or all of them; whether no process has died."""
    ready = busy if every else [e for e in busy if e.connection in wait([each.connection for each in busy])]
    alive = True
    for each in ready:
        try:
            each.take()
        except _DiedError:
            alive = False
    return alive


def _do_again(job: Job[Any, Any], given: Iterable[_Chunk]) -> None:
    """The results that are missing, item by item, by a process that does nothing else."""
    workers = [_Worker(job)]
    try:
        for chunk in given:
            if chunk.results is not None:
                continue
            results = []
            for item in chunk.items:
                alone = _Chunk([item])
                workers[0].give(alone)
                if not _are_taken(workers, every=True):
                    _end(workers)
                    workers.append(_Worker(job))
                results += [job.lost(item)] if alone.results is None else alone.results
            chunk.results = results
    finally:
        _end(workers)


def _end(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()


def _serve(connection: Connection, job: Job[Any, Any]) -> None:
    """In each process: results for items. Who interrupts the command interrupts its first process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = [_done(job, item) for item in items], None
            connection.send(answer)
        except Exception as problem:  # noqa: BLE001 - it is raised where the results are taken
            connection.send((None, problem))


def _end_with_the_first() -> None:
    """Nobody is left to hand on items, or to take what comes out: at once, in the midst of one too."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _done(job: Job[Any, Any], item: Any) -> Any:  # noqa: ANN401 - of any type
    try:
        return job.work(item)
    except MemoryError:  # what it took is given back by now
        return job.lost(item)
