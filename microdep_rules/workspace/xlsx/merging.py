"""Merged ranges of a sheet: only the first cell shows a text, and no two ranges share a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.source import column_letter
from microdep_rules.workspace.xlsx.bounds import RefusedError

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.grid import Area, Grid


def merge_cells(sheet: Grid) -> tuple[Area, ...]:
    """Clear all cells of each merged range but the first; return the ranges, cut off at the sheet's end.

    Overlapping ranges are refused, so that the time depends only on the number of cells.
    """
    height, width = len(sheet.rows), sheet.width
    covered = bytearray(height * width)
    areas = []
    for first_row, first, last_row, last in sheet.areas:
        area = (first_row, first, min(last_row, height), min(last, width))
        if area[0] > area[2] or area[1] > area[3]:
            continue
        _cover(sheet, area, covered)
        if area[:2] != area[2:]:
            areas.append(area)
    return tuple(areas)


def _cover(sheet: Grid, area: Area, covered: bytearray) -> None:
    first_row, first, last_row, last = area
    for row in range(first_row, last_row + 1):
        begin = (row - 1) * sheet.width
        if any(covered[begin + first - 1 : begin + last]):
            cell = f"{column_letter(first - 1)}{first_row}"
            raise RefusedError(
                phrase_of("file/wrong-format", "merged-twice", sheet=quoted(sheet.name), cell=cell)
            )
        covered[begin + first - 1 : begin + last] = b"\x01" * (last - first + 1)
        texts = sheet.rows[row - 1]
        for column in range(first + (row == first_row), min(last, len(texts)) + 1):
            if texts[column - 1]:
                texts[column - 1] = ""
                place = f"{column_letter(column - 1)}{row}"
                sheet.indents.pop(place, None)
                sheet.written.pop(place, None)
