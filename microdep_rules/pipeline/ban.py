"""Pack that bans the companies of a spreadsheet; the pack is checked before any file is written."""

from __future__ import annotations

import csv
import io
import os
import shlex
from datetime import date
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
from microdep_rules.lang.company_headings import (
    head_of,
    no_names,
    rows_in,
)
from microdep_rules.lang.company_sheet import find_mixed_cell, left_out, problems_of
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.headless import (
    HEADING,
    find_first_company,
    find_possible_company,
    with_heading,
)
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.periods import days_of
from microdep_rules.lists.errors import guessed
from microdep_rules.lists.one_list import is_one_list
from microdep_rules.messages import diagnose
from microdep_rules.output.from_here import from_here
from microdep_rules.patterns import pattern
from microdep_rules.pipeline.ban_columns import (
    DAYS,
    BanColumns,
    column_warnings,
    heading_words_as_names,
    read_columns,
)
from microdep_rules.pipeline.company_rows import company_rows
from microdep_rules.pipeline.lists import ended_lists
from microdep_rules.pipeline.new import add_to_configuration
from microdep_rules.pipeline.tables import is_table_without_suppliers, may_be_bill_of_materials
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.company_cells import open_quote, with_hidden_apostrophe
from microdep_rules.vocabulary.names import folded
from microdep_rules.workspace.ban_pack import (
    RULES,
    TABLE,
    BanExamples,
    BanScope,
    DatedCompany,
    build_ban_pack,
    compared_date,
)
from microdep_rules.workspace.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project

    Rows = Sequence[list[Cell]]

WORKBOOK = b"PK\x03\x04"
LEGACY_WORKBOOK = b"\xd0\xcf\x11\xe0"
MOST_NAMED = 10
MOST_DAYS = 12
"""Largest number of first days of bans for which the pack has examples."""
LONG = 200
"""Number of companies from which a list is long: the pack then has examples of one first day only."""
_SUPPLIER_RULE = pattern(r"\bbanned-supplier(?![\w-])")
SIGN = "`|`"
"""Sign between two other names of a cell; the list accepts `;` too."""
CONTEXT = "contract"
"""Name of the context file in the next commands."""
OTHERS = ("Example Works", "Ordinary Components", "Zenith Quux", "Plover and Sons")
"""Companies for the examples. The program uses the first company that is not similar to a banned name."""


class Ban(Struct, frozen=True):
    """Files of the pack by name; no files if the list has mistakes."""

    files: Mapping[str, str]
    companies: tuple[ir.Company, ...]
    other_names: tuple[str, ...]
    """Headings of the columns of other names."""
    not_read: tuple[str, ...]
    """Columns of the list that the pack does not use."""
    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]
    dates: str = ""
    """Earliest and latest date of each column of dates, as a line for the user; empty without dates."""


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
    scope: BanScope | None = None,
) -> Ban:
    """Return the pack that bans the companies of a file."""
    data, problem = project.workspace.read(path, "list")
    if data is None:
        return Ban({}, (), (), (), [problem] if problem is not None else [], {})
    shown = project.workspace.shown(path)
    if not data.strip():
        return Ban({}, (), (), (), [sheets.no_rows(shown)], {})
    is_workbook = data.startswith((WORKBOOK, LEGACY_WORKBOOK))
    form = recognize_form(path, data)
    if not is_workbook and not form.read_as:
        refused = wrong_format(shown, "a list of companies", form.what, form.fix)
        return Ban({}, (), (), (), [refused], {})
    listed = _in_workbook(shown, data) if is_workbook else _in_text(shown, data)
    texts = {list_.source.path: list_.source for list_ in listed if list_.source is not None}
    problems = [problem_of_list for list_ in listed for problem_of_list in list_.problems]
    if has_errors(problems):
        return Ban({}, (), (), (), problems, texts)
    tables = [read for list_ in listed if (read := read_columns(list_.rows)) is not None]
    problems += [
        problem
        for table in tables
        for problem in (
            *_unclear_columns(table),
            *_long_rows(table.rows),
            *_mixed_cells(table),
            *heading_words_as_names(table),
        )
    ]
    if has_errors(problems):
        return Ban({}, (), (), (), problems, texts)
    named = [_rows_with_names(table) for table in tables]
    table, places = _as_table([read for read, _ in named])
    problems += [
        *(problem for read in tables for problem in column_warnings(read)),
        *(problem_of_row for _, unnamed in named for problem_of_row in unnamed),
    ]
    banned, examples, example_problems = _check_table(name, day, table, scope)
    problems += [_relocate(problem_, places) for problem_ in example_problems]
    if has_errors(problems) or not banned or examples is None:
        return Ban({}, (), (), (), problems or [sheets.no_rows(shown)], texts)
    other_names = [cell for read in tables for cell in read.headings("aliases", "former")]
    not_read = [cell for read in tables for cell in read.unread]
    return Ban(
        {RULES: build_ban_pack(name, day, examples, scope), TABLE: table},
        tuple(company for company, _ in banned),
        _headings(other_names),
        _headings(not_read),
        problems,
        texts,
        _dates_in_words([read for read, _ in named], [days for _, days in banned], day),
    )


