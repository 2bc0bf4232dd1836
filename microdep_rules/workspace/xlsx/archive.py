"""Archive of a workbook (a zip file); the limits are checked before a file is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.workspace.xlsx.bounds import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MEGABYTE,
    MOST_ENTRIES,
    MOST_TIMES,
    RefusedError,
    only_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRY = b"PK\x01\x02"
"""First bytes of each entry in the directory of a zip archive."""
LEGACY = b"\xd0\xcf\x11\xe0"
"""First bytes of an old Office file, or of an Office file with a password."""
XLSX_CONTENTS, ODS_CONTENTS = "[content_types].xml", "meta-inf/manifest.xml"
"""Files that an XLSX archive or an ODS archive must contain; such a file lists the archive's contents."""
PIECE = 256 * 1024
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Compression methods of XLSX and ODS; with other methods, a few bytes can expand to gigabytes."""
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
    """Files in the archive of a workbook, by name; a file is unpacked in pieces."""

    def __init__(self, data: bytes, form: str = "XLSX", contents: str = XLSX_CONTENTS) -> None:
        self._form = form
        _refuse_by_first_bytes(data)
        if data.count(ENTRY) > MOST_ENTRIES:
            raise RefusedError(phrase_of("file/wrong-format", "many-files", count=MOST_ENTRIES), only_table())
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise RefusedError(
                phrase_of("file/wrong-format", "not-of-form", form=form),
                phrase_of("file/wrong-format", "as-xlsx-or-csv"),
            ) from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            self._add(entry)
        unpacked = sum(entry.file_size for entry in self._entries.values())
        if unpacked > min(LARGEST_UNPACKED, MOST_TIMES * max(len(data), MEGABYTE)):
            raise RefusedError(phrase_of("file/wrong-format", "large-when-unpacked"), only_table())
        if contents not in self._entries:
            raise RefusedError(
                phrase_of("file/wrong-format", "archive-not-of-form", form=form),
                phrase_of("file/wrong-format", "as-xlsx-or-csv"),
            )

    def _add(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.lower()
        if name in self._entries:
            raise RefusedError(phrase_of("file/wrong-format", "file-twice", file=quoted(entry.filename)))
        if entry.flag_bits & _ENCRYPTED:
            raise RefusedError(
                phrase_of("file/wrong-format", "password"),
                phrase_of("file/wrong-format", "without-password-as", form=self._form),
            )
        if entry.compress_type not in METHODS:
            raise RefusedError(
                phrase_of("file/wrong-format", "compression", file=quoted(entry.filename), form=self._form)
            )
        self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of a file in pieces; the archive states the size, which has a limit."""
        try:
            with self._zip.open(self._entries[name.lower()]) as file:
                while piece := file.read(PIECE):
                    yield piece
        except _DAMAGED:
            raise RefusedError(phrase_of("file/wrong-format", "damaged-file", file=quoted(name))) from None


def _refuse_by_first_bytes(data: bytes) -> None:
    if data.startswith(LEGACY):
        raise RefusedError(
            phrase_of("file/wrong-format", "xls-or-password"),
            phrase_of("file/wrong-format", "without-password"),
        )
    if len(data) > LARGEST_FILE:
        raise RefusedError(
            phrase_of("file/wrong-format", "large-file", megabytes=LARGEST_FILE // MEGABYTE), only_table()
        )
