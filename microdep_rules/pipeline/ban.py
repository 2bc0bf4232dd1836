"""A pack that bans the companies of a spreadsheet, made and checked before anything is written."""

from __future__ import annotations

import csv
import io
import os
import shlex
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors.imports import no_workbook, other_form
from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.forms import recognize_form
from microdep_rules.bom.imports.sheets import sheet_rows
from microdep_rules.cells import guarded
from microdep_rules.config import parse_config
from microdep_rules.diagnostics import Label, has_errors
from microdep_rules.engine.register import Register
from microdep_rules.lang import ir
from microdep_rules.lang.company_cells import open_quote
from microdep_rules.lang.company_headings import NAME_HEADERS, columns_of, head_of, header_of, rows_in
from microdep_rules.lang.company_sheet import COLUMNS
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lang.errors import companies as say
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.headless import HEADING, with_heading
from microdep_rules.lang.pack import check_pack
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.messages import diagnose
from microdep_rules.source import SourceFile, Span
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.names import folded
from microdep_rules.vocabulary.resources import DEFAULT_PACK
from microdep_rules.workspace.ban_pack import RULES, TABLE, add_pack, build_ban_pack
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project

    Rows = Sequence[list[Cell]]

WORKBOOK = b"PK\x03\x04"
LEGACY_WORKBOOK = b"\xd0\xcf\x11\xe0"
MOST_NAMED = 5
OTHERS = ("Example Works", "Ordinary Components", "Zenith Quux", "Plover and Sons")
"""Companies for the examples; the first one that no banned name is near."""


class Ban(Struct, frozen=True):
    """The files of a pack by their names, without any where the list has mistakes."""

    files: Mapping[str, str]
    companies: tuple[str, ...]
    not_read: tuple[str, ...]
    """Columns of the list that mean nothing to it."""
    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]


class _Listed(Struct, frozen=True):
    """The table of a file, from the names of its columns on."""

    source: SourceFile | None
    rows: Rows
    problems: list[Diagnostic]


def read_ban(project: Project, path: str, name: str, day: date, affiliates: str = "") -> Ban:
    """The pack that bans the companies of a file."""
    data, problem = project.workspace.read(path, "list")
    if data is None:
        return Ban({}, (), (), [problem] if problem is not None else [], {})
    shown = project.workspace.shown(path)
    if not data.strip():
        return Ban({}, (), (), [sheets.no_rows(shown)], {})
    is_workbook = data.startswith((WORKBOOK, LEGACY_WORKBOOK))
    form = recognize_form(path, data)
    if not is_workbook and not form.read_as:
        refused = other_form(form.what, form.fix, Span(shown, 0, 0), "a list of companies")
        return Ban({}, (), (), [refused], {})
    listed = _in_workbook(shown, data) if is_workbook else _in_text(shown, data)
    texts = {each.source.path: each.source for each in listed if each.source is not None}
    problems = [found for each in listed for found in each.problems]
    if has_errors(problems):
        return Ban({}, (), (), problems, texts)
    named = [_with_names(each.rows) for each in listed]
    table, places = _as_table([rows for rows, _ in named])
    not_read = [cell for each in listed for cell in each.rows[0] if cell.text and not header_of(cell.text)]
    problems += [*_misspelt(not_read), *(found for _, unnamed in named for found in unnamed)]
    banned, example, found = _checked(name, day, table)
    problems += [_moved(each, places) for each in found]
    if has_errors(problems) or not banned:
        return Ban({}, (), (), problems or [sheets.no_rows(shown)], texts)
    other = next((each for each in OTHERS if not Register(banned).like(each)), OTHERS[0])
    text = build_ban_pack(name, day, _in_quotes(example), other, affiliates)
    names = tuple(each.names[0] for each in banned)
    unread = tuple(dict.fromkeys(each.text for each in not_read))
    return Ban({RULES: text, TABLE: table}, names, unread, problems, texts)


def _in_text(shown: str, data: bytes) -> list[_Listed]:
    text, problems = decode_text(shown, data)
    if text is None:
        return [_Listed(None, [], problems)]
    rows = rows_in(text.source)
    quote = open_quote(text.source, rows)
    return _listed(text.source, rows, [*problems, *([sheets.unclosed_quote(quote)] if quote else [])])


