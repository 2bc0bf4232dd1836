"""Allowlist for the PDF of a report: the dictionary entries that may draw content, link or start actions.

Every other entry is rejected. PDF readers draw some of these only in print, only on the screen, or at a later
time, for example PostScript programs, transfer functions, and the pictures of link annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.signing.pdf_objects import SIGNATURE, entry, inherited, items, name_of, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.rw_common import PdfHandler


def _keys(listed: str) -> frozenset[str]:
    return frozenset(f"/{name}" for name in listed.split())


_NODE = _keys("Type Parent Kids Count Resources MediaBox CropBox Rotate")
_STREAM = _keys("Type Subtype Length Filter DecodeParms DL Name Metadata StructParent")
ENTRIES = {
    "its catalog": _keys(
        "Type Version Extensions Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines"
        " OpenAction AcroForm Metadata StructTreeRoot MarkInfo Lang OutputIntents Perms DSS"
    ),
    "its names": _keys("Dests"),
    "its form": _keys("Fields SigFlags DA DR"),
    "its preferences": _keys("DisplayDocTitle Direction CenterWindow FitWindow HideMenubar HideToolbar"),
    "its permissions": _keys("DocMDP"),
    "a page": _NODE
    | _keys(
        "Contents Annots Group Tabs StructParents Metadata LastModified BleedBox TrimBox ArtBox UserUnit"
    ),
    "a link": _keys("Type Subtype Rect Contents P NM M F BS Border C H Dest A StructParent QuadPoints Lang"),
    "a signature field": _keys("Type Subtype FT T TU TM V F Ff P Rect Parent Kids Lock SV StructParent M NM"),
    "a drawing": _STREAM | _keys("BBox Matrix Resources Group FormType StructParents"),
    "a picture": _STREAM
    | _keys(
        "Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData"
    ),
    "a graphics state": _keys("Type LW LC LJ ML D RI Font FL SM SA BM SMask CA ca AIS TK"),
}
"""Allowed entries of each kind of dictionary in the PDF of a report (ISO 32000-2).

Examples of entries that are not allowed: `AP` of a link, because readers draw it; `Threads`; and `TR`,
because only printers apply it.
"""
_OF_CATALOG = {
    "/Names": "its names",
    "/AcroForm": "its form",
    "/ViewerPreferences": "its preferences",
    "/Perms": "its permissions",
}
_XOBJECTS = {"/Form": "a drawing", "/Image": "a picture"}


def foreign_in_document(reader: PdfHandler) -> Iterator[str]:
    """Yield a text for each dictionary of the catalog and page tree: about an unknown entry, or empty."""
    root = reader.root
    yield _other_entry(root, "its catalog")
    for key, description in _OF_CATALOG.items():
        if key in root:
            yield _other_entry(root[key], description)
    for node in nodes(reader):
        yield _other_entry(node, "a page")


def foreign_in_page(dictionary: DictionaryObject) -> Iterator[str]:
    """Yield texts about entries of a dictionary that draw content and that reports never have.

    A text is empty if a part of the dictionary has no such entry.
    """
    from pyhanko.pdf_utils.generic import StreamObject

    description = (
        _XOBJECTS.get(str(entry(dictionary, "/Subtype", "")), "")
        if isinstance(dictionary, StreamObject)
        else ""
    )
    yield _other_entry(dictionary, description) if description else ""
    yield from map(_other_annotation, items(dictionary, "/Annots"))
    subtypes = (str(entry(value, "/Subtype", "")) for value in _values(dictionary, "/XObject"))
    yield from (f"the XObject `{subtype[1:]}`" for subtype in subtypes if subtype not in _XOBJECTS)
    yield from (_other_entry(value, "a graphics state") for value in _values(dictionary, "/ExtGState"))


def foreign_in_signature(field: DictionaryObject) -> str:
    """Return a text about a field that is not an invisible signature field; else an empty text."""
    if inherited(field, "/FT") != SIGNATURE:
        return f"the form field `{name_of(field)}`"
    if has_area(field):
        return f"the signature field `{name_of(field)}`, which covers a part of a page"
    return _other_entry(field, "a signature field")


def has_area(widget: DictionaryObject) -> bool:
    """Return whether an annotation covers an area of its page.

    The flags of the annotation are ignored, because a later change can make a hidden annotation visible.
    """
    try:
        left, low, right, high = map(float, items(widget, "/Rect") or (0, 0, 0, 0))
    except (TypeError, ValueError):
        return True
    return left != right and low != high


def _other_annotation(dictionary: DictionaryObject) -> str:
    subtype = str(entry(dictionary, "/Subtype", ""))
    if subtype == "/Widget":
        return foreign_in_signature(dictionary)
    if subtype != "/Link":
        return f"the annotation `{subtype[1:]}`" if subtype else "an annotation without a kind"
    return _other_entry(dictionary, "a link") or ("a frame around a link" if _has_frame(dictionary) else "")


def _has_frame(link: DictionaryObject) -> bool:
    """Return whether a link has a border, which can hide text; a link without a border entry has one."""
    if "/BS" in link:
        return bool(entry(link["/BS"], "/W", 1) != 0)
    return (items(link, "/Border") or [0, 0, 1])[2:3] != [0]


def _other_entry(dictionary: DictionaryObject, what: str) -> str:
    others = sorted(set(dictionary) - ENTRIES[what])
    return f"the entry `{others[0][1:]}` of {what}" if others else ""


def _values(dictionary: DictionaryObject, key: str) -> list[Any]:
    """Return the values of the dictionary at `key`; empty if there is no dictionary."""
    from pyhanko.pdf_utils.generic import DictionaryObject

    below = entry(dictionary, key, None)
    return [below[name] for name in below] if isinstance(below, DictionaryObject) else []
