"""Documents checked by several processes at once: the same comes out, in the same order."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.pipeline.documents import checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.output.checked import CheckedDocument, Input, PackUsed
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.project import Project

Done = tuple["CheckedDocument", "tuple[Input, ...]"]
MOST_PROCESSES = 256
OTHER_FILES = 40
FILES_OF_A_PROCESS = 8
"""What one process takes of the files that may be open, with some to spare."""
AT_ONCE = 8
"""So many documents are handed to a process together."""


class Asked(NamedTuple):
    """What every document is checked against: sent to each process once."""

    project: Project
    beside: Beside
    packs: Sequence[PackUsed]
    request: Request


def in_processes(asked: Asked, paths: Sequence[str], jobs: int) -> Iterator[Done]:
    """Each document in its turn, checked by one of so many processes.

    When the system ends one of them, which it does where there is too little memory for all, what is left is
    checked one by one; so is everything where a process may not open enough files to talk to others.
    """
    done = 0
    jobs = min(jobs, _affordable())
    if jobs <= 1:
        yield from (_one(asked, path) for path in paths)
        return
    at_once = max(1, min(AT_ONCE, len(paths) // (2 * jobs)))
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(asked,)) as pool:
        try:
            for each in pool.map(_checked, paths, chunksize=at_once):
                yield each
                done += 1
        except BrokenProcessPool:
            pass
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    for path in islice(paths, done, None):
        yield _one(asked, path)


def _affordable() -> int:
    """With how many processes one can talk that may open so many files."""
    try:
        import resource  # not on every system
    except ImportError:
        return MOST_PROCESSES
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_PROCESSES if most == resource.RLIM_INFINITY else (most - OTHER_FILES) // FILES_OF_A_PROCESS


_asked: Asked


def _begin(asked: Asked) -> None:
    """In each process, before its first document. Who interrupts the command interrupts its first process."""
    global _asked  # noqa: PLW0603 - a process has nothing else to keep it in between two documents
    _asked = asked
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """Nobody is left to hand on documents, or to take what comes out: at once, in the midst of one too."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _checked(path: str) -> Done:
    return _one(_asked, path)


def _one(asked: Asked, path: str) -> Done:
    return checked(asked.project, path, asked.beside, asked.packs, asked.request)
