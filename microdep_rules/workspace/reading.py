"""Bytes of files, or in words why there are none."""

from __future__ import annotations

import hashlib
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
        found = Path(path).stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            return NOT_A_FILE
        return Path(path).read_bytes() if found.st_size <= LARGEST else too_large
    except (OSError, ValueError) as problem:  # the latter: no file has a name with this sign
        return CAUSES.get(type(problem), "the system does not give it out")


def _standard_input() -> bytes:
    """All of it, or a little more than is allowed."""
    data = bytearray()
    while len(data) <= LARGEST and (more := sys.stdin.buffer.read(1024 * 1024)):
        data += more
    return bytes(data)


def digest_of(data: bytes) -> str:
    """The digest of a file, as the record names it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
