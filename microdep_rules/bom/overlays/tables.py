"""A table of declarations becomes an overlay: a list of questions that was filled in, or a list of parts.

Each row speaks of a part, known by its id, or by its number with its maker. It says what is declared in
columns of their own (`Country of origin`, `Step` with `Country`), or in the columns `Fact` and `Answer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.columns import LEFT_OUT, keys_of
from microdep_rules.bom.imports.guesses import guessed
from microdep_rules.bom.imports.names import FACT, STAGE
from microdep_rules.bom.imports.through import dropped_rows, mapped_by
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import asked_of, is_of_company
from microdep_rules.bom.overlays.declared import PAPER, Declared, Rejected
from microdep_rules.bom.overlays.replies import Reply
from microdep_rules.bom.overlays.screening import declare, is_screening
from microdep_rules.bom.overlays.several import each_of
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.cells import unguarded
from microdep_rules.diagnostics import Severity, has_errors
from microdep_rules.messages import diagnose
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.workbook_texts import half_width, headings

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.overlays.declared import Said
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

OF_ONE_ROW = frozenset(
    {
        *(
            "overlay/answer-not-read",
            "overlay/unknown-fact",
            "overlay/row-means-no-part",
            "overlay/row-means-no-step",
        ),
        *("import/broken-cell", "file/ragged-row"),
    }
)
"""Problems by which one row is not taken, and all others are."""
READ_NARROW = frozenset({"answer", "country", "share", "evidence_type", "issued", "expires"})
"""Columns whose cells may be written by a Chinese or Japanese keyboard, with wide digits and signs."""
NOT_NAMED = "it declares nothing that is known"
NOT_TAKEN = "nothing of this row is taken"
OF_A_STEP = ("country", "share", "constituent", "made_by")
"""Columns that say something of a step, and nothing without it."""
IDENTIFIERS = ("lei", "duns", "uei", "cage")
"""Columns with an identifier of a company, each by its scheme."""
FOR_PEOPLE = frozenset(
    {
        *("Please correct", "Taken", "Ask", "Priority", "Answer by", "About", "Question", "How to answer"),
        *("Example", "Law", "Why likely", "Needed for", "Needed by"),
    }
)
"""Columns of a list of questions that are for people."""


def overlay_in(
    table: Table | None, source: SourceFile, problems: list[Diagnostic], mapping: Mapping | None = None
) -> LoadedDocument:
    """The overlay that a table stands for; what is wrong with it is in its diagnostics."""
    if table is None:
        return LoadedDocument(source, None, problems, nowhere(source), "overlay")
    columns, said = columns_of(table, mapping)
    problems = [*problems, *said, *_lacking(columns, table), *_of_other_sheets(table)]
    unread = [column.name for column in columns if column.because == NOT_NAMED]
    if unread and not has_errors(problems):
        first = next(column.header.span for column in columns if column.because == NOT_NAMED)
        problems.append(say.columns_not_read(unread, first, mapped=mapping is not None))
    if mapping is not None:
        dropped, told = dropped_rows(table, mapping)
        problems += told
        table = replace(table, rows=[row for at, row in enumerate(table.rows) if at not in dropped])
    if has_errors(problems):
        return LoadedDocument(source, None, problems, nowhere(source), "overlay")
    found = _declared(columns, table)
    document = PlacedRecord(Span(source.path, 0, len(source.text)))
    document.put("schema", "microdep-overlay/1")
    for name, records in (
        ("parties", list(found.parties.values())),
        ("evidence", list(found.evidence.values())),
        ("parts", found.parts),
    ):
        if records:
            document.put(name, records)
    is_taken = bool(found.parts or found.parties)  # where nothing is, the table is no list of declarations
    problems += [_of_a_row(problem) for problem in found.problems] if is_taken else found.problems
    if len(found.rejected) > 1 and is_taken:
        at = found.rejected[0].problems[0].span
        problems.append(say.rows_not_taken(len(found.rejected), len(table.rows), at))
    if found.noted:
        problems.append(say.remarked([each.text for each in found.noted], found.noted[0].span))
    if found.unanswered:
        remarks = [remark.text for remark in found.remarks]
        at = found.unanswered[0]
        problems.append(say.not_answered(len(found.unanswered), len(table.rows), remarks, found.empty, at))
    spans = Spans(source, document.place)
    return check_document(LoadedDocument(source, document.value, problems, spans, "overlay"))


def columns_of(table: Table, mapping: Mapping | None = None) -> tuple[list[Column], list[Diagnostic]]:
    """Return what the columns of a table of declarations hold, by a mapping file or else by their names."""
    for_people = {name for name, english in headings() if english in FOR_PEOPLE}
    if mapping is None:
        columns, problems = guessed(table.header, "declarations")
        left_out = for_people
    else:
        columns, problems = mapped_by(table, mapping)
        left_out = {key for key, meant in mapping.columns.items() if meant == LEFT_OUT}
    named = zip(columns, keys_of(table.header), strict=True)
    return [
        replace(each, because=NOT_NAMED) if not each.field and each.name and key not in left_out else each
        for each, key in named
    ], problems


def _declared(columns: list[Column], table: Table) -> Declared:
    reader = _Reader(columns)
    for number, line in enumerate(table.rows):
        reader.row(number, line)
    return reader.found


def declared_in(table: Table, mapping: Mapping | None = None) -> Declared:
    """Return what a table declares, with the rows that are taken, and those that are not."""
    columns, _ = columns_of(table, mapping)
    return _declared(columns, table)


def _of_other_sheets(table: Table) -> list[Diagnostic]:
    """That other sheets of a workbook declare something, too, and are not read."""
    cell = table.source.cell(0)
    if not table.others or cell is None:
        return []
    return [of_mappings.other_sheets(cell[0], table.others, table.extent, declared=True)]


def _lacking(columns: list[Column], table: Table) -> list[Diagnostic]:
    """What a table has to say that this one does not."""
    held = {column.field for column in columns}
    header = table.header[0].span.to(table.header[-1].span)
    called = [column.name for column in columns]
    if not held & {"id", "mpn", "company"}:
        return [say.no_part_column(header, called)]
    if ("fact" in held) != ("answer" in held):
        return [say.half_an_answer("fact" in held, header)]
    told = held & {"answer", "step", "identifiers", *IDENTIFIERS}
    if not told and not any(each.startswith((FACT, STAGE)) for each in held):
        return [say.nothing_declared(header, called)]
    return []


class _Reader:
    def __init__(self, columns: list[Column]) -> None:
        self.columns = columns
        self.by_field = {column.field: column for column in columns if column.field}
        self.found = Declared()

    def row(self, number: int, line: list[Cell]) -> None:
        """Declare what one row says: all of it, or nothing where a cell of it cannot be read."""
        found = self.found
        parts, problems = len(found.parts), len(found.problems)
        gathered: tuple[dict[Any, Any], ...] = (found.steps, found.evidence, found.parties)
        before = [len(each) for each in gathered]
        is_answered = self._row(line)
        new = found.problems[problems:]
        wrong = [each for each in new if each.code in OF_ONE_ROW]
        if not wrong:
            if is_answered and not any(each.code == "overlay/fact-of-the-deal" for each in new):
                found.taken.add(number)
            return
        del found.parts[parts:]
        for each, known in zip(gathered, before, strict=True):
            while len(each) > known:
                each.popitem()
        found.rejected.append(Rejected(number, tuple(wrong)))

    def _row(self, line: list[Cell]) -> bool:
        """What one row declares, with everything that is wrong in it; whether it declares anything."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        if len(line) < len(self.columns) or beyond:
            self.found.problems.append(
                diagnose("file/ragged-row", whole, expected=len(self.columns), found=len(line))
            )
            return False
        cells = {name: _bare(line[each.index]) for name, each in self.by_field.items()}
        cells |= {name: _narrow(cells[name]) for name in cells.keys() & READ_NARROW}
        broken = [name for name, cell in cells.items() if readings.is_broken(cell.text)]
        if broken:
            # What the row says may hang on that cell, so that nothing of it is taken.
            at = ((name, cells[name]) for name in broken)
            self.found.problems += [of_rows.broken_cell(name, each.text, each.span) for name, each in at]
            return False
        said = {
            name: cell
            for name, cell in cells.items()
            if not readings.says_nothing(cell.text)
            or (name in ("answer", "country") and answers.is_not_known(cell.text))
            or (name == "answer" and answers.is_none(cell.text))
        }
        if not said:
            return False
        if "answer" not in said and "recorded" in said and said.keys() & set(PAPER):
            said["answer"] = said["recorded"]  # what is recorded already, and is now shown
        if not self._says_anything(said):
            self.found.unanswered.append(whole)
            if "answer" in cells and cells["answer"].text:
                self.found.empty.append(cells["answer"].text)
            if "notes" in said:
                self.found.remarks.append(said["notes"])
            return False
        self._declare(said, whole)
        if "notes" in said and not ("answer" in said and answers.is_not_known(said["answer"].text)):
            self.found.noted.append(said["notes"])
        return True

    @staticmethod
    def _says_anything(said: Said) -> bool:
        """Return whether a row says anything besides whom it means and what was asked."""
        if any(each.startswith((FACT, STAGE)) for each in said):
            return True
        if "fact" in said and "answer" not in said:
            return bool(said.keys() & {"made_by", "evidence"})
        told = {"answer", "step_country", "country", "made_by", "identifiers", *IDENTIFIERS, *PAPER}
        return bool(said.keys() & told)

    def _identify(self, said: Said) -> None:
        """Identifiers of the company that a row speaks of, or else of the maker that it names."""
        whose = said.get("company") or said.get("manufacturer")
        if whose is None:
            return
        told: dict[str, str] = {}
        known = record_types()["party"].fields["identifiers"]
        if (cell := said.get("identifiers")) is not None:
            told |= self.found.read(cell, "identifiers", lambda text: answers.value_of(known, text)) or {}
        told |= {scheme: " ".join(said[scheme].text.split()) for scheme in IDENTIFIERS if scheme in said}
        if told:
            facts = PlacedRecord(whose.span)
            facts.put("identifiers", told, whose.span)
            self.found.company(whose, facts, [], whose.text)

    def _declare(self, said: Said, whole: Span) -> None:
        self._identify(said)
        if "company" in said and not said.keys() & {"id", "mpn", "fact", "answer"}:
            return
        if "company" in said and not said.keys() & {"id", "mpn"}:
            Reply(self.found, said).on_company(whole)
            return
        asked = asked_of(said["fact"].text) if "fact" in said else None
        if asked is not None and asked.record in {"contract", "company"}:
            at, own = said["fact"].span, is_of_company(asked.name)
            self.found.problems.append(say.fact_of_the_deal(asked.name, at, of_company=own))
            return
        rows = each_of(self.found, said)
        if not rows:
            return
        if "fact" in said and is_screening(said["fact"].text):
            declare(self.found, said, [(row, self._match(row, whole)) for row in rows])
        else:
            self._declare_each(rows, whole)

    def _declare_each(self, rows: list[Said], whole: Span) -> None:
        """Declare the same of each component; what is to be noted about it is noted once."""
        noted: int | None = None
        for row in rows:
            self._declare_of(row, whole)
            if noted is None:
                noted = len(self.found.problems)
            del self.found.problems[noted:]

    def _declare_of(self, said: Said, whole: Span) -> None:
        part = PlacedRecord(whole)
        match = self._match(said, whole)
        if match is None:
            return
        part.put("match", match, match.span)
        for name, cell in said.items():
            if name.startswith(FACT):
                self.found.put(part, "component", name.removeprefix(FACT), cell, said.get("notes"))
        reply = Reply(self.found, said)
        stages = {name.removeprefix(STAGE): cell for name, cell in said.items() if name.startswith(STAGE)}
        if stages:
            at = next(iter(stages.values())).span
            part.put("stages", [reply.step(word, cell) for word, cell in stages.items()], at)
        if "fact" in said:
            reply.on_part(part)
        elif "step" in said:
            part.put("stages", [reply.step(said["step"].text, said.get("country"))], said["step"].span)
        elif lost := [said[each] for each in OF_A_STEP if each in said]:
            self.found.problems.append(say.row_means_no_step(lost[0].span))
        papers = [] if reply.shown else self.found.papers(said)
        if papers:
            first = next(said[each].span for each in PAPER if each in said)
            part.put("evidence", list[object](papers), first)
        if "notes" in said and part.value.keys() - {"match", "evidence"}:
            part.put("notes", " ".join(said["notes"].text.split()), said["notes"].span)
        if part.value.keys() - {"match", "evidence", "notes"}:
            self.found.parts.append(part)

    def _match(self, said: Said, whole: Span) -> PlacedRecord | None:
        """Whom a row means: all that it says has to hold.

        A row of a list of questions names its document: there number and maker are enough, for these hold in
        other documents too.
        """
        by_number = "mpn" in said and "manufacturer" in said
        used = tuple(each for each in ("id", "manufacturer", "mpn") if each in said)
        if "document" in said:
            used = ("manufacturer", "mpn") if by_number else ("id",) if "id" in said else ("mpn",)
        if not said.keys() & {"id", "mpn"}:
            self.found.problems.append(say.row_means_no_part(whole))
            return None
        match = PlacedRecord(said[used[-1]].span)
        for name in (*used, *(("document",) if "document" in said and not by_number else ())):
            match.put(name, " ".join(said[name].text.split()), said[name].span)
        return match


def _of_a_row(problem: Diagnostic) -> Diagnostic:
    """A problem as a warning: the other rows are taken."""
    if problem.code not in OF_ONE_ROW:
        return problem
    return replace(problem, severity=Severity.WARNING, notes=(*problem.notes, NOT_TAKEN))


def _bare(cell: Cell) -> Cell:
    """A cell without the sign that keeps a text from being taken for a formula."""
    return replace(cell, text=unguarded(cell.text))


def _narrow(cell: Cell) -> Cell:
    """A cell with narrow digits and signs."""
    return replace(cell, text=half_width(cell.text))
