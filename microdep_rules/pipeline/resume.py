"""Checks that go on where they were interrupted: each finished document is kept until the check ends.

An entry is a file in the folder of its check, which is named by all that the check was asked and everything
that it reads beside its documents. It holds a document as it was checked, with what it was made from: that is
read again, and only where it is as it was, the entry counts. A damaged entry is none.
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
from microdep_rules.pipeline.documents import checked
from microdep_rules.pipeline.one import Done
from microdep_rules.pipeline.unchanged import are_as_they_were, is_as_it_was, key_of
from microdep_rules.workspace.errors import finished_damaged, finished_not_kept
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from microdep_rules.bom.evidence_files import FileLook
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, Input
    from microdep_rules.pipeline.documents import Progress
    from microdep_rules.pipeline.one import Asked

CHECKS = "checks"
"""The folder in the cache with a folder for each check that was interrupted."""
MOST = 8
"""So many interrupted checks are kept; then the oldest make room."""
OTHERS = {
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("microdep_rules.engine.promised", "_itself"),
    *(("builtins", each) for each in ("bool", "dict", "int", "list", "str", "tuple")),
}
"""What checked documents are made of besides our own classes."""
_BROKEN = (
    *(AttributeError, EOFError, ImportError, IndexError, KeyError, OSError, RecursionError, TypeError),
    *(ValueError, pickle.UnpicklingError, zlib.error),
)
"""What reading an entry can raise that is none."""


class Entry(NamedTuple):
    """A finished document, with the files of evidence that it was judged by."""

    document: CheckedDocument
    inputs: tuple[Input, ...]
    looks: tuple[FileLook, ...]


class Finished(Struct, frozen=True):
    """The finished documents of one check."""

    folder: Path

    def read(self, path: str) -> Entry | None:
        """The entry of a document, where there is one; one of `_BROKEN` where it cannot be read."""
        file = self._file(path)
        if not file.is_file():
            return None
        checksum, _, body = file.read_bytes().partition(b"\n")
        if checksum != self._checksum(path, body):
            raise ValueError(path)
        return Entry(*_Unpickler(io.BytesIO(zlib.decompress(body))).load())

    def write(self, path: str, entry: Entry) -> None:
        """Keeps a document; raises `OSError`, and `RecursionError` where it is too deep."""
        body = zlib.compress(pickle.dumps(tuple(entry), pickle.HIGHEST_PROTOCOL), 1)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in documents is confidential
        write_atomically(self._file(path), self._checksum(path, body) + b"\n" + body)

    def _file(self, path: str) -> Path:
        return self.folder / digest([path])

    def _checksum(self, path: str, body: bytes) -> bytes:
        """Of an entry of this check: one under the name of another is none."""
        return hashlib.sha256(digest([self.folder.name, path]).encode() + body).hexdigest().encode()


class _Unpickler(pickle.Unpickler):
    """Makes nothing but our own classes: data that somebody has changed can run nothing."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - any class
        """The class of this name, where it is one of those that documents are made of."""
        if (module, name) not in OTHERS:
            found = super().find_class(module, name) if module.startswith("microdep_rules.") else None
            if not isinstance(found, type) or found.__module__ != module:
                raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def resumed(asked: Asked, finished: Finished, path: str, progress: Progress | None = None) -> Done:
    """One document, as an interrupted check has left it where nothing has changed since; else checked."""
    project, beside, packs, request, _ = asked
    problem = None
    try:
        entry = finished.read(path)
    except _BROKEN:
        entry, problem = None, finished_damaged(project.workspace.shown(path))
    if entry is not None and is_as_it_was(asked, path, entry.inputs, entry.looks):
        return Done(entry.document, entry.inputs, is_taken_over=True)
    looks: list[FileLook] = []
    workspace = replace(project.workspace, looks=looks)
    watched = replace(beside, workspace=workspace if beside.workspace is not None else None)
    found = checked(replace(project, workspace=workspace), path, watched, packs, request, progress)
    try:
        if are_as_they_were(project, path, found[1]):
            finished.write(path, Entry(*found, tuple(looks)))
    except (OSError, RecursionError) as failed:
        problem = finished_not_kept(str(finished.folder), failed)
    return Done(*found, problem=problem)


class Resume(Struct):
    """A check that can be resumed: where it keeps what is finished, and what became of that."""

    cache: Path
    finished: Finished | None = None
    taken_over: int = 0
    problems: dict[str, Diagnostic] = field(default_factory=dict)
    """The first of each kind."""

    def begin(self, asked: Asked, inputs: Iterable[Input]) -> Asked:
        """The same to check, with the folder of this check; `inputs` are the files beside the documents."""
        self.finished = Finished(self.cache / CHECKS / key_of(asked, inputs))
        self._make_room()
        return asked._replace(finished=self.finished)

    def note(self, done: Done) -> None:
        """Counts a document that was taken over, and keeps what kept another one from it."""
        self.taken_over += done.is_taken_over
        if done.problem is not None:
            self.problems.setdefault(done.problem.code, done.problem)

    def end(self) -> None:
        """Takes away what was kept: all of it has been written."""
        if self.finished is not None:
            shutil.rmtree(self.finished.folder, ignore_errors=True)

    def _make_room(self) -> None:
        assert self.finished is not None
        try:
            others = [path for path in (self.cache / CHECKS).iterdir() if path != self.finished.folder]
            others.sort(key=lambda each: each.stat().st_mtime)
        except OSError:  # there is none yet, or another check took one away
            return
        for other in others[: max(0, len(others) - MOST + 1)]:
            shutil.rmtree(other, ignore_errors=True)
