"""Spreadsheets as plain rows: every sheet with its cells as text, without anything that a program would run.

A formula is its stored result; one without a result is told by its cell. What an archive unpacks to is looked
at before anything is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.imports.sheets import Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MEGABYTE = 1024 * 1024
LARGEST_FILE = 32 * MEGABYTE
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_TIMES = 200
"""So many times as large as the file what is in it may be; tables of numbers pack to a tenth."""
MOST_ENTRIES = 2_000
MOST_CELLS = 2_000_000
ALONE = "save the table alone"
NO_SIGN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""What a format shows as it is: a `%` in that does not make a hundredth of a number."""
AS_WRITTEN = re.compile(r"[0-9\n]")
"""What is in a text of which it matters that it is one, or that it has lines."""
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
"""How an archive of an Open Document goes on behind its first header."""


class Workbook(Struct, frozen=True):
    """What was read of a file; where that is nothing, why."""

    sheets: list[Sheet] = field(default_factory=list)
    refused: str = ""
    way_out: str = ""


def read_workbook(data: bytes) -> Workbook:
    """The sheets of an XLSX file.

    >>> read_workbook(b"no archive").refused
    'it is not an XLSX file'
    """
    refused = _refused(data)
    if refused is not None:
        return refused
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library does not know, nothing is a value of a cell
            values = load_workbook(io.BytesIO(data), data_only=True)
            formulas = load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the library raises what its parts raise, whatever is wrong with the file
        return Workbook(refused="it is damaged", way_out="open it and save it again as XLSX")
    sheets = []
    cells = 0
    for each in values.worksheets:
        cells += each.max_row * each.max_column
        if cells > MOST_CELLS:
            return Workbook(refused=f"it has more than {MOST_CELLS:,} cells", way_out=ALONE)
        sheets.append(_sheet(each, formulas[each.title]))
    return Workbook(sheets)


def _refused(data: bytes) -> Workbook | None:
    """Why a file is not opened at all."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Workbook(
            refused="it is an XLS file, or has a password", way_out="save it as XLSX, without one"
        )
    if OPEN_DOCUMENT in data[:200]:
        return Workbook(refused="it is an ODS file", way_out="save it as XLSX")
    if len(data) > LARGEST_FILE:
        return Workbook(refused=f"it has more than {LARGEST_FILE // MEGABYTE} MB", way_out=ALONE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Workbook(refused="it is not an XLSX file", way_out="save it as XLSX or as CSV")
    unpacked = sum(each.file_size for each in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(LARGEST_UNPACKED, MOST_TIMES * max(len(data), MEGABYTE)):
        return Workbook(refused="it unpacks to far more than a table", way_out=ALONE)
    if not any(each.filename == "[Content_Types].xml" for each in entries):
        return Workbook(refused="it is an archive and not an XLSX file", way_out="save it as XLSX or as CSV")
    return None


def _sheet(values: Worksheet, formulas: Worksheet) -> Sheet:
    rows: list[list[str]] = []
    lacking: list[str] = []
    moved: dict[str, int] = {}
    written: dict[str, str] = {}
    for row, own in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        rows.append([_shown(cell) for cell in row])
        moved |= {cell.coordinate: steps for cell in row if (steps := _moved(cell, values))}
        texts = ((cell.coordinate, cell.value) for cell in row if isinstance(cell.value, str))
        written |= {at: text for at, text in texts if AS_WRITTEN.search(text)}
        both = zip(row, own, strict=True)
        lacking += [cell.coordinate for cell, source in both if cell.value is None and _is_formula(source)]
    ranges = values.merged_cells.ranges
    merged = tuple((each.min_row, each.min_col, each.max_row, each.max_col) for each in ranges)
    return Sheet(values.title, rows, values.sheet_state != "visible", tuple(lacking), merged, moved, written)


def _moved(cell: Any, sheet: Worksheet) -> int:  # noqa: ANN401 - cells of merged ranges are of another class
    """By how many steps a text is moved in: by blanks, by its format, or by the outline of its row."""
    if not isinstance(cell.value, str):
        return 0
    blanks = len(cell.value) - len(cell.value.lstrip(" \t\u00a0"))
    outline = sheet.row_dimensions[cell.row].outlineLevel if cell.row in sheet.row_dimensions else 0
    return blanks + int(cell.alignment.indent or 0) + (outline or 0)


def _is_formula(cell: Any) -> bool:  # noqa: ANN401 - cells of merged ranges are of another class
    return getattr(cell, "data_type", "") == "f"


def _shown(cell: Any) -> str:  # noqa: ANN401 - cells of merged ranges are of another class
    """A cell as people see it: of a percentage the number before the sign; the file has a hundredth of it."""
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and "%" in NO_SIGN.sub("", cell.number_format or ""):
        return f"{_number(Decimal(repr(value)) * 100)} %"
    return _text(value)


def _number(value: Decimal) -> str:
    """A number with all of its digits and no power of ten."""
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _text(value: object) -> str:
    """A value as people see it: numbers exactly as the file has them, in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"\s+", " ", str(value)).strip()
