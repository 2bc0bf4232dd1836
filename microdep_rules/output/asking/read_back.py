"""Text about a list of questions that a company has returned: the accepted rows, and the cells to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.mapped_columns import find_dropped_rows
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.declarations import EVIDENCE_COLUMNS
from microdep_rules.bom.overlays.fact_names import SEPARATOR
from microdep_rules.bom.overlays.row_expansion import IDENTIFYING, split_cell
from microdep_rules.bom.overlays.tables import columns_of, read_declarations
from microdep_rules.cells import unguarded
from microdep_rules.output.asking.lists import many
from microdep_rules.output.asking.row_states import TO_CORRECT, column_at, counts, states_of
from microdep_rules.output.plain_facts import facts_in_words
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import and_more, first_of

if TYPE_CHECKING:
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.overlays.declarations import ReadRow, TableDeclarations
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST_COMPONENTS = 3
"""Largest number of components that the text names for one row."""
NO_ANSWER = "write the answer; if you do not know it, write `unknown`, and the reason under `Remark`"
ROW_CODES = frozenset(
    {
        *("overlay/answer-not-read", "overlay/still-open", "overlay/not-answered", "overlay/no-match"),
        *("overlay/declares-nothing", "import/cell-not-read", "file/ragged-row"),
    }
)
"""Codes of the problems that the text shows with their rows."""


class Listing:
    """Text about the rows of a returned list: each row is accepted, to correct, or without an answer."""

    def __init__(self, table: ImportTable, mapping: Mapping | None) -> None:
        if mapping is not None:
            dropped, _ = find_dropped_rows(table, mapping)
            table = replace(table, rows=[row for at, row in enumerate(table.rows) if at not in dropped])
        self.table = table
        self.declared: TableDeclarations = read_declarations(table, mapping)
        self.headings = {column.index: column.name for column in columns_of(table, mapping)[0]}
        self.names = {id_: str(party.value["name"]) for id_, party in self.declared.parties.items()}
        self.states = states_of(self.declared)
        """State of each row with content."""
        self.rejected = {row.row for row in self.declared.rejected}
        """Positions of the rows of which nothing is used."""

    @property
    def has_corrections(self) -> bool:
        """True if the company must correct a row."""
        return TO_CORRECT in self.states.values()

    def text(self) -> str:
        """Return the number of rows, the facts of each accepted row, and the cells to correct."""
        rows = [row for row in self.declared.rows if _states_something(row)]
        states = [self.states[row.row] for row in rows]
        lines = [f"{many(len(rows), 'row')}: {counts(states)}", ""]
        silent = []
        for row in rows:
            details = self._details(row)
            if details:
                lines += [f"row {self._number(row)}, {_about(row)}: {self.states[row.row]}", *details]
            else:
                silent.append(str(self._number(row)))
        if self.rejected and not self.declared.taken:
            lines.append("no row can be read, so the file is not used")
        if silent:
            lines.append(f"{many(len(silent), 'row')} without an answer: {', '.join(silent)}")
        return "\n".join([*map(visible, lines), ""])

    def _details(self, row: ReadRow) -> list[str]:
        """Return the facts of an accepted row, or the cells to correct; empty for a row without an answer."""
        lines: list[str] = []
        if row.row not in self.rejected and (any(row.entries) or row.row in self.declared.taken):
            lines = [f"we read: {fact}" for fact in self._facts(row)] + self._beside(row)
        lines += [line for problem in row.problems for line in self._problem(row, problem)]
        lines = lines or self._not_answered(row)
        remark = row.cells.get("notes")
        text = " ".join(remark.text.split()) if remark is not None else ""
        if lines and not any(text in line for line in lines):
            lines.append(f"remark: {text}")
        return [f"  {line}" for line in lines]

    def _problem(self, row: ReadRow, problem: Diagnostic) -> list[str]:
        return [f"{self._cell(row, problem.span)}: {problem.message}", f"fix: {problem.help}"]

    def _not_answered(self, row: ReadRow) -> list[str]:
        """Return the cell with a text that is no answer, or the remark instead of an answer."""
        answer, remark = row.cells.get("answer"), row.cells.get("notes")
        if answer is not None:
            return [f"{self._cell(row, answer.span)}: `{answer.text}` is no answer", f"fix: {NO_ANSWER}"]
        if remark is not None:
            return [
                f"{self._cell(row, remark.span)}: a remark without an answer: {remark.text}",
                f"fix: {NO_ANSWER}",
            ]
        return []

    def _facts(self, row: ReadRow) -> list[str]:
        """Return the facts of a row; facts that are the same for all its components appear once."""
        record = "component" if row.cells.keys() & {"id", "mpn"} else "party"
        named = [(_label_of(row, entry), facts_in_words(entry, self.names, record)) for entry in row.entries]
        named = [(label, facts) for label, facts in named if facts]
        if not named:  # the facts are in the entry of another row about the same stage
            texts = [row.cells[name].text for name in ("answer", "made_by") if name in row.cells]
            return [text for text in texts if not answers.is_not_known(text)]
        is_about_all = record == "party" or {*_labels(row)} <= {label for label, _ in named}
        if is_about_all and all(facts == named[0][1] for _, facts in named):
            return named[0][1]
        texts = [f"{label}: {', '.join(facts)}" if label else ", ".join(facts) for label, facts in named]
        shown, more = first_of(texts, MOST_COMPONENTS)
        return [*shown, *([f"and {more} more"] if more else [])]

    def _beside(self, row: ReadRow) -> list[str]:
        """Return the remark and the evidence of an accepted row, and its unused company."""
        evidence = ", ".join(row.cells[name].text for name in EVIDENCE_COLUMNS if name in row.cells)
        unused = [cell.text for number, cell in self.declared.unused if number == row.row]
        return [
            *([f"evidence: {evidence}"] if evidence else []),
            *(f"remark: {entry['notes']}" for entry in row.entries[:1] if "notes" in entry),
            *(f"not used, because the question is about no stage: {name}" for name in unused),
        ]

    def _number(self, row: ReadRow) -> int:
        """Return the number that a spreadsheet shows for a row."""
        return self.table.source.position(self.table.rows[row.row][0].span.start).line

    def _cell(self, row: ReadRow, span: Span) -> str:
        """Return the name of a cell with the heading of its column."""
        for number in self.declared.list_rows.get(row.row, (row.row,)):
            place = column_at(self.table.rows[number], span)
            if place is None:
                continue
            known = self.table.source.cell(span.start)
            heading = self.headings.get(place, "")
            return f"cell {known[1]} ({heading})" if known is not None else f"column `{heading}`"
        return "this row"


def _states_something(row: ReadRow) -> bool:
    return any(not cell_values.is_blank(cell.text) for cell in row.cells.values()) or bool(row.problems)


def _labels(row: ReadRow) -> list[str]:
    """Return the names of the components of a row."""
    name = next((name for name in ("components", "mpn", "id", "company") if name in row.cells), "")
    texts = row.cells[name].text.split(SEPARATOR) if name else []
    return [unguarded(text.strip()) for text in texts]


def _label_of(row: ReadRow, entry: dict[str, Any]) -> str:
    """Return the name of the component that an entry of a row is about."""
    labels, match = _labels(row), entry.get("match") or {}
    for column in IDENTIFYING:
        ids = split_cell(row.cells[column].text) if column in row.cells else []
        stated = str(match.get(column, ""))
        if stated in ids and len(ids) == len(labels):
            return labels[ids.index(stated)]
    return next((str(match[column]) for column in IDENTIFYING if column in match), "")


def _about(row: ReadRow) -> str:
    """Return the components or the company of a row in a few words."""
    company = row.cells.get("company")
    labels = [company.text] if company is not None else _labels(row)
    return and_more(labels, MOST_COMPONENTS) or "no component"
