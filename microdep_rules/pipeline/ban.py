"""Pack that bans the companies of a spreadsheet; the pack is checked before any file is written."""

from __future__ import annotations

import csv
import io
import os
import shlex
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors.imports import wrong_format
from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.forms import recognize_form
from microdep_rules.cells import guarded
from microdep_rules.diagnostics import MOST, Label, has_errors
from microdep_rules.engine.register import Register
from microdep_rules.lang import ir
from microdep_rules.lang.company_headings import columns_of, head_of, header_of, no_names, rows_in
from microdep_rules.lang.company_sheet import COLUMNS, find_mixed_cell, left_out
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.headless import HEADING, with_heading
from microdep_rules.lang.pack import check_pack
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.messages import diagnose
from microdep_rules.pipeline.company_rows import company_rows
from microdep_rules.pipeline.new import add_to_configuration
from microdep_rules.pipeline.tables import may_be_bill_of_materials
from microdep_rules.source import SourceFile, Span
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.company_cells import open_quote
from microdep_rules.vocabulary.names import folded
from microdep_rules.workspace.ban_pack import RULES, TABLE, BanStart, build_ban_pack
from microdep_rules.workspace.workbooks import read_workbook

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
MOST_NAMED = 10
CONTEXT = "contract"
"""Name of the context file in the next commands."""
OTHERS = ("Example Works", "Ordinary Components", "Zenith Quux", "Plover and Sons")
"""Companies for the examples. The program uses the first company that is not similar to a banned name."""


class Ban(Struct, frozen=True):
    """Files of the pack by name; no files if the list has mistakes."""

    files: Mapping[str, str]
    companies: tuple[str, ...]
    not_read: tuple[str, ...]
    """Columns of the list that the pack does not use."""
    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]


class _CompanyTable(Struct, frozen=True):
    """Table with the companies. The row with the column names is the first row."""

    source: SourceFile | None
    rows: Rows
    problems: list[Diagnostic]


def build_ban(
    project: Project,
    path: str,
    name: str,
    day: date,
    affiliates: str = "",
    start: BanStart | None = None,
) -> Ban:
    """Return the pack that bans the companies of a file."""
    data, problem = project.workspace.read(path, "list")
    if data is None:
        return Ban({}, (), (), [problem] if problem is not None else [], {})
    shown = project.workspace.shown(path)
    if not data.strip():
        return Ban({}, (), (), [sheets.no_rows(shown)], {})
    is_workbook = data.startswith((WORKBOOK, LEGACY_WORKBOOK))
    form = recognize_form(path, data)
    if not is_workbook and not form.read_as:
        refused = wrong_format(shown, "a list of companies", form.what, form.fix)
        return Ban({}, (), (), [refused], {})
    listed = _in_workbook(shown, data) if is_workbook else _in_text(shown, data)
    texts = {list_.source.path: list_.source for list_ in listed if list_.source is not None}
    problems = [problem_of_list for list_ in listed for problem_of_list in list_.problems]
    if has_errors(problems):
        return Ban({}, (), (), problems, texts)
    problems += [problem for list_ in listed for problem in _mixed_cells(list_.rows)]
    if has_errors(problems):
        return Ban({}, (), (), problems, texts)
    named = [_rows_with_names(list_.rows) for list_ in listed]
    table, places = _as_table([rows for rows, _ in named])
    not_read = [cell for list_ in listed for cell in list_.rows[0] if cell.text and not header_of(cell.text)]
    problems += [
        *_misspelt_columns(not_read),
        *(problem_of_row for _, unnamed in named for problem_of_row in unnamed),
    ]
    banned, example, example_problems = _check_table(name, day, table)
    problems += [_relocate(problem_, places) for problem_ in example_problems]
    if has_errors(problems) or not banned:
        return Ban({}, (), (), problems or [sheets.no_rows(shown)], texts)
    other = next((company for company in OTHERS if not Register(banned).like(company)), OTHERS[0])
    text = build_ban_pack(name, day, _quotable(example), other, affiliates, start)
    names = tuple(company.names[0] for company in banned)
    unused = tuple(dict.fromkeys(" ".join(cell_.text.split()) for cell_ in not_read))
    return Ban({RULES: text, TABLE: table}, names, unused, problems, texts)


def _in_text(shown: str, data: bytes) -> list[_CompanyTable]:
    text, problems = decode_text(shown, data)
    if text is None:
        return [_CompanyTable(None, [], problems)]
    rows = rows_in(text.source)
    quote = open_quote(text.source, rows)
    return _find_tables(
        text.source, rows, [*problems, *([diagnose("file/truncated", quote, "cell")] if quote else [])]
    )


