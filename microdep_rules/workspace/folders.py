"""Tests for the existence and the location of files and folders.

A name that the operating system rejects counts as missing, without an exception.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

INSTALLED = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders with installed packages, which the user did not write."""
ENVIRONMENT = "pyvenv.cfg"
"""File that marks a Python virtual environment."""


def is_file(path: Path) -> bool:
    """Return whether a file exists; false for a name that the operating system refuses."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Return whether a folder exists; false for a name that the operating system refuses."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def real_path(path: str | Path) -> Path:
    """Return a path with all existing links followed.

    `Path.resolve` raises an exception for circular links up to Python 3.12.
    """
    return Path(os.path.realpath(path))


def behind_links(path: Path) -> Path:
    """Return a path with all links followed; raise `OSError` for circular links."""
    try:
        path.stat()
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "the links are circular", str(path)) from problem
    return real_path(path)


def within(path: Path, folder: Path) -> bool:
    """Return whether a file is in the same repository as a folder, after following links.

    If the folder is not in a repository, the file must be in the folder.
    """
    try:
        top = repository_of(folder) or behind_links(folder)
        return is_below(os.fspath(behind_links(path)), os.fspath(top))
    except (OSError, ValueError):  # circular links, an impossible name
        return False


def is_below(path: str, folder: str) -> bool:
    """Return whether `path` is `folder` or a path inside it; only the texts are compared.

    >>> is_below("/a/b", "/a"), is_below("/ab", "/a"), is_below("/a", "/")
    (True, False, True)
    """
    inner, outer = os.path.normcase(path), os.path.normcase(folder)
    return inner == outer or inner.startswith(outer if outer.endswith(os.sep) else outer + os.sep)


def repository_of(folder: Path) -> Path | None:
    """Return the top folder of the repository that contains `folder`; `None` outside a repository."""
    folder_above = os.path.realpath(folder)
    while not os.path.exists(os.path.join(folder_above, ".git")):  # noqa: PTH110, PTH118 - called for every parent folder of every file
        above = os.path.dirname(folder_above)  # noqa: PTH120 - as in the line above
        if above == folder_above:
            return None
        folder_above = above
    return Path(folder_above)


def names_ending(folder: Path, end: str) -> list[Path]:
    """Return the sorted entries of a folder with names that end in `end`; empty if the folder is missing."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a path is made only for matching names
    except (OSError, ValueError):
        return []
    return [folder / name for name in sorted(names) if os.path.normcase(name).endswith(end)]


def files_under(path: Path) -> list[Path]:
    """Return the sorted files in a folder and its subfolders; if `path` is a file, return only this file."""
    return walk(path)[0] if is_folder(path) else [path]


def walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return every user file below a folder, sorted, and the subfolders that cannot be read.

    Linked folders, folders with installed packages, and names with a leading dot are skipped, except for the
    folder itself.
    """
    paths: list[Path] = []
    unreadable: list[Path] = []
    for at, folders, files in os.walk(
        folder, onerror=lambda problem: unreadable.append(Path(problem.filename))
    ):
        folders[:] = sorted(name for name in folders if not _is_installed(at, name))
        paths += (Path(at, file) for file in sorted(files) if not file.startswith("."))
    return paths, unreadable


def _is_installed(at: str, name: str) -> bool:
    """Return whether a folder is hidden, or contains installed packages or a virtual environment."""
    return name.startswith(".") or name in INSTALLED or is_file(Path(at, name, ENVIRONMENT))


def find_matching_files(folder: Path, pattern: str) -> list[Path]:
    """Return the files that match a pattern.

    Return an empty list if the pattern is not a valid file name.
    """
    try:
        return sorted(folder.glob(pattern))
    except (OSError, ValueError):
        return []
