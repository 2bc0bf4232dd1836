"""What lies where: files and folders, also under names that the system does not know or give out."""

from __future__ import annotations

import errno
import os
from pathlib import Path

INSTALLED = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders with what tools have put there, which is no work of the user."""
ENVIRONMENT = "pyvenv.cfg"
"""The file by which a virtual environment of Python is known."""


def is_file(path: Path) -> bool:
    """Return whether there is such a file; no, too, where no file can have such a name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Return whether there is such a folder; no, too, where no folder can have such a name."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def real_path(path: str | Path) -> Path:
    """Path with all links followed, as far as they lead.

    `Path.resolve` raises an exception where they lead in a circle, up to Python 3.12 only.
    """
    return Path(os.path.realpath(path))


def behind_links(path: Path) -> Path:
    """Path with all links followed; `OSError` where they lead in a circle."""
    try:
        path.stat()
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "the links lead in a circle", str(path)) from problem
    return real_path(path)


def within(path: Path, folder: Path) -> bool:
    """Return whether a file lies in the same repository as a folder, also when all links are followed.

    Where there is no repository it has to lie in that folder.
    """
    try:
        top = repository_of(folder) or behind_links(folder)
        return is_below(os.fspath(behind_links(path)), os.fspath(top))
    except (OSError, ValueError):  # a circle of links, a name that no file can have
        return False


def is_below(path: str, folder: str) -> bool:
    """Return whether a path is that of a folder, or of something in it, as they are written.

    >>> is_below("/a/b", "/a"), is_below("/ab", "/a"), is_below("/a", "/")
    (True, False, True)
    """
    inner, outer = os.path.normcase(path), os.path.normcase(folder)
    return inner == outer or inner.startswith(outer if outer.endswith(os.sep) else outer + os.sep)


def repository_of(folder: Path) -> Path | None:
    """The top of the repository in which a folder lies; nothing where it lies in none."""
    around = os.path.realpath(folder)
    while not os.path.exists(os.path.join(around, ".git")):  # noqa: PTH110, PTH118 - asked of every folder upwards, for every file
        above = os.path.dirname(around)  # noqa: PTH120 - the same
        if above == around:
            return None
        around = above
    return Path(around)


def ending(folder: Path, end: str) -> list[Path]:
    """What lies in a folder under a name that ends so, in order; nothing where there is no such folder."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a path is made only of those that end so
    except (OSError, ValueError):
        return []
    return [folder / name for name in sorted(names) if os.path.normcase(name).endswith(end)]


def files_under(path: Path) -> list[Path]:
    """A file, or every file of a folder that somebody wrote, in order."""
    return walk(path)[0] if is_folder(path) else [path]


def walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """Every file below a folder that somebody wrote, in order, and the folders that cannot be read.

    Linked folders, those in which something is installed, and names with a dot in front are left alone. The
    folder itself is walked through whatever it is.
    """
    found: list[Path] = []
    unread: list[Path] = []
    for at, folders, files in os.walk(folder, onerror=lambda problem: unread.append(Path(problem.filename))):
        folders[:] = sorted(each for each in folders if not _is_installed(at, each))
        found += (Path(at, file) for file in sorted(files) if not file.startswith("."))
    return found, unread


def _is_installed(at: str, name: str) -> bool:
    """Return whether a folder is hidden, made by a tool, or an environment with packages of others."""
    return name.startswith(".") or name in INSTALLED or is_file(Path(at, name, ENVIRONMENT))


def fitting(folder: Path, pattern: str) -> list[Path]:
    """The files that fit a pattern; none where no file can have such a name."""
    try:
        return sorted(folder.glob(pattern))
    except (OSError, ValueError):
        return []