def _in_workbook(shown: str, data: bytes) -> list[_CompanyTable]:
    """Return the sheets that contain the list: one sheet, or several sheets that form one list."""
    book = read_workbook(data)
    if book.refused:
        return [
            _CompanyTable(
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
        return [_CompanyTable(None, [], [problem])]
    filled = able or [entry for entry in read if entry[2]][:1]
    if not filled:
        return [_CompanyTable(None, [], [sheets.no_rows(shown)])]
    if len(filled) > 1:  # the place of a cell includes the sheet
        filled = [(sheet, *company_rows(f"{shown}/{sheet.name}", sheet)) for sheet, _, _ in filled]
    return [
        table
        for sheet, source, rows in filled
        for table in _find_tables(source, rows, _missing_results(sheet, rows))
    ]


def _missing_results(sheet: Sheet, rows: Rows) -> list[Diagnostic]:
    """Return a diagnostic about formulas without a stored result: the name of a company could be missing."""
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


def _find_tables(source: SourceFile, rows: Rows, problems: list[Diagnostic]) -> list[_CompanyTable]:
    """Return the tables of companies in a sheet or in a text."""
    if not rows:
        return [_CompanyTable(source, [], [*problems, sheets.no_rows(source.path)])]
    rows, first = with_heading(rows)
    if first is not None:
        problems = [
            *problems,
            diagnose("table/column-missing", first.span, "no-heading", name=first.text, heading=HEADING),
        ]
    if head_of(rows) is None:
        headings, whole = [cell.text for cell in rows[0]], rows[0][0].span.to(rows[0][-1].span)
        return [_CompanyTable(source, [], [*problems, no_names(headings, whole)])]
    tables, other = tables_of(rows)
    if other is not None:
        return [
            _CompanyTable(
                source, [], [*problems, diagnose("table/several-tables", other.span, heading=other.text)]
            )
        ]
    able = [table[at:] for table in tables if (at := head_of(table)) is not None]
    return [_CompanyTable(source, table, problems if not place else []) for place, table in enumerate(able)]


def _misspelt_columns(cells: Sequence[Cell]) -> list[Diagnostic]:
    """Return the unused columns with a name that is similar to a known column name."""
    return [
        diagnose(
            "table/unknown-column",
            e.span,
            "ignored" if e.text else "ignored-without-name",
            name=e.text,
            near=did_you_mean(e.text, COLUMNS) or "",
        )
        for e in cells
        if did_you_mean(e.text, COLUMNS)
    ]


def _mixed_cells(rows: Rows) -> list[Diagnostic]:
    """Return the errors for cells with several names; the messages use the headings of the file."""
    columns = columns_of(rows[:1])
    if columns is None:
        return []
    cells = [
        find_mixed_cell(columns, rows[0], row) for row in rows[1:] if not left_out(columns, rows[0], row)
    ]
    return [problem for problem in cells if problem is not None][:MOST]


def _rows_with_names(rows: Rows) -> tuple[Rows, list[Diagnostic]]:
    """Return the rows with a company name; return the other rows as mistakes.

    Rows that contain only a number, and rows that only repeat a name, are ignored.
    """
    name = _meanings(rows).index("name")
    named_rows, problems = [rows[0]], []
    seen: set[str] = set()
    for row in rows[1:]:
        if name < len(row) and row[name].text:
            known_cells = [cell for cell, head in zip(row, rows[0], strict=False) if header_of(head.text)]
            if folded(row[name].text) not in seen or any(c.text for c in known_cells if c is not row[name]):
                named_rows.append(row)
            seen.add(folded(row[name].text))
        elif not all(cell.text.rstrip(".").isdecimal() for cell in row if cell.text):
            problems.append(
                diagnose(
                    "table/value-missing", row[0].span.to(row[-1].span), "empty-cell", name=rows[0][name].text
                )
            )
    return named_rows, problems


def _meanings(rows: Rows) -> tuple[str, ...]:
    """Return the meaning of each column, such as `name`, by the column names in the first row."""
    columns = columns_of(rows[:1])
    return columns.meanings if columns is not None else ()


def _as_table(tables: Sequence[Rows]) -> tuple[str, list[tuple[int, Cell]]]:
    """Return the used columns as one CSV file, and the position of each of its cells in the spreadsheet."""
    able = [_column_positions(_meanings(rows)) for rows in tables]
    columns = list(dict.fromkeys(meaning for meanings in able for meaning in meanings))
    text = io.StringIO()
    places: list[tuple[int, Cell]] = []
    _write_line(text, places, [(meaning, tables[0][0][0]) for meaning, _ in columns])
    for rows, positions in zip(tables, able, strict=True):
        for row in rows[1:]:
            cells = [_cell(row, positions.get(column)) for column in columns]
            _write_line(text, places, cells)
    return text.getvalue(), places


def _column_positions(meanings: Sequence[str]) -> dict[tuple[str, int], int]:
    """Return the positions of the used columns.

    The keys are the meaning of the column, and its number among columns with the same meaning, from 0.
    """
    positions: dict[tuple[str, int], int] = {}
    for at, meaning in enumerate(meanings):
        if meaning:
            positions[meaning, list(meanings[:at]).count(meaning)] = at
    return positions


def _cell(row: list[Cell], at: int | None) -> tuple[str, Cell]:
    """Return the text of a cell and its place; a missing cell has the place of the last cell of its row."""
    return (row[at].text, row[at]) if at is not None and at < len(row) else ("", row[-1])


def _write_line(text: io.StringIO, places: list[tuple[int, Cell]], cells: Sequence[tuple[str, Cell]]) -> None:
    """Write one line of the CSV file."""
    for place, (value, cell) in enumerate(cells):
        places.append((text.tell(), cell))
        written = io.StringIO()
        csv.writer(written, lineterminator="").writerow([guarded(value), ""])
        text.write(written.getvalue()[:-1] + ("," if place < len(cells) - 1 else ""))
    text.write("\n")


def _relocate(problem: Diagnostic, places: Sequence[tuple[int, Cell]]) -> Diagnostic:
    """Convert a diagnostic about the CSV file into a diagnostic about cells of the spreadsheet."""

    def label(label_: Label) -> Label:
        cell = next((cell for at, cell in reversed(places) if at <= label_.span.start), None)
        return replace(label_, span=cell.span) if cell is not None and label_.span.path == TABLE else label_

    return replace(problem, primary=label(problem.primary), labels=tuple(map(label, problem.labels)))


def _quotable(name: str) -> str:
    """Return a name for a text of a rule file; such a text cannot contain quotation marks."""
    return " ".join(name.replace('"', " ").split())


def _check_table(name: str, day: date, table: str) -> tuple[list[ir.Company], str, list[Diagnostic]]:
    """Return the companies of the table as the pack reads them, one company for examples, and the problems.

    The example company has no first or last day, so it is always banned. If every company has a first or last
    day, the first company is the example.
    """
    text = build_ban_pack(name, day, OTHERS[0], OTHERS[0])
    rules = [SourceFile(RULES, text)]
    pack, problems = check_pack(rules, files={TABLE: SourceFile(TABLE, table)}, with_examples=True)
    if pack is None:
        return [], "", problems
    companies_with_days = [
        (name_of_company.value, entry.stretch)
        for entry in pack.tables["banned"].entries
        if isinstance(entry.value, tuple)
        for name_of_company in entry.value
        if isinstance(name_of_company, ir.Constant) and isinstance(name_of_company.value, ir.Company)
    ]
    always = [company.names[0] for company, stretch in companies_with_days if stretch == ir.Stretch()]
    companies = [company for company, _ in companies_with_days]
    return companies, (always or [companies[0].names[0]])[0], problems


def report(
    project: Project, path: str, name: str, ban: Ban, start: BanStart | None = None, repeated: str = ""
) -> Iterator[str]:
    """Add the pack to the configuration; yield lines about the written files and the next command.

    `repeated` has the option `--config` for the next command, with a space before it.
    """
    shown = project.workspace.shown(project.workspace.base / name)
    count = len(ban.companies)
    named = ", ".join(ban.companies[:MOST_NAMED]) + (" …" if count > MOST_NAMED else "")
    yield f"{count} {'company' if count == 1 else 'companies'}: {named}"
    if ban.not_read:
        unread = ", ".join(f"`{column}`" for column in ban.not_read)
        yield f"columns not read: {unread}"
        yield "known columns: `aliases` for other names, `from` and `through` for the days of the ban"
    yield f"wrote {shown}/{TABLE}: the companies"
    yield f"wrote {shown}/{RULES}: the rules that ban them as manufacturer and as supplier"
    if project.path is not None and name not in project.config.packs:
        yield add_to_configuration(project, project.workspace.base / name)
    boms = _find_boms(project, path)
    pack = name if project.path is not None else shlex.quote(shown)
    context = ""
    if start is not None and start.by != "check":
        context = f" --context {CONTEXT}.yaml"
        yield (
            f"next: microdep new context {CONTEXT} --pack {pack}{repeated}"
            f"  # write the {start.by} date there: `{start.by}: {start.day}`"
        )
    following = "then" if context else "next"
    bom = shlex.quote(boms[0]) if boms else "BOM.csv"
    yield f"{following}: microdep check {bom} --pack {pack}{repeated}{context}"
    if not boms:
        yield "BOM.csv is your bill of materials, such as a spreadsheet with name, manufacturer and supplier"


def _find_boms(project: Project, path: str) -> list[str]:
    """Return the bills of materials in the folder.

    If there are none, return the table in the folder that may be a bill of materials, if there is only one.
    """
    boms = list(project.workspace.find(()).files)
    if boms:
        return boms
    tables = [
        table
        for table in find_tables_of_components(project)
        if os.path.realpath(table) != os.path.realpath(path)
    ]
    return tables if len(tables) == 1 else []


def find_tables_of_components(project: Project) -> list[str]:
    """Return the tables in the folder of the configuration that may be bills of materials."""
    base = project.workspace.base
    paths = [os.path.relpath(base / table) for table in project.workspace.tables() if "/" not in table]
    return [path for path in paths if may_be_bill_of_materials(project, path)]
