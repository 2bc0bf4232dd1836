"""Diagnostics of files that cannot be read or written."""

from __future__ import annotations

import errno
from pathlib import PurePath
from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.workspace.folders import real_path

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic

CAUSES: dict[type[Exception], str] = {
    FileNotFoundError: "there is no such file",
    PermissionError: "it may not be read",
    IsADirectoryError: "it is a folder",
}
NO_ROOM = frozenset({errno.EDQUOT, errno.EFBIG, errno.ENOSPC})
"""Error numbers of the system for a full disk, an exceeded quota or too large a file."""
NOT_A_FILE = "it is not a regular file"
_WORDS = {
    "bom": "the bill of materials",
    "context": "the context",
    "overlay": "the overlay",
    "pack": "the rule file",
    "config": "the configuration",
    "mapping": "the mapping file",
    "waivers": "the file of waivers",
    "baseline": "the baseline",
    "list": "the list of companies",
    "scenario": "the scenario",
}


CONFIGURED = frozenset({"context", "overlay", "waivers", "baseline"})
"""Kinds of files that the configuration can name."""


def unreadable(
    path: str, kind: str, cause: str, *, mapped: bool = False, configured: bool = False
) -> Diagnostic:
    """Return the error for an input file that cannot be opened; `cause` is the reason.

    `mapped` is true for a missing table with a mapping file. `configured` is true if the configuration names
    the file; then the message states that the path is relative to the folder of the configuration.
    """
    form = "mapping" if mapped else "configured" if configured else "baseline" if kind == "baseline" else ""
    return diagnose(
        "file/cannot-be-read",
        Span(path, 0, 0),
        form,
        kind=_WORDS[kind],
        path=path,
        cause=cause,
    )


def process_ended(path: str) -> Diagnostic:
    """Return the error for a bill of materials whose check was interrupted, usually by too little memory."""
    return diagnose("file/interrupted", Span(path, 0, 0), path=path)


def finished_damaged(path: str) -> Diagnostic:
    """Return the warning for a stored result of an earlier check that cannot be read."""
    return diagnose("file/interrupted", Span(path, 0, 0), "stored-result", path=path)


def finished_not_kept(folder: str, problem: Exception) -> Diagnostic:
    """Return the warning for the result of a finished document that cannot be stored in `folder`."""
    span = Span(folder, 0, 0)
    if not isinstance(problem, OSError):
        return diagnose("file/interrupted", span, "too-deep", folder=folder)
    if problem.errno in NO_ROOM:
        return diagnose("file/interrupted", span, "no-room", folder=folder)
    return diagnose("file/interrupted", span, "not-stored", folder=folder, reason=_system_message(problem))


def form_not_read(shown: str, path: str) -> Diagnostic:
    """Return the error for a file with the name of a bill of materials but an unsupported format."""
    return diagnose("file/wrong-format", Span(shown, 0, 0), "suffix", suffix=PurePath(path).suffix)


def wide(path: str, encoding: str) -> Diagnostic:
    """Return the error for a rule file encoded in UTF-16 or UTF-32."""
    return diagnose("file/encoding", Span(path, 0, 0), encoding=encoding)


def not_utf8(path: str, data: bytes, problem: UnicodeDecodeError) -> Diagnostic:
    """Return the error for a rule file with a byte that is not valid UTF-8; the error is at this byte."""
    at = len(data[: problem.start].decode("utf-8"))
    return diagnose("file/encoding", Span(path, at, at), "byte", byte=f"{data[problem.start]:02X}")


def table_encoding(path: str, encoding: str) -> Diagnostic:
    """Return the warning for a table that does not state its encoding, so that `encoding` is a guess."""
    return diagnose("file/encoding", Span(path, 0, 0), "guessed", encoding=encoding)


def table_not_decoded(path: str, because: str) -> Diagnostic:
    """Return the error for a table that is not text or has an unknown encoding."""
    return diagnose("file/encoding", Span(path, 0, 0), "not-decoded", reason=because)


def describe_write_failure(path: Path, problem: OSError) -> tuple[str, str]:
    """Return the reason why a file cannot be written, and an instruction for the user."""
    elsewhere = "name a file in another folder"
    if problem.errno in NO_ROOM:
        return "the disk is full", f"delete files, or {elsewhere}"
    if problem.errno == errno.ELOOP:
        return "the links are circular", elsewhere
    if problem.errno == errno.ENAMETOOLONG:
        return "the name is too long", "give it a shorter name"
    target = real_path(path)
    folder = path.parent if real_path(path.parent) == target.parent else target.parent  # behind a link
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"there is no permission to write in `{folder.as_posix()}`", elsewhere
    if target.is_dir():
        return "it is a folder", f"name a file in it, as `{(path / 'report.txt').as_posix()}`"
    for place in reversed((folder, *folder.parents)):
        if not place.exists():
            return f"there is no folder `{folder.as_posix()}`", f"make the folder, or {elsewhere}"
        if not place.is_dir():
            return f"`{place.as_posix()}` is not a folder", elsewhere
    return _system_message(problem), elsewhere


def _system_message(problem: OSError) -> str:
    return (problem.strerror or "the system does not accept it").lower()
