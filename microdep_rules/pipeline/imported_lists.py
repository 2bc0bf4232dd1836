"""Published lists of companies, read from a file of their publisher and kept in the folder of a project.

Only the command that imports needs what reads these forms; a check reads kept lists (`pipeline/lists.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.sheets import sheet_rows
from microdep_rules.lang.company_cells import open_quote
from microdep_rules.lang.company_headings import rows_in
from microdep_rules.lang.errors.companies import no_heading
from microdep_rules.lang.headless import HEADING, with_heading
from microdep_rules.lists import errors as say
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.lists.read import ListImport, join_imports, read_table, read_text
from microdep_rules.lists.stored import format_list
from microdep_rules.lists.tables import PLAIN, find_form
from microdep_rules.messages import diagnose
from microdep_rules.output.visible import exact
from microdep_rules.patterns import pattern
from microdep_rules.pipeline.lists import kept_lists, place_of
from microdep_rules.source import Span
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
"""What OFAC writes behind the last line."""
_MARK = b"\x1a"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SDN = pattern(r"sdn(?=\.csv$)", re.IGNORECASE)


def import_list(project: Project, path: str, asked: ImportRequest) -> tuple[ListImport, Texts]:
    """A published list in a file, with the texts that its diagnostics are about."""
    data, problem = project.workspace.read(path, "list")
    shown = project.workspace.shown(path)
    if data is None:
        return ListImport(None, [problem] if problem is not None else []), {}
    asked = replace(asked, digest=digest_of(data), source=asked.source or exact(shown.rpartition("/")[2]))
    if data.startswith(_WORKBOOKS):
        return _in_workbook(shown, data, asked)
    text, problems = _decoded(shown, data)
    if text is None:
        because = problems[0].message if problems else "it is no text"
        return ListImport(None, [say.not_a_text(because, shown)]), {}
    read = read_text(text.source, asked) or _in_table(project, path, text.source, asked, data)
    told = [say.guessed(shown, text.encoding)] if text.guessed else []
    return replace(read, diagnostics=[*told, *problems, *read.diagnostics]), {shown: text.source}


def _decoded(path: str, data: bytes) -> tuple[DecodedText | None, list[Diagnostic]]:
    return decode_text(path, data.rstrip(_END) if _MARK in data[-len(_END) * 2 :] else data)


def _in_table(
    project: Project, path: str, source: SourceFile, asked: ImportRequest, data: bytes
) -> ListImport:
    rows: Rows = rows_in(source)
    quote = open_quote(source, rows)
    if quote is not None:
        return ListImport(None, [say.cut_off("a quotation mark is not closed", quote)])
    ends = any(sign in data[-4:] for sign in (b"\n", b"\r", _MARK))
    rows, told = _with_heading(rows)
    read = read_table(source.path, rows, _aliases(project, path), asked, ends=ends)
    return replace(read, diagnostics=[*told, *read.diagnostics])


def _with_heading(rows: Rows) -> tuple[Rows, list[Diagnostic]]:
    """The rows of a table of names, with a heading where it has none."""
    if find_form(rows):
        return rows, []
    rows, first = with_heading(rows)
    told = [no_heading(first.text, first.span, HEADING)] if first is not None else []
    return rows, told


def _aliases(project: Project, path: str) -> list[list[Cell]] | None:
    """The rows of ALT.CSV beside SDN.CSV; nothing where there is no such file."""
    beside = _SDN.sub(lambda found: "alt" if found[0].islower() else "ALT", path)
    if beside == path or not is_file(Path(beside)):
        return None
    data, _ = project.workspace.read(beside, "list")
    text = _decoded(project.workspace.shown(beside), data)[0] if data is not None else None
    return rows_in(text.source) if text is not None else None


def _in_workbook(shown: str, data: bytes, asked: ImportRequest) -> tuple[ListImport, Texts]:
    """The sheets of a workbook that hold the list: one, or several that are one; the others are reported."""
    book = read_workbook(data)
    if book.refused:
        return ListImport(None, [say.not_opened(book.refused, book.fix, shown)]), {}
    sheets = [(each, *sheet_rows(shown, each)) for each in book.sheets]
    lists = [each for each in sheets if find_form(each[2])]
    if not lists and (clear := [each for each in sheets if find_form(_with_heading(each[2])[0])]):
        lists = clear
    names = [each[0].name + " (hidden)" * each[0].hidden for each in lists]
    if len(lists) > 1 and not (is_one_list(names) and all(find_form(e[2]) == PLAIN for e in lists)):
        return ListImport(
            None,
            [diagnose("import/sheet", Span(shown, 0, 0), "several-lists", count=len(names), names=names)],
        ), {}
    if not lists:
        first = [cell.text for cell in sheets[0][2][0]] if sheets and sheets[0][2] else []
        return ListImport(None, [say.unknown_form(shown, first)]), {}
    lacking = [at for sheet, _, _ in lists for at in sheet.without_result]
    if lacking:
        return ListImport(None, [say.without_results(lacking, shown)]), {}
    if len(lists) > 1:  # a place in the file is one in a sheet of it
        lists = [(sheet, *sheet_rows(f"{shown}/{sheet.name}", sheet)) for sheet, _, _ in lists]
    others = [each.name for each, _, rows in sheets if rows and each not in [sheet for sheet, _, _ in lists]]
    told = [diagnose("import/sheet", Span(shown, 0, 0), "no-names", names=others)] if others else []
    texts: dict[str, SourceFile] = {source.path: source for _, source, _ in lists}
    tables = [(source.path, *_with_heading(rows)) for _, source, rows in lists]
    told += [found for _, _, problems in tables for found in problems]
    read = join_imports([read_table(path, rows, None, asked) for path, rows, _ in tables])
    return replace(read, diagnostics=[*told, *read.diagnostics]), texts


def why_not_replaced(project: Project, read: ListImport, path: str, today: date) -> list[Diagnostic]:
    """What has to be confirmed before a list takes the place of the stored one."""
    found = read.published
    assert found is not None
    problems = (
        [diagnose("list/shrinks", Span(path, 0, 0), "future", day=found.day, today=today)]
        if found.day > today
        else []
    )
    if read.stated is not None and found.day > read.stated:
        problems.append(
            diagnose("list/shrinks", Span(path, 0, 0), "later-than-stated", stated=read.stated, day=found.day)
        )
    before = kept_lists(project)[0].get(found.name)
    if before is None:
        return problems
    if found.day < before.day:
        problems.append(
            diagnose(
                "list/shrinks", Span(path, 0, 0), "older", name=found.name, stored=before.day, day=found.day
            )
        )
    if 2 * len(found.entries) < len(before.entries):
        problems.append(
            diagnose(
                "list/shrinks",
                Span(path, 0, 0),
                name=found.name,
                before=len(before.entries),
                after=len(found.entries),
            )
        )
    return problems


def keep_list(project: Project, found: PublishedList) -> Path:
    """Keeps a list beside the configuration; raises `OSError`."""
    path = place_of(project, found.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, format_list(found).encode())
    return path
