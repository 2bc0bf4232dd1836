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
    """Whether there is such a file; no, too, where no file can have such a name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; no, too, where no folder can have such a name."""
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
    """Whether a file lies in the same repository as a folder, also when all links are followed.

    Where there is no repository it has to lie in that folder.
    """
    try:
        return behind_links(path).is_relative_to(repository_of(folder) or behind_links(folder))
    except (OSError, ValueError):  # a circle of links, a name that no file can have
        return False


def repository_of(folder: Path) -> Path | None:
    """The top of the repository in which a folder lies; nothing where it lies in none."""
    around = real_path(folder)
    return next((each for each in (around, *around.parents) if (each / ".git").exists()), None)


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
        found += (Path(at, each) for each in sorted(files) if not each.startswith("."))
    return found, unread


def _is_installed(at: str, name: str) -> bool:
    """Whether a folder is hidden, made by a tool, or an environment with packages of others."""
    return name.startswith(".") or name in INSTALLED or is_file(Path(at, name, ENVIRONMENT))


def fitting(folder: Path, pattern: str) -> list[Path]:
    """The files that fit a pattern; none where no file can have such a name."""
    try:
        return sorted(folder.glob(pattern))
    except (OSError, ValueError):
        return []
