"""The folder of a bundle, as `signing` looks at it."""

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
    """What lies in a folder; nothing in it is followed, and nothing is read that is no plain file."""

    folder: Path
    plain: dict[str, Path]
    others: list[tuple[str, str]]

    def names(self) -> list[str]:
        """Every plain file, by its path from the top."""
        return list(self.plain)

    def odd(self) -> list[tuple[str, str]]:
        """What is no plain file, with the word for it; also a folder with nothing in it."""
        return self.others

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self.plain[name].stat().st_size

    def digest(self, name: str) -> tuple[str, int]:
        """The SHA-256 of a file, read piece by piece, and its size."""
        found, size = hashlib.sha256(), 0
        with self.plain[name].open("rb") as opened:
            while piece := opened.read(PIECE):
                found.update(piece)
                size += len(piece)
        return found.hexdigest(), size

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return self.plain[name].read_bytes()


@contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Keeps others who ask for it out of a folder; `BlockingIOError` where somebody has it already."""
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def bundle_in(folder: Path) -> BundleFolder:
    """The bundle in a folder; `OSError` where the folder, or a folder in it, cannot be read."""
    plain: dict[str, Path] = {}
    others: list[tuple[str, str]] = []
    waiting = [("", folder)]
    while waiting:
        before, at = waiting.pop()
        entries = sorted(os.scandir(at), key=lambda each: each.name)
        if before and not entries:
            others.append((before.rstrip("/"), "an empty folder"))
        for entry in entries:
            name = f"{before}{entry.name}"
            kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
            if not name.isprintable():  # also where it is no text: it would be shown as something else
                others.append((visible(name), "a name with signs that nobody sees"))
                continue
            if kind == stat.S_IFDIR:
                waiting.append((f"{name}/", at / entry.name))
            elif kind == stat.S_IFREG:
                plain[name] = at / entry.name
            else:
                others.append((name, _WORDS.get(kind, "no file")))
            if len(plain) > limits.MOST_FILES + 3 * limits.MOST_SIGNOFFS:
                raise OSError(f"it has more than {limits.MOST_FILES:,} files")
    return BundleFolder(folder, dict(sorted(plain.items())), sorted(others))
