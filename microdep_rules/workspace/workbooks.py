"""Spreadsheets as rows of texts, one table for each sheet; formulas and macros are never run.

The value of a formula is its stored result; a formula without a result is reported with its cell. Only the
files of the archive that contain cells are unpacked, and their size is checked while they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.imports.forms import ARCHIVES, is_open_document
from microdep_rules.bom.imports.sheets import Sheet
from microdep_rules.messages import phrase_of
from microdep_rules.workspace.ods.content import ArchiveManifest, SpreadsheetContent
from microdep_rules.workspace.xlsx.archive import LEGACY, ODS_CONTENTS, Archive
from microdep_rules.workspace.xlsx.bounds import RefusedError, WorkbookBounds
from microdep_rules.workspace.xlsx.contents import WorkbookContents
from microdep_rules.workspace.xlsx.merging import merge_cells
from microdep_rules.workspace.xlsx.styles import Styles
from microdep_rules.workspace.xlsx.texts import SharedTexts
from microdep_rules.workspace.xlsx.worksheet import Worksheet

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.grid import Grid


class Workbook(Struct, frozen=True):
    """Sheets of a workbook; for a rejected workbook, the reason and the fix."""

    sheets: list[Sheet] = field(default_factory=list)
    refused: str = ""
    fix: str = ""


def read_workbook(data: bytes) -> Workbook:
    """Return the sheets of an XLSX or ODS file, or the reason why the file is refused.

    >>> read_workbook(b"no archive").refused
    'the file is neither XLSX nor ODS'
    """
    try:
        return Workbook(_sheets_in(data))
    except RefusedError as refused:
        return Workbook(refused=refused.because, fix=refused.fix)


def _sheets_in(data: bytes) -> list[Sheet]:
    if is_open_document(data):
        return _in_ods(data)
    if not data.startswith((*ARCHIVES, LEGACY)):
        raise RefusedError(
            phrase_of("file/wrong-format", "no-workbook"), phrase_of("file/wrong-format", "as-xlsx-or-csv")
        )
    return _in_xlsx(data)


def _in_xlsx(data: bytes) -> list[Sheet]:
    bounds, archive = WorkbookBounds(), Archive(data)
    contents = WorkbookContents(bounds, archive)
    texts, styles = SharedTexts(bounds), Styles(bounds)
    if contents.texts in archive:
        texts.read(archive, contents.texts)
    if contents.styles in archive:
        styles.read(archive, contents.styles)
    sheets = []
    for listed, name in contents.sheets():
        sheet = Worksheet(listed.name, texts, styles.styles, bounds, since_1904=contents.since_1904)
        sheet.read(archive, name)
        sheets.append(_sheet(sheet.grid, hidden=listed.hidden))
        bounds.cells -= len(sheet.grid.rows) * sheet.grid.width
    return sheets


def _in_ods(data: bytes) -> list[Sheet]:
    bounds, archive = WorkbookBounds(), Archive(data, "ODS", ODS_CONTENTS)
    manifest, content = ArchiveManifest(bounds), SpreadsheetContent(bounds)
    manifest.read(archive, ODS_CONTENTS)
    if manifest.is_encrypted:
        raise RefusedError(
            phrase_of("file/wrong-format", "password"),
            phrase_of("file/wrong-format", "without-password-as", form="ODS or XLSX"),
        )
    content.read(archive, "content.xml")
    if not content.is_spreadsheet:
        raise RefusedError(
            phrase_of("file/wrong-format", "no-spreadsheet"), phrase_of("file/wrong-format", "as-xlsx-or-csv")
        )
    return [_sheet(grid, hidden=hidden) for grid, hidden in content.sheets]


def _sheet(grid: Grid, *, hidden: bool) -> Sheet:
    merged = merge_cells(grid)
    empty = [""] * grid.width
    for at, row in enumerate(grid.rows):
        grid.rows[at] = row + [""] * (grid.width - len(row)) if row else empty
    return Sheet(grid.name, grid.rows, hidden, tuple(grid.without_result), merged, grid.indents, grid.written)
