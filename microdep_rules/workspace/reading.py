"""Bytes of files, or in words why there are none."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path

from microdep_rules.workspace.errors import CAUSES, NOT_A_FILE
from microdep_rules.workspace.folders import within

STDIN = "-"
LARGEST = 1024 * 1024 * 1024
"""So many bytes are read of a file at most, whatever is in it."""


def bytes_of(path: str, named_in: Path | None = None) -> bytes | str:
    """The bytes of a file, or in words why there are none."""
    if named_in is not None and not within(Path(path), named_in):
        return "it lies outside of the repository"
    too_large = f"it has more than {LARGEST // 1024**2} MB"
    if path == STDIN:
        data = _standard_input()
        return data if len(data) <= LARGEST else too_large
    try:
        return plain_bytes(path, LARGEST)
    except TooLargeError:
        return too_large
    except (OSError, ValueError) as problem:  # the latter: no file has a name with this sign
        otherwise = NOT_A_FILE if isinstance(problem, NotPlainError) else "the system does not give it out"
        return CAUSES.get(type(problem), otherwise)


class NotPlainError(OSError):
    """A device, a pipe or a socket, which gives out bytes without an end, or none and never says so."""


BLOCK = 1024 * 1024


class TooLargeError(OSError):
    """A file that has more bytes than somebody would read."""


def plain_bytes(path: str | Path, most: int) -> bytes:
    """The bytes of a regular file; `OSError` where there are none, or more than `most`.

    Every file that a command is given is read here: nothing else is opened, so that nobody waits for a pipe.
    """
    _only_plain(os.stat(path))  # noqa: PTH116 - no path is made: a pack has many files
    with open(path, "rb", opener=_without_waiting) as file:
        found = os.fstat(file.fileno())
        _only_plain(found)
        size, room, pieces = found.st_size, found.st_size + 1, []
        while size <= most and (piece := file.read(room)):  # room for what is there, and not for `most`
            pieces.append(piece)
            size, room = max(size, sum(map(len, pieces))), BLOCK  # in `/proc` a size is 0
        if size > most:
            raise TooLargeError(errno.EFBIG, f"it has more than {most:,} bytes")
        return b"".join(pieces)


def _only_plain(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise NotPlainError(errno.EINVAL, NOT_A_FILE)


def _without_waiting(path: str, flags: int) -> int:
    """Opens what was a file a moment ago; a pipe that took its place would keep us waiting."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _standard_input() -> bytes:
    """All of it, or a little more than is allowed."""
    data = bytearray()
    while len(data) <= LARGEST and (more := sys.stdin.buffer.read(1024 * 1024)):
        data += more
    return bytes(data)


def digest_of(data: bytes) -> str:
    """The digest of a file, as the record names it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
