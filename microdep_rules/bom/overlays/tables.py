"""Conversion of a table into an overlay: a completed questionnaire, or a list of components.

Each row is about a component, identified by id, or by number and manufacturer. It declares facts in their own
columns (`Country of origin`, `Stage` with `Country`), or in the columns `Fact` and `Answer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.errors.overlays import context_fact
from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.columns import LEFT_OUT, column_keys
from microdep_rules.bom.imports.guesses import guess_columns
from microdep_rules.bom.imports.mapped_columns import columns_by_mapping, find_dropped_rows
from microdep_rules.bom.imports.names import FACT, STAGE
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.declarations import EVIDENCE_COLUMNS, RejectedRow, TableDeclarations
from microdep_rules.bom.overlays.fact_names import is_company_fact, parse_fact_name
from microdep_rules.bom.overlays.replies import Reply
from microdep_rules.bom.overlays.row_expansion import expand_row
from microdep_rules.bom.overlays.screening import declare_screening, is_screening
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.cells import unguarded
from microdep_rules.diagnostics import Severity, has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import listed
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.workbook_texts import half_width, headings

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.overlays.declarations import Row
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

ROW_PROBLEMS = frozenset(
    {
        *(
            "overlay/answer-not-read",
            "overlay/no-match",
        ),
        *("import/cell-not-read", "file/ragged-row"),
    }
)
"""Problems that exclude one row only."""
NARROWED = frozenset({"answer", "country", "share", "evidence_type", "issued", "expires"})
"""Columns that may contain wide digits and signs of a Chinese or Japanese keyboard."""
MOST = 5
"""Number of remarks in a message."""
NOT_NAMED = "it declares nothing that is known"
NOT_TAKEN = "no value of this row is used"
STAGE_COLUMNS = ("country", "share", "constituent", "made_by")
"""Columns that describe a stage, and mean nothing without it."""
IDENTIFIERS = ("lei", "duns", "uei", "cage")
"""Columns with a company identifier, by scheme."""
FOR_PEOPLE = frozenset(
    {
        *("Please correct", "Taken", "Priority", "Answer by", "About", "Question", "How to answer"),
        *("Example", "Law", "Why likely", "Needed for", "Needed by"),
    }
)
"""Columns of a questionnaire that are for people only."""


def overlay_from_table(
    table: ImportTable | None, source: SourceFile, problems: list[Diagnostic], mapping: Mapping | None = None
) -> LoadedDocument:
    """Return the overlay of a table; its problems are in its diagnostics."""
    if table is None:
        return LoadedDocument(source, None, problems, nowhere(source), "overlay")
    columns, column_problems = columns_of(table, mapping)
    problems = [*problems, *column_problems, *_lacking(columns, table), *_of_other_sheets(table)]
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
    declared = _declared(columns, table)
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
    )  # otherwise the table is not a list of declarations
    if is_taken:
        problems += [_of_a_row(problem) for problem in declared.problems]
    else:
        problems += _without_a_row(declared, source.path)
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
        problems.append(_not_answered(declared, len(table.rows)))
    spans = Spans(source, document.place)
    return check_document(LoadedDocument(source, document.value, problems, spans, "overlay"))


def columns_of(table: ImportTable, mapping: Mapping | None = None) -> tuple[list[Column], list[Diagnostic]]:
    """Return the meanings of the columns of a table of declarations, from a mapping file or the headings."""
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


def _not_answered(declared: TableDeclarations, total: int) -> Diagnostic:
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


def _declared(columns: list[Column], table: ImportTable) -> TableDeclarations:
    reader = _DeclarationReader(columns)
    for number, line in enumerate(table.rows):
        reader.row(number, line)
    return reader.declared


def read_declarations(table: ImportTable, mapping: Mapping | None = None) -> TableDeclarations:
    """Return the declarations of a table, with the rows that are taken and not taken."""
    columns, _ = columns_of(table, mapping)
    return _declared(columns, table)


def _of_other_sheets(table: ImportTable) -> list[Diagnostic]:
    """Return a warning if other sheets of a workbook also contain declarations, which are not read."""
    cell = table.source.cell(0)
    if not table.others or cell is None:
        return []
    return [of_mappings.other_sheets(cell[0], table.others, table.extent, declared=True)]


def _lacking(columns: list[Column], table: ImportTable) -> list[Diagnostic]:
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


class _DeclarationReader:
    def __init__(self, columns: list[Column]) -> None:
        self.columns = columns
        self.by_field = {column.field: column for column in columns if column.field}
        self.declared = TableDeclarations()

    def row(self, number: int, line: list[Cell]) -> None:
        """Declare the contents of one row: all of it, or nothing if a cell cannot be read."""
        declared = self.declared
        parts, problems = len(declared.components), len(declared.problems)
        gathered: tuple[dict[Any, Any], ...] = (declared.stages, declared.evidence, declared.parties)
        before = [len(records) for records in gathered]
        is_answered = self._row(line)
        new = declared.problems[problems:]
        errors = [problem for problem in new if _excludes_row(problem)]
        if not errors:
            is_open = len(declared.components) == parts and any(
                problem.code == "overlay/still-open" for problem in new
            )
            if is_answered and not is_open and not any(p.code == "overlay/answer-not-read" for p in new):
                declared.taken.add(number)
            if is_answered and (unused := self._unused_company(line)) is not None:
                declared.unused.append((number, unused))
            return
        del declared.components[parts:]
        for records, known in zip(gathered, before, strict=True):
            while len(records) > known:
                records.popitem()
        declared.rejected.append(RejectedRow(number, tuple(errors)))

    def _row(self, line: list[Cell]) -> bool:
        """Declare one row, and report all errors in it; return whether it declares anything."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        if len(line) < len(self.columns) or beyond:
            self.declared.problems.append(
                diagnose("file/ragged-row", whole, expected=len(self.columns), found=len(line))
            )
            return False
        cells = {name: _bare(line[column.index]) for name, column in self.by_field.items()}
        cells |= {name: _narrow(cells[name]) for name in cells.keys() & NARROWED}
        broken = [name for name, cell in cells.items() if cell_values.is_broken(cell.text)]
        if broken:
            # The rest of the row may depend on that cell, so nothing of it is taken.
            at = ((name, cells[name]) for name in broken)
            self.declared.problems += [of_rows.broken_cell(name, cell.text, cell.span) for name, cell in at]
            return False
        stated = {
            name: cell
            for name, cell in cells.items()
            if not cell_values.is_blank(cell.text)
            or (name in ("answer", "country") and answers.is_not_known(cell.text))
            or (name == "answer" and answers.is_none(cell.text))
        }
        if not stated:
            return False
        if "answer" not in stated and "recorded" in stated and stated.keys() & set(EVIDENCE_COLUMNS):
            stated["answer"] = stated["recorded"]  # the recorded value, which now has evidence
        if not self._has_content(stated):
            self.declared.unanswered.append(whole)
            if "answer" in cells and cells["answer"].text:
                self.declared.empty.append(cells["answer"].text)
            if "notes" in stated:
                self.declared.remarks.append(stated["notes"])
            return False
        self._declare(stated, whole)
        if "notes" in stated and not ("answer" in stated and answers.is_not_known(stated["answer"].text)):
            self.declared.noted.append(stated["notes"])
        return True

    def _unused_company(self, line: list[Cell]) -> Cell | None:
        """Return the company under `Done by` where the question is about no stage."""
        columns = [self.by_field.get(name) for name in ("fact", "made_by")]
        fact, company = (_bare(line[column.index]) if column is not None else None for column in columns)
        if fact is None or company is None or cell_values.is_blank(company.text):
            return None
        asked = parse_fact_name(fact.text)
        return company if asked is None or asked.record != "stage" else None

    @staticmethod
    def _has_content(stated: Row) -> bool:
        """Return whether a row states anything besides its target and its question."""
        if any(field.startswith((FACT, STAGE)) for field in stated):
            return True
        if "fact" in stated and "answer" not in stated:
            return bool(stated.keys() & {"made_by", "evidence"})
        answering = {
            "answer",
            "stage_country",
            "country",
            "made_by",
            "identifiers",
            *IDENTIFIERS,
            *EVIDENCE_COLUMNS,
        }
        return bool(stated.keys() & answering)

    def _identify(self, stated: Row) -> None:
        """Declare identifiers of the row's company, or of its manufacturer."""
        company = stated.get("company") or stated.get("manufacturer")
        if company is None:
            return
        identifiers: dict[str, str] = {}
        known = record_types()["party"].fields["identifiers"]
        if (cell := stated.get("identifiers")) is not None:
            identifiers |= self.declared.read(cell, lambda text: answers.parse_answer(known, text)) or {}
        identifiers |= {
            scheme: " ".join(stated[scheme].text.split()) for scheme in IDENTIFIERS if scheme in stated
        }
        if identifiers:
            facts = PlacedRecord(company.span)
            facts.put("identifiers", identifiers, company.span)
            self.declared.company(company, facts, [], company.text)

    def _declare(self, stated: Row, whole: Span) -> None:
        self._identify(stated)
        if "company" in stated and not stated.keys() & {"id", "mpn", "fact", "answer"}:
            return
        if "company" in stated and not stated.keys() & {"id", "mpn"}:
            Reply(self.declared, stated).declare_on_company(whole)
            return
        asked = parse_fact_name(stated["fact"].text) if "fact" in stated else None
        if asked is not None and asked.record in {"contract", "company"}:
            at, own = stated["fact"].span, is_company_fact(asked.name)
            self.declared.problems.append(context_fact(asked.name, at, of_company=own))
            return
        rows = expand_row(self.declared, stated)
        if not rows:
            return
        if "fact" in stated and is_screening(stated["fact"].text):
            declare_screening(self.declared, stated, [(row, self._match(row, whole)) for row in rows])
        else:
            self._declare_each(rows, whole)

    def _declare_each(self, rows: list[Row], whole: Span) -> None:
        """Declare one statement for each component; its diagnostics appear once."""
        noted: int | None = None
        for row in rows:
            self._declare_of(row, whole)
            if noted is None:
                noted = len(self.declared.problems)
            del self.declared.problems[noted:]

    def _declare_of(self, stated: Row, whole: Span) -> None:
        component = PlacedRecord(whole)
        match = self._match(stated, whole)
        if match is None:
            return
        component.put("match", match, match.span)
        for name, cell in stated.items():
            if name.startswith(FACT):
                self.declared.put(component, "component", name.removeprefix(FACT), cell, stated)
        reply = Reply(self.declared, stated)
        stages = {name.removeprefix(STAGE): cell for name, cell in stated.items() if name.startswith(STAGE)}
        if stages:
            at = next(iter(stages.values())).span
            component.put("stages", [reply.stage_record(word, cell) for word, cell in stages.items()], at)
        if "fact" in stated:
            reply.declare_on_component(component)
        elif "stage" in stated:
            component.put(
                "stages",
                [reply.stage_record(stated["stage"].text, stated.get("country"))],
                stated["stage"].span,
            )
        elif unused := [stated[column] for column in STAGE_COLUMNS if column in stated]:
            self.declared.problems.append(diagnose("overlay/no-match", unused[0].span, "row-stage"))
        papers = [] if reply.is_evidence_attached else self.declared.evidence_ids(stated)
        if papers:
            first = next(stated[column].span for column in EVIDENCE_COLUMNS if column in stated)
            component.put("evidence", list[object](papers), first)
        if "notes" in stated and component.value.keys() - {"match", "evidence"}:
            component.put("notes", " ".join(stated["notes"].text.split()), stated["notes"].span)
        if component.value.keys() - {"match", "evidence", "notes"}:
            self.declared.components.append(component)

    def _match(self, stated: Row, whole: Span) -> PlacedRecord | None:
        """Return the target of a row: all its conditions must be true.

        A row of a questionnaire names its document. Number and manufacturer then suffice, since they are
        valid in other documents too.
        """
        by_number = "mpn" in stated and "manufacturer" in stated
        used = tuple(name_ for name_ in ("id", "manufacturer", "mpn") if name_ in stated)
        if "document" in stated:
            used = ("manufacturer", "mpn") if by_number else ("id",) if "id" in stated else ("mpn",)
        if not stated.keys() & {"id", "mpn"}:
            self.declared.problems.append(diagnose("overlay/no-match", whole, "row"))
            return None
        match = PlacedRecord(stated[used[-1]].span)
        for name in (*used, *(("document",) if "document" in stated and not by_number else ())):
            match.put(name, " ".join(stated[name].text.split()), stated[name].span)
        return match


