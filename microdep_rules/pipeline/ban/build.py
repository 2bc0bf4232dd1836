"""Pack that bans the companies of a spreadsheet; the pack is checked before any file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors.imports import wrong_format
from microdep_rules.bom.imports.forms import recognize_form
from microdep_rules.diagnostics import has_errors
from microdep_rules.lang import ir
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.periods import days_of
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.pipeline.ban.columns import (
    column_warnings,
    find_mistakes,
    read_columns,
    rows_with_names,
)
from microdep_rules.pipeline.ban.companies_csv import as_csv, relocate
from microdep_rules.pipeline.ban.examples import OTHERS, choose_examples
from microdep_rules.pipeline.ban.report import dates_in_words
from microdep_rules.pipeline.ban.tables import company_tables, is_workbook
from microdep_rules.pipeline.lists import ended_lists
from microdep_rules.source import SourceFile
from microdep_rules.workspace.ban_pack import (
    RULES,
    TABLE,
    BanExamples,
    BanScope,
    build_ban_pack,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project

_SUPPLIER_RULE = pattern(r"\bbanned-supplier(?![\w-])")


class Ban(Struct, frozen=True):
    """Files of the new pack, by name; empty if the spreadsheet has mistakes."""

    files: Mapping[str, str]
    companies: tuple[ir.Company, ...]
    other_names: tuple[str, ...]
    """Headings of the columns with other names of a company."""
    not_read: tuple[str, ...]
    """Columns of the list that the pack does not use."""
    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]
    dates: str = ""
    """Earliest and latest date of each column of dates, as a line for the user; empty without dates."""


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
    form = recognize_form(path, data)
    if not is_workbook(data) and not form.read_as:
        refused = wrong_format(shown, "a list of companies", form.what, form.fix)
        return Ban({}, (), (), (), [refused], {})
    listed = company_tables(shown, data)
    texts = {list_.source.path: list_.source for list_ in listed if list_.source is not None}
    problems = [problem_of_list for list_ in listed for problem_of_list in list_.problems]
    if has_errors(problems):
        return Ban({}, (), (), (), problems, texts)
    tables = [read for list_ in listed if (read := read_columns(list_.rows)) is not None]
    problems += [problem_of_table for table in tables for problem_of_table in find_mistakes(table)]
    if has_errors(problems):
        return Ban({}, (), (), (), problems, texts)
    named = [rows_with_names(table) for table in tables]
    table, places = as_csv([read for read, _ in named])
    problems += [
        *(problem for read in tables for problem in column_warnings(read)),
        *(problem_of_row for _, unnamed in named for problem_of_row in unnamed),
    ]
    banned, examples, example_problems = _check_table(name, day, table, scope)
    problems += [relocate(problem_, places) for problem_ in example_problems]
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
        dates_in_words([read for read, _ in named], [days for _, days in banned], day),
    )


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the texts of headings, each text once."""
    return tuple(dict.fromkeys(" ".join(cell.text.split()) for cell in cells))


def _check_table(
    name: str, day: date, table: str, scope: BanScope | None
) -> tuple[list[tuple[ir.Company, tuple[date, date]]], BanExamples | None, list[Diagnostic]]:
    """Return the companies with their first and last days, the values for examples, and the problems."""
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
    return companies, choose_examples(companies, scope) if companies else None, problems


def _about_a_day(problem: Diagnostic, table: str) -> Diagnostic:
    """Reword the error for an unknown date parameter, because a spreadsheet of companies has only dates."""
    span = problem.primary.span
    if problem.code != "name/unknown-name" or span.path != TABLE:
        return problem
    return diagnose("table/cell-not-read", span, "not-a-day", text=table[span.start : span.end])


def find_uses_of_missing_rules(folder: Path, scope: BanScope) -> list[str]:
    """Return the other rule files that use the rule for suppliers; empty if the new pack has this rule."""
    if not scope.manufacturers_only:
        return []
    files = sorted(file for file in folder.glob("*.rule") if file.name != RULES)
    return [file.name for file in files if _SUPPLIER_RULE.search(file.read_text("utf-8", errors="replace"))]