def _in_workbook(shown: str, data: bytes) -> list[_Listed]:
    """The sheets with the list: one, or several that are one list together."""
    book = read_workbook(data)
    if book.refused:
        return [_Listed(None, [], [no_workbook(book.refused, book.fix, Span(shown, 0, 0))])]
    seen = [each for each in book.sheets if not each.hidden]
    read = [(each, *sheet_rows(shown, each)) for each in seen]
    able = [each for each in read if (at := head_of(each[2])) is not None and each[2][at + 1 :]]
    names = [sheet.name for sheet, _, _ in able]
    if len(able) > 1 and not is_one_list(names):
        because = (
            f"{len(able)} sheets hold a list of companies: {' and '.join(f'`{name}`' for name in names)}"
        )
        way_out = "save the sheet with the banned companies alone, or put all of them into one sheet"
        return [_Listed(None, [], [no_workbook(because, way_out, Span(shown, 0, 0))])]
    filled = able or [each for each in read if each[2]][:1]
    if not filled:
        return [_Listed(None, [], [sheets.no_rows(shown)])]
    if len(filled) > 1:  # a place in the file is one in a sheet of it
        filled = [(sheet, *sheet_rows(f"{shown}/{sheet.name}", sheet)) for sheet, _, _ in filled]
    return [each for sheet, source, rows in filled for each in _listed(source, rows, _lacking(sheet, rows))]


def _lacking(sheet: Sheet, rows: Rows) -> list[Diagnostic]:
    """Formulas without a result: one of them may be a name, which would not be banned."""
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


def _listed(source: SourceFile, rows: Rows, problems: list[Diagnostic]) -> list[_Listed]:
    """The tables of a sheet or of a text."""
    if not rows:
        return [_Listed(source, [], [*problems, sheets.no_rows(source.path)])]
    rows, first = with_heading(rows)
    if first is not None:
        problems = [*problems, say.no_heading(first.text, first.span, HEADING)]
    if head_of(rows) is None:
        found, whole = [cell.text for cell in rows[0]], rows[0][0].span.to(rows[0][-1].span)
        return [_Listed(source, [], [*problems, say.no_name_column(found, whole, list(NAME_HEADERS))])]
    tables, other = tables_of(rows)
    if other is not None:
        return [_Listed(source, [], [*problems, say.several_tables(other.text, other.span)])]
    able = [table[at:] for table in tables if (at := head_of(table)) is not None]
    return [_Listed(source, each, problems if not place else []) for place, each in enumerate(able)]


def _misspelt(cells: Sequence[Cell]) -> list[Diagnostic]:
    """Columns that are not read, although their names are almost those of columns that are."""
    return [say.column_not_read(e.text, e.span, COLUMNS) for e in cells if did_you_mean(e.text, COLUMNS)]


def _with_names(rows: Rows) -> tuple[Rows, list[Diagnostic]]:
    """The rows that name a company, and the others as mistakes.

    A row with a number alone is passed over, and so is one that only repeats a name.
    """
    name = _meanings(rows).index("name")
    kept, problems = [rows[0]], []
    seen: set[str] = set()
    for row in rows[1:]:
        if name < len(row) and row[name].text:
            read = [cell for cell, head in zip(row, rows[0], strict=False) if header_of(head.text)]
            if folded(row[name].text) not in seen or any(c.text for c in read if c is not row[name]):
                kept.append(row)
            seen.add(folded(row[name].text))
        elif not all(cell.text.rstrip(".").isdecimal() for cell in row if cell.text):
            problems.append(sheets.empty_cell(rows[0][name].text, row[0].span.to(row[-1].span)))
    return kept, problems


def _meanings(rows: Rows) -> tuple[str, ...]:
    """The meanings of the columns that the first row names."""
    columns = columns_of(rows[:1])
    return columns.meanings if columns is not None else ()


def _as_table(tables: Sequence[Rows]) -> tuple[str, list[tuple[int, Cell]]]:
    """The columns that are read as one CSV file, and where in it each cell begins."""
    able = [_numbered(_meanings(rows)) for rows in tables]
    columns = list(dict.fromkeys(meaning for each in able for meaning in each))
    text = io.StringIO()
    places: list[tuple[int, Cell]] = []
    _write(text, places, [(meaning, tables[0][0][0]) for meaning, _ in columns])
    for rows, held in zip(tables, able, strict=True):
        for row in rows[1:]:
            cells = [_cell(row, held.get(column)) for column in columns]
            _write(text, places, cells)
    return text.getvalue(), places


def _numbered(meanings: Sequence[str]) -> dict[tuple[str, int], int]:
    """The places of the columns that are read: by what each means, and which of several it is."""
    found: dict[tuple[str, int], int] = {}
    for at, meaning in enumerate(meanings):
        if meaning:
            found[meaning, list(meanings[:at]).count(meaning)] = at
    return found


