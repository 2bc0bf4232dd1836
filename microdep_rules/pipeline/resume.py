"""Resumable checks: each finished document is stored until the check ends.

An entry is a file in the folder of its check. The name of the folder is a digest of all options, and of all
inputs except the documents. An entry contains a checked document with its inputs, which are read again and
must be unchanged. A damaged entry is ignored.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import shutil
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.change_detection import are_files_unchanged, check_key, is_unchanged
from microdep_rules.pipeline.document_check import DocumentResult
from microdep_rules.pipeline.documents import check_document
from microdep_rules.workspace.errors import finished_damaged, finished_not_kept
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from microdep_rules.bom.evidence_files import FileLook
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, Input
    from microdep_rules.pipeline.document_check import CheckContext
    from microdep_rules.pipeline.documents import Progress

CHECKS = "checks"
"""Folder in the cache that contains a folder for each interrupted check."""
MOST = 8
"""Largest number of interrupted checks that are stored; the oldest are deleted."""
OTHERS = {
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("microdep_rules.engine.lazy_outcomes", "_itself"),
    *(("builtins", type_) for type_ in ("bool", "dict", "int", "list", "str", "tuple")),
}
"""Classes and functions outside this program that a stored document may contain."""
_BROKEN = (
    *(AttributeError, EOFError, ImportError, IndexError, KeyError, OSError, RecursionError, TypeError),
    *(ValueError, pickle.UnpicklingError, zlib.error),
)
"""Errors that reading an invalid entry can raise."""


class ResumeEntry(NamedTuple):
    """Finished document, with its evidence files."""

    document: CheckedDocument
    inputs: tuple[Input, ...]
    looks: tuple[FileLook, ...]


class FinishedDocuments(Struct, frozen=True):
    """Finished documents of one check."""

    folder: Path

    def read(self, path: str) -> ResumeEntry | None:
        """Return the entry of a document, or `None`; raise one of `_BROKEN` if the entry cannot be read."""
        file = self._file(path)
        if not file.is_file():
            return None
        checksum, _, body = file.read_bytes().partition(b"\n")
        if checksum != self._checksum(path, body):
            raise ValueError(path)
        return ResumeEntry(*_Unpickler(io.BytesIO(zlib.decompress(body))).load())

    def write(self, path: str, entry: ResumeEntry) -> None:
        """Store a finished document.

        Raise `OSError` if the file cannot be written, and `RecursionError` if the document is nested too
        deeply.
        """
        body = zlib.compress(pickle.dumps(tuple(entry), pickle.HIGHEST_PROTOCOL), 1)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # documents are confidential
        write_atomically(self._file(path), self._checksum(path, body) + b"\n" + body)

    def _file(self, path: str) -> Path:
        return self.folder / digest([path])

    def _checksum(self, path: str, body: bytes) -> bytes:
        """Return the checksum of an entry; another check or path has another checksum."""
        return hashlib.sha256(digest([self.folder.name, path]).encode() + body).hexdigest().encode()


class _Unpickler(pickle.Unpickler):
    """Unpickler that makes only known classes, so that changed data cannot run code."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - any class
        """Return the class `name` of `module`, if a stored document may contain objects of this class."""
        if (module, name) not in OTHERS:
            class_ = super().find_class(module, name) if module.startswith("microdep_rules.") else None
            if not isinstance(class_, type) or class_.__module__ != module:
                raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def resume_document(
    context: CheckContext, finished: FinishedDocuments, path: str, progress: Progress | None = None
) -> DocumentResult:
    """Return one document of an interrupted check; check it again if an input has changed."""
    project, beside, packs, request, _ = context
    problem = None
    try:
        entry = finished.read(path)
    except _BROKEN:
        entry, problem = None, finished_damaged(project.workspace.shown(path))
    if entry is not None and is_unchanged(context, path, entry.inputs, entry.looks):
        return DocumentResult(entry.document, entry.inputs, is_taken_over=True)
    looks: list[FileLook] = []
    workspace = replace(project.workspace, looks=looks)
    watched = replace(beside, workspace=workspace if beside.workspace is not None else None)
    result = check_document(replace(project, workspace=workspace), path, watched, packs, request, progress)
    try:
        if are_files_unchanged(project, path, result[1]):
            finished.write(path, ResumeEntry(*result, tuple(looks)))
    except (OSError, RecursionError) as failed:
        problem = finished_not_kept(str(finished.folder), failed)
    return DocumentResult(*result, problem=problem)


class Resume(Struct):
    """Resumable check: the folder of its finished documents, and problems with them."""

    cache: Path
    finished: FinishedDocuments | None = None
    taken_over: int = 0
    problems: dict[str, Diagnostic] = field(default_factory=dict)
    """First problem of each kind, by the code of the diagnostic."""

    def begin(self, context: CheckContext, inputs: Iterable[Input]) -> CheckContext:
        """Return the context of the check, with the folder for finished documents.

        `inputs` contains all input files except the documents.
        """
        self.finished = FinishedDocuments(self.cache / CHECKS / check_key(context, inputs))
        self._make_room()
        return context._replace(finished=self.finished)

    def note(self, result: DocumentResult) -> None:
        """Count a document whose stored result was reused, and record the first problem of each kind."""
        self.taken_over += result.is_taken_over
        if result.problem is not None:
            self.problems.setdefault(result.problem.code, result.problem)

    def end(self) -> None:
        """Delete the stored documents, because all results have been written."""
        if self.finished is not None:
            shutil.rmtree(self.finished.folder, ignore_errors=True)

    def _make_room(self) -> None:
        assert self.finished is not None
        try:
            others = [path for path in (self.cache / CHECKS).iterdir() if path != self.finished.folder]
            others.sort(key=lambda path_: path_.stat().st_mtime)
        except OSError:  # the folder does not exist yet, or another check deleted it
            return
        for other in others[: max(0, len(others) - MOST + 1)]:
            shutil.rmtree(other, ignore_errors=True)
