"""Changes in a PDF after a signature."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.signing.pdf_allowed import has_area
from microdep_rules.signing.pdf_objects import SIGNATURE, entry, fields, items, name_of, nodes, objects

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler

APART = frozenset({"/P", "/Parent", "/StructTreeRoot", "/ParentTree"})
"""Entries that lead from a page to other pages, and do not affect the picture of the page."""
WRITERS = frozenset({"/ModDate", "/Producer"})
"""Metadata entries that every program changes when it signs a PDF."""
WRITERS_OF_XMP = frozenset({"ModifyDate", "MetadataDate", "Producer", "xmptk", "about", "begin", "end", "id"})
_ATTRIBUTE = pattern(r'(?<!xmlns)[\s:]([A-Za-z]+)=["\']([^"\']*)')
_BETWEEN = pattern(r">([^<>]+)(?=<)")


def visible_changes(reader: PdfFileReader, signed: HistoricalResolver) -> list[str]:
    """Return texts about form fields and pictures of signatures that changed after the revision `signed`.

    The PDF standard can allow these changes, but readers see them.
    """
    before = {name_of(field): _visible_digest(field, kind) for field, kind in fields(signed)}
    now = {name_of(field): (_visible_digest(field, kind), kind) for field, kind in fields(reader)}
    return [
        f"the picture of the signature `{name}`" if kind == SIGNATURE else f"the form field `{name}`"
        for name, (shown, kind) in now.items()
        if shown != before.get(name, b"")
    ]


def has_other_metadata(reader: PdfFileReader, signed: HistoricalResolver) -> bool:
    """Return whether metadata, such as the title or the author, changed after the revision `signed`."""
    return _info(reader) != _info(signed) or not _metadata_texts(reader) <= _metadata_texts(signed)


def _info(reader: PdfHandler) -> dict[str, str]:
    info = entry(reader.trailer_view, "/Info", {})
    return {key: str(info[key]) for key in info if key not in WRITERS}


def _metadata_texts(reader: PdfHandler) -> set[str]:
    """Return the texts of the metadata, except dates and program names, which signing programs change."""
    if "/Metadata" not in reader.root:
        return set()
    text = reader.root.raw_get("/Metadata").get_object().data.decode("utf-8", "replace")
    attributes = (value for name, value in _ATTRIBUTE.findall(text) if name not in WRITERS_OF_XMP)
    return {*attributes, *filter(None, map(str.strip, _BETWEEN.findall(text)))}


def all_changes(reader: PdfFileReader, signed: HistoricalResolver) -> list[str]:
    """Return texts about pages, form fields and pictures of signatures that changed after `signed`."""
    old, new = (
        [_digest(node, ("/Contents", "/Resources")) for node in nodes(e) if "/Kids" not in node]
        for e in (signed, reader)
    )
    pages = [
        f"page {at + 1}" for at in range(max(len(old), len(new))) if old[at : at + 1] != new[at : at + 1]
    ]
    return [*pages, *visible_changes(reader, signed)]


def _visible_digest(field: DictionaryObject, kind: str) -> bytes:
    """Return a digest of the content that a form field shows; empty for an invisible signature."""
    if kind != SIGNATURE:
        return _digest(field, ("/V", "/AP", "/Kids"))
    drawn = [widget for widget in (field, *items(field, "/Kids")) if has_area(widget)]
    return b"".join(_digest(widget, ("/AP", "/AS", "/Rect", "/MK", "/F")) for widget in drawn)


def _digest(dictionary: DictionaryObject, keys: tuple[str, ...]) -> bytes:
    """Return the digest of the entries `keys` of a dictionary, with all objects to which they refer."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject

    digest = hashlib.sha256()
    for object_ in objects([dictionary.raw_get(key) for key in keys if key in dictionary], APART):
        match object_:
            case DictionaryObject():
                digest.update(repr(sorted(key for key in object_ if key not in APART)).encode())
                digest.update(object_.encoded_data if isinstance(object_, StreamObject) else b"")
            case ArrayObject():
                digest.update(b"[%d]" % len(object_))
            case _:
                digest.update(repr(object_).encode() + b"\n")
    return digest.digest()