def _cell(row: list[Cell], at: int | None) -> tuple[str, Cell]:
    """The text of a cell and its place; of one that a row does not have, the last one of the row."""
    return (row[at].text, row[at]) if at is not None and at < len(row) else ("", row[-1])


def _write(text: io.StringIO, places: list[tuple[int, Cell]], cells: Sequence[tuple[str, Cell]]) -> None:
    """One line of the CSV file."""
    for place, (value, cell) in enumerate(cells):
        places.append((text.tell(), cell))
        written = io.StringIO()
        csv.writer(written, lineterminator="").writerow([guarded(value), ""])
        text.write(written.getvalue()[:-1] + ("," if place < len(cells) - 1 else ""))
    text.write("\n")


def _moved(found: Diagnostic, places: Sequence[tuple[int, Cell]]) -> Diagnostic:
    """A diagnostic about the CSV file as one about the cells of the list."""

    def label(each: Label) -> Label:
        cell = next((cell for at, cell in reversed(places) if at <= each.span.start), None)
        return replace(each, span=cell.span) if cell is not None and each.span.path == TABLE else each

    return replace(found, primary=label(found.primary), labels=tuple(map(label, found.labels)))


def _in_quotes(name: str) -> str:
    """A name as a text of a rule file, which has no quotes in it; they do not count in a name."""
    return " ".join(name.replace('"', " ").split())


def _checked(name: str, day: date, table: str) -> tuple[list[ir.Company], str, list[Diagnostic]]:
    """The companies of the table, as the pack will read them, one for examples, and what is wrong with them.

    The one for examples is banned on every day, where there is such a one.
    """
    text = build_ban_pack(name, day, OTHERS[0], OTHERS[0])
    rules = [SourceFile(RULES, text)]
    pack, problems = check_pack(rules, files={TABLE: SourceFile(TABLE, table)}, with_examples=True)
    if pack is None:
        return [], "", problems
    found = [
        (each.value, entry.stretch)
        for entry in pack.tables["banned"].entries
        if isinstance(entry.value, tuple)
        for each in entry.value
        if isinstance(each, ir.Constant) and isinstance(each.value, ir.Company)
    ]
    always = [company.names[0] for company, stretch in found if stretch == ir.Stretch()]
    companies = [company for company, _ in found]
    return companies, (always or [companies[0].names[0]])[0], problems


def report(project: Project, path: str, name: str, made: Ban) -> Iterator[str]:
    """The lines that show what was written and what to do next; the configuration is changed on the way."""
    shown = project.workspace.shown(project.workspace.base / name)
    many = len(made.companies)
    named = ", ".join(made.companies[:MOST_NAMED]) + (" …" if many > MOST_NAMED else "")
    yield f"{many} {'company' if many == 1 else 'companies'}: {named}"
    if made.not_read:
        yield f"columns not read: {', '.join(f'`{each}`' for each in made.not_read)}"
    yield f"wrote {shown}/{TABLE}: the companies"
    yield f"wrote {shown}/{RULES}: the rules that ban them as maker and as supplier"
    if project.path is not None and name not in project.config.packs:
        yield _configure(project, name)
    boms = _boms(project, path)
    pack = name if project.path is not None else shlex.quote(shown)
    yield f"next: microdep check {shlex.quote(boms[0]) if boms else 'BOM'} --pack {pack}"
    if not boms:
        yield "BOM is your bill of materials, such as a spreadsheet with name, manufacturer and supplier"


def _boms(project: Project, path: str) -> list[str]:
    """The bills of materials of the folder; without any, the one other table in it, if there is one only."""
    found = list(project.workspace.find(()).files)
    tables = [table for table in project.workspace.tables() if "/" not in table]
    others = [
        os.path.relpath(project.workspace.base / table)
        for table in tables
        if os.path.realpath(project.workspace.base / table) != os.path.realpath(path)
    ]
    return found or (others if len(others) == 1 else [])


def _configure(project: Project, name: str) -> str:
    """Add the pack to the configuration; where that cannot be done safely, the line says what to add."""
    assert project.path is not None
    shown = project.workspace.shown(project.path)
    before = project.path.read_text(encoding="utf-8")
    after = add_pack(before, name, DEFAULT_PACK)
    wanted = (*(project.config.packs or (DEFAULT_PACK,)), name)
    config, problems = parse_config(SourceFile(project.path.name, after))
    if config is None or has_errors(problems) or config.packs != wanted:
        return f'add "{name}" to `packs` in {shown}'
    try:
        write_atomically(project.path, after.encode())
    except OSError:
        return f'add "{name}" to `packs` in {shown}, which cannot be written'
    return f"added {name} to `packs` in {shown}"
