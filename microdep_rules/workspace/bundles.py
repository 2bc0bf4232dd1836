"""Reader of a bundle that is a folder."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.output.visible import visible
from microdep_rules.signing import limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE = 1024 * 1024
_WORDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class BundleFolder(Struct):
    """Regular files of a bundle in a folder; links are listed, but not followed."""

    folder: Path
    plain: dict[str, Path]
    others: list[tuple[str, str]]

    def names(self) -> list[str]:
        """Return the path of every regular file; a path starts at the bundle's folder."""
        return list(self.plain)

    def odd(self) -> list[tuple[str, str]]:
        """Return the path and kind of every empty folder and of every entry that is not a regular file."""
        return self.others

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return self.plain[name].stat().st_size

    def digest(self, name: str) -> tuple[str, int]:
        """Return the SHA-256 of a file, read in pieces, and its size."""
        digest, size = hashlib.sha256(), 0
        with self.plain[name].open("rb") as opened:
            while piece := opened.read(PIECE):
                digest.update(piece)
                size += len(piece)
        return digest.hexdigest(), size

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self.plain[name].read_bytes()


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder against other processes; raise `BlockingIOError` if it is already locked."""
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def read_folder(folder: Path) -> BundleFolder:
    """Return the bundle in a folder; raise `OSError` if the folder, or a folder in it, cannot be read."""
    plain: dict[str, Path] = {}
    others: list[tuple[str, str]] = []
    waiting = [("", folder)]
    while waiting:
        before, at = waiting.pop()
        entries = sorted(os.scandir(at), key=lambda entry_: entry_.name)
        if before and not entries:
            others.append((before.rstrip("/"), "an empty folder"))
        for entry in entries:
            name = f"{before}{entry.name}"
            kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
            if not name.isprintable():  # such a name would be displayed differently
                others.append((visible(name), "a name with invisible characters"))
                continue
            if kind == stat.S_IFDIR:
                waiting.append((f"{name}/", at / entry.name))
            elif kind == stat.S_IFREG:
                plain[name] = at / entry.name
            else:
                others.append((name, _WORDS.get(kind, "a special file")))
            if len(plain) > limits.MOST_FILES + 3 * limits.MOST_SIGNOFFS:
                raise OSError(f"it has more than {limits.MOST_FILES:,} files")
    return BundleFolder(folder, dict(sorted(plain.items())), sorted(others))
