"""Documents checked by several processes at once: the same comes out, in the same order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microdep_rules.output.checked import CheckedDocument
from microdep_rules.pipeline.one import Done, one
from microdep_rules.pipeline.workers import Job, in_order
from microdep_rules.workspace.errors import process_ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.pipeline.one import Asked

MOST_PROCESSES = 256
OTHER_FILES = 40
FILES_OF_A_PROCESS = 8
"""What one process takes of the files that may be open, with some to spare."""
AT_ONCE = 8
"""So many documents are handed to a process together."""


def in_processes(asked: Asked, paths: Sequence[str], jobs: int) -> Iterator[Done]:
    """Each document in its turn, checked by one of so many processes.

    A document that a process has too little memory for is an error of its own. Where a process may not open
    enough files to talk to others, everything is checked one by one.
    """
    jobs = min(jobs, _affordable())
    if jobs <= 1:
        yield from (one(asked, path) for path in paths)
        return
    at_once = max(1, min(AT_ONCE, len(paths) // (2 * jobs)))
    yield from in_order(Job(partial(one, asked), partial(_lost, asked)), paths, jobs, at_once)


def _affordable() -> int:
    """With how many processes one can talk that may open so many files."""
    try:
        import resource  # not on every system
    except ImportError:
        return MOST_PROCESSES
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_PROCESSES if most == resource.RLIM_INFINITY else (most - OTHER_FILES) // FILES_OF_A_PROCESS


def _lost(asked: Asked, path: str) -> Done:
    """A document with which its process has ended twice: beside others, and then alone."""
    shown = asked.project.workspace.shown(path)
    return Done(CheckedDocument(shown, None, (), (process_ended(shown),)), ())
