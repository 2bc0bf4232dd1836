"""What a PDF has besides its pages: what could show something else than was signed, and what changed since.

A form field, a script or a layer shows tomorrow what nobody signed today, and an attachment travels under a
signature whose holder has not seen it. Reports have none of that, so that it is refused, whoever made it.
All of it is read by pyHanko.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler

SIGNATURE = "/Sig"
ANNOTATIONS = frozenset({"/Link", "/Widget"})
"""What our pages have: links, and the invisible fields of signatures."""
ACTIONS = frozenset(
    "/GoToR /GoToE /GoToDp /GoTo3DView /Hide /ImportData /JavaScript /Launch /Movie /NOP /Named /Rendition"  # noqa: SIM905 - a list of twenty lines
    " /ResetForm /RichMediaExecute /SetOCGState /SetState /Sound /SubmitForm /Thread /Trans".split()
)
"""All that ISO 32000-2, section 12.6.4, knows but the two of links: a place in the document, an address."""
KEYS = {
    "/JS": "a script",
    "/AA": "actions at events (`AA`)",
    "/XFA": "a form (`XFA`)",
    "/EF": "an attachment",
    "/EmbeddedFiles": "an attachment",
    "/Collection": "attachments as a portfolio",
    "/OCProperties": "layers, which a reader shows or hides",
    "/Alternates": "a picture that is another one on paper",
    "/RichMediaContent": "a film or a sound",
}
"""Entries of dictionaries, in words."""
APART = frozenset({"/StructTreeRoot", "/ParentTree"})
"""The order of reading, of tens of thousands of objects, of which none does anything."""
WRITERS = frozenset({"/ModDate", "/Producer"})
"""What every program that signs states anew."""
WRITERS_OF_XMP = frozenset({"ModifyDate", "MetadataDate", "Producer", "xmptk", "about", "begin", "end", "id"})
_ATTRIBUTE = re.compile(r'(?<!xmlns)[\s:]([A-Za-z]+)=["\']([^"\']*)')
_BETWEEN = re.compile(r">([^<>]+)(?=<)")
MOST_FIELDS = 10_000
HIDDEN, NO_VIEW = 1 << 1, 1 << 5
"""Flags of an annotation that is shown nowhere (ISO 32000-2, table 167)."""


def foreign(reader: PdfHandler) -> str:
    """What a PDF has that a report has not, in words; nothing where it has nothing of the kind."""
    for field, kind in _fields(reader):
        if kind != SIGNATURE:
            return f"the form field `{_name(field)}`"
    return next(filter(None, map(_foreign_in, _all_of(reader.root))), "")


def _foreign_in(found: DictionaryObject) -> str:
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

    kind, subtype = (str(_at(found, each, "")) for each in ("/S", "/Subtype"))
    if kind in ACTIONS:
        return "a script" if kind == "/JavaScript" else f"the action `{kind[1:]}`"
    if isinstance(found, StreamObject) and ("/F" in found or "/Ref" in found):
        return "content from another file"
    for key, told in KEYS.items():
        if key in found:
            return told
    opened = _at(found, "/OpenAction", None)
    if isinstance(opened, DictionaryObject) and ("/S" not in opened or opened["/S"] != "/GoTo"):
        return "an action when it is opened"
    if "/Rect" in found and subtype and subtype not in ANNOTATIONS:
        return f"the annotation `{subtype[1:]}`"
    if subtype == "/Widget" and _inherited(found, "/FT") != SIGNATURE:
        return f"the form field `{_name(found)}`"
    return ""


def _all_of(root: PdfObject) -> Iterator[DictionaryObject]:
    """Every dictionary of a PDF, without those of the order of reading."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[Reference] = set()
    left: list[PdfObject] = [root]
    while left:
        found = left.pop()
        if isinstance(found, IndirectObject):
            if found.reference in seen:
                continue
            seen.add(found.reference)
            found = found.get_object()  # type: ignore[no-untyped-call] # it has no types
        if isinstance(found, DictionaryObject):
            yield found
            left += [found.raw_get(each) for each in found if each not in APART]
        elif isinstance(found, ArrayObject):
            left += [found.raw_get(at) for at in range(len(found))]


