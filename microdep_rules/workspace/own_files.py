"""Files that cannot be evidence: files of the check, and empty files.

A file that a check reads, or that this program wrote, repeats declared data. As evidence, it would only
confirm itself.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import LARGEST, read_regular

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 64 * 1024
"""Number of bytes at each end of a file that are searched for marks of this program."""
KINDS = {
    "baseline": "a baseline",
    "bom": "a bill of materials",
    "config": "the configuration",
    "context": "contract facts",
    "overlay": "an overlay",
    "output": "the output",
    "pack": "a rule pack",
    "waivers": "waivers",
}
"""Dictionary from the kind of a file that a check reads or writes to its name in messages."""
BUNDLE, CARRIED = b'"microdep-manifest/', "evidence"
"""Mark in the manifest of a report bundle, and the folder of a bundle with evidence files."""
_RULES, _SETTINGS = ".rule", frozenset({"microdep.toml", "trust.toml"})
_BY_US = pattern(
    rb"""["']?\$?schema["']?\s*:\s*["']?microdep-[a-z-]+/[0-9]"""
    rb'|<meta name="generator" content="microdep-rules'
    rb'|"name"\s*:\s*"microdep-rules"'
    rb"|\A\s*# Report: [^\n]*\n(?s:.*)by microdep"
)
_US, _OF_A_PDF = b"microdep", b"<xmp:CreatorTool>microdep-rules"
_BLANK_BYTES = bytes([*range(0x21), 0x7F])
_SEEN = pattern(
    "[^\\s\\x00-\\x20\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
"""Pattern of a visible character."""
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Byte-order marks of UTF-16 and UTF-32."""


class _Own(NamedTuple):
    path: str
    kind: str
    size: int


class OwnFiles(Struct):
    """Files that the current check reads or writes, identified by their inode numbers."""

    noted: dict[tuple[int, int], _Own] = field(default_factory=dict)

    def note(self, path: str | Path, kind: str) -> None:
        """Record that the check reads or writes the file at `path`; ignore a missing file."""
        try:
            status = os.stat(path)  # noqa: PTH116 - no path is made: a pack has many files
        except (OSError, ValueError):
            return
        if stat.S_ISREG(status.st_mode):
            self.noted.setdefault((status.st_dev, status.st_ino), _Own(os.fspath(path), kind, status.st_size))

    def find_reason(self, path: Path, size: int, digest: str) -> str:
        """Return the reason why a file belongs to the check or copies such a file; else an empty text."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            own = None
        else:
            own = self.noted.get((status.st_dev, status.st_ino))
        if own is None and digest:
            same_size = (noted for noted in self.noted.values() if noted.size == size)
            own = next((noted for noted in same_size if _digest(noted.path) == digest), None)
        if own is None:
            return ""
        kind = KINDS.get(own.kind, "an input")
        return phrase_of("evidence/file-missing", "of-check", kind=kind)


def _digest(path: str) -> str:
    try:
        return hashlib.sha256(read_regular(path, LARGEST)).hexdigest()
    except OSError:
        return ""


def find_own_file_reason(name: str, piece: bytes) -> str:
    r"""Return the reason why a file is not evidence: this program wrote it, as its name or content shows.

    Return an empty text if the file can be evidence.

    >>> find_own_file_reason("reply.yaml", b"schema: microdep-overlay/1\n") != ""
    True
    >>> find_own_file_reason("letter.txt", b"made in Japan\n")
    ''
    """
    is_ours = name.lower().endswith(_RULES) or name.lower() in _SETTINGS
    if not is_ours and _US in piece:  # canonical JSON has its schema at its end
        is_ours = _OF_A_PDF in piece or any(map(_BY_US.search, (piece[:HEAD], piece[-HEAD:])))
    if is_ours:
        return phrase_of("evidence/file-missing", "of-program")
    return ""


def find_bundle_reason(folder: Path, steps: tuple[str, ...]) -> str:
    """Return the reason why a file is not evidence, because it is part of a report bundle; otherwise empty.

    Files in the folder `evidence` of a bundle can be evidence.
    """
    for number in range(len(steps)):
        manifest = folder.joinpath(*steps[:number], "manifest.json")
        if not is_file(manifest):  # a pipe with this name would block
            continue
        try:
            with manifest.open("rb") as file:
                is_bundle = BUNDLE in file.read(HEAD) or BUNDLE in _read_end(manifest)
        except OSError:
            continue
        if is_bundle and steps[number] != CARRIED:
            return phrase_of("evidence/file-missing", "of-report")
    return ""


def _read_end(path: Path) -> bytes:
    """Return the last `HEAD` bytes of a file; `schema` is near the end of a manifest with sorted keys."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - HEAD))
        return file.read(HEAD)


def is_blank(piece: bytes) -> bool:
    r"""Return whether bytes in UTF-8, UTF-16 or UTF-32 contain no visible character.

    >>> is_blank(b"\xef\xbb\xbf \r\n\0"), is_blank("\ufeff\u3000".encode("utf-16")), is_blank(b" .")
    (True, True, False)
    """
    if not piece.strip(_BLANK_BYTES):
        return True
    wide = next((mark for mark in _WIDE if piece.startswith(mark)), None)
    encoding = "utf-8" if wide is None else "utf-32" if len(wide) > 2 else "utf-16"  # noqa: PLR2004 - bytes
    return _is_blank_in(piece[:64], encoding) and _is_blank_in(piece, encoding)


def _is_blank_in(piece: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(piece)
    except UnicodeDecodeError:
        return False
    return not _SEEN.search(text)