def _dates_in_words(tables: Sequence[BanColumns], periods: Sequence[tuple[date, date]], day: date) -> str:
    """Return the earliest and latest date of each column, and numbers of companies.

    The numbers count the companies that are not banned on `day`, and the companies without a date.
    """
    texts: dict[str, list[str]] = {}
    for table in tables:
        for at, (heading, meaning) in enumerate(zip(table.rows[0], table.columns.meanings, strict=False)):
            if meaning in DAYS:
                cells = [row[at].text for row in table.rows[1:] if at < len(row) and row[at].text]
                texts.setdefault(" ".join(heading.text.split()), []).extend(cells)
    columns = [
        f"`{heading}`: {min(days)}" + (f" to {max(days)}" if len(set(days)) > 1 else "")
        for heading, days in texts.items()
        if days
    ]
    later = sum(first > day for first, _ in periods)
    ended = sum(last < day for _, last in periods)
    counts = [f"{_count(later, 'company is', 'companies are')} not yet banned"] if later else []
    counts += [f"{_count(ended, 'company is', 'companies are')} no longer banned"] if ended else []
    always = sum(days == (date.min, date.max) for days in periods)
    counts += (
        [f"{_count(always, 'company', 'companies')} without a date: banned on any date"] if always else []
    )
    return "; ".join((", ".join(columns), *counts)) if columns else ""


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the texts of headings, each text once."""
    return tuple(dict.fromkeys(" ".join(cell.text.split()) for cell in cells))


def _in_text(shown: str, data: bytes) -> list[_CompanyTable]:
    text, problems = decode_text(shown, data)
    if text is None:
        return [_CompanyTable(None, [], problems)]
    problems = [*([guessed(shown, text.encoding)] if text.guessed else []), *problems]
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

    A visible sheet that seems to belong to the list, such as `Sheet2`, must not contain unread companies.
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
    rows = [[replace(cell, text=with_hidden_apostrophe(cell.text)) for cell in row] for row in rows]
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


def _unclear_columns(table: BanColumns) -> list[Diagnostic]:
    """Return the errors for columns with the same meaning; the messages use the headings of the file."""
    return [problem for problem in problems_of(table.columns) if has_errors([problem])]


def _long_rows(rows: Rows) -> list[Diagnostic]:
    """Return the errors for rows with more cells than headings; such a cell may contain a name."""
    width = len(rows[0])
    return [
        diagnose("file/ragged-row", row[0].span.to(row[-1].span), "pack", expected=width, found=len(row))
        for row in rows[1:]
        if any(cell.text for cell in row[width:])
    ][:MOST]


def _mixed_cells(table: BanColumns) -> list[Diagnostic]:
    """Return the errors for cells with several names; the messages use the headings of the file."""
    columns, (heading, *rows) = table.columns, table.rows
    cells = [find_mixed_cell(columns, heading, row) for row in rows if not left_out(columns, heading, row)]
    return [problem for problem in cells if problem is not None][:MOST]


def _rows_with_names(table: BanColumns) -> tuple[BanColumns, list[Diagnostic]]:
    """Return the table with only the rows that have a company name; return the other rows as mistakes.

    Rows that contain only a number, and rows that only repeat a name, are ignored.
    """
    rows, meanings = table.rows, table.columns.meanings
    name = meanings.index("name")
    named_rows, problems = [rows[0]], []
    seen: set[str] = set()
    for row in rows[1:]:
        if name < len(row) and row[name].text:
            known_cells = [cell for cell, meaning in zip(row, meanings, strict=False) if meaning]
            if folded(row[name].text) not in seen or any(c.text for c in known_cells if c is not row[name]):
                named_rows.append(row)
            seen.add(folded(row[name].text))
        elif not all(cell.text.rstrip(".").isdecimal() for cell in row if cell.text):
            problems.append(
                diagnose(
                    "table/value-missing", row[0].span.to(row[-1].span), "empty-cell", name=rows[0][name].text
                )
            )
    return BanColumns(table.columns, named_rows), problems


def _as_table(tables: Sequence[BanColumns]) -> tuple[str, list[tuple[int, Cell]]]:
    """Return the used columns as one CSV file, and the position of each of its cells in the spreadsheet."""
    able = [_column_positions(table.columns.meanings) for table in tables]
    columns = list(dict.fromkeys(meaning for meanings in able for meaning in meanings))
    text = io.StringIO()
    places: list[tuple[int, Cell]] = []
    _write_line(text, places, [(meaning, tables[0].rows[0][0]) for meaning, _ in columns])
    for table, positions in zip(tables, able, strict=True):
        for row in table.rows[1:]:
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
        # Some versions of Python quote a line end in a cell only if it is in the line terminator.
        csv.writer(written, lineterminator="\r\n").writerow([guarded(value), ""])
        text.write(written.getvalue().removesuffix(",\r\n") + ("," if place < len(cells) - 1 else ""))
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


def _check_table(
    name: str, day: date, table: str, scope: BanScope | None
) -> tuple[list[tuple[ir.Company, tuple[date, date]]], BanExamples | None, list[Diagnostic]]:
    """Return the companies of the table with their days, the values for examples, and the problems."""
    text = build_ban_pack(name, day, BanExamples(OTHERS[0], OTHERS[0]), scope)
    rules = [SourceFile(RULES, text)]
    pack, problems = check_pack(rules, files={TABLE: SourceFile(TABLE, table)}, with_examples=True)
    problems = [_about_a_day(problem, table) for problem in problems]
    if pack is None:
        return [], None, problems
    problems = [*problems, *ended_lists([(name, pack)], day)]
    companies = [
        (name_of_company.value, days_of(pack.parameters, entry.stretch))
        for entry in pack.tables["banned"].entries
        if isinstance(entry.value, tuple)
        for name_of_company in entry.value
        if isinstance(name_of_company, ir.Constant) and isinstance(name_of_company.value, ir.Company)
    ]
    return companies, _choose_examples(companies, scope) if companies else None, problems


def _choose_examples(
    companies: Sequence[tuple[ir.Company, tuple[date, date]]], scope: BanScope | None
) -> BanExamples:
    """Return the companies and days for the examples of the pack.

    The company of most examples has no first or last day, so this company is always banned. If every company
    has a first or last day, the examples state a day on which the company is banned.
    """
    start = scope.start.day if scope is not None and scope.start is not None else None
    register = Register([company for company, _ in companies])
    other = next((text for text in OTHERS if not register.like(text)), OTHERS[0])
    always = [company for company, days in companies if days == (date.min, date.max)]
    banned, banned_on = always[0] if always else companies[0][0], None
    if not always:
        with_day = [(company, _banned_day(days, start)) for company, days in companies]
        banned, banned_on = next((entry for entry in with_day if entry[1] is not None), with_day[0])
    named = next((name for name in banned.names[1:] if _quotable(name) == name), "")
    return BanExamples(
        _quotable(banned.names[0]),
        other,
        named,
        banned_on,
        len(always) < len(companies),
        _with_different_days(companies, start),
    )


def _with_different_days(
    companies: Sequence[tuple[ir.Company, tuple[date, date]]], start: date | None
) -> tuple[DatedCompany, ...]:
    """Return a company for each first day of a ban; of a long list, return only one company."""
    most = MOST_DAYS if len(companies) <= LONG else 1
    by_day: dict[date, DatedCompany] = {}
    for at, (_, (first, _)) in enumerate(companies[: MOST_NAMED if len(companies) > LONG else LONG]):
        if len(by_day) < most and first not in by_day and (dated := _dated(at, companies, start)) is not None:
            by_day[first] = dated
    return tuple(by_day.values())


def _dated(
    at: int, companies: Sequence[tuple[ir.Company, tuple[date, date]]], start: date | None
) -> DatedCompany | None:
    """Return a company for the examples of its first day; `None` if another company is similar."""
    company, (first, last) = companies[at]
    others = Register([other for place, (other, _) in enumerate(companies) if place != at])
    if not date.min < first <= last or (start is not None and first <= start):
        return None
    if any(others.like(name) for name in company.names):
        return None
    return DatedCompany(_quotable(company.names[0]), first)


def _about_a_day(problem: Diagnostic, table: str) -> Diagnostic:
    """Convert the error for an unknown date parameter: a spreadsheet of companies has only dates."""
    span = problem.primary.span
    if problem.code != "name/unknown-name" or span.path != TABLE:
        return problem
    return diagnose("table/cell-not-read", span, "not-a-day", text=table[span.start : span.end])


def _banned_day(days: tuple[date, date], start: date | None) -> date | None:
    """Return a day on which a company is banned by a ban from `start`; `None` if there is no such day."""
    first, last = days
    day = max(first, start) if start is not None else first if first > date.min else last
    return day if day <= last else None


def find_uses_of_missing_rules(folder: Path, scope: BanScope) -> list[str]:
    """Return the other rule files that use the rule for suppliers, if the new pack has no such rule."""
    if not scope.manufacturers_only:
        return []
    files = sorted(file for file in folder.glob("*.rule") if file.name != RULES)
    return [file.name for file in files if _SUPPLIER_RULE.search(file.read_text("utf-8", errors="replace"))]


def report(
    project: Project, path: str, name: str, ban: Ban, scope: BanScope, repeated: str = ""
) -> Iterator[str]:
    """Add the pack to the configuration; yield lines about the list, the files and the next command.

    `repeated` has the option `--config` for the next command, with a space before it.
    """
    start = scope.start
    shown = from_here(project.workspace.shown(project.workspace.base / name))
    names = [company.names[0] for company in ban.companies]
    named = ", ".join(f"`{name}`" if "," in name else name for name in names[:MOST_NAMED]) + (
        " …" if len(names) > MOST_NAMED else ""
    )
    yield f"{_count(len(names), 'company', 'companies')}: {named}"
    yield f"other names: {_other_names(ban)}"
    if ban.dates:
        yield f"dates: {ban.dates}"
        yield f"the rules compare these dates with {compared_date(scope)}"
    if ban.not_read:
        yield f"columns not read: {', '.join(f'`{column}`' for column in ban.not_read)}"
    yield f"wrote {shown}/{TABLE}: the companies"
    rules = " and ".join(f"banned-{rule}" for rule in scope.rules)
    yield f"wrote {shown}/{RULES}: the {'rule' if len(scope.rules) == 1 else 'rules'} {rules}"
    if scope.manufacturers_only:
        yield "suppliers are not checked: a component from a banned supplier passes"
    if project.path is not None and name not in project.config.packs:
        yield add_to_configuration(project, project.workspace.base / name)
    boms = [from_here(project.workspace.shown(bom)) for bom in _find_boms(project, path)]
    if boms and not scope.manufacturers_only and is_table_without_suppliers(project, boms[0]):
        yield f"{boms[0]} has no column of suppliers, so banned-supplier is unknown for each component"
        yield "to ban manufacturers only, repeat this command with --manufacturers-only --force"
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
        columns = "name and manufacturer" if scope.manufacturers_only else "name, manufacturer and supplier"
        yield f"BOM.csv is your bill of materials, such as a spreadsheet with {columns}"


def _count(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun."""
    return f"{number} {singular if number == 1 else plural}"


def _other_names(ban: Ban) -> str:
    """Return the number of other names and their columns, and the sign between two names of a cell."""
    if not ban.other_names:
        return f"none; for other names, add a column `Other names`, with {SIGN} between two names of a cell"
    counts = [len(company.names) - 1 for company in ban.companies if len(company.names) > 1]
    columns = " and ".join(f"`{column}`" for column in ban.other_names)
    companies = _count(len(counts), "company", "companies")
    names = f"{_count(sum(counts), 'name', 'names')} of {companies}" if counts else "no names"
    return f"read from {columns}: {names}; {SIGN} separates two names of a cell"


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
