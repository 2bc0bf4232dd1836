"""Writer of output files: each file is written completely or not at all."""

from __future__ import annotations

import glob
import os
import shutil
import stat
import time
from typing import TYPE_CHECKING

from microdep_rules.workspace.folders import behind_links

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DIGIT = "[0-9a-f]"
PART = ".part"
"""Ending of the temporary name of a file that is being written."""
NAMED = 40
"""Number of characters at the start of a temporary name that are copied from the name of the file."""
RANDOM = 6
"""Number of random bytes in the temporary name of a file."""
ABANDONED = 600
"""Number of seconds after the last write from which a temporary file counts as abandoned."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file completely or not at all, through a temporary file that is renamed at the end.

    If the path is a link, its target is written. An existing file keeps its permissions. A special file, such
    as a pipe, is written directly. If writing fails, the function raises `OSError` and leaves no temporary
    file. If the program is killed, a temporary file stays until the next run writes the same file.
    """
    if path.exists() and not path.is_file():  # a pipe, a terminal or /dev/null cannot be replaced
        with path.open("wb") as file:
            file.write(data)
        return
    target = behind_links(path)
    aside = temporary_path(target)
    try:
        with aside.open("xb") as file:
            file.write(data)
            if target.exists():
                aside.chmod(stat.S_IMODE(target.stat().st_mode))
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def append(path: Path, data: bytes) -> None:
    """Append bytes to an existing file; raise `OSError` if this fails."""
    with path.open("ab") as file:
        file.write(data)


def write_new(path: Path, data: bytes, permissions: int) -> None:
    """Write a new file; raise `FileExistsError` if it exists, and `OSError` for other failures."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, permissions)) as file:
        file.write(data)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files completely or not at all; raise `OSError` if this fails.

    `files` contains paths within the folder. Missing parent folders are made. An existing folder is replaced
    only after all files are written.
    """
    target = behind_links(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = temporary_path(target)
    try:
        new, old = aside / "new", aside / "old"
        new.mkdir(parents=True)
        for name, data in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(data)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def temporary_path(target: Path) -> Path:
    """Return a path for a temporary file in the folder of `target`, and delete abandoned temporary files."""
    head = f".{target.name[:NAMED]}."
    delete_abandoned(target.parent, glob.escape(head))
    return target.with_name(f"{head}{os.urandom(RANDOM).hex()}{PART}")


def delete_abandoned(folder: Path, head: str) -> None:
    """Delete the temporary files of killed runs; keep recent files, because another run may be writing them.

    `head` is a regular expression for the start of the temporary names. Other files are kept.
    """
    for path in folder.glob(head + DIGIT * 2 * RANDOM + PART):
        try:
            if time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:  # another run has already deleted the file
            continue
