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
from microdep_rules.patterns import pattern
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

_RUN = pattern(rb"[\x80-\xff]{4,}")
_RARE = pattern(rb"[\x82\x83\x86\x87\x88\x98]")
"""Signs of CP1252 that are rare in western texts, but frequent in Japanese texts in Shift JIS."""
SYMBOLS = frozenset(
    "\u20ac\u2026\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u2122\xa0§©«®°±²³µ·¹»¼½¾\xd7".encode("cp1252")
)
"""Signs that are no letters, and that western texts may repeat."""
FEWEST_LETTERS = 2
"""Smallest number of different letters in a row, or of rare signs, that shows another encoding."""

MIXED = "a mixture of encodings"


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
    if guessed and chosen == GUESSED and not _is_western(data):
        return None, [
            diagnose("file/encoding", at, "unclear", encodings=", ".join(_valid_encodings(data)) or MIXED)
        ]
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


def _is_western(data: bytes) -> bool:
    """Return whether a text that is not UTF-8 may be in the guessed encoding.

    A western text rarely has four letters with accents in a row. In a Chinese or Cyrillic text, most letters
    would be such letters. With a wrong encoding, the name of a banned company would be another name.

    >>> _is_western("Müller, 2 µF".encode("cp1252")), _is_western("华为".encode("gbk"))
    (True, False)
    """
    try:
        data.decode(GUESSED)
    except UnicodeDecodeError:
        return False
    runs = (frozenset(run) - SYMBOLS for run in _RUN.findall(data))
    return (
        all(len(letters) < FEWEST_LETTERS for letters in runs) and len(_RARE.findall(data)) < FEWEST_LETTERS
    )


def _valid_encodings(data: bytes) -> list[str]:
    """Return the other encodings in which a text is valid."""
    valid = []
    for encoding in OTHERS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        valid.append(encoding)
    return valid


def possible_texts(data: bytes) -> Iterator[str]:
    """Yield the text of a file in each encoding that the file may have.

    If `data` ends inside a letter, this letter is left out. UTF-32 is decoded too, although a table in UTF-32
    is not read.
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
