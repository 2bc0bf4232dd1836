"""Streaming reader of the XML of a workbook.

The reader refuses entities and document types, opens no other file, and ignores elements of other namespaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from xml.parsers import expat

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.workspace.xlsx.bounds import DEEPEST, LONGEST_TAG, MOST_NAMES, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.workspace.xlsx.archive import Archive
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OF_LIST = 3
"""Depth in the XML of the entries of a list, such as rows, sheets, merged ranges or styles."""
_NAMES = (  # noqa: SIM905 - one name on each line would be harder to read
    "workbook workbookPr sheets sheet sst si r t rPh worksheet sheetData row c v f is mergeCells mergeCell "
    "styleSheet numFmts numFmt cellXfs xf alignment"
).split()
KNOWN = {f"{space} {name}": name for space in MAIN for name in _NAMES} | {
    f"{LINKS} Relationship": "Relationship"
}


class MarkupReader:
    """Reader of one XML file of a workbook, with handlers for the elements that matter (`known`).

    A subclass defines the handlers `opened` and `closed`; `depth` is then the depth of the element. If
    `opened` sets `pieces` to a list, the text of the element is added to that list.
    """

    known: ClassVar[Mapping[str, str]] = KNOWN

    def __init__(self, bounds: WorkbookBounds) -> None:
        self.bounds = bounds
        self.depth = 0
        self.pieces: list[str] | None = None

    def opened(self, name: str, attributes: dict[str, str], /) -> None:
        """Handle the start of a known element."""

    def closed(self, name: str, /) -> None:
        """Handle the end of a known element."""

    def read(self, archive: Archive, name: str) -> None:
        """Read the XML file `name` of an archive, and call the handlers for its elements."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse_document_type
        fed = 0
        try:
            for piece in archive.pieces(name):
                self.bounds.take_markup(piece)
                fed += len(piece)
                parser.Parse(piece)
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise RefusedError(phrase_of("file/wrong-format", "long-tag", file=quoted(name)))
                if len(parser.intern) > MOST_NAMES:  # the parser keeps each name until the end
                    raise RefusedError(
                        phrase_of(
                            "file/wrong-format", "many-element-names", file=quoted(name), count=MOST_NAMES
                        )
                    )
            parser.Parse(b"", True)  # noqa: FBT003 - a positional argument of the parser
        except (expat.ExpatError, LookupError, ValueError):
            raise RefusedError(phrase_of("file/wrong-format", "not-xml", file=quoted(name))) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RefusedError(phrase_of("file/wrong-format", "deep-elements", count=DEEPEST))
        name = self.known.get(tag)
        if name is not None:
            self.opened(name, attributes)

    def _end(self, tag: str) -> None:
        name = self.known.get(tag)
        if name is not None:
            self.closed(name)
        self.depth -= 1

    def _characters(self, text: str) -> None:
        if self.pieces is not None:
            self.bounds.take_text(text)
            self.pieces.append(text)


def _refuse_document_type(*_: object) -> None:
    raise RefusedError(phrase_of("file/wrong-format", "document-type"))
