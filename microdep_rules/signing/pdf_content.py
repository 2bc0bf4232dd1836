"""What a PDF has besides its pages that could show something else than was signed.

A form field, a script or a layer shows tomorrow what nobody signed today, and an attachment travels under a
signature whose holder has not seen it. Reports have none of that, so that it is refused, whoever made it:
what is known by a name of its own here, all else by the list of what reports have (`pdf_allowed`).
All of it is read by pyHanko.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from microdep_rules.signing.pdf_allowed import not_of_a_document, not_of_a_page, not_of_a_signature
from microdep_rules.signing.pdf_objects import entry, fields, items, objects

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.rw_common import PdfHandler

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
    "/AF": "an attachment",
    "/EmbeddedFiles": "an attachment",
    "/Collection": "attachments as a portfolio",
    "/OCProperties": "layers, which a reader shows or hides",
    "/Alternates": "a picture that is another one on paper",
    "/RichMediaContent": "a film or a sound",
    "/OPI": "a picture that is another one on paper",
}
"""Entries of dictionaries, in words."""


def foreign(reader: PdfHandler) -> str:
    """What a PDF has that a report has not, in words; nothing where it has nothing of the kind."""
    from pyhanko.pdf_utils.generic import DictionaryObject

    found = [each for each in objects([reader.root]) if isinstance(each, DictionaryObject)]
    others = (other for each in found for other in not_of_a_page(each))
    widgets = (each for field, _ in fields(reader) for each in (field, *items(field, "/Kids")))
    drawn = map(not_of_a_signature, widgets)
    faults = chain(drawn, map(_foreign_in, found), others, not_of_a_document(reader))
    return next(filter(None, faults), "")


def _foreign_in(found: DictionaryObject) -> str:
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

    kind = str(entry(found, "/S", ""))
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
    return ""
