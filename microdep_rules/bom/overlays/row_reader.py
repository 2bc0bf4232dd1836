"""Declarations of the rows of a table, one row after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.errors.overlays import context_fact
from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.names import FACT, STAGE
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.bom.overlays.component_answers import answers_of_components
from microdep_rules.bom.overlays.declarations import (
    EVIDENCE_COLUMNS,
    ReadRow,
    RejectedRow,
    TableDeclarations,
)
from microdep_rules.bom.overlays.fact_names import is_company_fact, parse_fact_name
from microdep_rules.bom.overlays.held_rows import COUNTRIES, MATERIALS, NO_ROWS
from microdep_rules.bom.overlays.places import countries_in
from microdep_rules.bom.overlays.replies import Reply
from microdep_rules.bom.overlays.row_expansion import expand_row
from microdep_rules.bom.overlays.screening import declare_screening, is_screening, label_of
from microdep_rules.bom.overlays.shared_evidence import with_own_evidence
from microdep_rules.cells import unguarded
from microdep_rules.diagnostics import Severity
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import LONGEST
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.workbook_texts import half_width

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.overlays.component_answers import ComponentAnswers
    from microdep_rules.bom.overlays.declarations import Row
    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.bom.overlays.held_rows import UnreadRow, UnreadRows
    from microdep_rules.bom.overlays.list_rows import ListRows
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

ROW_PROBLEMS = frozenset(
    {
        *(
            "overlay/answer-not-read",
            "overlay/no-match",
        ),
        *("import/cell-not-read", "file/ragged-row"),
    }
)
"""Codes of diagnostics that exclude only the row with the error."""
NARROWED = frozenset({"answer", "country", "share", "evidence_type", "issued", "expires"})
"""Columns in which full-width digits and characters of Chinese and Japanese keyboards are replaced."""
DATES = frozenset({"answer", "issued", "expires"})
"""Columns that may contain a date."""
STAGE_COLUMNS = ("country", "share", "constituent", "made_by")
"""Columns that describe a stage. These columns have no meaning in a row without a stage."""
IDENTIFIERS = ("lei", "duns", "uei", "cage")
"""Columns with an identifier of a company; each has the name of its scheme."""
WITHOUT_COLON = frozenset({"country", "boolean", "number", "percent", "mass", "density", "money", "date"})
"""Kinds of answers before which the name of a component needs no colon: `C1 Japan`."""
MOST = 5
"""Number of components in a message."""


class DeclarationReader:
    """Reader of the rows of a table, which adds the declarations of each row to `declared`."""

    def __init__(
        self,
        columns: list[Column],
        lists: ListRows,
        *,
        has_day_first: bool = False,
        unread: UnreadRows = NO_ROWS,
        table: ImportTable | None = None,
    ) -> None:
        self.has_day_first = has_day_first
        self.unread = unread
        """Rows of the table that cannot be read, and that hold back other rows."""
        self.table = table
        self.number = 0
        """Position of the current row."""
        self.columns = columns
        self.by_field = {column.field: column for column in columns if column.field}
        self.lists = lists
        self.declared = TableDeclarations()
        self.declared.list_rows = {number: joined.rows for number, joined in lists.lists.items()}

    def read(self, table: ImportTable) -> None:
        """Declare the contents of all rows. The rows of a list count as one row."""
        for number, line in enumerate(table.rows):
            joined = self.lists.lists.get(number)
            if number not in self.lists.further:
                self.row(number, line if joined is None else joined.line)

    def row(self, number: int, line: list[Cell]) -> None:
        """Declare the contents of a row. If a cell cannot be read, declare nothing of the row."""
        declared = self.declared
        self.number = number
        parts, problems = len(declared.components), len(declared.problems)
        record_groups: tuple[dict[Any, Any], ...] = (declared.stages, declared.evidence, declared.parties)
        before = [len(records) for records in record_groups]
        cities, companies = len(declared.cities), len(declared.of_companies)
        is_answered = self._declare_row(line)
        if (joined := self.lists.lists.get(number)) is not None:
            new = declared.problems[problems:]
            held = [problem for problem in new if problem in declared.held_problems]
            of_answer = joined.at_entries(problem for problem in new if problem not in held)
            declared.problems[problems:] = [*joined.problems, *of_answer, *held]
            declared.noted += joined.remarks
        new = declared.problems[problems:]
        cells = self._filled(line)
        if cells:
            entries = [part.value for part in declared.components[parts:]]
            entries += declared.of_companies[companies:]
            declared.rows.append(ReadRow(number, cells, (*entries,), tuple(new)))
        errors = [problem for problem in new if excludes_row(problem)]
        if not errors:
            is_open = len(declared.components) == parts and any(
                problem.code == "overlay/still-open" for problem in new
            )
            if is_answered and not is_open and not any(p.code == "overlay/answer-not-read" for p in new):
                declared.taken.add(number)
            declared.noted += declared.cities[cities:][:1]
            if is_answered and (unused := self._unused_company(line)) is not None:
                declared.unused.append((number, unused))
            return
        del declared.components[parts:]
        for records, known in zip(record_groups, before, strict=True):
            while len(records) > known:
                records.popitem()
        del declared.cities[cities:]
        declared.rejected.append(RejectedRow(number, tuple(errors)))

    def _declare_row(self, line: list[Cell]) -> bool:
        """Declare a row, and report all its errors. Return whether the row declares a fact."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        if len(line) < len(self.columns) or beyond:
            self.declared.problems.append(
                diagnose("file/ragged-row", whole, expected=len(self.columns), found=len(line))
            )
            return False
        cells = {name: _without_guard(line[column.index]) for name, column in self.by_field.items()}
        cells |= {name: _narrow(cells[name]) for name in cells.keys() & NARROWED}
        if self.has_day_first:
            dates = {name: cells[name] for name in cells.keys() & DATES}
            cells |= {
                name: replace(cell, text=answer_amounts.with_day_first(cell.text))
                for name, cell in dates.items()
            }
        broken = [name for name, cell in cells.items() if cell_values.is_broken(cell.text)]
        if broken:
            # Other cells of the row may depend on the broken cell, so nothing of the row is used.
            at = ((name, cells[name]) for name in broken)
            self.declared.problems += [of_rows.broken_cell(name, cell.text, cell.span) for name, cell in at]
            return False
        fact = cells["fact"].text if "fact" in cells else ""
        stated = {name: cell for name, cell in cells.items() if not _is_empty(name, cell.text, fact)}
        if not stated:
            return False
        if "answer" not in stated and "recorded" in stated and stated.keys() & set(EVIDENCE_COLUMNS):
            asked = parse_fact_name(stated["fact"].text) if "fact" in stated else None
            if asked is None or asked.form != "list":  # entries of a list may not be all
                stated["answer"] = stated["recorded"]  # the row adds evidence to the recorded value
        if "answer" in cells and _has_only_evidence(stated):
            self._report_only_evidence(stated, cells["answer"])
            return False
        if (unused := self._unused_country(stated)) is not None:
            reason = phrase_of("overlay/answer-not-read", "unused-cell", text=unused.text)
            fix = phrase_of("overlay/answer-not-read", "empty-cell")
            self.declared.problems.append(
                diagnose("overlay/answer-not-read", unused.span, reason=reason, fix=fix)
            )
            return False
        if not self._has_content(stated):
            self.declared.unanswered.append(whole)
            if "answer" in cells and cells["answer"].text:
                self.declared.empty.append(cells["answer"].text)
            if "notes" in stated:
                self.declared.remarks.append(stated["notes"])
            return False
        self._declare(stated, whole)
        remark = stated.get("notes")
        is_reported = remark is not None and any(p.span == remark.span for p in self.declared.problems)
        is_unknown = "answer" in stated and answers.is_not_known(stated["answer"].text)
        if remark is not None and not is_reported and not is_unknown:
            self.declared.noted.append(remark)
        return True

    def _report_only_evidence(self, stated: Row, answer: Cell) -> None:
        """Report a row with evidence and without an answer; `answer` is the empty cell for the answer."""
        remark = stated["notes"].text if "notes" in stated else ""
        rows = expand_row(self.declared, stated)
        asked = parse_fact_name(stated["fact"].text)
        is_answer = bool(remark) and _of_components(rows, replace(answer, text=remark), asked) is not None
        fix = phrase_of("overlay/answer-not-read", "write-answer")
        if is_answer and len(remark) <= LONGEST:
            fix = phrase_of("overlay/answer-not-read", "write-remark-as-answer", remark=remark)
        because = phrase_of("overlay/answer-not-read", "only-evidence")
        self.declared.problems.append(
            diagnose("overlay/answer-not-read", answer.span, reason=because, fix=fix)
        )

    def _filled(self, line: list[Cell]) -> Row:
        """Return the cells with content, by the fields of their columns."""
        cells = {
            name: _without_guard(line[column.index])
            for name, column in self.by_field.items()
            if column.index < len(line)
        }
        return {name: cell for name, cell in cells.items() if cell.text}

    def _unused_company(self, line: list[Cell]) -> Cell | None:
        """Return the cell with the company of a stage, if the question in the row is not about a stage."""
        columns = [self.by_field.get(name) for name in ("fact", "made_by")]
        fact, company = (
            _without_guard(line[column.index]) if column is not None else None for column in columns
        )
        if fact is None or company is None or cell_values.is_blank(company.text):
            return None
        asked = parse_fact_name(fact.text)
        return company if asked is None or asked.record != "stage" else None

    @staticmethod
    def _unused_country(stated: Row) -> Cell | None:
        """Return the country beside a fact and its answer, if the answer does not state the same country."""
        country, answer = stated.get("country"), stated.get("answer")
        if country is None or "fact" not in stated:
            return None
        is_same = answer is not None and countries_in(answer.text) == countries_in(country.text) != ()
        return None if is_same else country

    @staticmethod
    def _has_content(stated: Row) -> bool:
        """Return whether a row states more than its component and its question."""
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
        """Declare the identifiers of the company or the manufacturer of the row."""
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
            if self._is_held(stated):
                return
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
        if "answer" in stated and (asked is not None and len(rows) > 1):
            rows = self._rows_with_answers(rows, stated["answer"], asked)
        rows = with_own_evidence(self.declared, rows)
        held = [self._is_held(row) for row in rows]
        if "fact" in stated and is_screening(stated["fact"].text):
            before = len(self.declared.components)
            declare_screening(self.declared, stated, [(row, self._match(row, whole)) for row in rows])
            new = self.declared.components[before:]
            if len(new) == len(rows):
                self.declared.components[before:] = [
                    part for part, is_held in zip(new, held, strict=True) if not is_held
                ]
        else:
            free = [row for row, is_held in zip(rows, held, strict=True) if not is_held]
            self._declare_for_components(free, whole)

    def _rows_with_answers(self, rows: list[Row], answer: Cell, asked: RequestedFact) -> list[Row]:
        """Return the rows of the components with their answers, and report components without an answer."""
        answered = _of_components(rows, answer, asked)
        if answered is None:
            return rows
        if answered.missing:
            names = [label_of(rows[place]) for place in answered.missing]
            shown = ", ".join(f"`{name}`" for name in names[:MOST])
            problem = diagnose(
                "overlay/still-open",
                answer.span,
                "components",
                names=shown,
                first=names[0],
                unknown=f"{names[0]}: unknown",
            )
            self.declared.problems.append(problem)
        return answered.rows

    def _is_held(self, row: Row) -> bool:
        """Return whether an unread row holds back a row about one component or company, and report it."""
        found = self.unread.find(row) if self.number not in self.unread.rows else []
        if not found or self.table is None:
            return False
        for unread, topic in found:
            first = self.table.rows[unread.row][0]
            line = self.table.source.position(first.span.start).line
            at = next((row[name] for name in ("answer", "country", "fact") if name in row), first).span
            if unread.is_kept and topic == COUNTRIES:  # the company can correct nothing
                problem = diagnose("overlay/still-open", at, "held-input", row=line, name=unread.name)
                if problem not in self.declared.held_problems:
                    self.declared.problems.append(problem)
                    self.declared.held_problems.append(problem)
                continue
            self._hold(row, unread, topic, line, at)
        return True

    def _hold(self, row: Row, unread: UnreadRow, topic: str, line: int, at: Span) -> None:
        """Report that a row waits for the correction of an unread row, whose line in the table is `line`."""
        holding = self.declared.held.setdefault(self.number, set())
        answer = row.get("answer") if topic == MATERIALS and not is_screening(row["fact"].text) else None
        missing = unread.missing_from(answer) if answer is not None else ()
        named = ", ".join(f"`{substances().label(word)}`" for word in missing)
        problem = (
            diagnose("overlay/still-open", at, "held-words", row=line, words=named, name=unread.name)
            if named
            else diagnose("overlay/still-open", at, "held", row=line, facts=topic, name=unread.name)
        )
        if unread.row not in holding:
            self.declared.problems.append(problem)
            self.declared.held_problems.append(problem)
        if named:
            self.declared.missing_words.setdefault(unread.row, (self.number, named))
        holding.add(unread.row)

    def _declare_for_components(self, rows: list[Row], whole: Span) -> None:
        """Declare the facts of a row for each of its components, but report each diagnostic once."""
        problems = self.declared.problems
        before = len(problems)
        for row in rows:
            known = len(problems)
            self._declare_component(row, whole)
            reported = {(problem.code, problem.message) for problem in problems[before:known]}
            problems[known:] = [
                problem for problem in problems[known:] if (problem.code, problem.message) not in reported
            ]

    def _declare_component(self, stated: Row, whole: Span) -> None:
        component = PlacedRecord(whole)
        match = self._match(stated, whole)
        if match is None:
            return
        cities = len(self.declared.cities)
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
        evidence_ids = [] if reply.is_evidence_attached else self.declared.evidence_ids(stated)
        if evidence_ids:
            first = next(stated[column].span for column in EVIDENCE_COLUMNS if column in stated)
            component.put("evidence", list[object](evidence_ids), first)
        remarks = [*self.declared.cities[cities:], *([stated["notes"]] if "notes" in stated else [])]
        if remarks and component.value.keys() - {"match", "evidence"}:
            text = "; ".join(" ".join(remark.text.split()) for remark in remarks)
            component.put("notes", text, remarks[0].span)
        if component.value.keys() - {"match", "evidence", "notes"}:
            self.declared.components.append(component)

    def _match(self, stated: Row, whole: Span) -> PlacedRecord | None:
        """Return the target of a row. A component must meet all conditions of the target.

        A row of a questionnaire names its document, so the target also has the name of the document. If the
        row has a part number and a manufacturer, the target has only these two fields, because they identify
        the component in other documents, too.
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


def _is_empty(column: str, text: str, fact: str) -> bool:
    """Return whether a cell states nothing.

    `unknown` in a column for a fact states that the fact is unknown. `none` in the column `Answer` states
    that a list is empty. So neither cell is empty.
    """
    if column == "notes" and "?" in half_width(text):  # a doubt about the answer
        return False
    if column not in ("answer", "country") and not column.startswith((FACT, STAGE)):
        return cell_values.is_blank(text)
    if answers.is_none(text):
        return column != "answer"
    return answers.is_no_answer(text, fact)


def _of_components(rows: list[Row], answer: Cell, asked: RequestedFact | None) -> ComponentAnswers | None:
    """Return the answers of single components in a cell; `None` for an answer about all components."""
    is_list = asked is not None and asked.form == "list"
    is_plain = asked is not None and asked.form in ("stage", "content", "cost")
    if asked is not None and asked.record in record_types():
        field = record_types()[asked.record].fields.get(asked.field)
        is_plain = is_plain or (field is not None and field.type.kind in WITHOUT_COLON)
    return answers_of_components(rows, answer, needs_colon=is_list or not is_plain, is_list=is_list)


def _has_only_evidence(stated: Row) -> bool:
    """Return whether a row has evidence for a fact, but no answer. A stage needs no answer."""
    asked = parse_fact_name(stated["fact"].text) if "fact" in stated else None
    is_answered = bool(stated.keys() & {"answer", "made_by"})
    return asked is not None and asked.record != "stage" and not is_answered and "evidence" in stated


def excludes_row(problem: Diagnostic) -> bool:
    """Return whether a row with this problem is not used."""
    return problem.code in ROW_PROBLEMS and problem.severity is Severity.ERROR


def _without_guard(cell: Cell) -> Cell:
    """Return a cell without the character that keeps spreadsheets from reading the text as a formula."""
    return replace(cell, text=unguarded(cell.text))


def _narrow(cell: Cell) -> Cell:
    """Return a cell in which normal characters replace full-width digits and characters."""
    return replace(cell, text=half_width(cell.text))
