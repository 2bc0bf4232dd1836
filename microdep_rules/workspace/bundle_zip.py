"""Bundle in a zip file: it is read in place, never unpacked to disk, and its size limits are checked first.

Two programs can read one zip file differently. A zip file with such an ambiguity is refused: duplicate names,
names that lead out of the bundle, or bytes after the directory. The modules `zip_directory` and `zip_layout`
find these ambiguities.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages import phrase_of
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
"""Largest expansion ratio of an entry; entries of up to `SMALL` bytes may expand by any ratio."""
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
    """Files of a bundle in a zip file; `read_zip` has read and checked every entry."""

    archive: zipfile.ZipFile
    """Open zip file; it stays open, because opening it again for each of many files would take hours."""
    entries: dict[str, zipfile.ZipInfo]
    digests: dict[str, tuple[str, int]]
    others: list[tuple[str, str]]

    def names(self) -> list[str]:
        """Return the path of every file in the bundle; a path starts at the bundle's folder."""
        return list(self.entries)

    def odd(self) -> list[tuple[str, str]]:
        """Return the path and kind of every entry that is not a regular file, such as a link."""
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
    """Return the bundle in a zip file; raise `ArchiveRefusedError` for a damaged or ambiguous zip file."""
    try:
        count, end = read_directory(path)
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
        if len(entries) != count:
            raise ArchiveRefusedError(
                phrase_of("bundle/archive-refused", "other-count", count=len(entries), stated=count)
            )
        files, others = _entries(archive)
        with path.open("rb") as opened:
            read = digest_entries(opened, entries, end)
    except _BROKEN as problem:
        raise ArchiveRefusedError(
            phrase_of("bundle/archive-refused", "unreadable", problem=visible(str(problem))[:120])
        ) from problem
    return BundleZip(archive, files, {name: read[entry.filename] for name, entry in files.items()}, others)


def _entries(archive: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """Return the files by path, and the path and kind of all other entries, such as links."""
    files: dict[str, zipfile.ZipInfo] = {}
    others: list[tuple[str, str]] = []
    folders: set[str] = set()
    for entry in archive.infolist():
        _require_valid_entry(entry)
        name = entry.filename.rstrip("/")
        if name in files or (name in folders and entry.is_dir()):
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "same-name", name=name))
        if entry.is_dir():
            folders.add(name)
        elif entry.external_attr & _FOLDER:
            others.append((name, "a file that has the folder attribute"))
        elif (kind := stat.S_IFMT(entry.external_attr >> 16)) not in (0, stat.S_IFREG):
            others.append((name, "a link" if kind == stat.S_IFLNK else "a special file"))
        else:
            files[name] = entry
    if sum(entry_.file_size for entry_ in archive.infolist()) > LARGEST:
        raise ArchiveRefusedError(
            phrase_of("bundle/archive-refused", "large-together", size=LARGEST // 1024**3)
        )
    inside = {name.rpartition("/")[0] for name in (*files, *(name for name, _ in others))}
    above = {"/".join(folder.split("/")[:n]) for folder in inside for n in range(1, folder.count("/") + 2)}
    if names_twice := sorted(above & files.keys()):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "file-and-folder", name=names_twice[0]))
    others += [(folder, "an empty folder") for folder in sorted(folders - above - inside)]
    return _relative_to_top(files, others)


def _require_valid_entry(entry: zipfile.ZipInfo) -> None:
    """Raise an error for an entry with a misleading name, encryption, or too large an expanded size."""
    name, shown = entry.filename, visible(entry.orig_filename)[:120]
    names = name.rstrip("/").split("/")
    if name != entry.orig_filename or "\\" in name or not name.isprintable():
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "odd-name", entry=shown))
    if any(part in {"", ".", ".."} for part in names) or ":" in names[0]:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "leads-out", entry=shown))
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "encrypted", entry=shown))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "other-compression", entry=shown))
    if entry.file_size > max(SMALL, RATIO * entry.compress_size) or (entry.is_dir() and entry.file_size):
        raise ArchiveRefusedError(
            phrase_of(
                "bundle/archive-refused",
                "expands",
                entry=shown,
                packed=f"{entry.compress_size:,}",
                size=f"{entry.file_size:,}",
            )
        )


def _relative_to_top(
    files: dict[str, zipfile.ZipInfo], others: list[tuple[str, str]]
) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """Return the entries, with paths relative to the bundle's folder if the zip file contains one."""
    if NAME not in files:
        if top := _top_folder(files):
            _require_single_top(top, [*files, *(name for name, _ in others)])
            files = {name.removeprefix(f"{top}/"): entry for name, entry in files.items()}
            others = [(name.removeprefix(f"{top}/"), kind) for name, kind in others]
        elif nested := next((name for name in files if name.lower().endswith(".zip")), ""):
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "nested", name=nested))
    return dict(sorted(files.items())), sorted(others)


def _top_folder(names: Iterable[str]) -> str:
    """Return the path of the folder that contains `manifest.json`; the topmost one if there are several.

    The path is empty if the zip file contains no such folder.
    """
    folders = [name.removesuffix(f"/{NAME}") for name in names if name.endswith(f"/{NAME}")]
    return min(folders, key=lambda folder: (folder.count("/"), folder), default="")


def _require_single_top(top: str, names: Iterable[str]) -> None:
    """Raise an error if the folder `top` is not at the top of the zip file, or if files are outside it."""
    beside = sorted({name.partition("/")[0] for name in names if not name.startswith(f"{top}/")})
    if beside:
        listed = and_more([f"`{visible(name)}`" for name in beside], MOST_NAMED)
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "beside", listed=listed, folder=top))
    if "/" in top:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "deeper", folder=top))
