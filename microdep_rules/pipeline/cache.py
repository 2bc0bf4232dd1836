"""Cache of checked packs: a pack is parsed again only if the pack or the program has changed.

The name of an entry is the digest of all its inputs. An entry contains a checksum and JSON. An unreadable or
damaged entry is ignored. Problems with the cache are not errors, and verdicts never depend on the cache.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.vocabulary.resources import made_from

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 400
"""Largest number of entries; if there are more, the entries that were not used for longest are deleted."""
DIGITS = 64
"""Number of digits of a digest, which is the name of an entry."""


class PackCache:
    """Cache folder of checked packs; if no folder is given, nothing is stored."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def read(self, key: str) -> Any:  # noqa: ANN401 - plain data
        """Return the stored data of an entry; `None` if the entry does not exist or cannot be used."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.json"
        try:
            if not path.is_file():  # a pipe or a device could block
                return None
            checksum, _, body = path.read_bytes().partition(b"\n")
            if checksum != _checksum(key, body):
                return None
            with suppress(OSError):  # a folder that another user owns
                os.utime(path)  # the time of the last use, by which `_make_room` selects
            return msgspec.json.decode(body)
        except (OSError, ValueError, RecursionError):
            return None

    def write(self, key: str, data: object) -> None:
        """Store the data of an entry, if possible."""
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
        except (OSError, ValueError, RecursionError):  # ValueError: a file name that is not text
            return

    def _make_room(self) -> None:
        """Delete the entries that were not used for longest; keep other files of the user in the folder."""
        from microdep_rules.workspace.writing import DIGIT, NAMED, delete_abandoned

        assert self.folder is not None
        delete_abandoned(self.folder, f".{DIGIT * NAMED}.")
        entries = list(self.folder.glob(f"{DIGIT * DIGITS}.json"))
        if len(entries) > MOST:
            entries.sort(key=lambda path_: path_.stat().st_mtime)
            for entry in entries[: len(entries) - MOST]:
                entry.unlink(missing_ok=True)


def digest(parts: Iterable[str]) -> str:
    """Return one digest of several texts; different texts have different digests."""
    pieces = []
    for text in parts:
        data = text.encode("utf-8", "surrogateescape")
        pieces += [b"%d\n" % len(data), data]
    return hashlib.sha256(b"".join(pieces)).hexdigest()


@cache
def product() -> str:
    """Return the digest of the program; entries are valid only for one version of the program."""
    return digest(made_from())


def user_folder() -> Path | None:
    """Return the cache folder: `MICRODEP_CACHE`, or the cache folder of the system.

    If `MICRODEP_CACHE` is empty, nothing is stored.
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
    except RuntimeError:  # the user has no home folder
        return None
    return base / "microdep"


def _checksum(key: str, body: bytes) -> bytes:
    """Return the checksum of an entry; an entry with another key has another checksum."""
    return hashlib.sha256(key.encode() + b"\n" + body).hexdigest().encode()
