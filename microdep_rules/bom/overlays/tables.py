"""Conversion of a table into an overlay: a completed questionnaire, or a list of components.

Each row is about a component. The id, or part number and manufacturer, identify the component. A row declares
facts in a column for each fact (`Country of origin`, `Stage` with `Country`), or in the columns `Fact` and
`Answer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.imports.columns import LEFT_OUT, column_keys
from microdep_rules.bom.imports.guesses import guess_columns
from microdep_rules.bom.imports.mapped_columns import columns_by_mapping, find_dropped_rows
from microdep_rules.bom.imports.names import FACT, STAGE
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overlays.held_rows import unread_rows
from microdep_rules.bom.overlays.list_rows import join_list_rows
from microdep_rules.bom.overlays.row_reader import IDENTIFIERS, DeclarationReader, excludes_row
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import Severity, has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import listed
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.workbook_texts import headings, language_of

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.overlays.declarations import (
        TableDeclarations,
    )
    from microdep_rules.diagnostics import Diagnostic

DAY_FIRST = "de"
"""Language in which a date with points has its day first: `12.01.2026`."""
MOST = 5
"""Number of remarks in a message."""
NOT_NAMED = "it declares nothing that is known"
NOT_TAKEN = "no value of this row is used"
FOR_PEOPLE = frozenset(
    {
        *("Please correct", "Accepted", "Priority", "Due date", "About", "Question", "How to answer"),
        *("Example", "Law", "Why we ask", "Rules that need the answer"),
        "Day on which the rules apply",
    }
)
"""Columns of a questionnaire that only people read."""


def overlay_from_table(
    table: ImportTable | None, source: SourceFile, problems: list[Diagnostic], mapping: Mapping | None = None
) -> LoadedDocument:
    """Return the overlay of a table, with diagnostics."""
    if table is None:
        return LoadedDocument(source, None, problems, nowhere(source), "overlay")
    columns, column_problems = columns_of(table, mapping)
    problems = [
        *problems,
        *column_problems,
        *_report_missing_columns(columns, table),
        *_report_other_sheets(table),
    ]
    unread_columns = [column.name for column in columns if column.because == NOT_NAMED]
    if unread_columns and not has_errors(problems):
        first = next(column.header.span for column in columns if column.because == NOT_NAMED)
        problems.append(
            diagnose(
                "overlay/columns",
                first,
                "not-mapped" if mapping is not None else "not-read",
                count=len(unread_columns),
                columns=unread_columns,
            )
        )
    if mapping is not None:
        dropped, drop_problems = find_dropped_rows(table, mapping)
        problems += drop_problems
        table = replace(table, rows=[row for at, row in enumerate(table.rows) if at not in dropped])
    if has_errors(problems):
        return LoadedDocument(source, None, problems, nowhere(source), "overlay")
    declared = _read_rows(columns, table)
    document = PlacedRecord(Span(source.path, 0, len(source.text)))
    document.put("schema", "microdep-overlay/1")
    for name, records in (
        ("parties", list(declared.parties.values())),
        ("evidence", list(declared.evidence.values())),
        ("components", declared.components),
    ):
        if records:
            document.put(name, records)
    is_taken = bool(
        declared.components or declared.parties
    )  # a table without any declaration is not an overlay
    if is_taken:
        problems += [_as_row_warning(problem) for problem in declared.problems]
    else:
        problems += _report_no_rows(declared, source.path)
    if len(declared.rejected) > 1 and is_taken:
        at = declared.rejected[0].problems[0].span
        problems.append(
            diagnose(
                "overlay/answer-not-read", at, "rows", count=len(declared.rejected), total=len(table.rows)
            )
        )
    if declared.noted:
        problems.append(
            diagnose(
                "overlay/still-open",
                declared.noted[0].span,
                "remark",
                count=len(declared.noted),
                remarks=listed([cell.text for cell in declared.noted], MOST),
            )
        )
    if declared.unused:
        companies = [cell for _, cell in declared.unused]
        texts = listed([cell.text for cell in companies], MOST)
        at = companies[0].span
        problems.append(diagnose("overlay/still-open", at, "unused", count=len(companies), companies=texts))
    if declared.unanswered:
        problems.append(_report_unanswered(declared, len(table.rows)))
    spans = Spans(source, document.place)
    return check_document(LoadedDocument(source, document.value, problems, spans, "overlay"))


def columns_of(table: ImportTable, mapping: Mapping | None = None) -> tuple[list[Column], list[Diagnostic]]:
    """Return the columns of a table of declarations, with fields from a mapping file or the headings."""
    for_people = {name for name, english in headings() if english in FOR_PEOPLE}
    if mapping is None:
        columns, problems = guess_columns(table.header, "declarations")
        left_out = for_people
    else:
        columns, problems = columns_by_mapping(table, mapping)
        left_out = {key for key, meant in mapping.columns.items() if meant == LEFT_OUT}
    named = zip(columns, column_keys(table.header), strict=True)
    return [
        replace(column, because=NOT_NAMED)
        if not column.field and column.name and key not in left_out
        else column
        for column, key in named
    ], problems


def _report_unanswered(declared: TableDeclarations, total: int) -> Diagnostic:
    texts, remarks = list(dict.fromkeys(declared.empty)), [remark.text for remark in declared.remarks]
    return diagnose(
        "overlay/not-answered",
        declared.unanswered[0],
        ("texts-and-remarks" if remarks else "texts") if texts else ("remarks" if remarks else ""),
        count=len(declared.unanswered),
        total=total,
        texts=listed(texts, MOST),
        remarks=listed(remarks, MOST),
    )


def _read_rows(columns: list[Column], table: ImportTable) -> TableDeclarations:
    language = language_of([cell.text for cell in table.header])
    has_day_first = language == DAY_FIRST
    lists = join_list_rows(columns, table.rows)
    reader = DeclarationReader(columns, lists, has_day_first=has_day_first)
    reader.read(table)
    unread = unread_rows(reader.declared)
    if unread.about:
        reader = DeclarationReader(columns, lists, has_day_first=has_day_first, unread=unread, table=table)
        reader.read(table)
    return reader.declared


def read_declarations(table: ImportTable, mapping: Mapping | None = None) -> TableDeclarations:
    """Return the declarations of a table, with the rows that are used and the rows that are rejected."""
    columns, _ = columns_of(table, mapping)
    return _read_rows(columns, table)


def _report_other_sheets(table: ImportTable) -> list[Diagnostic]:
    """Return a warning if other sheets of a workbook also contain declarations. Only one sheet is read."""
    cell = table.source.cell(0)
    if not table.other_sheets or cell is None:
        return []
    return [of_mappings.other_sheets(cell[0], table.other_sheets, table.extent, declared=True)]


def _report_missing_columns(columns: list[Column], table: ImportTable) -> list[Diagnostic]:
    """Return an error for a missing column."""
    fields_ = {column.field for column in columns}
    header = table.header[0].span.to(table.header[-1].span)
    names = [column.name for column in columns]
    if not fields_ & {"id", "mpn", "company"}:
        return [diagnose("overlay/columns", header, columns=names)]
    if ("fact" in fields_) != ("answer" in fields_):
        return [_missing_column(header, has_fact="fact" in fields_)]
    answering = fields_ & {"answer", "stage", "identifiers", *IDENTIFIERS}
    if not answering and not any(field.startswith((FACT, STAGE)) for field in fields_):
        return [diagnose("overlay/columns", header, "no-facts", columns=names)]
    return []


def _missing_column(header: Span, *, has_fact: bool) -> Diagnostic:
    present, missing = ("Fact", "Answer") if has_fact else ("Answer", "Fact")
    return diagnose("overlay/columns", header, "missing", present=present, missing=missing)


def _as_row_warning(problem: Diagnostic) -> Diagnostic:
    """Return an error about a single row as a warning, because the other rows are used."""
    if not excludes_row(problem):
        return problem
    return replace(problem, severity=Severity.WARNING, notes=(*problem.notes, NOT_TAKEN))


def _report_no_rows(declared: TableDeclarations, path: str) -> list[Diagnostic]:
    """Return the problems of a table if no row is used. The last problem names the next command."""
    if not declared.rejected:
        return declared.problems
    command = f"microdep questions --read {path} --output returned.xlsx"
    notes = (
        phrase_of("overlay/answer-not-read", "no-row"),
        phrase_of("overlay/answer-not-read", "write-copy", command=command),
    )
    last = declared.rejected[-1].problems[-1]
    return [replace(p, notes=(*p.notes, *notes)) if p is last else p for p in declared.problems]
