"""Search for the table in a spreadsheet. A sheet is converted into text with one line for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports.heading import FEWEST, NO_HEADER, ImportTable, find_header, unnamed_header
from microdep_rules.bom.imports.merged import merge_header
from microdep_rules.cells import Cell
from microdep_rules.messages import diagnose
from microdep_rules.source import SheetSource, Span, column_letter
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from microdep_rules.bom.imports.heading import Rows
    from microdep_rules.bom.imports.names import Sort
    from microdep_rules.diagnostics import Diagnostic

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Sheet(Struct, frozen=True):
    """Sheet of a spreadsheet, with the texts of its cells."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    without_result: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells: first row, first column, last row and last column, counted from 1."""
    indents: Mapping[str, int] = {}
    """Indentation of cells, from their format, their blanks, or the outline of their row."""
    written: Mapping[str, str] = {}
    """Texts of the text cells with line ends; the keys are names of cells such as `A1`.

    Cells with numbers are left out.
    """


def find_sheet_table(
    path: str,
    sheets: list[Sheet],
    name: str = "",
    header_row: int | None = None,
    sort: Sort = "fields",
) -> tuple[ImportTable | None, list[Diagnostic]]:
    """Return the table in the named sheet, or in the visible sheet with the most column names."""
    if name and name not in {sheet_.name for sheet_ in sheets}:
        return None, [
            diagnose(
                "import/sheet",
                Span(path, 0, 0),
                name=name,
                near=did_you_mean(name, [sheet_.name for sheet_ in sheets]) or "",
                sheets=[sheet_.name for sheet_ in sheets],
            )
        ]
    able = [sheet_ for sheet_ in sheets if sheet_.name == name or (not name and not sheet_.hidden)]
    read = [(*sheet_rows(path, sheet_), sheet_) for sheet_ in able]
    heads = [
        (head, source, rows, sheet)
        for source, rows, sheet in read
        if (head := _rate_header(source, rows, header_row, sort)) is not None
    ]
    if not heads:
        first = read[0][1][0] if read and read[0][1] else []
        texts, declarations = [cell.text for cell in first], sort == "declarations"
        return None, [say.no_header(header_row, Span(path, 0, 0), texts, declarations=declarations)]
    best_head = max(heads, key=lambda head_: head_[0])
    (_, before), source, rows, sheet = best_head
    others = _other_tables(path, sheets, sheet, sort)
    if header_row == NO_HEADER:
        lacking = frozenset(sheet.without_result)
        return ImportTable(
            source,
            unnamed_header(rows[0]),
            rows,
            [],
            "",
            has_header=False,
            without_result=lacking,
            merged=sheet.merged,
            indents=sheet.indents,
            written=_text_cells(source, rows, sheet),
        ), []
    header, last = merge_header(source, rows, -before, sheet.merged, sort)
    lacking = frozenset(sheet.without_result)
    below = rows[last + 1 :]
    if sort == "declarations":  # a line end separates the entries of an answer
        below = with_line_ends(source, below, sheet)
    table = ImportTable(
        source,
        header,
        below,
        rows[:-before],
        without_result=lacking,
        indents=sheet.indents,
        merged=sheet.merged,
        written=_text_cells(source, rows, sheet),
        other_sheets=tuple(others),
    )
    return table, without_results(table, table.rows) if sort == "declarations" else []


def without_results(
    table: ImportTable, rows: Iterable[list[Cell]], columns: Container[int] | None = None
) -> list[Diagnostic]:
    """Return a warning for formulas without a result in these rows and columns; by default in all columns."""
    if not table.without_result:
        return []
    cells = [
        (name, cell)
        for row in rows
        for at, cell in enumerate(row)
        if (name := f"{column_letter(at)}{table.line_of(row)}") in table.without_result
        and (columns is None or at in columns)
    ]
    return (
        [
            diagnose(
                "import/cell-not-read",
                cells[0][1].span,
                "no-result",
                count=len([name for name, _ in cells]),
                cells=first_of([name for name, _ in cells]),
            )
        ]
        if cells
        else []
    )


def _text_cells(source: SheetSource, rows: Rows, sheet: Sheet) -> Mapping[int, str]:
    """Return the texts of the text cells, by the start position of the cell in the text of the sheet."""
    if not sheet.written:
        return {}
    places = (
        (cell, f"{column_letter(at)}{source.position(row[0].span.start).line}")
        for row in rows
        for at, cell in enumerate(row)
    )
    return {cell.span.start: sheet.written[name] for cell, name in places if name in sheet.written}


def _other_tables(path: str, sheets: list[Sheet], chosen: Sheet, sort: Sort) -> list[str]:
    """Return the names of other sheets with a table."""
    others = [
        sheet
        for sheet in sheets
        if sheet is not chosen and find_header(sheet_rows(path, sheet)[1], sort)[0] >= FEWEST
    ]
    return [f"{other.name} (hidden)" if other.hidden else other.name for other in others]


def _rate_header(
    source: SheetSource, rows: Rows, header_row: int | None, sort: Sort
) -> tuple[int, int] | None:
    """Return a pair for the comparison of sheets; the sheet with the larger pair has the better table.

    The pair has the number of known column names in the header, and the negative index of the header row. The
    result is `None` if the sheet has no table.
    """
    if header_row == NO_HEADER:
        return (len(rows), 0) if rows else None
    if header_row is not None:
        lines = [source.position(row[0].span.start).line for row in rows]
        return (0, -lines.index(header_row)) if header_row in lines else None
    known, at = find_header(rows, sort)
    return (known, -at) if known >= FEWEST else None


def sheet_rows(path: str, sheet: Sheet) -> tuple[SheetSource, Rows]:
    """Return the text of a sheet, and the cells of the rows that are not empty.

    A row of formulas without results is not empty.
    """
    rows: Rows = []
    texts = []
    start = 0
    lacking = {int(name.lstrip(LETTERS)) for name in sheet.without_result}
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


def with_line_ends(source: SheetSource, rows: Rows, sheet: Sheet) -> Rows:
    """Return the rows of a sheet with the original line ends inside the cells.

    In the rows of `sheet_rows`, blanks replace these line ends.
    """
    written = {at: text.strip() for at, text in _text_cells(source, rows, sheet).items() if "\n" in text}
    return [
        [Cell(written.get(cell.span.start, cell.text), cell.span) if cell.text else cell for cell in row]
        for row in rows
    ]
