"""Tables of companies in a spreadsheet or in a text file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.lang.company_headings import (
    head_of,
    no_names,
    rows_in,
)
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.headless import (
    HEADING,
    find_first_company,
    find_possible_company,
    with_heading,
)
from microdep_rules.lists.errors import guessed
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.messages import diagnose
from microdep_rules.pipeline.company_rows import company_rows
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.company_cells import open_quote, with_hidden_apostrophe
from microdep_rules.workspace.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

    Rows = Sequence[list[Cell]]

WORKBOOK = b"PK\x03\x04"
LEGACY_WORKBOOK = b"\xd0\xcf\x11\xe0"


class CompanyTable(Struct, frozen=True):
    """Table of companies; its first row contains the column names."""

    source: SourceFile | None
    rows: Rows
    problems: list[Diagnostic]


def is_workbook(data: bytes) -> bool:
    """Return whether a file is a workbook of a spreadsheet program."""
    return data.startswith((WORKBOOK, LEGACY_WORKBOOK))


def company_tables(shown: str, data: bytes) -> list[CompanyTable]:
    """Return the tables of companies in a workbook or in a text file."""
    return _in_workbook(shown, data) if is_workbook(data) else _in_text(shown, data)


def _in_text(shown: str, data: bytes) -> list[CompanyTable]:
    text, problems = decode_text(shown, data)
    if text is None:
        return [CompanyTable(None, [], problems)]
    problems = [*([guessed(shown, text.encoding)] if text.guessed else []), *problems]
    rows = rows_in(text.source)
    quote = open_quote(text.source, rows)
    return _find_tables(
        text.source, rows, [*problems, *([diagnose("file/truncated", quote, "cell")] if quote else [])]
    )


def _in_workbook(shown: str, data: bytes) -> list[CompanyTable]:
    """Return the sheets that contain the list: one sheet, or several sheets that form one list."""
    book = read_workbook(data)
    if book.refused:
        return [
            CompanyTable(
                None,
                [],
                [
                    diagnose(
                        "file/wrong-format", Span(shown, 0, 0), "workbook", reason=book.refused, fix=book.fix
                    )
                ],
            )
        ]
    visible_sheets = [sheet_ for sheet_ in book.sheets if not sheet_.hidden]
    read = [(sheet_, *company_rows(shown, sheet_)) for sheet_ in visible_sheets]
    able = [entry for entry in read if (at := head_of(entry[2])) is not None and entry[2][at + 1 :]]
    names = [sheet.name for sheet, _, _ in able]
    if len(able) > 1 and not is_one_list(names):
        quoted_names = " and ".join(f"`{name}`" for name in names)
        problem = diagnose(
            "file/wrong-format", Span(shown, 0, 0), "several-lists", count=len(names), sheets=quoted_names
        )
        return [CompanyTable(None, [], [problem])]
    filled = able or [entry for entry in read if entry[2]][:1]
    if not filled:
        return [CompanyTable(None, [], [sheets.no_rows(shown)])]
    if len(filled) > 1:  # the place of a cell includes the sheet
        filled = [(sheet, *company_rows(f"{shown}/{sheet.name}", sheet)) for sheet, _, _ in filled]
    used = {sheet.name for sheet, _, _ in filled}
    unread = _unread_sheets(shown, [sheet for sheet in book.sheets if sheet.name not in used])
    return [
        table
        for place, (sheet, source, rows) in enumerate(filled)
        for table in _find_tables(
            source, rows, [*_missing_results(sheet, rows), *(unread if not place else [])]
        )
    ]


def _unread_sheets(shown: str, sheets_: Sequence[Sheet]) -> list[Diagnostic]:
    """Return the diagnostics for unread sheets; a sheet without a filled cell has no diagnostic."""
    with_rows = [(sheet, company_rows(shown, sheet)[1]) for sheet in sheets_]
    return [_unread_sheet(shown, sheet, rows) for sheet, rows in with_rows if rows]


def _unread_sheet(shown: str, sheet: Sheet, rows: Rows) -> Diagnostic:
    """Return the diagnostic for an unread sheet.

    A visible sheet that seems to belong to the list, such as `Sheet2`, is an error, because it may contain
    companies.
    """
    whole = Span(shown, 0, 0)
    text = find_first_company(rows) or find_possible_company(rows)
    if not text:
        return diagnose("table/several-tables", whole, "other-sheet", name=sheet.name)
    if sheet.hidden:
        return diagnose("table/several-tables", whole, "hidden-sheet", name=sheet.name, text=text)
    if is_one_list([sheet.name]):
        return diagnose("table/several-tables", whole, "sheet-without-heading", name=sheet.name, text=text)
    return diagnose("table/several-tables", whole, "sheet-not-read", name=sheet.name, text=text)


def _missing_results(sheet: Sheet, rows: Rows) -> list[Diagnostic]:
    """Return a diagnostic about formulas without a stored result; such a cell may be a company name."""
    return (
        [
            diagnose(
                "import/cell-not-read",
                rows[0][0].span,
                "no-result",
                count=len(sheet.without_result),
                cells=first_of(sheet.without_result),
            )
        ]
        if sheet.without_result
        else []
    )


def _find_tables(source: SourceFile, rows: Rows, problems: list[Diagnostic]) -> list[CompanyTable]:
    """Return the tables of companies in a sheet or in a text file."""
    if not rows:
        return [CompanyTable(source, [], [*problems, sheets.no_rows(source.path)])]
    rows = [[replace(cell, text=with_hidden_apostrophe(cell.text)) for cell in row] for row in rows]
    rows, first = with_heading(rows)
    if first is not None:
        problems = [
            *problems,
            diagnose("table/column-missing", first.span, "no-heading", name=first.text, heading=HEADING),
        ]
    if head_of(rows) is None:
        headings, whole = [cell.text for cell in rows[0]], rows[0][0].span.to(rows[0][-1].span)
        return [CompanyTable(source, [], [*problems, no_names(headings, whole)])]
    tables, other = tables_of(rows)
    if other is not None:
        return [
            CompanyTable(
                source, [], [*problems, diagnose("table/several-tables", other.span, heading=other.text)]
            )
        ]
    able = [table[at:] for table in tables if (at := head_of(table)) is not None]
    return [CompanyTable(source, table, problems if not place else []) for place, table in enumerate(able)]
