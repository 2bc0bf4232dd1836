"""Content of a PDF outside its pages that could show something other than the signed report.

A form field, a script or a layer can change the shown page. A signature can cover an attachment that nobody
has seen. Reports have no such content, so that it is always rejected: well-known kinds by name in this
module, all others by the allowlist in `pdf_allowed`. pyHanko reads the PDF.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from microdep_rules.signing.pdf_allowed import foreign_in_document, foreign_in_page, foreign_in_signature
from microdep_rules.signing.pdf_objects import entry, fields, items, objects

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.rw_common import PdfHandler

ACTIONS = frozenset(
    "/GoToR /GoToE /GoToDp /GoTo3DView /Hide /ImportData /JavaScript /Launch /Movie /NOP /Named /Rendition"  # noqa: SIM905 - a list of twenty lines
    " /ResetForm /RichMediaExecute /SetOCGState /SetState /Sound /SubmitForm /Thread /Trans".split()
)
"""Actions of ISO 32000-2, section 12.6.4, that a report does not use.

The links of a report use only two actions: they open a place in the document or a web address.
"""
KEYS = {
    "/JS": "a script",
    "/AA": "actions at events (`AA`)",
    "/XFA": "a form (`XFA`)",
    "/EF": "an attachment",
    "/AF": "an attachment",
    "/EmbeddedFiles": "an attachment",
    "/Collection": "attachments as a portfolio",
    "/OCProperties": "layers, which a reader shows or hides",
    "/Alternates": "a picture that differs in print",
    "/RichMediaContent": "a video or a sound",
    "/OPI": "a picture that differs in print",
}
"""Dictionary from the name of an entry in a PDF to its description in a message."""


def find_foreign_content(reader: PdfHandler) -> str:
    """Return a description of the first content that reports never have; empty if all content is known."""
    from pyhanko.pdf_utils.generic import DictionaryObject

    dictionaries = [object_ for object_ in objects([reader.root]) if isinstance(object_, DictionaryObject)]
    others = (other for dictionary in dictionaries for other in foreign_in_page(dictionary))
    widgets = (widget for field, _ in fields(reader) for widget in (field, *items(field, "/Kids")))
    drawn = map(foreign_in_signature, widgets)
    faults = chain(drawn, map(_find_foreign_entry, dictionaries), others, foreign_in_document(reader))
    return next(filter(None, faults), "")


def _find_foreign_entry(dictionary: DictionaryObject) -> str:
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

    kind = str(entry(dictionary, "/S", ""))
    if kind in ACTIONS:
        return "a script" if kind == "/JavaScript" else f"the action `{kind[1:]}`"
    if isinstance(dictionary, StreamObject) and ("/F" in dictionary or "/Ref" in dictionary):
        return "content from another file"
    for key, description in KEYS.items():
        if key in dictionary:
            return description
    opened = entry(dictionary, "/OpenAction", None)
    if isinstance(opened, DictionaryObject) and ("/S" not in opened or opened["/S"] != "/GoTo"):
        return "an action when it is opened"
    return ""
