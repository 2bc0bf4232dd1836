"""Copy of a returned list, in which cells to correct are red, and the first column states the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.declarations import EVIDENCE_COLUMNS
from microdep_rules.bom.overlays.tables import columns_of, read_declarations
from microdep_rules.cells import unguarded
from microdep_rules.output.asking.columns import (
    ANSWERS,
    COUNTRY,
    FIRST_OF_A_LIST,
    HIDDEN,
    WIDE,
    locked_cells,
    offered_countries,
    offered_for,
)
from microdep_rules.output.asking.letter import WHY, Letter
from microdep_rules.output.asking.lists import WORDS, how_to_fill_in, many, table_as_csv
from microdep_rules.output.asking.read_back import NO_ANSWER
from microdep_rules.output.asking.row_states import (
    TO_CORRECT,
    WAITING,
    answers_nothing,
    column_at,
    corrections,
    counts,
    needs_no_correction,
    rows_held_by,
    states_of,
)
from microdep_rules.output.asking.series import ALL_OF_SERIES
from microdep_rules.output.visible import exact
from microdep_rules.output.workbook import Notes, SheetTable, workbook
from microdep_rules.vocabulary.indicators import indicators
from microdep_rules.vocabulary.workbook_texts import evidence_types, language_of, offered, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.imports.sheets import Sheet as SourceSheet
    from microdep_rules.bom.overlays.declarations import ReadRow, TableDeclarations
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

CORRECT = "Please correct"
"""Heading of the first column of the copy, which states why a row must be corrected."""
TAKEN = "Accepted"
"""Heading of the second column of the copy, which names the accepted columns of the row."""
CORRECT_CELLS = (
    "Please correct the red cells. The column Please correct states the text to write."
    " The column Accepted names the answers that we have already; do not change them."
)
"""First instruction of the copy."""
FIRST_ROW = 2
"""Number of the first row below the header row of the copy."""
FILLED_IN = frozenset({"answer", "made_by", "notes", *EVIDENCE_COLUMNS})
"""Fields of the columns that the company fills in."""


class Copy(Struct, frozen=True):
    """Rows of a returned list, with two more columns at the start: reasons, and accepted columns."""

    rows: list[list[str]]
    states: tuple[str, ...]
    """State of each row with content."""
    language: str
    wrong: frozenset[tuple[int, int]] = frozenset()
    """Cells to correct, by row (the header row is 0) and column."""

    @property
    def summary(self) -> str:
        """Number of rows in each state, in words."""
        return f"{many(len(self.states), 'row')}: {counts(self.states)}; `{self.say(CORRECT)}` states why"

    def say(self, text: str) -> str:
        """Return a text in the language of the list."""
        return translated(text, self.language)

    @property
    def wide(self) -> list[str]:
        """Columns that need a large width for sentences."""
        return [self.say(name) for name in (CORRECT, *WIDE)]

    @property
    def to_fill_in(self) -> list[str]:
        """Columns that the company fills in; the workbook marks them."""
        return [self.say(name) for name in ANSWERS]

    @property
    def hidden(self) -> list[str]:
        """Columns of codes, which connect the answers with the components."""
        return [self.say(name) for name in HIDDEN]

    def column(self, name: str) -> list[str] | None:
        """Return the texts of a column below its heading; `None` if the list has no such column."""
        heading = self.say(name)
        if heading not in self.rows[0]:
            return None
        place = self.rows[0].index(heading)
        return [row[place] for row in self.rows[1:]]


def copy_of(table: ImportTable, mapping: Mapping | None = None) -> Copy:
    """Return the rows of a list; a rejected row also has the reasons and the fixes."""
    reader = _CopyReader(table, mapping)
    names, language = reader.names, reader.language
    own = [translated(name, language) for name in (CORRECT, TAKEN)]
    kept = [place for place, name in enumerate(names) if name not in own]
    rows = [[*own, *(names[place] for place in kept)]]
    wrong: set[tuple[int, int]] = set()
    for number, line in enumerate(table.rows):
        cells = [_text(line[place].text) if place < len(line) else "" for place in kept]
        reasons, places = reader.reasons(number)
        wrong |= {(number + 1, kept.index(place) + len(own)) for place in places if place in kept}
        filled = [place for place, text in zip(kept, cells, strict=True) if text and place not in places]
        rows.append([reasons, "; ".join(reader.accepted(number, filled)), *cells])
    return Copy(rows, tuple(reader.states.values()), language, frozenset(wrong))


class _CopyReader:
    """Reasons and accepted columns of each row of a returned list.

    The rows of a list share one state. Each reason is in the row with the cell to correct.
    """

    def __init__(self, table: ImportTable, mapping: Mapping | None) -> None:
        self.rows = table.rows
        self.declared: TableDeclarations = read_declarations(table, mapping)
        self.names = [cell.text for cell in table.header]
        self.language = language_of(self.names)
        columns, _ = columns_of(table, mapping)
        self.filled_in = {column.name for column in columns if column.field in FILLED_IN}
        self.company = next((column.name for column in columns if column.field == "made_by"), "")
        self.answer = next((column.index for column in columns if column.field == "answer"), None)
        self.states = states_of(self.declared)
        self.read = {row.row: row for row in self.declared.rows}
        of_lists = self.declared.list_rows.items()
        self.first_rows = {number: first for first, numbers in of_lists for number in numbers}

    def reasons(self, number: int) -> tuple[str, list[int]]:
        """Return the reasons why a row must be corrected or waits, and the columns to correct."""
        first = self.first_rows.get(number, number)
        if self.states.get(first) == TO_CORRECT:
            return self._corrections(self.read[first], number)
        if self.states.get(number) == WAITING:
            held_by = {self._row_to_correct(other) for other in self.declared.held[number]}
            return _waiting(held_by, self.language), []
        return "", []

    def _row_to_correct(self, number: int) -> int:
        """Return the row with the first cell to correct; a list has several rows."""
        rows = self.declared.list_rows.get(number, (number,))
        problems = corrections(self.read[number], self.declared) if number in self.read else ()
        marked = (
            row for row in rows for problem in problems if column_at(self.rows[row], problem.span) is not None
        )
        return next(marked, number)

    def accepted(self, number: int, filled: list[int]) -> list[str]:
        """Return the accepted columns among the filled columns, and a note about an unused company."""
        first = self.first_rows.get(number, number)
        is_unused = any(number == unused for unused, _ in self.declared.unused)
        is_used = first in self.declared.taken and self.states.get(first) != WAITING
        names = [self.names[place] for place in filled if self.names[place] in self.filled_in and is_used]
        if not is_unused:
            return names
        note = translated(f"{self.company}: not used for this question", self.language)
        return [*(name for name in names if name != self.company), note]

    def _corrections(self, row: ReadRow, number: int) -> tuple[str, list[int]]:
        """Return the reasons and positions for one line of a row; a list has several lines."""
        problems = self._problems_in_line(row, number)
        if number != row.row:
            return _reasons(problems, self.names, self.rows[number], self.language)
        at = [self.answer] if self.answer is not None else []
        name = self.names[self.answer] if self.answer is not None else CORRECT
        if corrections(row, self.declared):
            held = rows_held_by(number, self.declared) if all(map(needs_no_correction, problems)) else []
            if problems and held:
                held_row, words = self.declared.missing_words.get(number, (held[0], ""))
                return f"{name}: {_contradiction(held_row, self.language, words)}", at
            return _reasons(problems, self.names, self.rows[number], self.language)
        if answers_nothing(row):
            return _no_answer(name, row.cells["answer"].text, self.language), at
        return _remark_without_answer(name, unguarded(row.cells["notes"].text), self.language), at

    def _problems_in_line(self, row: ReadRow, number: int) -> list[Diagnostic]:
        """Return the problems of a row whose cells are in a line.

        Problems without a cell in a further line of a list belong to the first line.
        """
        problems = corrections(row, self.declared)
        if number != row.row:
            return [problem for problem in problems if column_at(self.rows[number], problem.span) is not None]
        further = [self.rows[other] for other in self.declared.list_rows.get(number, ())[1:]]
        return [
            problem for problem in problems if all(column_at(line, problem.span) is None for line in further)
        ]


def _contradiction(number: int, language: str, words: str = "") -> str:
    """Return the text for a row with other materials or countries than another row.

    `words` are the materials that the other row does not name.
    """
    row = number + FIRST_ROW
    if words:
        because = f"this answer names {words}, but the list of materials in row {row} does not"
    else:
        because = f"this answer and row {row} name different materials or countries"
    fix = f"correct this answer or row {row}, so that both name the same materials and countries"
    return f"{translated(because, language)}; {translated(fix, language)}"


def _waiting(numbers: set[int], language: str) -> str:
    """Return the text for a row that is used as soon as other rows are corrected."""
    rows = ", ".join(str(number + FIRST_ROW) for number in sorted(numbers))
    is_are = "row {} is" if len(numbers) == 1 else "rows {} are"
    return translated(f"no change here: this answer is used when {is_are.format(rows)} corrected", language)


def _reasons(
    problems: Sequence[Diagnostic], names: list[str], line: list[Cell], language: str
) -> tuple[str, list[int]]:
    """Return the text of the problems of a row, and the positions of the columns to correct."""
    lines, places = [], []
    for problem in problems:
        place = column_at(line, problem.span)
        lines.append(f"{translated(problem.message, language)}; {_fix(problem.help or '', language)}")
        if place is not None and place < len(names):
            places.append(place)
            lines[-1] = f"{names[place]}: {lines[-1]}"
    return "\n".join(lines), places


def _fix(text: str, language: str) -> str:
    """Return a fix in a language, with the words of that language in the answers that it proposes."""
    words = {f"; {word}`": f"; {offered(word, language)}`" for word in ("complete", "others")}
    fix = translated(text, language)
    for english, word in words.items():
        fix = fix.replace(english, word)
    return fix


def _remark_without_answer(name: str, remark: str, language: str) -> str:
    """Return the reason for a row with a remark, but without an answer."""
    text = f"a remark without an answer: {' '.join(remark.split())}"
    return f"{name}: {translated(text, language)}; {translated(NO_ANSWER, language)}"


def _no_answer(name: str, text: str, language: str) -> str:
    """Return the reason for a text that is no answer, such as `n/a`."""
    because = translated(f"`{unguarded(text)}` is no answer", language)
    return f"{name}: {because}; {translated(NO_ANSWER, language)}"


def _text(cell: str) -> str:
    return "\n".join(map(exact, unguarded(cell).split("\n")))


def as_csv(copy: Copy) -> str:
    """Return the copy as CSV text, in which a spreadsheet program finds no formula."""
    return table_as_csv(copy.rows)


def as_workbook(copy: Copy, sheets: Sequence[SourceSheet] = ()) -> bytes:
    """Return the copy as a workbook with the instructions, selection lists and hidden columns of the list.

    The cells to correct are red. `sheets` are the sheets of the returned file, with the instructions and the
    reasons of the first workbook.
    """
    table = SheetTable(
        copy.say("Questions"),
        copy.rows,
        copy.to_fill_in,
        _selection_lists(copy),
        wrong=copy.wrong,
        locked=locked_cells(copy.rows, copy.language),
        wide=copy.wide,
        hidden=copy.hidden,
        protected=True,
    )
    series = copy.say(f"{ALL_OF_SERIES} X").removesuffix("X").strip()
    is_about_series = any(text.startswith(series) for text in copy.column("About") or ())
    first = copy.say(CORRECT_CELLS)
    letter = Letter(copy.language, with_lists=True)
    lines = _lines_of(copy, sheets, "How to fill in") or how_to_fill_in(letter, series=is_about_series)
    pages: list[SheetTable | Notes] = [
        Notes(copy.say("How to fill in"), [first, *(line for line in lines if line != first)]),
        table,
    ]
    if known_words := _lines_of(copy, sheets, WORDS):
        pages.append(Notes(copy.say(WORDS), known_words))
    if reasons := _lines_of(copy, sheets, WHY):
        pages.append(Notes(copy.say(WHY), reasons))
    return workbook(pages)


def _lines_of(copy: Copy, sheets: Sequence[SourceSheet], name: str) -> list[str]:
    """Return the sentences of a sheet of the returned file; empty if the file has no such sheet."""
    lines = (sheet.rows for sheet in sheets if sheet.name == copy.say(name))
    return [_text(row[0]) for row in next(lines, []) if row and row[0]]


def _selection_lists(copy: Copy) -> dict[str, list[tuple[str, ...]]]:
    facts = copy.column("Fact")
    if facts is None:
        return {}
    nothing = [""] * len(facts)
    reasons = copy.column("Why we ask") or nothing
    list_rows = copy.column("List row") or nothing
    likely = {copy.say(indicator.why) for indicator in indicators()}
    answers_ = [
        offered_for(fact, copy.language, is_likely=not likely.isdisjoint(why.split("\n")), list_row=row)
        for fact, why, row in zip(facts, reasons, list_rows, strict=True)
    ]
    lists = list(zip(facts, list_rows, strict=True))
    return {
        copy.say("Answer"): answers_,
        copy.say(COUNTRY): [offered_countries(fact, row, copy.language) for fact, row in lists],
        copy.say("Evidence type"): [
            evidence_types(copy.language) if row in FIRST_OF_A_LIST else () for row in list_rows
        ],
    }
