"""Rows of a returned questionnaire that together answer one question about a list.

Each row contains one entry of the list, such as one material. The last row answers whether these are all
entries. The rows become one row, whose answer contains the whole list: `copper; steel; complete`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.declarations import EVIDENCE_COLUMNS
from microdep_rules.bom.overlays.fact_names import parse_fact_name
from microdep_rules.bom.overlays.places import countries_in
from microdep_rules.bom.overlays.remarks import limits_nothing
from microdep_rules.bom.overlays.reply_texts import RELATIONS, with_text
from microdep_rules.cells import unguarded
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.workbook_texts import cue_pattern, half_width, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

ALL = "all"
"""Content of the column `List row` in the last row of a list: are the entries all entries?"""
UNANSWERED = "unanswered"
"""Content of the column `List row` in a joined row, if the last row of the list has no answer."""
IDENTITY = ("id", "mpn", "company", "document", "material", "constituent", "fact")
"""Columns whose cells are equal in all rows of a list."""
NONE = "none"
"""Answer that there are no entries."""
OTHERS = "others"
"""Answer that there are other entries."""
_QUOTED = pattern(r"`([^`]+)`")
BETWEEN = "; "
"""Separator of the entries in a joined answer."""


class JoinedList(Struct, frozen=True):
    """List whose rows are joined to one row."""

    rows: tuple[int, ...]
    """Positions of the rows, with the first row of the list at the start."""
    line: list[Cell]
    """Cells of the joined row."""
    entries: tuple[Cell, ...] = ()
    """Cells that the company filled in for the entries; the joined answer is at the first cell."""
    problems: tuple[Diagnostic, ...] = ()
    """Reasons why the program cannot use the rows, or why the list stays open."""
    remarks: tuple[Cell, ...] = ()
    """Remarks about entries that the rows do not name, beside the last answer."""

    def at_entries(self, problems: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return problems of the joined answer, each at a cell whose text its message quotes.

        Two equal messages are at two cells, if two cells have the text.
        """
        placed: list[Diagnostic] = []
        for problem in problems:
            quoted = _QUOTED.findall(problem.message)
            is_joined = bool(self.entries) and problem.span == self.entries[0].span
            cells = [cell for cell in self.entries if is_joined and any(text in cell.text for text in quoted)]
            reported = {other.span for other in placed if other.message == problem.message}
            spans = [cell.span for cell in cells if cell.span not in reported] or [
                cell.span for cell in cells
            ]
            at = spans[0] if spans else problem.span
            placed.append(replace(problem, primary=replace(problem.primary, span=at)))
        return placed


class ListRows(Struct, frozen=True):
    """Lists of a table that have a row for each entry."""

    lists: dict[int, JoinedList] = {}
    """Lists by the position of their first row."""
    further: frozenset[int] = frozenset()
    """Positions of all rows after the first row of a list."""

    def rows_of(self, number: int) -> tuple[int, ...]:
        """Return the positions of the rows of a list, or only the position of a row without a list."""
        return self.lists[number].rows if number in self.lists else (number,)


def join_list_rows(columns: Sequence[Column], rows: Sequence[list[Cell]]) -> ListRows:
    """Return the lists of a table, each as one row; other rows of the table stay as they are."""
    places = {column.field: column.index for column in columns if column.field}
    if not {"list_row", "fact", "answer"} <= places.keys():
        return ListRows()
    groups = dict[tuple[str, ...], list[_Line]]()
    for number, cells in enumerate(rows):
        if len(cells) >= len(columns) and cells[places["list_row"]].text:
            line = _Line(number, cells, places)
            groups.setdefault(tuple(line.text(name) for name in IDENTITY), []).append(line)
    lists = [_join(lines) for lines in groups.values()]
    further = frozenset(number for joined in lists for number in joined.rows[1:])
    return ListRows({joined.rows[0]: joined for joined in lists}, further)


