"""A table of declarations becomes an overlay: a list of questions that was filled in, or a list of parts.

Each row speaks of a part, known by its id, or by its number with its maker. It says what is declared in
columns of their own (`Country of origin`, `Step` with `Country`), or in the columns `Fact` and `Answer`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.errors import imports as importing
from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports import columns as named
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.load import Loaded, check_document
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import Asked, asked_of
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import has_errors
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

DECLARED = ("origin", "place_of_manufacture", "hs_code", "eccn")
"""Columns that are facts of a part."""
PAPER = ("evidence", "evidence_type", "issuer", "issued", "expires")
COMPLETE_OR_NONE = (
    "write `complete` if what is recorded is all, or `none`; entries are declared in rows of their own, or in"
    " a YAML overlay"
)
Said = dict[str, "Cell"]
"""The cells of a row that say something, by what their columns hold."""


class Declared(Struct):
    """All that a table declares, as it is gathered row by row."""

    parts: list[PlacedRecord] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    evidence: dict[str, PlacedRecord] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    unanswered: list[Span] = field(default_factory=list)


def overlay_in(table: Table | None, source: SourceFile, problems: list[Diagnostic]) -> Loaded:
    """The overlay that a table stands for; what is wrong with it is in its diagnostics."""
    if table is None:
        return Loaded(source, None, problems, nowhere(source), "overlay")
    columns, said = named.guessed(table.header, "declarations")
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
            self.found.problems.append(importing.ragged_row(len(line), len(self.columns), whole))
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
        if not said.keys() & {"answer", "step_country", "country", "made_by", "mass", *DECLARED, *PAPER} or (
            "fact" in said and "answer" not in said and not said.keys() & {"made_by", "evidence"}
        ):
            self.found.unanswered.append(whole)
            return
        self._declare(said, whole)

    def _declare(self, said: Said, whole: Span) -> None:
        if "company" in said and not said.keys() & {"id", "mpn"}:
            self._of_company(said, whole)
            return
        part = PlacedRecord(whole)
        match = self._match(said, whole)
        if match is None:
            return
        part.put("match", match, match.span)
        for name in DECLARED:
            self._put(part, "component", name, said.get(name))
        self._put(part, "component", "mass", said.get("mass"))
        if "fact" in said:
            self._answer(part, said)
        elif "step" in said:
            part.put("stages", [self._step(said, said["step"].text, said.get("country"))], said["step"].span)
        self._papers(part, said)
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

    # ---- answers ----

    def _answer(self, part: PlacedRecord, said: Said) -> None:
        asked = asked_of(said["fact"].text)
        if asked is None:
            self.found.problems.append(say.unknown_fact(said["fact"].text, said["fact"].span))
            return
        cell = said.get("answer")
        if asked.record == "stage":
            self._step_answer(part, said, asked, cell)
        elif cell is None:
            return
        elif asked.form == "list":
            self._list(self._holder(part, said, asked), asked, cell)
        elif asked.form == "content":
            self._content(part, said, asked, cell)
        elif asked.form == "cost":
            self._cost(part, asked, cell)
        elif asked.record in ("contract", "company"):
            self.found.problems.append(say.fact_of_the_deal(asked.name, said["fact"].span))
        elif asked.record == "transformation":
            held = PlacedRecord(cell.span)
            self._put(held, "transformation", asked.field, cell, said.get("notes"))
            part.put("substantial_transformation", held, cell.span)
        else:
            self._put(self._holder(part, said, asked), asked.record, asked.field, cell, said.get("notes"))

    def _holder(self, part: PlacedRecord, said: Said, asked: Asked) -> PlacedRecord:
        """The record that a fact is of: the part itself, or one of its materials."""
        if asked.record != "material" and not (asked.form == "list" and "material" in said):
            return part
        material = PlacedRecord(said["material"].span if "material" in said else part.span)
        if "material" in said:
            material.put("id", _local_id(said["material"].text))
        part.put("materials", [material], material.span)
        return material

    def _content(self, part: PlacedRecord, said: Said, asked: Asked, cell: Cell) -> None:
        share = self._read(cell, asked.name, answers.percent)
        if share is None:
            return
        entry = PlacedRecord(cell.span)
        entry.put("element", asked.field)
        entry.put("share", share)
        self._holder(part, said, asked).put("composition", [entry], cell.span)

    def _cost(self, part: PlacedRecord, asked: Asked, cell: Cell) -> None:
        amount = self._read(cell, asked.name, answers.money)
        if amount is None:
            return
        entry = PlacedRecord(cell.span)
        for name, value in (("kind", asked.field), *amount.items()):
            entry.put(name, value)
        part.put("costs", [entry], cell.span)

    def _list(self, holder: PlacedRecord, asked: Asked, cell: Cell) -> None:
        """A list that is complete, is empty, or of materials, is told here."""
        text = cell.text.casefold()
        if text in answers.NONE and asked.field != "children":
            holder.put(asked.field, [], cell.span)
        elif asked.field == "materials" and text not in answers.ALL:
            entries = self._materials(cell)
            if entries is None:
                return
            holder.put("materials", entries, cell.span)
        elif text not in answers.ALL and text not in answers.NONE:
            because = f"`{cell.text}` does not say whether the list is complete"
            self.found.problems.append(say.answer_not_read(asked.name, because, COMPLETE_OR_NONE, cell.span))
            return
        holder.put("complete", [asked.field], cell.span)

    def _materials(self, cell: Cell) -> list[PlacedRecord] | None:
        """Substances with `;` between them, each a material."""
        substance = record_types()["material"].fields["substance"]
        entries = []
        for each in filter(None, map(str.strip, cell.text.split(";"))):
            read = answers.value_of(substance, each)
            if isinstance(read, Unread):
                self.found.problems.append(
                    say.answer_not_read("materials", read.because, read.way_out, cell.span)
                )
                return None
            entry = PlacedRecord(cell.span)
            entry.put("substance", read)
            entries.append(entry)
        return entries

    # ---- steps ----

    def _step_answer(self, part: PlacedRecord, said: Said, asked: Asked, cell: Cell | None) -> None:
        """Where a step was done that nobody mentioned, or a fact of one that is recorded."""
        if asked.form == "step":
            words = asked.steps
            chosen, text = words[0], cell.text if cell is not None else ""
            for each in words:
                if text.casefold().startswith(f"{each[0]}:"):
                    chosen, text = each, text.partition(":")[2].strip()
            here = cell and _as(cell, text)
            entry = self._step(said, chosen[0], here, chosen[1])
        else:
            step = said.get("step")
            if step is None:
                self.found.problems.append(say.row_means_no_step(said["fact"].span))
                return
            entry = self._step(said, step.text, said.get("step_country"))
            if asked.field == "country":
                self._country(entry, cell, said.get("notes"))
            elif asked.field == "party" and "made_by" not in said and cell is not None:
                entry.put("party", self._party(cell), cell.span)
            elif asked.field != "party":
                self._put(entry, "stage", asked.field, cell, said.get("notes"))
        part.put("stages", [entry], entry.span)

    def _step(self, said: Said, word: str, country: Cell | None, constituent: str = "") -> PlacedRecord:
        at = country or said.get("step") or said["fact"]
        entry = PlacedRecord(at.span)
        stage = record_types()["stage"].fields["stage"]
        read = answers.value_of(stage, word)
        if isinstance(read, Unread):
            where = said.get("step", at)
            self.found.problems.append(say.answer_not_read("step", read.because, read.way_out, where.span))
            read = word
        entry.put("stage", read, (said.get("step") or at).span)
        if "material" in said:
            entry.put("of", _local_id(said["material"].text), said["material"].span)
        if constituent or "constituent" in said:
            entry.put("substance", constituent or said["constituent"].text)
        self._country(entry, country, said.get("notes"))
        if "made_by" in said:
            entry.put("party", self._party(said["made_by"]), said["made_by"].span)
        if "share" in said:
            share = self._read(said["share"], "share", answers.percent)
            if share is not None:
                entry.put("share", share, said["share"].span)
        return entry

    def _country(self, entry: PlacedRecord, cell: Cell | None, remark: Cell | None) -> None:
        if cell is None:
            return
        if answers.is_not_known(cell.text):
            entry.put("unknown", value=True, span=cell.span)
            entry.put("reason", _reason(remark), cell.span)
            return
        self._put(entry, "stage", "country", cell)

    # ---- companies and papers ----

    def _of_company(self, said: Said, whole: Span) -> None:
        asked = asked_of(said["fact"].text) if "fact" in said else None
        cell = said.get("answer")
        if asked is None or asked.record != "party" or cell is None:
            at = said["fact"].span if "fact" in said else whole
            self.found.problems.append(say.unknown_fact(said["fact"].text if "fact" in said else "", at))
            return
        id_ = self._party(said["company"])
        party = self.found.parties[id_]
        if asked.form == "list":
            self._list(party, asked, cell)
        else:
            self._put(party, "party", asked.field, cell, said.get("notes"))
        self._papers(party, said)

    def _party(self, cell: Cell) -> str:
        name = " ".join(cell.text.split())
        id_ = slug(name)
        if id_ not in self.found.parties:
            party = PlacedRecord(cell.span)
            party.put("id", id_)
            party.put("name", name)
            self.found.parties[id_] = party
        return id_

    def _papers(self, record: PlacedRecord, said: Said) -> None:
        """The paper that a row names; rows that name the same one name one paper."""
        if not said.keys() & set(PAPER):
            return
        name = " ".join(said[each].text for each in PAPER if each in said)
        id_ = slug(name)
        first = next(said[each] for each in PAPER if each in said)
        if id_ not in self.found.evidence:
            paper = PlacedRecord(first.span)
            paper.put("id", id_)
            if "evidence" in said:
                document = PlacedRecord(said["evidence"].span)
                document.put("path", " ".join(said["evidence"].text.split()))
                paper.put("document", document, said["evidence"].span)
            for key, column in (("type", "evidence_type"), *((each, each) for each in PAPER[2:])):
                self._put(paper, "evidence", key, said.get(column))
            self.found.evidence[id_] = paper
        record.put("evidence", [id_], first.span)

    # ---- values ----

    def _put(
        self, holder: PlacedRecord, record: str, name: str, cell: Cell | None, remark: Cell | None = None
    ) -> None:
        """A fact in its field, if its cell can be read."""
        if cell is None:
            return
        known = record_types()[record].fields[name]
        if answers.is_not_known(cell.text) and not known.plain:
            unknown = PlacedRecord(cell.span)
            unknown.put("unknown", value=True)
            unknown.put("reason", _reason(remark))
            holder.put(known.document_name, unknown, cell.span)
            return
        if known.type.kind == "reference":
            holder.put(known.document_name, self._party(cell), cell.span)
            return
        value = self._read(cell, name, lambda text: answers.value_of(known, text))
        if value is not None:
            holder.put(known.document_name, value, cell.span)

    def _read(self, cell: Cell, name: str, read: Any) -> Any:
        value = read(cell.text)
        if isinstance(value, Unread):
            self.found.problems.append(say.answer_not_read(name, value.because, value.way_out, cell.span))
            return None
        return value


def _bare(cell: Cell) -> Cell:
    """A cell without the sign that keeps a text from being taken for a formula."""
    guarded = cell.text.startswith("'") and cell.text[1:2] in {"=", "+", "-", "@"}
    return _as(cell, cell.text[1:]) if guarded else cell


def _as(cell: Cell, text: str) -> Cell:
    return replace(cell, text=text)


def _local_id(text: str) -> str:
    """The id of a material within its part, as it is written if it can be one."""
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) else slug(text)


def _reason(remark: Cell | None) -> str:
    return " ".join(remark.text.split()) if remark is not None else "asked, and not known"
