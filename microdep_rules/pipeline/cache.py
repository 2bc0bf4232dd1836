"""Checked packs kept between runs: a pack is read by Lark only when it, or the product, has changed.

An entry is JSON under the digest of everything that it was made from, with a checksum in front. What cannot
be read, is damaged or comes from another version is no entry, and what cannot be written is not kept:
nothing of this is ever an error, and no verdict depends on it.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.vocabulary.resources import made_from

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 400
"""So many entries are kept; then the oldest make room."""
DIGITS = 64
"""A digest, under which an entry is kept, has so many."""


class PackCache:
    """A folder of checked packs; without one nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def read(self, key: str) -> Any:  # noqa: ANN401 - plain data
        """What was kept under a key, as plain data; nothing where there is no sound entry."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.json"
        try:
            if not path.is_file():  # a pipe is waited for without an end, and a device gives out without one
                return None
            checksum, _, body = path.read_bytes().partition(b"\n")
            return msgspec.json.decode(body) if checksum == _checksum(key, body) else None
        except (OSError, ValueError, RecursionError):
            return None

    def write(self, key: str, data: object) -> None:
        """Keeps plain data under a key, if that can be done."""
        if self.folder is None:
            return
        from microdep_rules.workspace.writing import write_atomically

        path = self.folder / f"{key}.json"
        try:
            body = msgspec.json.encode(data)
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and not path.is_file():
                return
            write_atomically(path, _checksum(key, body) + b"\n" + body)
            self._make_room()
        except (OSError, ValueError, RecursionError):  # ValueError: a name of a file that is no text
            return

    def _make_room(self) -> None:
        """The folder may be one in which the user has other files: they are none of ours."""
        from microdep_rules.workspace.writing import DIGIT, NAMED, delete_abandoned

        assert self.folder is not None
        delete_abandoned(self.folder, f".{DIGIT * NAMED}.")
        entries = list(self.folder.glob(f"{DIGIT * DIGITS}.json"))
        if len(entries) > MOST:
            entries.sort(key=lambda each: each.stat().st_mtime)
            for entry in entries[: len(entries) - MOST]:
                entry.unlink(missing_ok=True)


def digest(parts: Iterable[str]) -> str:
    """One digest of several texts, none of which can be taken for two."""
    found = []
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        found += [b"%d\n" % len(data), data]
    return hashlib.sha256(b"".join(found)).hexdigest()


@cache
def product() -> str:
    """What entries depend on besides the texts of a pack: the files of the product."""
    return digest(made_from())


def user_folder() -> Path | None:
    """Where entries are kept: `MICRODEP_CACHE`, else the folder for caches of the system.

    An empty `MICRODEP_CACHE` keeps nothing.
    """
    named = os.environ.get("MICRODEP_CACHE")
    if named is not None:
        return Path(named) if named else None
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library/Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # there is no home
        return None
    return base / "microdep"


def _checksum(key: str, body: bytes) -> bytes:
    """Of an entry under this key: one that stands under the name of another is none."""
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()