class _Line(Struct, frozen=True):
    """Row of a table that belongs to a list."""

    number: int
    cells: list[Cell]
    places: dict[str, int]
    """Position of each column by its field."""

    def cell(self, name: str) -> Cell | None:
        """Return the cell of a column; `None` if the table has no such column."""
        return self.cells[self.places[name]] if name in self.places else None

    def text(self, name: str) -> str:
        """Return the text of a cell without the guard against formulas; empty if the cell states nothing."""
        cell = self.cell(name)
        text = half_width(unguarded(cell.text)) if cell is not None else ""
        if name in IDENTITY or answers.is_none(text):
            return text
        return "" if answers.is_no_answer(text, self.text("fact") if name == "answer" else "") else text

    @property
    def is_last(self) -> bool:
        """True if the row asks whether the entries are all entries."""
        return self.text("list_row") == ALL

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Sort key of the row in its list, because the company may have changed the order of the rows."""
        row = self.text("list_row")
        return self.is_last, int(row) if row.isdecimal() else self.number, self.number


def _join(lines: list[_Line]) -> JoinedList:
    """Return a list as one row with the answers of all its rows."""
    lines = sorted(lines, key=lambda line: line.rank)
    first, last, entries = lines[0], lines[-1], [line for line in lines if not line.is_last]
    asked = parse_fact_name(first.text("fact"))
    list_ = asked.field if asked is not None and asked.form == "list" else ""
    last_lines = [line for line in lines if line.is_last]
    is_all, problems = _closing(last_lines)
    remarks = [line.cells[line.places["notes"]] for line in last_lines if line.text("notes")]
    if is_all and (limiting := [remark for remark in remarks if not limits_nothing(remark.text)]):
        is_all = False
        problems.append(_limited(limiting[0], list_))
    problems += _problems_of_evidence(lines)
    texts: list[str] = []
    cells: list[Cell] = []
    for line in entries:
        problems_of_entry = _problems_of_entry(line, list_)
        problems += problems_of_entry
        named, closing = answers.split_entries("" if problems_of_entry else _entry_text(line, list_))
        texts += named if closing is not False else [*named, OTHERS]
        is_all = True if closing and is_all is None else is_all
        columns = [name for name in ("answer", "country", "share") if named and line.text(name)]
        cells += [line.cells[line.places[name]] for name in columns]
    answer, is_closed = _joined_answer(texts, list_, is_all=is_all)
    joined = list(first.cells)
    for name, text in _joined_texts(lines, list_, answer).items():
        written = [line.cells[line.places[name]] for line in lines if name in line.places and line.text(name)]
        at = cells or written if name == "answer" else written
        if name in first.places:
            joined[first.places[name]] = with_text((at or [first.cells[first.places[name]]])[0], text)
    is_unanswered = bool(texts) and not is_closed and not any(line.text("answer") for line in last_lines)
    place = first.places["list_row"]
    joined[place] = with_text(first.cells[place], UNANSWERED if is_unanswered else "")
    if is_unanswered:
        problems.append(_unanswered(last, list_))
    if broken := [cell for line in entries for cell in line.cells if _is_broken_entry(line, cell)]:
        joined[first.places["answer"]] = broken[0]
    numbers = tuple(line.number for line in lines)
    return JoinedList(numbers, joined, tuple(cells), tuple(problems), tuple(remarks))


def _unanswered(last: _Line, list_: str) -> Diagnostic:
    """Return the problem of a last row without an answer."""
    at = last.cells[last.places["answer"]].span
    reason = phrase_of("overlay/still-open", "last-row")
    return diagnose("overlay/still-open", at, "last-row", list=list_, reason=reason)


def _limited(remark: Cell, list_: str) -> Diagnostic:
    """Return the problem of a remark that may limit the answer `yes` in the last row."""
    reason = phrase_of("overlay/still-open", "remark-others")
    return diagnose("overlay/still-open", remark.span, "last-row-remark", list=list_, reason=reason)


def _joined_texts(lines: list[_Line], list_: str, answer: str) -> dict[str, str]:
    """Return the texts of the joined row that differ from the first row."""
    remarks = [" ".join(line.text("notes").split()) for line in lines if not line.is_last]
    texts = {"answer": answer, "notes": BETWEEN.join(dict.fromkeys(filter(None, remarks)))}
    texts |= dict.fromkeys(("country", "share", *(("made_by",) if list_ == "stages" else ())), "")
    with_evidence = [line for line in lines if _evidence_of(line)]
    if with_evidence and not _evidence_of(lines[0]):
        texts |= {name: with_evidence[0].text(name) for name in EVIDENCE_COLUMNS}
    return texts


def _entry_text(line: _Line, list_: str) -> str:
    """Return the entry of a row as a text, such as `sintered: Japan` or `Example Holding 51 %`."""
    name, country, share = line.text("answer"), line.text("country"), line.text("share")
    if not name or answers.is_none(name) or answers.is_not_known(name):
        return name
    if list_ == "stages" and country:
        stage, place = answers.split_stage(name)
        if stage and countries_in(place) and countries_in(place) == countries_in(country):
            return name
        company = line.text("made_by")
        return f"{name} by {company}: {country}" if company else f"{name}: {country}"
    if list_ == "owners" and share:
        return f"{name} {share}" if "%" in share else f"{name} {share} %"
    if list_ == "relations":
        if answers.denies_all(name) or answers.is_independent(name):
            return NONE
        if cue_pattern("{not-here}|{free-of}").search(name):
            return name
        kinds, row = [*RELATIONS], line.text("list_row")
        is_relation = any(cue_pattern(form).fullmatch(name) for form in RELATIONS.values())
        is_known = row.isdecimal() and 0 < int(row) <= len(kinds)
        return name if is_relation or not is_known else f"{kinds[int(row) - 1]} of {name}"
    return name


def _joined_answer(texts: list[str], list_: str, *, is_all: bool | None) -> tuple[str, bool]:
    """Return the answer of all rows, and whether the company answered if the entries are all entries.

    >>> _joined_answer(["copper", "steel"], "materials", is_all=True)
    ('copper; steel; complete', True)
    >>> _joined_answer(["copper", "unknown"], "materials", is_all=True)
    ('copper; others', True)
    >>> _joined_answer(["copper"], "materials", is_all=None), _joined_answer([], "stages", is_all=True)
    (('copper; others', False), ('complete', True))
    """
    known = [text for text in texts if not (answers.is_not_known(text) or _means_others(text))]
    if not texts:
        return ("complete", True) if is_all else ("", True)
    if not known:
        return texts[0], True
    named = [text for text in known if not answers.is_none(text)]
    if not named:
        is_every = list_ != "relations" or is_all or len(known) == len(RELATIONS)
        is_empty = is_every and is_all is not False and len(known) == len(texts)
        return (known[0] if is_empty else f"{known[0]}{BETWEEN}{OTHERS}"), is_empty or is_all is not None
    answer = BETWEEN.join(named if list_ == "relations" else known)
    if len(texts) == 1 and answers.is_only_components(answer) and is_all is not False:
        return answer, True
    is_complete = is_all is True and len(known) == len(texts)
    return f"{answer}{BETWEEN}{'complete' if is_complete else OTHERS}", is_all is not None


def _closing(lines: list[_Line]) -> tuple[bool | None, list[Diagnostic]]:
    """Return whether the entries are all entries of a list; `None` if the last row has no answer."""
    is_all: bool | None = None
    problems: list[Diagnostic] = []
    for line in lines:
        text = line.text("answer")
        is_more = answers.is_not_known(text) or _means_others(text) or _begins_with_no(text)
        if text and (answers.yes_or_no(text) is True or answers.is_complete(text) or answers.is_all(text)):
            is_all = is_all is not False
        elif text and (is_more or answers.yes_or_no(text) is False):
            is_all = False
        elif text:
            because = phrase_of("overlay/answer-not-read", "yes-or-no", text=text)
            fix = phrase_of("overlay/answer-not-read", "write-yes-or-no")
            problems.append(_refusal(line, "answer", because, fix))
    return is_all, problems


def _begins_with_no(text: str) -> bool:
    """Return whether an answer begins with a word for no: `no, the coating is missing`."""
    return answers.yes_or_no(pattern(r"[,;:.]|\s[-\u2013]\s").split(text)[0]) is False


def _means_others(text: str) -> bool:
    """Return whether a cell states that there are other entries, as `others` does."""
    return text.casefold() in words("others")


def _problems_of_entry(line: _Line, list_: str) -> list[Diagnostic]:
    """Return problems of empty cells that an entry needs, and of filled cells that it does not use."""
    name, country = line.text("answer"), line.text("country")
    is_stage = list_ == "stages" and answers.parse_stage(name) is not None
    problems: list[Diagnostic] = []
    if is_stage and not country:
        because = phrase_of("overlay/answer-not-read", "no-country", text=name)
        fix = phrase_of("overlay/answer-not-read", "choose-country")
        problems.append(_refusal(line, "country", because, fix))
    if list_ == "stages" and country and not name:
        because = phrase_of("overlay/answer-not-read", "no-stage-of-country", text=country)
        fix = phrase_of("overlay/answer-not-read", "choose-stage")
        problems.append(_refusal(line, "answer", because, fix))
    for column in {"stages": ("share",), "owners": ("country",)}.get(list_, ("country", "share")):
        if text := line.text(column):
            because = phrase_of("overlay/answer-not-read", "unused-cell", text=text)
            problems.append(
                _refusal(line, column, because, phrase_of("overlay/answer-not-read", "empty-cell"))
            )
    return problems


def _refusal(line: _Line, column: str, reason: str, fix: str) -> Diagnostic:
    """Return the problem of a cell; a table without the column has the problem at the answer."""
    at = line.cells[line.places.get(column, line.places["answer"])].span
    return diagnose("overlay/answer-not-read", at, reason=reason, fix=fix)


def _evidence_of(line: _Line) -> tuple[str, ...]:
    texts = tuple(line.text(name) for name in EVIDENCE_COLUMNS)
    return texts if any(texts) else ()


def _problems_of_evidence(lines: list[_Line]) -> list[Diagnostic]:
    """Return problems of evidence for single entries, because evidence must show the whole list."""
    first, *further = lines
    with_evidence = [line for line in further if _evidence_of(line)]
    if not _evidence_of(first) and len(with_evidence) == 1 and with_evidence[0].is_last:
        return []
    problems: list[Diagnostic] = []
    for line in with_evidence:
        if _evidence_of(line) != _evidence_of(first):
            name = next(name for name in EVIDENCE_COLUMNS if line.text(name))
            because = phrase_of("overlay/answer-not-read", "evidence-of-entry", text=line.text(name))
            fix = phrase_of("overlay/answer-not-read", "write-evidence-in-first-row")
            problems.append(_refusal(line, name, because, fix))
    return problems


def _is_broken_entry(line: _Line, cell: Cell) -> bool:
    """Return whether a cell of an entry contains an error of a spreadsheet, such as `#REF!`."""
    named = {line.places[name] for name in ("answer", "country", "share") if name in line.places}
    return any(line.cells[place] is cell for place in named) and cell_values.is_broken(cell.text)
