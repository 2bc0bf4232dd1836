"""Files that the product writes: complete or not there."""

from __future__ import annotations

import errno
import glob
import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    try:
        target = path.resolve()
    except RuntimeError as circle:
        raise OSError(errno.ELOOP, "the links lead in a circle") from circle
    head = f".{target.name[:NAMED]}."
    aside = target.with_name(f"{head}{os.urandom(RANDOM).hex()}{PART}")
    take_away_parts(target.parent, glob.escape(head))
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


def take_away_parts(folder: Path, head: str) -> None:
    """Takes away what a run that was killed has left behind; another run may be writing, so nothing new.

    `head` is a pattern of how the names begin: what else lies in the folder is not ours.
    """
    for each in folder.glob(head + DIGIT * 2 * RANDOM + PART):
        try:
            if time.time() - each.stat().st_mtime > ABANDONED:
                each.unlink()
        except OSError:  # another run was quicker
            continue
