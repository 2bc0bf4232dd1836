"""A table of declarations becomes an overlay: a list of questions that was filled in, or a list of parts.

Each row speaks of a part, known by its id, or by its number with its maker. It says what is declared in
columns of their own (`Country of origin`, `Step` with `Country`), or in the columns `Fact` and `Answer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.guesses import guessed
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.load import Loaded, check_document
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.declared import PAPER, Declared
from microdep_rules.bom.overlays.replies import Reply
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import has_errors
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.overlays.declared import Said
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

DECLARED = ("origin", "place_of_manufacture", "hs_code", "eccn")
"""Columns that are facts of a part."""


def overlay_in(table: Table | None, source: SourceFile, problems: list[Diagnostic]) -> Loaded:
    """The overlay that a table stands for; what is wrong with it is in its diagnostics."""
    if table is None:
        return Loaded(source, None, problems, nowhere(source), "overlay")
    columns, said = guessed(table.header, "declarations")
    problems = [*problems, *said, *_lacking(columns, table)]
    if has_errors(problems):
        return Loaded(source, None, problems, nowhere(source), "overlay")
    reader = _Reader(columns)
    for line in table.rows:
        reader.row(line)
    found = reader.found
    document = PlacedRecord(Span(source.path, 0, len(source.text)))
    document.put("schema", "microdep-overlay/1")
    for name, records in (
        ("parties", list(found.parties.values())),
        ("evidence", list(found.evidence.values())),
        ("parts", found.parts),
    ):
        if records:
            document.put(name, records)
    problems += found.problems
    if found.unanswered:
        problems.append(say.not_answered(len(found.unanswered), len(table.rows), found.unanswered[0]))
    spans = Spans(source, document.place)
    return check_document(Loaded(source, document.value, problems, spans, "overlay"))


def _lacking(columns: list[Column], table: Table) -> list[Diagnostic]:
    """What a table has to say that this one does not."""
    held = {each.field for each in columns}
    header = table.header[0].span.to(table.header[-1].span)
    called = [each.name for each in columns]
    if not held & {"id", "mpn", "company"}:
        return [say.no_part_column(header, called)]
    if ("fact" in held) != ("answer" in held):
        return [say.half_an_answer("fact" in held, header)]
    if not held & {"answer", "step", "mass", *DECLARED}:
        return [say.nothing_declared(header, called)]
    return []


class _Reader:
    def __init__(self, columns: list[Column]) -> None:
        self.columns = columns
        self.by_field = {each.field: each for each in columns if each.field}
        self.found = Declared()

    def row(self, line: list[Cell]) -> None:
        """What one row declares, with everything that is wrong in it."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        if len(line) < len(self.columns) or beyond:
            self.found.problems.append(of_rows.ragged_row(len(line), len(self.columns), whole))
            return
        cells = {name: _bare(line[each.index]) for name, each in self.by_field.items()}
        said = {
            name: cell
            for name, cell in cells.items()
            if not readings.says_nothing(cell.text)
            or (name in ("answer", "country") and answers.is_not_known(cell.text))
            or (name == "answer" and cell.text.casefold() in answers.NONE)
        }
        if not said:
            return
        if "answer" not in said and "recorded" in said and said.keys() & set(PAPER):
            said["answer"] = said["recorded"]  # what is recorded already, and is now shown
        if not said.keys() & {"answer", "step_country", "country", "made_by", "mass", *DECLARED, *PAPER} or (
            "fact" in said and "answer" not in said and not said.keys() & {"made_by", "evidence"}
        ):
            self.found.unanswered.append(whole)
            return
        self._declare(said, whole)

    def _declare(self, said: Said, whole: Span) -> None:
        if "company" in said and not said.keys() & {"id", "mpn"}:
            Reply(self.found, said).on_company(whole)
            return
        part = PlacedRecord(whole)
        match = self._match(said, whole)
        if match is None:
            return
        part.put("match", match, match.span)
        for name in DECLARED:
            self.found.put(part, "component", name, said.get(name))
        self.found.put(part, "component", "mass", said.get("mass"))
        reply = Reply(self.found, said)
        if "fact" in said:
            reply.on_part(part)
        elif "step" in said:
            part.put("stages", [reply.step(said["step"].text, said.get("country"))], said["step"].span)
        papers = [] if reply.shown else self.found.papers(said)
        if papers:
            first = next(said[each].span for each in PAPER if each in said)
            part.put("evidence", list[object](papers), first)
        if "notes" in said and part.value.keys() - {"match", "evidence"}:
            part.put("notes", " ".join(said["notes"].text.split()), said["notes"].span)
        if part.value.keys() - {"match", "evidence", "notes"}:
            self.found.parts.append(part)

    def _match(self, said: Said, whole: Span) -> PlacedRecord | None:
        """Whom a row means: by number and maker where it has both, for these hold in other documents too."""
        by_number = "mpn" in said and "manufacturer" in said
        used = ("manufacturer", "mpn") if by_number else ("id",) if "id" in said else ("mpn",)
        if not said.keys() & {"id", "mpn"}:
            self.found.problems.append(say.row_means_no_part(whole))
            return None
        match = PlacedRecord(said[used[-1]].span)
        for name in (*used, *(("document",) if "document" in said and not by_number else ())):
            match.put(name, " ".join(said[name].text.split()), said[name].span)
        return match


def _bare(cell: Cell) -> Cell:
    """A cell without the sign that keeps a text from being taken for a formula."""
    guarded = cell.text.startswith("'") and cell.text[1:2] in {"=", "+", "-", "@"}
    return replace(cell, text=cell.text[1:]) if guarded else cell
