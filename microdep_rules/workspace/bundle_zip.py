"""Bundle in a zip file: it is read in place, never unpacked to disk, and its size limits are checked first.

Two programs can read one zip file differently. So every ambiguity is refused: duplicate names, names that
lead out of the bundle, and bytes after the directory. See `zip_directory` and `zip_layout`.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.output.visible import visible
from microdep_rules.signing.manifest import NAME
from microdep_rules.vocabulary.shortening import and_more
from microdep_rules.workspace.zip_directory import LARGEST, ArchiveRefusedError, read_directory
from microdep_rules.workspace.zip_layout import digest_entries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAGIC = b"PK"
RATIO, SMALL = 250, 1024**2
"""Largest expansion ratio of an entry, and the expanded size up to which any ratio is allowed."""
MOST_NAMED = 3
_ENCRYPTED = 0x1 | 0x2000
_FOLDER = 0x10
"""MS-DOS attribute of a folder."""
_BROKEN = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class BundleZip(Struct):
    """Files in a zip file. Every entry was read completely once and matches the directory."""

    archive: zipfile.ZipFile
    """Open archive; it stays open, because opening it again for each of many files would take hours."""
    entries: dict[str, zipfile.ZipInfo]
    digests: dict[str, tuple[str, int]]
    others: list[tuple[str, str]]

    def names(self) -> list[str]:
        """Return the path of every file, relative to the folder of the bundle."""
        return list(self.entries)

    def odd(self) -> list[tuple[str, str]]:
        """Return every entry that is not a plain file, with its kind."""
        return self.others

    def size(self, name: str) -> int:
        """Return the expanded size of a file in bytes."""
        return self.digests[name][1]

    def digest(self, name: str) -> tuple[str, int]:
        """Return the SHA-256 of a file, and its size."""
        return self.digests[name]

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self.archive.read(self.entries[name])


def is_zip(path: Path) -> bool:
    """Return whether a file starts like a zip file; raise `OSError` if it cannot be read."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def read_zip(path: Path) -> BundleZip:
    """Return the bundle in a zip file; raise `ArchiveRefusedError` if it is not accepted."""
    try:
        count, end = read_directory(path)
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
        if len(entries) != count:
            raise ArchiveRefusedError(f"its directory has {len(entries)} entries, and states {count}")
        files, others = _entries(archive)
        with path.open("rb") as opened:
            read = digest_entries(opened, entries, end)
    except _BROKEN as problem:
        raise ArchiveRefusedError(f"it cannot be read: {visible(str(problem))[:120]}") from problem
    return BundleZip(archive, files, {name: read[entry.filename] for name, entry in files.items()}, others)


def _entries(archive: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """Return the files by path, and every entry that is not a plain file."""
    files: dict[str, zipfile.ZipInfo] = {}
    others: list[tuple[str, str]] = []
    folders: set[str] = set()
    for entry in archive.infolist():
        _require_sound(entry)
        name = entry.filename.rstrip("/")
        if name in files or (name in folders and entry.is_dir()):
            raise ArchiveRefusedError(f"it has two entries with the name `{visible(name)}`")
        if entry.is_dir():
            folders.add(name)
        elif entry.external_attr & _FOLDER:
            others.append((name, "a file that has the folder attribute"))
        elif (kind := stat.S_IFMT(entry.external_attr >> 16)) not in (0, stat.S_IFREG):
            others.append((name, "a link" if kind == stat.S_IFLNK else "a special file"))
        else:
            files[name] = entry
    if sum(entry_.file_size for entry_ in archive.infolist()) > LARGEST:
        raise ArchiveRefusedError(f"its files together are larger than {LARGEST // 1024**3} GiB")
    inside = {name.rpartition("/")[0] for name in (*files, *(name for name, _ in others))}
    above = {"/".join(folder.split("/")[:n]) for folder in inside for n in range(1, folder.count("/") + 2)}
    if both := sorted(above & files.keys()):
        raise ArchiveRefusedError(f"`{visible(both[0])}` is a file and a folder")
    others += [(folder, "an empty folder") for folder in sorted(folders - above - inside)]
    return _from_top(files, others)


def _require_sound(entry: zipfile.ZipInfo) -> None:
    """Raise an error for an entry with a misleading name or a too large expansion."""
    name, shown = entry.filename, visible(entry.orig_filename)[:120]
    names = name.rstrip("/").split("/")
    if name != entry.orig_filename or "\\" in name or not name.isprintable():
        raise ArchiveRefusedError(
            f"the name of the entry `{shown}` has characters that a bundle does not allow"
        )
    if any(part in {"", ".", ".."} for part in names) or ":" in names[0]:
        raise ArchiveRefusedError(f"the entry `{shown}` leads out of the bundle")
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefusedError(f"the entry `{shown}` is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefusedError(f"the entry `{shown}` is not compressed with deflate")
    if entry.file_size > max(SMALL, RATIO * entry.compress_size) or (entry.is_dir() and entry.file_size):
        raise ArchiveRefusedError(
            f"the entry `{shown}` expands from {entry.compress_size:,} to {entry.file_size:,} bytes"
        )


def _from_top(
    files: dict[str, zipfile.ZipInfo], others: list[tuple[str, str]]
) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """Return the entries with paths relative to the folder of the bundle; unchanged without such a folder."""
    if NAME not in files:
        if top := _top(files):
            _require_single_top(top, [*files, *(name for name, _ in others)])
            files = {name.removeprefix(f"{top}/"): entry for name, entry in files.items()}
            others = [(name.removeprefix(f"{top}/"), kind) for name, kind in others]
        elif nested := next((name for name in files if name.lower().endswith(".zip")), ""):
            raise ArchiveRefusedError(
                f"it contains another archive, `{visible(nested)}`, which is not opened; name that archive"
            )
    return dict(sorted(files.items())), sorted(others)


def _top(names: Iterable[str]) -> str:
    """Return the folder of the bundle in the zip file; empty without one.

    `_require_single_top` refuses several.
    """
    folders = [name.removesuffix(f"/{NAME}") for name in names if name.endswith(f"/{NAME}")]
    return min(folders, key=lambda folder: (folder.count("/"), folder), default="")


def _require_single_top(top: str, names: Iterable[str]) -> None:
    """Raise an error if a zip file has files outside the folder of the bundle, or a nested bundle."""
    beside = sorted({name.partition("/")[0] for name in names if not name.startswith(f"{top}/")})
    if beside:
        listed = and_more([f"`{visible(name)}`" for name in beside], MOST_NAMED)
        raise ArchiveRefusedError(
            f"it has {listed} besides the bundle in `{visible(top)}`; "
            "a zip file must contain one bundle and nothing else"
        )
    if "/" in top:
        raise ArchiveRefusedError(f"the bundle is in `{visible(top)}`; make a zip file of that folder")
