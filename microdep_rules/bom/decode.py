"""Decoding of bytes into text. If the bytes cannot be decoded, a diagnostic gives the reason.

Only texts in UTF-8 are read. If a text has another known encoding, the diagnostic names this encoding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import reading
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import HIDDEN, SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),  # before UTF-16, because it begins with the byte order mark of UTF-16
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
_CONTROL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_BACKSLASHES = pattern(r"\\+")
_ESCAPE = pattern(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}"
    r"|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2})"
)
"""Escape sequence of JSON or YAML for a character."""


def decode(path: str, data: bytes) -> tuple[SourceFile, bool, list[Diagnostic]]:
    """Return the text of a file, whether the text is usable, and diagnostics.

    If the file is damaged, the text has replacement characters, so that the diagnostic can show the place.
    """
    start = Span(path, 0, 0)
    file_format = signature_of(data)
    if file_format:
        return (
            SourceFile(path, ""),
            False,
            [diagnose("file/wrong-format", start, "binary", found=file_format)],
        )
    wide = wide_encoding(data)
    if wide:
        return SourceFile(path, ""), False, [diagnose("file/encoding", start, encoding=wide)]
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        source = SourceFile(path, data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        at = len(data[: problem.start].decode("utf-8"))
        shown = SourceFile(path, data.decode("utf-8", "replace"))
        return (
            shown,
            False,
            [diagnose("file/encoding", Span(path, at, at + 1), "byte", byte=f"{data[problem.start]:02X}")],
        )
    return check_characters(source)


def signature_of(data: bytes) -> str:
    """Return the format of a file by its first bytes, such as `a PDF file`; empty for a text."""
    return next((file_format for signature, file_format in _SIGNATURES if data.startswith(signature)), "")


def wide_encoding(data: bytes) -> str:
    """Return the name of a UTF-16 or UTF-32 encoding; empty for other encodings.

    >>> wide_encoding("rule".encode("utf-16")), wide_encoding(b"rule")
    ('UTF-16', '')
    """
    marked = next((encoding for mark, encoding in _WIDE_MARKS if data.startswith(mark)), "")
    return marked or ("UTF-16" if _looks_wide(data) else "")


def check_characters(source: SourceFile) -> tuple[SourceFile, bool, list[Diagnostic]]:
    """Return a text, whether the text is usable, and diagnostics for control and invisible characters."""
    path, text = source.path, source.text
    if not text.strip():
        return source, False, [reading.empty_file(Span(path, 0, len(text)))]
    if _is_simple_ascii(text):
        return source, True, []
    if control := _CONTROL.search(text):
        return source, False, [reading.control_character(control.group(), Span(path, *control.span()))]
    hidden = re.compile(f"[{HIDDEN}]+")
    characters = [(match[0], match.span()) for match in (() if text.isascii() else hidden.finditer(text))]
    for escape in _find_escapes(text):
        char = _character(escape[0])
        if hidden.match(char):
            characters.append((char, escape.span()))
    characters.sort(key=lambda entry: entry[1])
    return (
        source,
        True,
        [reading.invisible_character(character, Span(path, *at)) for character, at in characters],
    )


def _find_escapes(text: str) -> Iterator[re.Match[str]]:
    """Yield the escape sequences in a text.

    A backslash after a backslash does not begin an escape sequence.
    """
    end = 0
    for backslashes in _BACKSLASHES.finditer(text):
        last = backslashes.end() - 1
        if last >= end and len(backslashes[0]) % 2:
            escape = _ESCAPE.match(text, last)
            if escape is not None:
                end = escape.end()
                yield escape


def _is_simple_ascii(text: str) -> bool:
    """Return whether a text is printable ASCII without backslashes; most long texts are."""
    line = text.replace("\n", "").replace("\r", "").replace("\t", "")
    return line.isascii() and line.isprintable() and "\\" not in line


def _character(escape: str) -> str:
    r"""Return the character of an escape sequence; empty if no such character exists.

    >>> _character(r"\u200b"), _character(r"\udb40\udc41") == "\U000e0041", _character(r"\Uffffffff")
    ('\u200b', True, '')
    """
    try:
        pair = escape.encode("ascii").decode("unicode_escape").encode("utf-16", "surrogatepass")
        return pair.decode("utf-16")
    except UnicodeError:
        return ""


def _looks_wide(data: bytes) -> bool:
    """Return whether every second byte at the beginning is zero, as in English text in UTF-16."""
    head = data[:64]
    half = len(head) // 2
    return half > 1 and (not any(head[1 : half * 2 : 2]) or not any(head[: half * 2 : 2]))
