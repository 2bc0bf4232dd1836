"""Reader of evidence files: it reads only inside one folder, reads each file once, and follows no link.

A path must have the capital letters of the folder listing, because some systems open `a.pdf` also as `A.pdf`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.evidence_files import MISSING, NO_DIGEST, NOT_READ, OpenedFile
from microdep_rules.messages import phrase_of
from microdep_rules.output.visible import visible
from microdep_rules.workspace.folders import real_path
from microdep_rules.workspace.own_files import find_bundle_reason, find_own_file_reason, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE = 1024 * 1024
LARGEST = 256 * 1024 * 1024
"""Largest size of an evidence file in bytes."""
MOST_TOGETHER = 2 * 1024 * 1024 * 1024
"""Largest total size of all evidence files of one document, in bytes."""
MOST_NAMES = 100_000
"""Largest number of entries in a folder with evidence files."""
_FLAGS = sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC")
)
_REPARSE = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)


class NotReadError(Exception):
    """Error for an evidence file that is not read; the message is the reason."""

    def __init__(self, because: str, fix: str = "", state: str = NOT_READ, code: str = "not-read") -> None:
        super().__init__(because)
        self.because, self.fix, self.state, self.code = because, fix, state, code


class EvidenceFiles(Struct):
    """Evidence files of one document; each file is read once, and its digest or error is stored."""

    known: dict[tuple[str, tuple[str, ...]], OpenedFile] = field(default_factory=dict)
    listed: dict[str, frozenset[str]] = field(default_factory=dict)
    left: int = MOST_TOGETHER

    def open(self, folder: Path, steps: tuple[str, ...]) -> OpenedFile:
        """Return the state, digest and size of the file at the path `steps` in a folder.

        Each file is read only once.
        """
        key = (str(folder), steps)
        if key not in self.known:
            self.known[key] = self._open(folder, steps)
        return self.known[key]

    def _open(self, folder: Path, steps: tuple[str, ...]) -> OpenedFile:
        digest, size, blank = hashlib.sha256(), 0, True
        try:
            self._require_exact_path(folder, steps)
            for piece in pieces_of(folder, steps, min(LARGEST, self.left)):
                if why := find_own_file_reason(steps[-1], piece) or (
                    "" if size else find_bundle_reason(folder, steps)
                ):
                    raise _own_file(why)
                digest.update(piece)
                size += len(piece)
                blank = blank and is_blank(piece)
        except NotReadError as problem:
            return OpenedFile(problem.state, problem.because, problem.fix, problem.code)
        except (OSError, ValueError) as problem:
            because = _reason_of_system(problem)
            return OpenedFile(NOT_READ, because, _fix_of_path(), "not-read")
        finally:
            self.left -= size
        if blank:
            because = phrase_of("evidence/file-missing", "blanks" if size else "empty")
            return OpenedFile(
                NOT_READ, because, phrase_of("evidence/file-missing", "save-document"), "not-read"
            )
        return OpenedFile(NO_DIGEST, digest=digest.hexdigest(), size=size)

    def _require_exact_path(self, folder: Path, steps: tuple[str, ...]) -> None:
        """Raise an error for a path with a link, or with a spelling that differs from the folder listing."""
        at = real_path(folder)
        for number, name in enumerate(steps):
            names = self._names(at)
            if name not in names:
                raise _missing_name_error(steps, number, names)
            at /= name
            status = os.lstat(at)
            shown = f"`{visible(name)}`"
            if stat.S_ISLNK(status.st_mode) or getattr(status, "st_file_attributes", 0) & _REPARSE:
                raise NotReadError(
                    phrase_of("evidence/file-missing", "link", name=shown),
                    phrase_of("evidence/file-missing", "save-file"),
                )
            last = number == len(steps) - 1
            if not last and not stat.S_ISDIR(status.st_mode):
                raise NotReadError(
                    phrase_of("evidence/file-missing", "no-folder", name=shown), _fix_of_path()
                )
            if last and stat.S_ISDIR(status.st_mode):
                raise NotReadError(
                    phrase_of("evidence/file-missing", "folder"),
                    phrase_of("evidence/file-missing", "name-file"),
                )
            if last and not stat.S_ISREG(status.st_mode):
                raise NotReadError(
                    phrase_of("evidence/file-missing", "not-regular"),
                    phrase_of("evidence/file-missing", "save-file"),
                )

    def _names(self, folder: Path) -> frozenset[str]:
        key = str(folder)
        if key not in self.listed:
            names = set()
            with os.scandir(folder) as entries:
                for entry in entries:
                    names.add(entry.name)
                    if len(names) > MOST_NAMES:
                        raise NotReadError(
                            phrase_of("evidence/file-missing", "many-names", count=MOST_NAMES), _fix_of_path()
                        )
            self.listed[key] = frozenset(names)
        return self.listed[key]


def _own_file(because: str) -> NotReadError:
    return NotReadError(because, code="own-file")


def _missing_name_error(steps: tuple[str, ...], number: int, names: frozenset[str]) -> NotReadError:
    """Return the error for a path with a missing name; suggest an existing name that differs in spelling."""
    name = steps[number]
    other_spellings = sorted(other_name for other_name in names if _folded(other_name) == _folded(name))
    if not other_spellings:
        return NotReadError(phrase_of("evidence/file-missing", "absent"), _fix_of_path(), MISSING, "missing")
    other = other_spellings[0]
    right = "/".join((*steps[:number], other, *steps[number + 1 :]))
    shown, written = (f"`{visible(text)}`" for text in (other, right))
    if _composed(other) != _composed(name):
        because, fix = (
            phrase_of("evidence/file-missing", "other-case", name=shown),
            phrase_of("evidence/file-missing", "write-path", path=written),
        )
    else:
        because, fix = (
            phrase_of("evidence/file-missing", "other-unicode", name=shown),
            phrase_of("evidence/file-missing", "copy-name"),
        )
    return NotReadError(because, fix, MISSING, "other-spelling")


def _reason_of_system(problem: Exception) -> str:
    """Return the reason why the operating system did not open a file."""
    match problem:
        case FileNotFoundError():
            return phrase_of("evidence/file-missing", "absent")
        case PermissionError():
            return phrase_of("evidence/file-missing", "may-not-read")
        case IsADirectoryError():
            return phrase_of("evidence/file-missing", "folder")
        case _:
            return phrase_of("evidence/file-missing", "no-access")


def _fix_of_path() -> str:
    """Return the instruction to check the path of an evidence file."""
    return phrase_of("evidence/file-missing", "check-path")


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return _composed(_composed(name).casefold())


def pieces_of(folder: Path, steps: tuple[str, ...], most: int) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces; raise `NotReadError` if the file changes during the reading."""
    descriptor = _descriptor(real_path(folder), steps)
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise NotReadError(
                phrase_of("evidence/file-missing", "not-regular"),
                phrase_of("evidence/file-missing", "save-file"),
            )
        if before.st_size > most:
            raise _too_large(most)
        size = 0
        while piece := opened.read(PIECE):
            size += len(piece)
            if size > before.st_size:
                break
            yield piece
        after = os.fstat(descriptor)
        if (size, after.st_size, after.st_mtime_ns) != (before.st_size, before.st_size, before.st_mtime_ns):
            raise NotReadError(
                phrase_of("evidence/file-missing", "changed"), phrase_of("evidence/file-missing", "run-again")
            )


def _too_large(most: int) -> NotReadError:
    smaller = phrase_of("evidence/file-missing", "smaller")
    if most < LARGEST:
        together = MOST_TOGETHER // PIECE
        return NotReadError(phrase_of("evidence/file-missing", "large-together", megabytes=together), smaller)
    return NotReadError(phrase_of("evidence/file-missing", "large", megabytes=LARGEST // PIECE), smaller)


def _descriptor(folder: Path, steps: tuple[str, ...]) -> int:
    """Open the file at the path `steps` in a folder, and return its file descriptor.

    No symbolic link in the path is followed, on systems that support this.
    """
    if os.open not in os.supports_dir_fd:
        return os.open(folder.joinpath(*steps), os.O_RDONLY | _FLAGS)
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in steps[:-1]:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _FLAGS, dir_fd=at)
            os.close(at)
            at = below
        return os.open(steps[-1], os.O_RDONLY | _FLAGS, dir_fd=at)
    finally:
        os.close(at)
