"""What changed in a PDF since somebody signed it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.signing.pdf_allowed import takes_room
from microdep_rules.signing.pdf_objects import SIGNATURE, entry, fields, items, name_of, nodes, objects

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler

APART = frozenset({"/P", "/Parent", "/StructTreeRoot", "/ParentTree"})
"""What leads from a page to all others, and changes nothing on it."""
WRITERS = frozenset({"/ModDate", "/Producer"})
"""What every program that signs states anew."""
WRITERS_OF_XMP = frozenset({"ModifyDate", "MetadataDate", "Producer", "xmptk", "about", "begin", "end", "id"})
_ATTRIBUTE = pattern(r'(?<!xmlns)[\s:]([A-Za-z]+)=["\']([^"\']*)')
_BETWEEN = pattern(r">([^<>]+)(?=<)")


def shown_since(reader: PdfFileReader, signed: HistoricalResolver) -> list[str]:
    """What shows something else than when somebody signed, though the rules of PDF allow it, in words."""
    before = {name_of(field): _shown(field, kind) for field, kind in fields(signed)}
    now = {name_of(field): (_shown(field, kind), kind) for field, kind in fields(reader)}
    return [
        f"the picture of the signature `{name}`" if kind == SIGNATURE else f"the form field `{name}`"
        for name, (shown, kind) in now.items()
        if shown != before.get(name, b"")
    ]


def has_other_metadata(reader: PdfFileReader, signed: HistoricalResolver) -> bool:
    """Whether a PDF states another title, author or other fact about itself than when somebody signed."""
    return _info(reader) != _info(signed) or not _xmp(reader) <= _xmp(signed)


def _info(reader: PdfHandler) -> dict[str, str]:
    found = entry(reader.trailer_view, "/Info", {})
    return {each: str(found[each]) for each in found if each not in WRITERS}


def _xmp(reader: PdfHandler) -> set[str]:
    """The texts of the metadata; programs that sign write anew when, and by what, or leave the others out."""
    if "/Metadata" not in reader.root:
        return set()
    text = reader.root.raw_get("/Metadata").get_object().data.decode("utf-8", "replace")
    attributes = (value for name, value in _ATTRIBUTE.findall(text) if name not in WRITERS_OF_XMP)
    return {*attributes, *filter(None, map(str.strip, _BETWEEN.findall(text)))}


def changed_since(reader: PdfFileReader, signed: HistoricalResolver) -> list[str]:
    """What is not as it was when somebody signed, in words: pages, and what is shown on them."""
    old, new = (
        [_print(node, ("/Contents", "/Resources")) for node in nodes(e) if "/Kids" not in node]
        for e in (signed, reader)
    )
    pages = [
        f"page {at + 1}" for at in range(max(len(old), len(new))) if old[at : at + 1] != new[at : at + 1]
    ]
    return [*pages, *shown_since(reader, signed)]


def _shown(field: DictionaryObject, kind: str) -> bytes:
    """The digest of what a field shows; nothing where it is a signature that is not drawn."""
    if kind != SIGNATURE:
        return _print(field, ("/V", "/AP", "/Kids"))
    drawn = [each for each in (field, *items(field, "/Kids")) if takes_room(each)]
    return b"".join(_print(each, ("/AP", "/AS", "/Rect", "/MK", "/F")) for each in drawn)


def _print(found: DictionaryObject, keys: tuple[str, ...]) -> bytes:
    """The digest of some entries of a dictionary, with all that they lead to."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject

    digest = hashlib.sha256()
    for each in objects([found.raw_get(key) for key in keys if key in found], APART):
        match each:
            case DictionaryObject():
                digest.update(repr(sorted(key for key in each if key not in APART)).encode())
                digest.update(each.encoded_data if isinstance(each, StreamObject) else b"")
            case ArrayObject():
                digest.update(b"[%d]" % len(each))
            case _:
                digest.update(repr(each).encode() + b"\n")
    return digest.digest()
