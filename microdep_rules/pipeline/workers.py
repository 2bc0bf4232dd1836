"""Pool of processes: results come in order, and a process that dies loses only one item.

The pool of the standard library is not used, because its processes share one pipe for results. If a process
is killed while it writes to the pipe, all other processes and the pool wait forever.
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
"""Number of chunks for each process that are prepared in advance."""


class Job(NamedTuple, Generic[Item, Result]):
    """Work on one item, and a function that gives the result if the process died."""

    work: Callable[[Item], Result]
    on_death: Callable[[Item], Result]


class _Chunk:
    """Items for one process, and their results after the work."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items
        self.results: list[Any] | None = None


class _DiedError(Exception):
    """Error for a process that died before its work was finished."""


class _Worker:
    """Process with its own connection, which closes as soon as the process ends."""

    def __init__(self, job: Job[Any, Any]) -> None:
        self.connection, other = Pipe()
        self.chunk: _Chunk | None = None
        self.process = Process(target=_serve, args=(other, job), daemon=True)
        self.process.start()
        other.close()  # before the start of another process, which would keep the connection open

    def give(self, chunk: _Chunk) -> None:
        """Send a chunk to the process. The process must not be working on another chunk."""
        self.chunk = chunk
        try:
            self.connection.send(chunk.items)
        except OSError:  # the process died while it waited; `take` reports this
            return

    def take(self) -> None:
        """Receive the results of the chunk; raise `_DiedError` if the process died."""
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
        """Kill the process immediately."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def map_in_order(
    job: Job[Item, Result], items: Iterable[Item], processes: int, at_once: int
) -> Iterator[Result]:
    """Yield the result of each item in order; several processes work, each on `at_once` items at a time.

    The system may kill a process, for example because of too little memory. Another process then repeats its
    items one by one, while no other process works. If an item kills its process again, `job` gives a
    substitute result.
    """
    waiting = iter(items)
    chunks: deque[_Chunk] = deque()
    workers: list[_Worker] = []
    try:
        while True:
            workers += [_Worker(job) for _ in range(processes - len(workers))]
            while chunks and chunks[0].results is not None:
                yield from chunks.popleft().results or ()
            for worker in workers:
                if worker.chunk is None and len(chunks) < AHEAD * processes:
                    _send_items(worker, [*islice(waiting, at_once)], chunks)
            busy = [worker for worker in workers if worker.chunk is not None]
            if not busy and not chunks:
                return
            if busy and not _take_results(busy, every=False):
                while busy := [worker for worker in workers if worker.chunk is not None]:
                    _take_results(busy, every=True)
                _end(workers)
                _repeat(job, chunks)
    finally:  # if the caller stops early, it need not wait for the processes
        _end(workers)


def _send_items(worker: _Worker, items: list[Any], chunks: deque[_Chunk]) -> None:
    if items:
        chunks.append(_Chunk(items))
        worker.give(chunks[-1])


def _take_results(busy: list[_Worker], *, every: bool) -> bool:
    """Receive the available results, or wait for all results; return whether all processes are alive."""
    ready = (
        busy if every else [e for e in busy if e.connection in wait([worker.connection for worker in busy])]
    )
    alive = True
    for worker in ready:
        try:
            worker.take()
        except _DiedError:
            alive = False
    return alive


def _repeat(job: Job[Any, Any], chunks: Iterable[_Chunk]) -> None:
    """Compute the missing results one by one in a new process, while no other process works."""
    workers = [_Worker(job)]
    try:
        for chunk in chunks:
            if chunk.results is not None:
                continue
            results = []
            for item in chunk.items:
                alone = _Chunk([item])
                workers[0].give(alone)
                if not _take_results(workers, every=True):
                    _end(workers)
                    workers.append(_Worker(job))
                results += [job.on_death(item)] if alone.results is None else alone.results
            chunk.results = results
    finally:
        _end(workers)


def _end(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()


def _serve(connection: Connection, job: Job[Any, Any]) -> None:
    """Compute results for received items and send them back, as the main function of each process.

    Interrupts are ignored, because the first process handles them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = [_work(job, item) for item in items], None
            connection.send(answer)
        except Exception as problem:  # noqa: BLE001 - raised in the process that takes the results
            connection.send((None, problem))


def _end_with_the_first() -> None:
    """End this process when the first process ends, even while a result is sent."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _work(job: Job[Any, Any], item: Any) -> Any:  # noqa: ANN401 - of any type
    try:
        return job.work(item)
    except MemoryError:  # the memory of the failed work is free again
        return job.on_death(item)