def _fields(reader: PdfHandler) -> Iterator[tuple[DictionaryObject, str]]:
    """The fields of a form that hold a value or are drawn, each with its kind."""
    left = _items(reader.root["/AcroForm"], "/Fields") if "/AcroForm" in reader.root else []
    for _ in range(MOST_FIELDS):
        if not left:
            return
        field = left.pop()
        kids = [each for each in _items(field, "/Kids") if "/T" in each]
        left += kids
        if not kids:
            yield field, str(_inherited(field, "/FT") or "")
    raise ValueError(f"its form has more than {MOST_FIELDS} fields")


def _at(found: DictionaryObject, key: str, otherwise: Any) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """An entry of a dictionary as what it leads to, which `get` of pyHanko does not give."""
    return found[key] if key in found else otherwise  # noqa: SIM401 - see above


def _items(found: DictionaryObject, key: str) -> list[Any]:
    """What is in a list of a dictionary; nothing where there is none."""
    listed = _at(found, key, ())
    return [listed[at] for at in range(len(listed))]


def _inherited(field: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - whatever a PDF has there
    for _ in range(MOST_FIELDS):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def _name(field: DictionaryObject) -> str:
    return str(_inherited(field, "/T") or "")


# ---- what changed since a signature ----------------------------------------------------------------------


def shown_since(reader: PdfFileReader, signed: HistoricalResolver) -> list[str]:
    """What shows something else than when somebody signed, though the rules of PDF allow it, in words."""
    before = {_name(field): _shown(field, kind) for field, kind in _fields(signed)}
    now = {_name(field): (_shown(field, kind), kind) for field, kind in _fields(reader)}
    return [
        f"the picture of the signature `{name}`" if kind == SIGNATURE else f"the form field `{name}`"
        for name, (shown, kind) in now.items()
        if shown != before.get(name, b"")
    ]


def has_other_metadata(reader: PdfFileReader, signed: HistoricalResolver) -> bool:
    """Whether a PDF states another title, author or other fact about itself than when somebody signed."""
    return _info(reader) != _info(signed) or not _xmp(reader) <= _xmp(signed)


def _info(reader: PdfHandler) -> dict[str, str]:
    found = _at(reader.trailer_view, "/Info", {})
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
    old, new = ([_print(each, ("/Contents", "/Resources")) for each in _pages(e)] for e in (signed, reader))
    pages = [
        f"page {at + 1}" for at in range(max(len(old), len(new))) if old[at : at + 1] != new[at : at + 1]
    ]
    return [*pages, *shown_since(reader, signed)]


def _pages(reader: PdfHandler) -> Iterator[DictionaryObject]:
    left, seen = [reader.root["/Pages"]], 0
    while left and seen < MOST_FIELDS:
        node, seen = left.pop(), seen + 1
        if "/Kids" in node:
            left += reversed(_items(node, "/Kids"))
        else:
            yield node


def _shown(field: DictionaryObject, kind: str) -> bytes:
    """The digest of what a field shows; nothing where it is a signature that is not drawn."""
    if kind != SIGNATURE:
        return _print(field, ("/V", "/AP", "/Kids"))
    drawn = [each for each in (field, *_items(field, "/Kids")) if _is_seen(each)]
    return b"".join(_print(each, ("/AP", "/AS", "/Rect", "/MK", "/F")) for each in drawn)


def _is_seen(widget: DictionaryObject) -> bool:
    """Whether an annotation takes room on its page."""
    try:
        left, low, right, high = map(float, _items(widget, "/Rect") or (0, 0, 0, 0))
    except (TypeError, ValueError):
        return True
    return left != right and low != high and not int(_at(widget, "/F", 0)) & (HIDDEN | NO_VIEW)


def _print(found: DictionaryObject, keys: tuple[str, ...]) -> bytes:
    """The digest of some entries of a dictionary, with all that they lead to."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    digest, seen = hashlib.sha256(), set["Reference"]()
    left: list[PdfObject] = [found.raw_get(each) for each in keys if each in found]
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if one.reference in seen:
                continue
            seen.add(one.reference)
            one = one.get_object()  # type: ignore[no-untyped-call] # it has no types
        if isinstance(one, DictionaryObject):
            names = sorted(each for each in one if each not in {"/P", "/Parent", *APART})
            digest.update(repr(names).encode())
            left += [one.raw_get(each) for each in names]
            if isinstance(one, StreamObject):
                digest.update(one.encoded_data)
        elif isinstance(one, ArrayObject):
            digest.update(b"[%d]" % len(one))
            left += [one.raw_get(at) for at in range(len(one))]
        else:
            digest.update(repr(one).encode() + b"\n")
    return digest.digest()
