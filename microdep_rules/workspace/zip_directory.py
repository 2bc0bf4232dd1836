"""The directory at the end of a zip file, with sizes of 32 or 64 bits (ZIP64), bounded before it is read.

A size of 64 bits counts where the field of 32 bits is full, and nowhere else: programs that go by the one and
those that go by the other then read the same. So a size that is stated twice is stated alike, each field has
exactly the sizes that are missing, and nothing is between the directory and its end.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.signing import limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST, LARGEST_DIRECTORY = 2 * limits.MOST_FILES, 64 * limits.MB
"""Entries, files and folders; bytes of the directory."""
LARGEST = 8 * 1024**3
"""Bytes of all files together, when they are expanded, and of the zip file."""
FULL = 0xFFFF_FFFF
"""A field of 32 bits that says: see the field of 64 bits."""
WIDE = 0x0001
"""The further field with sizes of 64 bits."""
FIELD = struct.Struct("<2H")
_FULL_NUMBER = 0xFFFF
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_WIDE_END = struct.Struct("<4sQ2H2L4Q")
_REST = _WIDE_END.size - 12
"""What the end with 64 bits states as its length, where nothing is added to it."""
_ENTRY = struct.Struct("<4s6H3L5H2L")


class ArchiveRefusedError(Exception):
    """Why a zip file is not read as a bundle."""


class _Stated(NamedTuple):
    """What the end of a zip file states of the directory."""

    disk: int
    first: int
    here: int
    many: int
    length: int
    offset: int


def bounded_directory(path: Path) -> tuple[int, int]:
    """The number of entries and where the directory begins; refuses one that is too large or ambiguous."""
    size = path.stat().st_size
    if size > LARGEST:
        raise ArchiveRefusedError(f"it is larger than {LARGEST // 1024**3} GiB")
    with path.open("rb") as opened:
        opened.seek(max(0, size - _END.size - _LOCATOR.size - _WIDE_END.size))
        stated, ends = _stated(opened.read(), size)
        if stated.many > MOST or stated.length > LARGEST_DIRECTORY:
            raise ArchiveRefusedError(f"it has more than {MOST:,} entries")
        if stated.disk or stated.first or stated.here != stated.many or stated.offset + stated.length != ends:
            raise ArchiveRefusedError("its directory is not where it states: it has volumes or extra bytes")
        opened.seek(stated.offset)
        many = sum(1 for _ in _entries(opened.read(stated.length)))
    if many != stated.many:
        raise ArchiveRefusedError(f"its directory has {many} entries, and states {stated.many}")
    return stated.many, stated.offset


def _stated(tail: bytes, size: int) -> tuple[_Stated, int]:
    """What the end states, and where the directory ends by it; `tail` is the end of a file of this size."""
    end = tail[-_END.size :]
    if len(end) != _END.size or not end.startswith(b"PK\x05\x06"):
        raise ArchiveRefusedError("it does not end with its directory: it is cut off, or bytes follow it")
    narrow = _Stated(*_END.unpack(end)[1:7])
    before = tail[: -_END.size]
    if not before[-_LOCATOR.size :].startswith(b"PK\x06\x07"):
        return narrow, size - _END.size
    ends = size - _END.size - _LOCATOR.size - _WIDE_END.size
    _, disk, at, disks = _LOCATOR.unpack(before[-_LOCATOR.size :])
    record = before[: -_LOCATOR.size]
    if (disk, at, disks) != (0, ends, 1) or not record.startswith(b"PK\x06\x06"):
        raise ArchiveRefusedError("its end of 64 bits is not where it states: it has volumes or extra bytes")
    _, rest, _, _, *numbers = _WIDE_END.unpack(record)
    wide = _Stated(*numbers)
    fulls = (*[_FULL_NUMBER] * 4, FULL, FULL)
    if rest != _REST or any(n not in (w, full) for n, w, full in zip(narrow, wide, fulls, strict=True)):
        raise ArchiveRefusedError("its ends of 32 and of 64 bits state different things")
    return wide, ends


def _entries(data: bytes) -> Iterator[None]:
    """Walks over the entries of a directory; refuses one with sizes that programs read differently."""
    at = 0
    while at < len(data):
        if len(data) - at < _ENTRY.size or not data.startswith(b"PK\x01\x02", at):
            raise ArchiveRefusedError("its directory has bytes that are no entry")
        values = _ENTRY.unpack_from(data, at)
        packed, size, of_name, of_fields, of_comment, disk = values[8:14]
        at += _ENTRY.size + of_name
        wide = wide_sizes(data[at : at + of_fields])
        full = sum(each == FULL for each in (size, packed, values[-1]))
        if disk or len(wide) != full:
            raise ArchiveRefusedError("an entry has volumes, or sizes of 64 bits beside those of 32 bits")
        if of_comment:
            raise ArchiveRefusedError("an entry has a comment, which nobody signed")
        at += of_fields
        yield None
    if at != len(data):
        raise ArchiveRefusedError("its directory is cut off")


def wide_sizes(fields: bytes) -> tuple[int, ...]:
    """The numbers of 64 bits in the further fields of an entry; refuses two fields of them, or half ones."""
    at, found = 0, None
    while at + FIELD.size <= len(fields):
        kind, length = FIELD.unpack_from(fields, at)
        at += FIELD.size
        if kind == WIDE:
            if found is not None or length % 8 or at + length > len(fields):
                raise ArchiveRefusedError("an entry has a field of 64-bit sizes that is not well formed")
            found = struct.unpack_from(f"<{length // 8}Q", fields, at)
        at += length
    return found or ()
