"""Files that show nothing, whoever names them as evidence: those of a check itself, and those without a sign.

A file that a check reads, or that this program wrote, repeats what somebody declared. Named as evidence of
that, it would show a statement by itself.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from microdep_rules.patterns import pattern
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import LARGEST, plain_bytes

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 64 * 1024
"""So many bytes at the beginning and at the end of a piece are looked at."""
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
"""What a check reads and writes, in words."""
NAME_ANOTHER = "name the document that its issuer gave out"
BUNDLE, CARRIED = b'"microdep-manifest/', "evidence"
"""By what the manifest of a bundle is known, and the folder in which it carries files of others."""
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
"""A sign that somebody sees."""
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How a text of two or four bytes a sign begins; without that, its blanks are bytes that nobody sees."""


class _Own(NamedTuple):
    path: str
    kind: str
    size: int


class OwnFiles(Struct):
    """The files that a check reads or writes itself, by what the system knows them by."""

    noted: dict[tuple[int, int], _Own] = field(default_factory=dict)

    def note(self, path: str | Path, kind: str) -> None:
        """Keep that the check reads or writes a file, where there is one."""
        try:
            found = os.stat(path)  # noqa: PTH116 - no path is made: a pack has many files
        except (OSError, ValueError):
            return
        if stat.S_ISREG(found.st_mode):
            self.noted.setdefault((found.st_dev, found.st_ino), _Own(os.fspath(path), kind, found.st_size))

    def why(self, path: Path, size: int, digest: str) -> str:
        """Return of what of the check a file is the original or a copy; empty where it is another file."""
        try:
            found = path.stat()
        except (OSError, ValueError):
            own = None
        else:
            own = self.noted.get((found.st_dev, found.st_ino))
        if own is None and digest:
            alike = (each for each in self.noted.values() if each.size == size)
            own = next((each for each in alike if _digest(each.path) == digest), None)
        if own is None:
            return ""
        kind = KINDS.get(own.kind, "an input")
        return f"it is {kind} of this check, which is no evidence of what it states"


def _digest(path: str) -> str:
    try:
        return hashlib.sha256(plain_bytes(path, LARGEST)).hexdigest()
    except OSError:
        return ""


def made_by_us(name: str, piece: bytes) -> str:
    r"""Return why a file of this program shows nothing, by its name and a piece of it; empty for any other.

    >>> made_by_us("reply.yaml", b"schema: microdep-overlay/1\n") != ""
    True
    >>> made_by_us("letter.txt", b"made in Japan\n")
    ''
    """
    is_ours = name.lower().endswith(_RULES) or name.lower() in _SETTINGS
    if not is_ours and _US in piece:  # canonical JSON says at its end what it is
        is_ours = _OF_A_PDF in piece or any(map(_BY_US.search, (piece[:HEAD], piece[-HEAD:])))
    if is_ours:
        return "it is a file for or from this program, which repeats what is declared"
    return ""


def in_a_bundle(folder: Path, steps: tuple[str, ...]) -> str:
    """Return why a file shows nothing that lies in a bundle of reports, and not among the evidence there."""
    for number in range(len(steps)):
        manifest = folder.joinpath(*steps[:number], "manifest.json")
        if not is_file(manifest):  # a pipe of this name would keep us waiting
            continue
        try:
            with manifest.open("rb") as file:
                is_bundle = BUNDLE in file.read(HEAD) or BUNDLE in _end(manifest)
        except OSError:
            continue
        if is_bundle and steps[number] != CARRIED:
            return "it is of a report, which evaluates declared data"
    return ""


def _end(path: Path) -> bytes:
    """The end of a file: keys of a canonical manifest are in order, so that `schema` comes last."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - HEAD))
        return file.read(HEAD)


def is_blank(piece: bytes) -> bool:
    r"""Return whether nobody sees a sign in a text, in whatever encoding.

    >>> is_blank(b"\xef\xbb\xbf \r\n\0"), is_blank("\ufeff\u3000".encode("utf-16")), is_blank(b" .")
    (True, True, False)
    """
    if not piece.strip(_BLANK_BYTES):
        return True
    wide = next((each for each in _WIDE if piece.startswith(each)), None)
    encoding = "utf-8" if wide is None else "utf-32" if len(wide) > 2 else "utf-16"  # noqa: PLR2004 - bytes
    return _is_blank_in(piece[:64], encoding) and _is_blank_in(piece, encoding)


def _is_blank_in(piece: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(piece)
    except UnicodeDecodeError:
        return False
    return not _SEEN.search(text)
