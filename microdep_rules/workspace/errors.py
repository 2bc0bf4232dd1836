"""What is said of files that cannot be read or written."""

from __future__ import annotations

import errno
from pathlib import PurePath
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
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
"""What a system says where nothing more fits."""
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
_PHASES = {
    "bom": "bom",
    "context": "context",
    "pack": "syntax",
    "config": "config",
    "mapping": "import",
    "overlay": "overlay",
    "waivers": "waiver",
    "baseline": "baseline",
    "list": "list",
    "scenario": "scenario",
}
_HELP = {"baseline": "check the path, or write the baseline with `--write-baseline`"}


def unreadable(path: str, what: str, cause: str, *, mapped: bool = False) -> Diagnostic:
    """A file that cannot be opened; a table that is gone may have left its mapping file."""
    way_out = _HELP.get(what, "check the path")
    if mapped:
        way_out = "put the table back, or take its mapping file away"
    return error(
        f"{_PHASES[what]}/cannot-be-read",
        f"{_WORDS[what]} `{path}` cannot be read: {cause}",
        Label(Span(path, 0, 0)),
        help=way_out,
    )


def process_ended(path: str) -> Diagnostic:
    """A bill of materials for which there was too little memory."""
    return error(
        "bom/process-ended",
        f"the process that checked `{path}` was ended by the system, mostly for lack of memory",
        Label(Span(path, 0, 0)),
        help="give it more memory, or split it; JSON takes less memory than YAML",
    )


def finished_damaged(path: str) -> Diagnostic:
    """A finished document of an interrupted check that cannot be taken over."""
    return warning(
        "bom/not-taken-over",
        f"the result for `{path}` that the interrupted check kept cannot be read; it was checked again",
        Label(Span(path, 0, 0)),
        help="nothing is to be done; check the disk if it happens again",
    )


def finished_not_kept(folder: str, problem: Exception) -> Diagnostic:
    """A finished document that the next check cannot take over."""
    because = "it is nested too deeply"
    if isinstance(problem, OSError):
        because = "there is no room left" if problem.errno in NO_ROOM else _said(problem)
    return warning(
        "bom/not-kept",
        f"a finished document cannot be kept in `{folder}`: {because}",
        Label(Span(folder, 0, 0)),
        help="name a folder that can be written in `MICRODEP_CACHE`; else `--resume` checks it again",
    )


def form_not_read(shown: str, path: str) -> Diagnostic:
    """A file that is named like a bill of materials and has a form that is not read."""
    suffix = PurePath(path).suffix
    return error(
        "bom/form-not-read",
        f"a file that ends with `{suffix}` is not read as a bill of materials",
        Label(Span(shown, 0, 0)),
        help="give it as YAML, JSON, CSV, XLSX or ODS, or rename it if it is no bill of materials",
    )


def wide(path: str, encoding: str) -> Diagnostic:
    """A rule file in an encoding of two or four bytes."""
    return error(
        "syntax/not-utf-8",
        f"the rule file is in {encoding}, and only UTF-8 is read",
        Label(Span(path, 0, 0)),
        help="save the file as UTF-8",
    )


def not_utf8(path: str, data: bytes, problem: UnicodeDecodeError) -> Diagnostic:
    """A rule file in another encoding."""
    at = len(data[: problem.start].decode("utf-8"))
    return error(
        "syntax/not-utf-8",
        f"the rule file is not UTF-8: the byte {data[problem.start]:02X} has no meaning here",
        Label(Span(path, at, at)),
        help="save the file as UTF-8",
    )


def table_encoding(path: str, encoding: str) -> Diagnostic:
    """A table that does not say in which encoding it is."""
    return warning(
        "table/encoding",
        f"the file is not in UTF-8, and is read as {encoding}",
        Label(Span(path, 0, 0)),
        help="save the file as UTF-8, so that its names are read as they are written",
    )


def table_not_decoded(path: str, because: str) -> Diagnostic:
    """A table that is no text, or is in an encoding that is not read."""
    return error("table/encoding", because, Label(Span(path, 0, 0)), help="save the table as CSV, in UTF-8")


def describe_write_failure(path: Path, problem: OSError) -> tuple[str, str]:
    """Why a file cannot be written, and what to do."""
    elsewhere = "name a file in another folder"
    if problem.errno in NO_ROOM:
        return "there is no room left", f"make room, or {elsewhere}"
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
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            return f"there is no folder `{folder.as_posix()}`", f"make the folder, or {elsewhere}"
        if not each.is_dir():
            return f"`{each.as_posix()}` is not a folder", elsewhere
    return _said(problem), elsewhere


def _said(problem: OSError) -> str:
    return (problem.strerror or "the system does not take it").lower()
