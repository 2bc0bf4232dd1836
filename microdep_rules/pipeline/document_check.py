"""Check of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.pipeline.documents import check_document
from microdep_rules.workspace.reading import STDIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, Input, PackUsed
    from microdep_rules.pipeline.documents import CheckRequest, Progress
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import FinishedDocuments
    from microdep_rules.pipeline.shared_inputs import SharedInputs


class CheckContext(NamedTuple):
    """Data for the check of every document; each process receives them once."""

    project: Project
    beside: SharedInputs
    packs: Sequence[PackUsed]
    request: CheckRequest
    finished: FinishedDocuments | None = None
    """Storage of finished documents, if the check can be resumed."""


class DocumentResult(NamedTuple):
    """Checked document, with its files."""

    document: CheckedDocument
    inputs: tuple[Input, ...]
    is_taken_over: bool = False
    problem: Diagnostic | None = None
    """Error when the stored result of this document was read, or when its result was stored."""


def check_one(context: CheckContext, path: str, progress: Progress | None = None) -> DocumentResult:
    """Check one document with every rule; standard input is read once and never stored."""
    if context.finished is None or path == STDIN:
        document, inputs = check_document(
            context.project, path, context.beside, context.packs, context.request, progress
        )
        if context.request.only_open:
            from microdep_rules.output.asking.needs import only_open

            document = only_open(document)
        return DocumentResult(document, inputs)
    from microdep_rules.pipeline.resume import resume_document

    return resume_document(context, context.finished, path, progress)
