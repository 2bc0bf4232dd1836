"""Check of documents by several processes; the results and their order are the same as with one process."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microdep_rules.output.checked import CheckedDocument
from microdep_rules.pipeline.document_check import DocumentResult, check_one
from microdep_rules.pipeline.workers import Job, map_in_order
from microdep_rules.workspace.errors import process_ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.pipeline.document_check import CheckContext

MOST_PROCESSES = 256
OTHER_FILES = 40
FILES_OF_A_PROCESS = 8
"""Number of files that one process may open; the number is higher than needed, for safety."""
AT_ONCE = 8
"""Number of documents that one process receives at a time."""


def check_in_processes(context: CheckContext, paths: Sequence[str], jobs: int) -> Iterator[DocumentResult]:
    """Yield each checked document, in the order of `paths`; several processes check the documents.

    A document that needs too much memory gets an error, and the check continues. If the system does not allow
    enough open files for several processes, this process checks all documents one by one.
    """
    jobs = min(jobs, _most_processes())
    if jobs <= 1:
        yield from (check_one(context, path) for path in paths)
        return
    at_once = max(1, min(AT_ONCE, len(paths) // (2 * jobs)))
    yield from map_in_order(
        Job(partial(check_one, context), partial(_result_after_death, context)), paths, jobs, at_once
    )


def _most_processes() -> int:
    """Return the number of processes for which the system allows enough open files."""
    try:
        import resource  # not on every system
    except ImportError:
        return MOST_PROCESSES
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_PROCESSES if most == resource.RLIM_INFINITY else (most - OTHER_FILES) // FILES_OF_A_PROCESS


def _result_after_death(context: CheckContext, path: str) -> DocumentResult:
    """Return the result for a document whose process was killed twice.

    The second process was checking only this document.
    """
    shown = context.project.workspace.shown(path)
    return DocumentResult(CheckedDocument(shown, None, (), (process_ended(shown),)), ())