def _excludes_row(problem: Diagnostic) -> bool:
    """Return whether a row with this problem is not used."""
    return problem.code in ROW_PROBLEMS and problem.severity is Severity.ERROR


def _missing_column(header: Span, *, has_fact: bool) -> Diagnostic:
    present, missing = ("Fact", "Answer") if has_fact else ("Answer", "Fact")
    return diagnose("overlay/columns", header, "missing", present=present, missing=missing)


def _of_a_row(problem: Diagnostic) -> Diagnostic:
    """Return a problem as a warning: the other rows are taken."""
    if not _excludes_row(problem):
        return problem
    return replace(problem, severity=Severity.WARNING, notes=(*problem.notes, NOT_TAKEN))


def _without_a_row(declared: TableDeclarations, path: str) -> list[Diagnostic]:
    """Return the problems of a table of which no row is taken; the last one states the next command."""
    if not declared.rejected:
        return declared.problems
    command = f"microdep questions --read {path} --output returned.xlsx"
    notes = (
        phrase_of("overlay/answer-not-read", "no-row"),
        phrase_of("overlay/answer-not-read", "write-copy", command=command),
    )
    last = declared.rejected[-1].problems[-1]
    return [replace(p, notes=(*p.notes, *notes)) if p is last else p for p in declared.problems]


def _bare(cell: Cell) -> Cell:
    """Return a cell without the sign that marks its text as not a formula."""
    return replace(cell, text=unguarded(cell.text))


def _narrow(cell: Cell) -> Cell:
    """Return a cell with narrow digits and signs."""
    return replace(cell, text=half_width(cell.text))
