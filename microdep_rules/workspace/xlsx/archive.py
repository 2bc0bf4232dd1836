"""Archive of a workbook, with limits that are checked before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from microdep_rules.messages.quoting import quoted
from microdep_rules.workspace.xlsx.bounds import (
    ALONE,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MEGABYTE,
    MOST_ENTRIES,
    MOST_TIMES,
    RefusedError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY = b"PK\x01\x02"
"""First bytes of an entry in the directory of an archive."""
LEGACY = b"\xd0\xcf\x11\xe0"
"""First bytes of an old Office file, and of an Office file with a password."""
XLSX_CONTENTS, ODS_CONTENTS = "[content_types].xml", "meta-inf/manifest.xml"
"""File that an archive of each format must contain, which lists its contents."""
PIECE = 256 * 1024
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Compression methods that the format allows; with others, a few bytes can expand to gigabytes at once."""
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Archive:
    """Files in a workbook by name, unpacked in pieces."""

    def __init__(self, data: bytes, form: str = "XLSX", contents: str = XLSX_CONTENTS) -> None:
        self._form = form
        _refuse_by_first_bytes(data)
        if data.count(ENTRY) > MOST_ENTRIES:
            raise RefusedError(f"it contains more than {MOST_ENTRIES:,} files", ALONE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise RefusedError(f"it is not an {form} file", "save it as XLSX or as CSV") from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            self._add(entry)
        unpacked = sum(entry.file_size for entry in self._entries.values())
        if unpacked > min(LARGEST_UNPACKED, MOST_TIMES * max(len(data), MEGABYTE)):
            raise RefusedError("it unpacks to far more than a table", ALONE)
        if contents not in self._entries:
            raise RefusedError(f"it is an archive and not an {form} file", "save it as XLSX or as CSV")

    def _add(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.lower()
        if name in self._entries:
            raise RefusedError(f"it contains the file {quoted(entry.filename)} twice")
        if entry.flag_bits & _ENCRYPTED:
            raise RefusedError("it has a password", f"save it as {self._form}, without one")
        if entry.compress_type not in METHODS:
            raise RefusedError(f"the compression of {quoted(entry.filename)} is not allowed in {self._form}")
        self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a file in pieces, never more than the size that the archive states, which is limited."""
        try:
            with self._zip.open(self._entries[name.lower()]) as file:
                while piece := file.read(PIECE):
                    yield piece
        except _DAMAGED:
            raise RefusedError(f"{quoted(name)} in it is damaged or missing") from None


def _refuse_by_first_bytes(data: bytes) -> None:
    if data.startswith(LEGACY):
        raise RefusedError("it is an XLS file, or has a password", "save it as XLSX, without one")
    if len(data) > LARGEST_FILE:
        raise RefusedError(f"it has more than {LARGEST_FILE // MEGABYTE} MB", ALONE)
