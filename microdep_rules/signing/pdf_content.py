"""What a PDF has besides its pages that could show something else than was signed.

A form field, a script or a layer shows tomorrow what nobody signed today, and an attachment travels under a
signature whose holder has not seen it. Reports have none of that, so that it is refused, whoever made it.
All of it is read by pyHanko.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.signing.pdf_objects import SIGNATURE, entry, fields, inherited, name_of, objects

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import PdfObject
    from pyhanko.pdf_utils.rw_common import PdfHandler

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


def foreign(reader: PdfHandler) -> str:
    """What a PDF has that a report has not, in words; nothing where it has nothing of the kind."""
    for field, kind in fields(reader):
        if kind != SIGNATURE:
            return f"the form field `{name_of(field)}`"
    return next(filter(None, map(_foreign_in, objects([reader.root]))), "")


def _foreign_in(found: PdfObject) -> str:
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

    if not isinstance(found, DictionaryObject):
        return ""
    kind, subtype = (str(entry(found, each, "")) for each in ("/S", "/Subtype"))
    if kind in ACTIONS:
        return "a script" if kind == "/JavaScript" else f"the action `{kind[1:]}`"
    if isinstance(found, StreamObject) and ("/F" in found or "/Ref" in found):
        return "content from another file"
    for key, told in KEYS.items():
        if key in found:
            return told
    opened = entry(found, "/OpenAction", None)
    if isinstance(opened, DictionaryObject) and ("/S" not in opened or opened["/S"] != "/GoTo"):
        return "an action when it is opened"
    if "/Rect" in found and subtype and subtype not in ANNOTATIONS:
        return f"the annotation `{subtype[1:]}`"
    if subtype == "/Widget" and inherited(found, "/FT") != SIGNATURE:
        return f"the form field `{name_of(found)}`"
    return ""
