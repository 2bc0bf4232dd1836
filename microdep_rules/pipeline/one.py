"""One document of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.pipeline.documents import checked
from microdep_rules.workspace.reading import STDIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, Input, PackUsed
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.documents import Progress, Request
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import Finished


class Asked(NamedTuple):
    """What every document is checked against: sent to each process once."""

    project: Project
    beside: Beside
    packs: Sequence[PackUsed]
    request: Request
    finished: Finished | None = None
    """Where finished documents are kept, if that is asked for."""


class Done(NamedTuple):
    """A document that was checked, and the files that it is made from."""

    document: CheckedDocument
    inputs: tuple[Input, ...]
    is_taken_over: bool = False
    problem: Diagnostic | None = None
    """Why it could not be taken over, or will not be."""


def one(asked: Asked, path: str, progress: Progress | None = None) -> Done:
    """One document with what every rule says of it; the standard input is read once and never kept."""
    if asked.finished is None or path == STDIN:
        document, inputs = checked(asked.project, path, asked.beside, asked.packs, asked.request, progress)
        if asked.request.only_open:
            from microdep_rules.output.asking.needs import only_open

            document = only_open(document)
        return Done(document, inputs)
    from microdep_rules.pipeline.resume import resumed

    return resumed(asked, asked.finished, path, progress)
