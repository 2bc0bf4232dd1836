"""The table in a spreadsheet: the sheet that has one, with a line of text for each of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.imports.heading import FEWEST, NO_HEADER, Table, best, nameless
from microdep_rules.bom.imports.merged import heading_of
from microdep_rules.cells import Cell
from microdep_rules.source import SheetSource, Span, column_letter

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from microdep_rules.bom.imports.heading import Rows
    from microdep_rules.bom.imports.names import Sort
    from microdep_rules.diagnostics import Diagnostic

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Sheet(Struct, frozen=True):
    """A sheet: its name, its rows from the first one on, and the cells whose formulas have no result."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    without_result: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Cells that are one: the first row and column and the last ones, from 1."""
    moved: Mapping[str, int] = {}
    """Cells that are moved in, by a format, blanks, or the outline of their row: by so many steps."""
    written: Mapping[str, str] = {}
    """Cells that hold texts and no numbers, each with its lines."""


def table_in(
    path: str,
    sheets: list[Sheet],
    wanted: str = "",
    header_row: int | None = None,
    sort: Sort = "fields",
) -> tuple[Table | None, list[Diagnostic]]:
    """The table in the sheet that is named, else in the one that is seen and has most names of columns."""
    if wanted and wanted not in {each.name for each in sheets}:
        return None, [of_mappings.no_such_sheet(wanted, Span(path, 0, 0), [each.name for each in sheets])]
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
    best_head = max(heads, key=lambda each: each[0])
    (_, before), source, rows, sheet = best_head
    others = _others(path, sheets, sheet, sort)
    if header_row == NO_HEADER:
        lacking = frozenset(sheet.without_result)
        return Table(
            source,
            nameless(rows[0]),
            rows,
            [],
            "",
            has_header=False,
            lacking=lacking,
            merged=sheet.merged,
            moved=sheet.moved,
            written=_written(source, rows, sheet),
        ), []
    header, last = heading_of(source, rows, -before, sheet.merged, sort)
    lacking = frozenset(sheet.without_result)
    table = Table(
        source,
        header,
        rows[last + 1 :],
        rows[:-before],
        lacking=lacking,
        moved=sheet.moved,
        merged=sheet.merged,
        written=_written(source, rows, sheet),
        others=tuple(others),
    )
    return table, without_results(table, table.rows) if sort == "declarations" else []


def without_results(
    table: Table, rows: Iterable[list[Cell]], columns: Container[int] | None = None
) -> list[Diagnostic]:
    """Cells of some rows, and of some columns or of all, whose formulas have no result; told at the first."""
    if not table.lacking:
        return []
    found = [
        (name, cell)
        for row in rows
        for at, cell in enumerate(row)
        if (name := f"{column_letter(at)}{table.line_of(row)}") in table.lacking
        and (columns is None or at in columns)
    ]
    return [say.without_result([name for name, _ in found], found[0][1].span)] if found else []


def _written(source: SheetSource, rows: Rows, sheet: Sheet) -> Mapping[int, str]:
    """The cells that hold texts, by where they begin in the text of the sheet."""
    if not sheet.written:
        return {}
    places = (
        (cell, f"{column_letter(at)}{source.position(row[0].span.start).line}")
        for row in rows
        for at, cell in enumerate(row)
    )
    return {cell.span.start: sheet.written[name] for cell, name in places if name in sheet.written}


def _others(path: str, sheets: list[Sheet], read: Sheet, sort: Sort) -> list[str]:
    """Other sheets that hold a table too."""
    found = [
        sheet for sheet in sheets if sheet is not read and best(rows_of(path, sheet)[1], sort)[0] >= FEWEST
    ]
    return [f"{each.name} (hidden)" if each.hidden else each.name for each in found]


def _head(source: SheetSource, rows: Rows, header_row: int | None, sort: Sort) -> tuple[int, int] | None:
    """How many names of columns the header has, and, counted backwards, which row it is."""
    if header_row == NO_HEADER:
        return (len(rows), 0) if rows else None
    if header_row is not None:
        lines = [source.position(row[0].span.start).line for row in rows]
        return (0, -lines.index(header_row)) if header_row in lines else None
    known, at = best(rows, sort)
    return (known, -at) if known >= FEWEST else None


def rows_of(path: str, sheet: Sheet) -> tuple[SheetSource, Rows]:
    """The text of a sheet, and the cells of the rows in which anything stands.

    A formula without a result is something: a row of such formulas is not passed over.
    """
    rows: Rows = []
    texts = []
    start = 0
    lacking = {int(each.lstrip(LETTERS)) for each in sheet.without_result}
    for line, row in enumerate(sheet.rows, 1):
        if any(row) or line in lacking:
            cells = []
            for text in row:
                cells.append(Cell(text, Span(path, start, start + len(text))))
                start += len(text) + 1
            rows.append(cells)
        else:
            start += len(row)
        texts.append("\t".join(row))
        start += not row
    source = SheetSource(path, "".join(f"{text}\n" for text in texts), sheet=sheet.name)
    return source, rows
