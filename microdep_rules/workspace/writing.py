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

PART = ".part"
"""The end of the name of a file that is being written."""
ABANDONED = 600
"""Seconds after the last byte, after which nobody writes it any more."""


def write_aside(path: Path, data: bytes) -> None:
    """Writes a file that is complete or not there: beside it first, and then renamed.

    A link is followed, and a file that is there keeps its permissions; what is no file, as a pipe, is written
    to as it is. The one way in which the product writes; raises `OSError` with nothing left behind. Only a
    run that is killed leaves a part behind, beside the file and under another name; the next one that writes
    the file takes it away.
    """
    if path.exists() and not path.is_file():  # a pipe, a terminal, /dev/null: nothing to put in its place
        with path.open("wb") as file:
            file.write(data)
        return
    try:
        target = path.resolve()
    except RuntimeError as circle:
        raise OSError(errno.ELOOP, "the links lead in a circle") from circle
    head = f".{target.name[:40]}."
    aside = target.with_name(f"{head}{os.urandom(6).hex()}{PART}")
    take_away_parts(target.parent, head)
    try:
        with aside.open("xb") as file:
            file.write(data)
            if target.exists():
                aside.chmod(stat.S_IMODE(target.stat().st_mode))
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def take_away_parts(folder: Path, head: str = ".") -> None:
    """Takes away what a run that was killed has left behind; another run may be writing, so nothing new."""
    for each in folder.glob(f"{glob.escape(head)}*{PART}"):
        try:
            if time.time() - each.stat().st_mtime > ABANDONED:
                each.unlink()
        except OSError:  # another run was quicker
            continue
