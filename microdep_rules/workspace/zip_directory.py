"""Directory at the end of a zip file, with 32-bit or 64-bit sizes (ZIP64); limits are checked first.

A 64-bit size is used only if the 32-bit field is full, so that all programs read the same size. If a size is
stated twice, both numbers must be equal. An extra field must contain exactly the sizes that are missing in
the 32-bit fields. No bytes may be between the directory and its end record.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.messages import phrase_of
from microdep_rules.signing import limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST, LARGEST_DIRECTORY = 2 * limits.MOST_FILES, 64 * limits.MB
"""Largest number of entries (files and folders), and largest size of the directory in bytes."""
LARGEST = 8 * 1024**3
"""Largest total size of all expanded files, and of the zip file, in bytes."""
FULL = 0xFFFF_FFFF
"""Value of a 32-bit field that is too small for its number; the number is then in a 64-bit field."""
WIDE = 0x0001
"""Id of the extra field that states 64-bit sizes."""
FIELD = struct.Struct("<2H")
_FULL_NUMBER = 0xFFFF
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_WIDE_END = struct.Struct("<4sQ2H2L4Q")
_REST = _WIDE_END.size - 12
"""Length that the record at the end of a zip file with 64-bit sizes states for itself (no extensions)."""
_ENTRY = struct.Struct("<4s6H3L5H2L")


class ArchiveRefusedError(Exception):
    """Error for a zip file that is not accepted as a bundle; the message is the reason."""


class _EndRecord(NamedTuple):
    """Position, size and number of entries of the directory, as the end record of a zip file states them."""

    disk: int
    first: int
    here: int
    entries: int
    length: int
    offset: int


def read_directory(path: Path) -> tuple[int, int]:
    """Return the number of entries, and the position of the directory in the zip file.

    A directory that is too large or ambiguous is refused.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "large", size=LARGEST // 1024**3))
    with path.open("rb") as opened:
        opened.seek(max(0, size - _END.size - _LOCATOR.size - _WIDE_END.size))
        record, ends = _end_record(opened.read(), size)
        if record.entries > MOST or record.length > LARGEST_DIRECTORY:
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "many-entries", most=f"{MOST:,}"))
        if (
            record.disk
            or record.first
            or record.here != record.entries
            or record.offset + record.length != ends
        ):
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "volumes"))
        opened.seek(record.offset)
        count = sum(1 for _ in _entries(opened.read(record.length)))
    if count != record.entries:
        raise ArchiveRefusedError(
            phrase_of("bundle/archive-refused", "other-count", count=count, stated=record.entries)
        )
    return record.entries, record.offset


def _end_record(tail: bytes, size: int) -> tuple[_EndRecord, int]:
    """Return the end record and the position where the directory ends.

    `tail` are the last bytes of the zip file, and `size` is the size of the whole file.
    """
    end = tail[-_END.size :]
    if len(end) != _END.size or not end.startswith(b"PK\x05\x06"):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "no-end"))
    narrow = _EndRecord(*_END.unpack(end)[1:7])
    before = tail[: -_END.size]
    if not before[-_LOCATOR.size :].startswith(b"PK\x06\x07"):
        return narrow, size - _END.size
    ends = size - _END.size - _LOCATOR.size - _WIDE_END.size
    _, disk, at, disks = _LOCATOR.unpack(before[-_LOCATOR.size :])
    record = before[: -_LOCATOR.size]
    if (disk, at, disks) != (0, ends, 1) or not record.startswith(b"PK\x06\x06"):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "wide-volumes"))
    _, rest, _, _, *numbers = _WIDE_END.unpack(record)
    wide = _EndRecord(*numbers)
    fulls = (*[_FULL_NUMBER] * 4, FULL, FULL)
    if rest != _REST or any(n not in (w, full) for n, w, full in zip(narrow, wide, fulls, strict=True)):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "two-ends"))
    return wide, ends


def _entries(data: bytes) -> Iterator[None]:
    """Yield `None` for each entry of a directory; refuse sizes that programs could read differently."""
    at = 0
    while at < len(data):
        if len(data) - at < _ENTRY.size or not data.startswith(b"PK\x01\x02", at):
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "bytes-in-directory"))
        values = _ENTRY.unpack_from(data, at)
        packed, size, name_length, fields_length, comment_length, disk = values[8:14]
        at += _ENTRY.size + name_length
        wide = wide_sizes(data[at : at + fields_length])
        full = sum(value == FULL for value in (size, packed, values[-1]))
        if disk or len(wide) != full:
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "two-sizes"))
        if comment_length:
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "comment"))
        at += fields_length
        yield None
    if at != len(data):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "directory-cut-off"))


def wide_sizes(fields: bytes) -> tuple[int, ...]:
    """Return the 64-bit sizes in an entry's extra fields; refuse a duplicate or incomplete field."""
    at, numbers = 0, None
    while at + FIELD.size <= len(fields):
        kind, length = FIELD.unpack_from(fields, at)
        at += FIELD.size
        if kind == WIDE:
            if numbers is not None or length % 8 or at + length > len(fields):
                raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "wide-field"))
            numbers = struct.unpack_from(f"<{length // 8}Q", fields, at)
        at += length
    return numbers or ()
