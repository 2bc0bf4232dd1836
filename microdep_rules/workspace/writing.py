"""Files that the product writes: complete or not there."""

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
"""The end of the name of a file that is being written."""
NAMED = 40
"""So many letters of the name of the file stand in front of it."""
RANDOM = 6
"""So many bytes in the middle of that name are random."""
ABANDONED = 600
"""Seconds after the last byte, after which nobody writes it any more."""


def write_aside(path: Path, data: bytes) -> None:
    """Writes a file that is complete or not there: beside it first, and then renamed.

    A link is followed, and a file that is there keeps its permissions; what is no file, as a pipe, is written
    to as it is. The one way in which the product makes a file; raises `OSError` with nothing left behind.
    Only a run that is killed leaves a part behind, beside the file and under another name; the next one that
    writes the file takes it away.
    """
    if path.exists() and not path.is_file():  # a pipe, a terminal, /dev/null: nothing to put in its place
        with path.open("wb") as file:
            file.write(data)
        return
    target = behind_links(path)
    aside = aside_of(target)
    try:
        with aside.open("xb") as file:
            file.write(data)
            if target.exists():
                aside.chmod(stat.S_IMODE(target.stat().st_mode))
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_behind(path: Path, data: bytes) -> None:
    """Writes behind what a file holds, which somebody else has made for that; raises `OSError`."""
    with path.open("ab") as file:
        file.write(data)


def write_new(path: Path, data: bytes, permissions: int) -> None:
    """Writes a file that is not there yet; raises `OSError`, `FileExistsError` where it is."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, permissions)) as file:
        file.write(data)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Writes a folder of files, by their paths in it, that is complete or not there; raises `OSError`.

    The folders above it are made. What is there already gives way once everything is written.
    """
    target = behind_links(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = aside_of(target)
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


def aside_of(target: Path) -> Path:
    """A name beside a target, to write under; what earlier runs have left there is taken away."""
    head = f".{target.name[:NAMED]}."
    take_away_parts(target.parent, glob.escape(head))
    return target.with_name(f"{head}{os.urandom(RANDOM).hex()}{PART}")


def take_away_parts(folder: Path, head: str) -> None:
    """Takes away what a run that was killed has left behind; another run may be writing, so nothing new.

    `head` is a pattern of how the names begin: what else lies in the folder is not ours.
    """
    for path in folder.glob(head + DIGIT * 2 * RANDOM + PART):
        try:
            if time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:  # another run was quicker
            continue
