"""The table in a spreadsheet: the sheet that has one, with a line of text for each of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports.heading import FEWEST, Table, best
from microdep_rules.cells import Cell
from microdep_rules.source import SheetSource, Span

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Sort
    from microdep_rules.bom.imports.heading import Rows
    from microdep_rules.diagnostics import Diagnostic


class Sheet(Struct, frozen=True):
    """A sheet: its name, its rows from the first one on, and the cells whose formulas have no result."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    without_result: tuple[str, ...] = ()


def table_in(
    path: str,
    sheets: list[Sheet],
    wanted: str = "",
    header_row: int | None = None,
    sort: Sort = "fields",
) -> tuple[Table | None, list[Diagnostic]]:
    """The table in the sheet that is named, else in the one that is seen and has most names of columns."""
    if wanted and wanted not in {each.name for each in sheets}:
        return None, [say.no_such_sheet(wanted, Span(path, 0, 0), [each.name for each in sheets])]
    able = [each for each in sheets if each.name == wanted or (not wanted and not each.hidden)]
    read = [(*rows_of(path, each), each) for each in able]
    heads = [
        (head, source, rows, sheet)
        for source, rows, sheet in read
        if (head := _head(source, rows, header_row, sort)) is not None
    ]
    if not heads:
        first = read[0][1][0] if read and read[0][1] else []
        texts, declarations = [cell.text for cell in first], sort == "declarations"
        return None, [say.no_header(header_row, Span(path, 0, 0), texts, declarations=declarations)]
    (_, before), source, rows, sheet = max(heads, key=lambda each: each[0])
    at = -before
    lacking = [say.without_result(sheet.without_result, rows[at][0].span)] if sheet.without_result else []
    return Table(source, rows[at], rows[at + 1 :], rows[:at]), lacking


def _head(source: SheetSource, rows: Rows, header_row: int | None, sort: Sort) -> tuple[int, int] | None:
    """How many names of columns the header has, and, counted backwards, which row it is."""
    if header_row is not None:
        lines = [source.position(row[0].span.start).line for row in rows]
        return (0, -lines.index(header_row)) if header_row in lines else None
    known, at = best(rows, sort)
    return (known, -at) if known >= FEWEST else None


def rows_of(path: str, sheet: Sheet) -> tuple[SheetSource, Rows]:
    """The text of a sheet, and the cells of the rows in which anything stands."""
    rows: Rows = []
    lines = []
    start = 0
    for row in sheet.rows:
        cells = []
        for text in row:
            cells.append(Cell(text, Span(path, start, start + len(text))))
            start += len(text) + 1
        lines.append("\t".join(row))
        start += not row
        if any(row):
            rows.append(cells)
    source = SheetSource(path, "".join(f"{line}\n" for line in lines), sheet=sheet.name)
    return source, rows
