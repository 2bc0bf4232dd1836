"""Layout of a zip file: the entries have no gaps, and all programs read the same content.

Some programs read the directory at the end, others the header before each entry, or the extra fields of one
of them. Therefore directory and headers must agree, and no bytes may be between entries. A field that renames
an entry is rejected. A 64-bit size is read only if the 32-bit size is full; otherwise both sizes must be
equal (Python before 3.11.4 writes such entries).
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from microdep_rules.messages import phrase_of
from microdep_rules.output.visible import visible
from microdep_rules.workspace.bundles import PIECE
from microdep_rules.workspace.zip_directory import FIELD, FULL, WIDE, ArchiveRefusedError, wide_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = struct.Struct("<4s5H3L2H")
_MAGIC, _DESCRIPTOR_MAGIC = b"PK\x03\x04", b"PK\x07\x08"
_SIZES, _WIDE_SIZES = struct.Struct("<3L"), struct.Struct("<L2Q")
_LEVEL, _BEHIND, _UTF8 = 0x6, 0x8, 0x800
"""Flag bits of an entry: the compression level, sizes after the content, and a name in UTF-8."""
PLAIN_FIELDS = frozenset({0x5455, 0x5855, 0x7855, 0x7875, 0x000A, 0xCAFE})
"""Ids of allowed extra fields: times, owners, and a mark of Java programs."""


def digest_entries(
    opened: BinaryIO, entries: Sequence[zipfile.ZipInfo], end: int
) -> dict[str, tuple[str, int]]:
    """Return the SHA-256 and the size of each entry by name; the directory begins at `end`.

    Refuse bytes that belong to no entry, and headers that differ from the directory.
    """
    result, at = {}, 0
    for entry in sorted(entries, key=lambda entry_: entry_.header_offset):
        shown = visible(entry.orig_filename)[:120]
        if entry.header_offset != at:
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "bytes-before", entry=shown))
        start, wide = _compare_header(opened, entry, shown)
        result[entry.filename] = _unpack(opened, entry, start, shown)
        at = start + entry.compress_size
        if entry.flag_bits & _BEHIND:
            at += _length_of_sizes_after(opened, entry, at, _WIDE_SIZES if wide else _SIZES, shown)
    if at != end:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "bytes-behind"))
    return result


def _compare_header(opened: BinaryIO, entry: zipfile.ZipInfo, shown: str) -> tuple[int, bool]:
    """Compare the header before an entry with the directory; raise an error if they differ.

    Return the position of the content, and whether the header states 64-bit sizes.
    """
    opened.seek(entry.header_offset)
    data = opened.read(_HEADER.size)
    if len(data) != _HEADER.size or not data.startswith(_MAGIC):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "no-header", entry=shown))
    _, _, flags, method, time, day, crc, packed, size, name_length, fields_length = _HEADER.unpack(data)
    name, fields = opened.read(name_length), opened.read(fields_length)
    _require_same_name(entry, name, flags, shown)
    if (method, *_time_of_entry(day, time)) != (entry.compress_type, *entry.date_time) or (
        flags ^ entry.flag_bits
    ) & ~_LEVEL:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "other-method", entry=shown))
    wide = wide_sizes(fields)
    if [packed, size].count(FULL) != len(wide) and wide != (size, packed):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "two-entry-sizes", entry=shown))
    if wide:
        size, packed = wide
    sizes = (entry.CRC, entry.compress_size, entry.file_size)
    if (crc, packed, size) != sizes and not (flags & _BEHIND and (crc, packed, size) == (0, 0, 0)):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "other-sizes", entry=shown))
    _require_plain_fields(fields, shown)
    _require_plain_fields(entry.extra, shown)
    return opened.tell(), bool(wide)


def _time_of_entry(day: int, time: int) -> tuple[int, ...]:
    """Decode the date and time of a header: year, month, day, hour, minute and second."""
    date = ((day >> 9) + 1980, day >> 5 & 0xF, day & 0x1F)
    return *date, time >> 11, time >> 5 & 0x3F, (time & 0x1F) * 2


def _require_same_name(entry: zipfile.ZipInfo, name: bytes, flags: int, shown: str) -> None:
    try:
        header_name = name.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError as problem:
        raise ArchiveRefusedError(
            phrase_of("bundle/archive-refused", "other-encoding", entry=shown)
        ) from problem
    if header_name != entry.orig_filename:
        raise ArchiveRefusedError(
            phrase_of("bundle/archive-refused", "other-name", entry=shown, name=header_name)
        )


def _require_plain_fields(fields: bytes, shown: str) -> None:
    """Raise an error for an extra field that is not allowed, because it can rename or change an entry."""
    at = 0
    while at < len(fields):
        if len(fields) - at < FIELD.size:
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "field-cut-off", entry=shown))
        kind, length = FIELD.unpack_from(fields, at)
        at += FIELD.size + length
        if kind not in PLAIN_FIELDS | {WIDE} or at > len(fields):
            raise ArchiveRefusedError(
                phrase_of("bundle/archive-refused", "unclear-field", entry=shown, kind=f"{kind:04x}")
            )


def _unpack(opened: BinaryIO, entry: zipfile.ZipInfo, start: int, shown: str) -> tuple[str, int]:
    """Return the SHA-256 and the size of an entry; raise an error for bytes after its packed data."""
    opened.seek(start)
    left, size, crc, digest = entry.compress_size, 0, 0, hashlib.sha256()
    packed = entry.compress_type == zipfile.ZIP_DEFLATED
    if not packed and entry.flag_bits & _BEHIND and left:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "not-packed", entry=shown))
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left:
        if not (data := opened.read(min(PIECE, left))):
            raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "entry-cut-off", entry=shown))
        left -= len(data)
        while data:
            piece = inflate.decompress(data, PIECE) if packed else data
            data = inflate.unconsumed_tail if packed else b""
            digest.update(piece)
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > entry.file_size or inflate.unused_data:
                raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "other-size", entry=shown))
    if packed and not inflate.eof:  # read the rest; content beyond the stated size is refused below
        piece = inflate.decompress(b"", PIECE)
        digest.update(piece)
        size, crc = size + len(piece), zlib.crc32(piece, crc)
    if (size, crc) != (entry.file_size, entry.CRC) or (packed and not inflate.eof):
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "other-checksum", entry=shown))
    return digest.hexdigest(), size


def _length_of_sizes_after(
    opened: BinaryIO, entry: zipfile.ZipInfo, at: int, form: struct.Struct, shown: str
) -> int:
    """Return the number of bytes after an entry that repeat its sizes; raise an error if the sizes differ."""
    opened.seek(at)
    if form is _SIZES and max(entry.compress_size, entry.file_size) > FULL:
        raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "narrow-sizes", entry=shown))
    sizes = form.pack(entry.CRC, entry.compress_size, entry.file_size)
    data = opened.read(len(_DESCRIPTOR_MAGIC + sizes))
    for expected in (_DESCRIPTOR_MAGIC + sizes, sizes):
        if data.startswith(expected):
            return len(expected)
    raise ArchiveRefusedError(phrase_of("bundle/archive-refused", "sizes-behind", entry=shown))
