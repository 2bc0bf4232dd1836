"""A bundle in a zip file: read where it is, never unpacked, and bounded before anything of it expands.

Two programs can read one zip file in two ways. So everything by which they differ is refused: two entries of
one name, names that lead elsewhere, bytes behind the directory; see `zip_directory` and `zip_layout`.
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
from microdep_rules.workspace.zip_directory import LARGEST, ArchiveRefusedError, bounded_directory
from microdep_rules.workspace.zip_layout import digests

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAGIC = b"PK"
RATIO, SMALL = 250, 1024**2
"""How many times its size an entry may expand, where it becomes larger than `SMALL`."""
MOST_NAMED = 3
_ENCRYPTED = 0x1 | 0x2000
_FOLDER = 0x10
"""The mark of a folder, as MS-DOS has it."""
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
    """The files in a zip file; every entry was read to its end once, and is what the directory states."""

    archive: zipfile.ZipFile
    """Opened once: reading the directory anew for each of many files would take hours."""
    entries: dict[str, zipfile.ZipInfo]
    digests: dict[str, tuple[str, int]]
    others: list[tuple[str, str]]

    def names(self) -> list[str]:
        """Every file, by its path from the top."""
        return list(self.entries)

    def odd(self) -> list[tuple[str, str]]:
        """Everything that is no plain file, with the word for it."""
        return self.others

    def size(self, name: str) -> int:
        """Number of bytes of a file, when it is expanded."""
        return self.digests[name][1]

    def digest(self, name: str) -> tuple[str, int]:
        """The SHA-256 of a file, and its size."""
        return self.digests[name]

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return self.archive.read(self.entries[name])


def is_zip(path: Path) -> bool:
    """Return whether a path is a file that begins as a zip file does; `OSError` where it cannot be read."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def bundle_in_zip(path: Path) -> BundleZip:
    """The bundle in a zip file; `ArchiveRefusedError` where it is not read."""
    try:
        many, end = bounded_directory(path)
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
        if len(entries) != many:
            raise ArchiveRefusedError(f"its directory has {len(entries)} entries, and states {many}")
        files, others = _entries(archive)
        with path.open("rb") as opened:
            read = digests(opened, entries, end)
    except _BROKEN as problem:
        raise ArchiveRefusedError(f"it cannot be read: {visible(str(problem))[:120]}") from problem
    return BundleZip(archive, files, {name: read[each.filename] for name, each in files.items()}, others)


def _entries(archive: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """The files by their paths from the top of the bundle, and everything that is no plain file."""
    found: dict[str, zipfile.ZipInfo] = {}
    others: list[tuple[str, str]] = []
    folders: set[str] = set()
    for entry in archive.infolist():
        _sound(entry)
        name = entry.filename.rstrip("/")
        if name in found or (name in folders and entry.is_dir()):
            raise ArchiveRefusedError(f"it has two entries of the name `{visible(name)}`")
        if entry.is_dir():
            folders.add(name)
        elif entry.external_attr & _FOLDER:
            others.append((name, "a file that is marked as a folder"))
        elif (kind := stat.S_IFMT(entry.external_attr >> 16)) not in (0, stat.S_IFREG):
            others.append((name, "a link" if kind == stat.S_IFLNK else "no file"))
        else:
            found[name] = entry
    if sum(each.file_size for each in archive.infolist()) > LARGEST:
        raise ArchiveRefusedError(f"its files together are larger than {LARGEST // 1024**3} GiB")
    inside = {name.rpartition("/")[0] for name in (*found, *(name for name, _ in others))}
    above = {"/".join(each.split("/")[:n]) for each in inside for n in range(1, each.count("/") + 2)}
    if both := sorted(above & found.keys()):
        raise ArchiveRefusedError(f"`{visible(both[0])}` is a file and a folder")
    others += [(folder, "an empty folder") for folder in sorted(folders - above - inside)]
    return _from_top(found, others)


def _sound(entry: zipfile.ZipInfo) -> None:
    """Refuses an entry that is not what it seems, or expands too far."""
    name, shown = entry.filename, visible(entry.orig_filename)[:120]
    parts = name.rstrip("/").split("/")
    if name != entry.orig_filename or "\\" in name or not name.isprintable():
        raise ArchiveRefusedError(f"the name of the entry `{shown}` has signs that no file of a bundle has")
    if any(part in {"", ".", ".."} for part in parts) or ":" in parts[0]:
        raise ArchiveRefusedError(f"the entry `{shown}` leads out of the bundle")
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefusedError(f"the entry `{shown}` is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveRefusedError(f"the entry `{shown}` is packed by another method than deflate")
    if entry.file_size > max(SMALL, RATIO * entry.compress_size) or (entry.is_dir() and entry.file_size):
        raise ArchiveRefusedError(
            f"the entry `{shown}` states {entry.file_size:,} bytes in {entry.compress_size:,}"
        )


def _from_top(
    found: dict[str, zipfile.ZipInfo], others: list[tuple[str, str]]
) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    """The same from the one folder in which the bundle is, where the zip file was made of that."""
    if NAME not in found:
        if top := _top(found):
            _alone(top, [*found, *(name for name, _ in others)])
            found = {name.removeprefix(f"{top}/"): each for name, each in found.items()}
            others = [(name.removeprefix(f"{top}/"), what) for name, what in others]
        elif nested := next((name for name in found if name.lower().endswith(".zip")), ""):
            raise ArchiveRefusedError(
                f"it holds another archive, `{visible(nested)}`, which is not opened; name that one"
            )
    return dict(sorted(found.items())), sorted(others)


def _top(found: Iterable[str]) -> str:
    """The folder in which the bundle is; nothing where there is none. Of several, `_alone` refuses all."""
    folders = [name.removesuffix(f"/{NAME}") for name in found if name.endswith(f"/{NAME}")]
    return min(folders, key=lambda folder: (folder.count("/"), folder), default="")


def _alone(top: str, names: Iterable[str]) -> None:
    """Refuses a zip file that has more than the folder of the bundle, or has that in another folder."""
    beside = sorted({name.partition("/")[0] for name in names if not name.startswith(f"{top}/")})
    if beside:
        listed = ", ".join(f"`{visible(each)}`" for each in beside[:MOST_NAMED])
        more = f" and {len(beside) - MOST_NAMED} more" if len(beside) > MOST_NAMED else ""
        raise ArchiveRefusedError(
            f"beside the bundle in `{visible(top)}` it has {listed}{more}; "
            "a zip file has one bundle and nothing else"
        )
    if "/" in top:
        raise ArchiveRefusedError(f"the bundle is in `{visible(top)}`; make a zip file of that folder")
