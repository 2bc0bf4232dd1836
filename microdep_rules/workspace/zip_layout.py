"""The bytes of a zip file, one entry behind the other: nothing that only some programs see.

Some programs go by the directory at the end, others by the header in front of each entry, or by further
fields of either. So the two have to agree, entries follow one another without a gap, and a field that renames
an entry is refused. Sizes of 64 bits are read where those of 32 bits are full; elsewhere both have to be
the same, as Python before 3.11.4 writes them.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from microdep_rules.output.visible import visible
from microdep_rules.workspace.bundles import PIECE
from microdep_rules.workspace.zip_directory import FIELD, FULL, WIDE, ArchiveRefusedError, wide_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = struct.Struct("<4s5H3L2H")
_MAGIC, _OF_A_DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
_SIZES, _WIDE_SIZES = struct.Struct("<3L"), struct.Struct("<L2Q")
_LEVEL, _BEHIND, _UTF8 = 0x6, 0x8, 0x800
"""Flags: how well it is packed, sizes that stand behind the entry, and a name in UTF-8."""
PLAIN_FIELDS = frozenset({0x5455, 0x5855, 0x7855, 0x7875, 0x000A, 0xCAFE})
"""Further fields that only state times, owners or that a program of Java wrote the file."""


def digests(opened: BinaryIO, entries: Sequence[zipfile.ZipInfo], end: int) -> dict[str, tuple[str, int]]:
    """The SHA-256 and the size of each entry by its name, of a file whose directory begins at `end`.

    Refuses bytes that belong to no entry of the directory, and headers that state something else than it.
    """
    found, at = {}, 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        shown = visible(entry.orig_filename)[:120]
        if entry.header_offset != at:
            raise ArchiveRefusedError(
                f"there are bytes in front of the entry `{shown}` that its directory does not name"
            )
        start, wide = _header(opened, entry, shown)
        found[entry.filename] = _unpacked(opened, entry, start, shown)
        at = start + entry.compress_size
        if entry.flag_bits & _BEHIND:
            at += _descriptor(opened, entry, at, _WIDE_SIZES if wide else _SIZES, shown)
    if at != end:
        raise ArchiveRefusedError("there are bytes behind its last entry that its directory does not name")
    return found


def _header(opened: BinaryIO, entry: zipfile.ZipInfo, shown: str) -> tuple[int, bool]:
    """Compares the header in front of an entry with the directory.

    Where its content begins, and whether its sizes are of 64 bits.
    """
    opened.seek(entry.header_offset)
    data = opened.read(_HEADER.size)
    if len(data) != _HEADER.size or not data.startswith(_MAGIC):
        raise ArchiveRefusedError(f"there is no header in front of the entry `{shown}`")
    _, _, flags, method, time, day, crc, packed, size, of_name, of_fields = _HEADER.unpack(data)
    name, fields = opened.read(of_name), opened.read(of_fields)
    _same_name(entry, name, flags, shown)
    if (method, *_moment(day, time)) != (entry.compress_type, *entry.date_time) or (
        flags ^ entry.flag_bits
    ) & ~_LEVEL:
        raise ArchiveRefusedError(
            f"the header of the entry `{shown}` states another method, time or flag than the directory"
        )
    wide = wide_sizes(fields)
    if [packed, size].count(FULL) != len(wide) and wide != (size, packed):
        raise ArchiveRefusedError(f"the entry `{shown}` has other sizes of 64 bits than of 32 bits")
    if wide:
        size, packed = wide
    sizes = (entry.CRC, entry.compress_size, entry.file_size)
    if (crc, packed, size) != sizes and not (flags & _BEHIND and (crc, packed, size) == (0, 0, 0)):
        raise ArchiveRefusedError(
            f"the header of the entry `{shown}` states another size or sum than the directory"
        )
    _plain(fields, shown)
    _plain(entry.extra, shown)
    return opened.tell(), bool(wide)


def _moment(day: int, time: int) -> tuple[int, ...]:
    """A time of a header as the directory is read."""
    of_day = ((day >> 9) + 1980, day >> 5 & 0xF, day & 0x1F)
    return *of_day, time >> 11, time >> 5 & 0x3F, (time & 0x1F) * 2


def _same_name(entry: zipfile.ZipInfo, name: bytes, flags: int, shown: str) -> None:
    try:
        there = name.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError as problem:
        raise ArchiveRefusedError(
            f"the name of the entry `{shown}` is not in UTF-8, or does not say so"
        ) from problem
    if there != entry.orig_filename:
        raise ArchiveRefusedError(f"the header of the entry `{shown}` names it `{visible(there)[:120]}`")


def _plain(fields: bytes, shown: str) -> None:
    """Refuses a further field that other programs may go by: another name or way of packing."""
    at = 0
    while at < len(fields):
        if len(fields) - at < FIELD.size:
            raise ArchiveRefusedError(f"the entry `{shown}` has a further field that is cut off")
        kind, length = FIELD.unpack_from(fields, at)
        at += FIELD.size + length
        if kind not in PLAIN_FIELDS | {WIDE} or at > len(fields):
            raise ArchiveRefusedError(
                f"the entry `{shown}` has a further field 0x{kind:04x}, by which programs differ"
            )


def _unpacked(opened: BinaryIO, entry: zipfile.ZipInfo, start: int, shown: str) -> tuple[str, int]:
    """The SHA-256 and the size of an entry; refuses bytes behind what is packed in it."""
    opened.seek(start)
    left, size, crc, found = entry.compress_size, 0, 0, hashlib.sha256()
    packed = entry.compress_type == zipfile.ZIP_DEFLATED
    if not packed and entry.flag_bits & _BEHIND and left:
        raise ArchiveRefusedError(f"the entry `{shown}` is not packed, and its size stands behind it")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left:
        if not (data := opened.read(min(PIECE, left))):
            raise ArchiveRefusedError(f"the entry `{shown}` is cut off")
        left -= len(data)
        while data:
            piece = inflate.decompress(data, PIECE) if packed else data
            data = inflate.unconsumed_tail if packed else b""
            found.update(piece)
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > entry.file_size or inflate.unused_data:
                raise ArchiveRefusedError(f"the entry `{shown}` has another size than it states")
    if packed and not inflate.eof:  # what it still holds back; more than it states is refused below
        piece = inflate.decompress(b"", PIECE)
        found.update(piece)
        size, crc = size + len(piece), zlib.crc32(piece, crc)
    if (size, crc) != (entry.file_size, entry.CRC) or (packed and not inflate.eof):
        raise ArchiveRefusedError(f"the entry `{shown}` has another size or sum than it states")
    return found.hexdigest(), size


def _descriptor(opened: BinaryIO, entry: zipfile.ZipInfo, at: int, form: struct.Struct, shown: str) -> int:
    """The length of the sizes behind an entry, which have to be those of the directory."""
    opened.seek(at)
    if form is _SIZES and max(entry.compress_size, entry.file_size) > FULL:
        raise ArchiveRefusedError(f"the entry `{shown}` is larger than its sizes of 32 bits can state")
    sizes = form.pack(entry.CRC, entry.compress_size, entry.file_size)
    data = opened.read(len(_OF_A_DESCRIPTOR + sizes))
    for each in (_OF_A_DESCRIPTOR + sizes, sizes):
        if data.startswith(each):
            return len(each)
    raise ArchiveRefusedError(f"behind the entry `{shown}` there are not the sizes that its directory states")
