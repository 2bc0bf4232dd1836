"""Import of published lists of companies into the folder of a project.

Only the import command reads the published formats. A check reads the stored lists (`pipeline/lists.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.lang.company_headings import rows_in
from microdep_rules.lang.headless import HEADING, with_heading
from microdep_rules.lists import errors as say
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.lists.read import ListImport, join_imports, read_table, read_text
from microdep_rules.lists.stored import format_list
from microdep_rules.lists.tables import PLAIN, find_form
from microdep_rules.messages import diagnose
from microdep_rules.output.visible import exact
from microdep_rules.patterns import pattern
from microdep_rules.pipeline.company_rows import company_rows
from microdep_rules.pipeline.lists import list_path, read_stored_lists
from microdep_rules.source import Span
from microdep_rules.vocabulary.company_cells import open_quote
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import digest_of
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.bom.imports.encodings import DecodedText
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.lists.read import ImportRequest
    from microdep_rules.pipeline.lists import Texts
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile

    Rows = Sequence[list[Cell]]

_END = b"\x1a\r\n "
"""Bytes that may follow the last line in a file of OFAC, such as the end-of-file character."""
_MARK = b"\x1a"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SDN = pattern(r"sdn(?=\.csv$)", re.IGNORECASE)


def import_list(project: Project, path: str, request: ImportRequest) -> tuple[ListImport, Texts]:
    """Read a published list from a file; also return the lines of the file that its diagnostics quote."""
    data, problem = project.workspace.read(path, "list")
    shown = project.workspace.shown(path)
    if data is None:
        return ListImport(None, [problem] if problem is not None else []), {}
    request = replace(
        request, digest=digest_of(data), source=request.source or exact(shown.rpartition("/")[2])
    )
    if data.startswith(_WORKBOOKS):
        return _in_workbook(shown, data, request)
    text, problems = _decoded(shown, data)
    if text is None:
        because = problems[0].message if problems else "it is not text"
        return ListImport(None, [say.not_a_text(because, shown)]), {}
    read = read_text(text.source, request) or _in_table(project, path, text.source, request, data)
    encoding_warnings = [say.guessed(shown, text.encoding)] if text.guessed else []
    return replace(read, diagnostics=[*encoding_warnings, *problems, *read.diagnostics]), {shown: text.source}


def _decoded(path: str, data: bytes) -> tuple[DecodedText | None, list[Diagnostic]]:
    return decode_text(path, data.rstrip(_END) if _MARK in data[-len(_END) * 2 :] else data)


def _in_table(
    project: Project, path: str, source: SourceFile, request: ImportRequest, data: bytes
) -> ListImport:
    rows: Rows = rows_in(source)
    quote = open_quote(source, rows)
    if quote is not None:
        return ListImport(None, [diagnose("file/truncated", quote, "list-quote")])
    ends = any(sign in data[-4:] for sign in (b"\n", b"\r", _MARK))
    rows, heading_warnings = _with_heading(rows)
    read = read_table(source.path, rows, _aliases(project, path), request, ends=ends)
    return replace(read, diagnostics=[*heading_warnings, *read.diagnostics])


def _with_heading(rows: Rows) -> tuple[Rows, list[Diagnostic]]:
    """Return the rows of a table of names; add a heading if the table has none."""
    if find_form(rows):
        return rows, []
    rows, first = with_heading(rows)
    warnings = (
        [diagnose("table/column-missing", first.span, "no-heading", name=first.text, heading=HEADING)]
        if first is not None
        else []
    )
    return rows, warnings


def _aliases(project: Project, path: str) -> list[list[Cell]] | None:
    """Return the rows of the file `ALT.CSV` (other names) beside `SDN.CSV`; `None` without such a file."""
    beside = _SDN.sub(lambda match: "alt" if match[0].islower() else "ALT", path)
    if beside == path or not is_file(Path(beside)):
        return None
    data, _ = project.workspace.read(beside, "list")
    text = _decoded(project.workspace.shown(beside), data)[0] if data is not None else None
    return rows_in(text.source) if text is not None else None


def _in_workbook(shown: str, data: bytes, request: ImportRequest) -> tuple[ListImport, Texts]:
    """Read the list from one or several sheets of a workbook; report the sheets that are not read."""
    book = read_workbook(data)
    if book.refused:
        return ListImport(None, [say.not_opened(book.refused, book.fix, shown)]), {}
    sheets = [(sheet_, *company_rows(shown, sheet_)) for sheet_ in book.sheets]
    lists = [entry for entry in sheets if find_form(entry[2])]
    if not lists and (clear := [entry for entry in sheets if find_form(_with_heading(entry[2])[0])]):
        lists = clear
    names = [entry[0].name + " (hidden)" * entry[0].hidden for entry in lists]
    if len(lists) > 1 and not (is_one_list(names) and all(find_form(e[2]) == PLAIN for e in lists)):
        several = diagnose("import/sheet", Span(shown, 0, 0), "several-lists", count=len(names), names=names)
        return ListImport(None, [several]), {}
    if not lists:
        first = [cell.text for cell in sheets[0][2][0]] if sheets and sheets[0][2] else []
        return ListImport(None, [say.unknown_form(shown, first)]), {}
    lacking = [at for sheet, _, _ in lists for at in sheet.without_result]
    if lacking:
        return ListImport(None, [say.without_results(lacking, shown)]), {}
    if len(lists) > 1:  # the place of a cell includes the sheet
        lists = [(sheet, *company_rows(f"{shown}/{sheet.name}", sheet)) for sheet, _, _ in lists]
    others = [
        sheet_.name for sheet_, _, rows in sheets if rows and sheet_ not in [sheet for sheet, _, _ in lists]
    ]
    warnings = [diagnose("import/sheet", Span(shown, 0, 0), "no-names", names=others)] if others else []
    texts: dict[str, SourceFile] = {source.path: source for _, source, _ in lists}
    tables = [(source.path, *_with_heading(rows)) for _, source, rows in lists]
    warnings += [problem for _, _, problems in tables for problem in problems]
    read = join_imports([read_table(path, rows, None, request) for path, rows, _ in tables])
    return replace(read, diagnostics=[*warnings, *read.diagnostics]), texts


def why_not_replaced(project: Project, imported: ListImport, path: str, today: date) -> list[Diagnostic]:
    """Return the reasons why a list needs a confirmation before it replaces the stored list."""
    new = imported.published
    assert new is not None
    problems = (
        [diagnose("list/shrinks", Span(path, 0, 0), "future", day=new.day, today=today)]
        if new.day > today
        else []
    )
    if imported.stated is not None and new.day > imported.stated:
        problems.append(
            diagnose(
                "list/shrinks", Span(path, 0, 0), "later-than-stated", stated_day=imported.stated, day=new.day
            )
        )
    before = read_stored_lists(project)[0].get(new.name)
    if before is None:
        return problems
    if new.day < before.day:
        problems.append(
            diagnose(
                "list/shrinks", Span(path, 0, 0), "older", name=new.name, stored_day=before.day, day=new.day
            )
        )
    if 2 * len(new.entries) < len(before.entries):
        problems.append(
            diagnose(
                "list/shrinks",
                Span(path, 0, 0),
                name=new.name,
                old_number=len(before.entries),
                new_number=len(new.entries),
            )
        )
    return problems


def keep_list(project: Project, published: PublishedList) -> Path:
    """Store a list beside the configuration; raise `OSError` if this fails."""
    path = list_path(project, published.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, format_list(published).encode())
    return path
