"""Reader of files: it returns the bytes of a file, or the reason why the file cannot be read."""

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
"""Largest size, in bytes, of a file that is read."""


def read_bytes(path: str, named_in: Path | None = None) -> bytes | str:
    """Return the bytes of a file, or a text with the reason why the file cannot be read."""
    if named_in is not None and not within(Path(path), named_in):
        return "it is outside the repository"
    too_large = f"it has more than {LARGEST // 1024**2} MB"
    if path == STDIN:
        data = _standard_input()
        return data if len(data) <= LARGEST else too_large
    try:
        return read_regular(path, LARGEST)
    except TooLargeError:
        return too_large
    except (OSError, ValueError) as problem:  # ValueError: a file name cannot have this character
        otherwise = NOT_A_FILE if isinstance(problem, NotRegularFileError) else "the system refuses access"
        return CAUSES.get(type(problem), otherwise)


class NotRegularFileError(OSError):
    """Error for a device, a pipe or a socket, because reading such a file may never end."""


BLOCK = 1024 * 1024


class TooLargeError(OSError):
    """Error for a file with more bytes than the limit."""


def read_regular(path: str | Path, most: int) -> bytes:
    """Return the bytes of a regular file; raise `OSError` for other files and for more than `most` bytes.

    All file arguments of commands are read by this function, so no command blocks on a pipe.
    """
    _require_regular(os.stat(path))  # noqa: PTH116 - no path is made: a pack has many files
    with open(path, "rb", opener=_open_nonblocking) as file:
        status = os.fstat(file.fileno())
        _require_regular(status)
        size, room, pieces = status.st_size, status.st_size + 1, []
        while size <= most and (piece := file.read(room)):  # as much memory as the file needs, not `most`
            pieces.append(piece)
            size, room = max(size, sum(map(len, pieces))), BLOCK  # in `/proc` a size is 0
        if size > most:
            raise TooLargeError(errno.EFBIG, f"it has more than {most:,} bytes")
        return b"".join(pieces)


def _require_regular(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError(errno.EINVAL, NOT_A_FILE)


def _open_nonblocking(path: str, flags: int) -> int:
    """Open a file; if a pipe has replaced the file meanwhile, do not wait for the pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _standard_input() -> bytes:
    """Return the bytes of standard input, at most one byte more than the limit."""
    data = bytearray()
    while len(data) <= LARGEST and (more := sys.stdin.buffer.read(1024 * 1024)):
        data += more
    return bytes(data)


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in the form that the record uses, with `sha256:` first."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
