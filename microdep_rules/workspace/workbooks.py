"""Spreadsheets as plain rows: every sheet with its cells as text, without anything that a program would run.

A formula is its stored result; one without a result is reported by its cell. Only the files of the archive
that hold cells are unpacked, and what they hold is counted while it is read.
"""

from __future__ import annotations

from msgspec import Struct, field

from microdep_rules.bom.imports.sheets import Sheet
from microdep_rules.workspace.xlsx.archive import Archive
from microdep_rules.workspace.xlsx.bounds import Bounds, RefusedError
from microdep_rules.workspace.xlsx.contents import Contents, Listed
from microdep_rules.workspace.xlsx.merging import merged_areas
from microdep_rules.workspace.xlsx.styles import Styles
from microdep_rules.workspace.xlsx.texts import SharedTexts
from microdep_rules.workspace.xlsx.worksheet import Worksheet


class Workbook(Struct, frozen=True):
    """The sheets of a file; where it is refused, the reason and the fix."""

    sheets: list[Sheet] = field(default_factory=list)
    refused: str = ""
    fix: str = ""


def read_workbook(data: bytes) -> Workbook:
    """Return the sheets of an XLSX file.

    >>> read_workbook(b"no archive").refused
    'it is not an XLSX file'
    """
    try:
        return Workbook(_sheets(data))
    except RefusedError as refused:
        return Workbook(refused=refused.because, fix=refused.fix)


def _sheets(data: bytes) -> list[Sheet]:
    bounds, archive = Bounds(), Archive(data)
    contents = Contents(bounds, archive)
    texts, styles = SharedTexts(bounds), Styles(bounds)
    if contents.texts in archive:
        texts.read(archive, contents.texts)
    if contents.styles in archive:
        styles.read(archive, contents.styles)
    sheets = []
    for listed, name in contents.sheets():
        sheet = Worksheet(listed.name, texts, styles.styles, bounds, since_1904=contents.since_1904)
        sheet.read(archive, name)
        sheets.append(_sheet(listed, sheet))
        bounds.cells -= len(sheet.rows) * sheet.width
    return sheets


def _sheet(listed: Listed, sheet: Worksheet) -> Sheet:
    merged = merged_areas(sheet)
    empty = [""] * sheet.width
    for at, row in enumerate(sheet.rows):
        sheet.rows[at] = row + [""] * (sheet.width - len(row)) if row else empty
    return Sheet(
        listed.name, sheet.rows, listed.hidden, tuple(sheet.lacking), merged, sheet.moved, sheet.written
    )
