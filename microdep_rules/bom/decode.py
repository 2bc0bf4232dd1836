"""Bytes become text, or one diagnostic says why they do not.

Only UTF-8 is read. Other encodings are recognised where that is possible, so that the help can name them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import reading
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "a spreadsheet or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"%PDF-", "a PDF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_HIDDEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = (
    f"[{_HIDDEN}]+"
    r"|(?<!\\)(?:\\\\)*\\u(?:00[aA][dD]|061[cC]|180[eE]|200[b-fB-F]|202[a-eA-E]|206[0-9]|[fF][eE][fF][fF])"
)


def decode(path: str, data: bytes) -> tuple[SourceFile, bool, list[Diagnostic]]:
    """The text of a file, whether it can be read as it stands, and what is wrong with it.

    The text is there even for a damaged file, with replacement characters, to show the place in it.
    """
    start = Span(path, 0, 0)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return SourceFile(path, ""), False, [reading.not_a_text(what, start)]
    wide = wide_encoding(data)
    if wide:
        return SourceFile(path, ""), False, [reading.wide_encoding(wide, start)]
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        source = SourceFile(path, data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        at = len(data[: problem.start].decode("utf-8"))
        shown = SourceFile(path, data.decode("utf-8", "replace"))
        return shown, False, [reading.not_utf8(data[problem.start], Span(path, at, at + 1))]
    return _look(source)


def wide_encoding(data: bytes) -> str:
    """The encoding of two or four bytes in which a text is, or nothing.

    >>> wide_encoding("rule".encode("utf-16")), wide_encoding(b"rule")
    ('UTF-16', '')
    """
    marked = next((encoding for mark, encoding in _WIDE_MARKS if data.startswith(mark)), "")
    return marked or ("UTF-16" if _looks_wide(data) else "")


def _look(source: SourceFile) -> tuple[SourceFile, bool, list[Diagnostic]]:
    path, text = source.path, source.text
    if not text.strip():
        return source, False, [reading.empty_file(Span(path, 0, len(text)))]
    if control := _CONTROL.search(text):
        return source, False, [reading.control_character(control.group(), Span(path, *control.span()))]
    if text.isascii() and "\\u" not in text:
        return source, True, []
    warnings = [
        reading.invisible_character(found.group(), Span(path, *found.span()))
        for found in re.finditer(_INVISIBLE, text)
    ]
    return source, True, warnings


def _looks_wide(data: bytes) -> bool:
    """Whether every second byte of the beginning is zero, as in Latin text in UTF-16 without a mark."""
    head = data[:64]
    half = len(head) // 2
    return half > 1 and (not any(head[1 : half * 2 : 2]) or not any(head[: half * 2 : 2]))
