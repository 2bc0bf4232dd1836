"""Decoding of external text files; a mapping file states the encoding, or the importer guesses it.

The list of encodings is based on 68 text files from circuit board designs. Twelve of the 68 files are not in
UTF-8. The twelve files are in Latin-1 or CP1252, with micro or ohm signs, or in UTF-16 with a byte order
mark.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.decode import check_characters, signature_of, wide_encoding
from microdep_rules.messages import diagnose
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""Byte order marks and their encodings. UTF-32 begins like UTF-16, but is not read."""
KNOWN = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii"),
    *("cp1250", "cp1251", "cp1252", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman"),
    *("shift_jis", "cp932", "euc-jp", "gb18030", "gbk", "big5", "euc-kr"),
)
"""Encodings that a mapping file may name."""
GUESSED = "cp1252"
"""Assumed encoding of a text that is not UTF-8.

Western programs write CP1252, and Latin-1 is nearly the same.
"""

OTHERS = ("gb18030", "cp932", "big5", "euc-kr", "euc-jp", "cp1251", "cp1250")
"""Further encodings that a text may have if it is not UTF-8."""


class DecodedText(Struct, frozen=True):
    """Text of a file, its encoding, and whether the encoding was guessed."""

    source: SourceFile
    encoding: str
    guessed: bool = False


def decode_text(path: str, data: bytes, encoding: str = "") -> tuple[DecodedText | None, list[Diagnostic]]:
    """Return the text of a file, decoded from the named encoding or from the likely encoding.

    >>> decode_text("a.csv", "2.2 \u00b5F".encode("cp1252"))[0].encoding
    'cp1252'
    """
    at = Span(path, 0, 0)
    kind = signature_of(data)
    if kind:
        return None, [diagnose("file/wrong-format", at, "no-table", found=kind)]
    chosen, guessed = (encoding, False) if encoding else _encoding_of(data)
    if not chosen:
        return None, [diagnose("file/encoding", at, encoding="UTF-32")]
    try:
        text = data.decode(chosen)
    except UnicodeDecodeError as problem:
        return None, [
            diagnose(
                "file/encoding", at, "named", encoding=chosen, byte=problem.start + 1, known=", ".join(KNOWN)
            )
        ]
    source, readable, diagnostics = check_characters(SourceFile(path, text.removeprefix("\ufeff")))
    return (DecodedText(source, chosen, guessed) if readable else None), diagnostics


def possible_texts(data: bytes) -> Iterator[str]:
    """Yield the text of a file in each encoding that the file may have.

    The end of the data may cut a letter. UTF-32 is decoded too, although a table in UTF-32 is not read.
    """
    chosen, guessed = _encoding_of(data)
    encodings = [chosen or "utf-32", *(OTHERS if guessed else ())]
    for encoding in encodings:
        text = data.decode(encoding, "replace").removeprefix("\ufeff")
        if encoding in {chosen, "utf-32"} or text.count("\ufffd") <= 1:
            yield text.replace("\0", "")


def _encoding_of(data: bytes) -> tuple[str, bool]:
    """Return the encoding of a text, and whether the encoding is a guess.

    The encoding is empty for UTF-32, because UTF-32 is not read.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "", False
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), "")
    if marked:
        return marked, False
    if wide_encoding(data):
        return ("utf-16-le" if not any(data[1:64:2]) else "utf-16-be"), True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return GUESSED, True
    return "utf-8", False
