"""Sheets of an XLSX workbook: their names, their files in the archive, and the first day of date numbers."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.workspace.xlsx.bounds import LONGEST_NAME, MOST_SHEETS, RefusedError, only_table
from microdep_rules.workspace.xlsx.markup import OF_LIST, MarkupReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.workspace.xlsx.archive import Archive
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
USUAL = "xl/workbook.xml"


class PackageLink(NamedTuple):
    """Link from one file in the archive of a workbook to another file in the archive."""

    kind: str
    target: str


class PackageLinks(MarkupReader):
    """Links of one file in the archive of a workbook, by the ids of the links."""

    def __init__(self, bounds: WorkbookBounds, archive: Archive, name: str) -> None:
        super().__init__(bounds)
        self.links: dict[str, PackageLink] = {}
        self._folder, base = posixpath.split(name)
        listed = posixpath.join(self._folder, "_rels", f"{base}.rels")
        if listed in archive:
            self.read(archive, listed)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Add the link that an XML element states; ignore a link out of the workbook."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.links[attributes.get("Id", "")] = PackageLink(kind, target.lstrip("/"))

    def of_kind(self, kind: str, usual: str) -> str:
        """Return the path to which the link of a kind leads; if there is no such link, return `usual`."""
        return next((link.target for link in self.links.values() if link.kind == kind), usual)


class SheetEntry(NamedTuple):
    """Sheet as the workbook lists it: its name, the id of the link to its file, and whether it is hidden."""

    name: str
    id: str
    hidden: bool


class WorkbookContents(MarkupReader):
    """Sheets that a workbook lists, and the paths of the files with shared texts and styles."""

    def __init__(self, bounds: WorkbookBounds, archive: Archive) -> None:
        super().__init__(bounds)
        self.since_1904 = False
        self._listed: list[SheetEntry] = []
        self._names: set[str] = set()
        name = PackageLinks(bounds, archive, "").of_kind("officeDocument", USUAL)
        if name.endswith(".bin"):
            raise RefusedError(
                phrase_of("file/wrong-format", "xlsb"), phrase_of("file/wrong-format", "save-as-xlsx")
            )
        self.read(archive, name)
        self._links = PackageLinks(bounds, archive, name)
        folder = posixpath.dirname(name)
        self.texts = self._links.of_kind("sharedStrings", posixpath.join(folder, "sharedStrings.xml"))
        self.styles = self._links.of_kind("styles", posixpath.join(folder, "styles.xml"))

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an XML element: add a sheet, or record whether days are counted from 1904."""
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet" and self.depth == OF_LIST:
            title = attributes.get("name", "")
            if len(title) > LONGEST_NAME:
                raise RefusedError(
                    phrase_of("file/wrong-format", "long-sheet-name", sheet=quoted(title), count=LONGEST_NAME)
                )
            if title.lower() in self._names:
                raise RefusedError(phrase_of("file/wrong-format", "two-sheets", sheet=quoted(title)))
            if len(self._listed) == MOST_SHEETS:
                raise RefusedError(
                    phrase_of("file/wrong-format", "many-sheets", count=MOST_SHEETS), only_table()
                )
            self._names.add(title.lower())
            link_id = next((attributes[key] for key in IDS if key in attributes), "")
            self._listed.append(SheetEntry(title, link_id, attributes.get("state", "visible") != "visible"))

    def sheets(self) -> Iterator[tuple[SheetEntry, str]]:
        """Yield each sheet with cells and the path of its file; raise an error if two sheets share a file."""
        files: set[str] = set()
        for sheet in self._listed:
            link = self._links.links.get(sheet.id)
            if link is None:
                raise RefusedError(
                    phrase_of("file/wrong-format", "sheet-without-file", sheet=quoted(sheet.name))
                )
            if link.kind != "worksheet":
                continue
            if link.target.lower() in files:
                raise RefusedError(
                    phrase_of("file/wrong-format", "sheet-of-other-file", sheet=quoted(sheet.name))
                )
            files.add(link.target.lower())
            yield sheet, link.target
