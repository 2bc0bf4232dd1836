"""Declaration of the answer in a row, as a fact of a component, material or stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors.overlays import context_fact
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.bom.overlays.declarations import unknown_fact, unknown_reason
from microdep_rules.bom.overlays.fact_names import parse_fact_name
from microdep_rules.bom.overlays.list_replies import ListReply
from microdep_rules.bom.overlays.listed_entries import EntryReader
from microdep_rules.bom.overlays.places import company_in
from microdep_rules.bom.overlays.remarks import is_about_stage, read_remark
from microdep_rules.bom.overlays.reply_texts import (
    local_id,
    stage_label,
    with_text,
)
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations
    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.cells import Cell
    from microdep_rules.source import Span

STAGE_KEYS = ("material", "stage", "stage_country", "stage_party", "constituent")
"""Columns that identify a stage."""


class Reply(Struct):
    """Row of a questionnaire with an answer, and the declarations to which the answer is added."""

    declared: TableDeclarations
    row: Row
    is_evidence_attached: bool = False
    """True if the evidence of the row is already attached to single facts, not to the whole entry."""

    def declare_on_component(self, part: PlacedRecord) -> None:
        """Declare the requested fact of a component."""
        asked = parse_fact_name(self.row["fact"].text)
        if asked is None or asked.record == "party":  # a fact of a company needs the column `About company`
            self.declared.problems.append(
                diagnose(
                    "overlay/answer-not-read",
                    self.row["fact"].span,
                    "unknown-fact" if self.row["fact"].text else "no-fact",
                    name=self.row["fact"].text,
                )
            )
            return
        cell = self.row.get("answer")
        if self._is_limited(asked):
            return
        if asked.record == "stage":
            self._declare_stage(part, asked, cell)
        elif cell is None:
            at, because = self.row["fact"].span, phrase_of("overlay/answer-not-read", "only-evidence")
            fix = phrase_of("overlay/answer-not-read", "write-answer")
            self.declared.problems.append(diagnose("overlay/answer-not-read", at, reason=because, fix=fix))
        elif asked.form == "list":
            self._list_reply().declare(self._holder(part, asked), asked, cell)
        elif asked.form == "content":
            self._declare_content(part, asked, cell)
        elif asked.form == "cost":
            self._declare_cost(part, asked, cell)
        elif asked.record in ("contract", "company"):
            self.declared.problems.append(context_fact(asked.name, self.row["fact"].span))
        elif asked.record == "transformation":
            held = PlacedRecord(cell.span)
            self.declared.put(held, "transformation", asked.field, cell, self.row)
            part.put("substantial_transformation", held, cell.span)
        else:
            self.declared.put(self._holder(part, asked), asked.record, asked.field, cell, self.row)

    def _is_limited(self, asked: RequestedFact) -> bool:
        """Return whether the remark of the row may limit the answer, and report the remark.

        The answer may be of any kind, such as a share, a date or a company. Lists and countries have checks
        of their own: a remark leaves a list open, and a remark may name further countries.
        """
        is_stage = asked.record == "stage" and asked.form == "stage"
        fields = record_types()[asked.record].fields if asked.record in record_types() else {}
        field = fields.get(asked.field)
        is_country = is_stage or (field is not None and field.type.kind == "country")
        if asked.form == "list" or is_country:
            return False
        cell = self.row.get("answer") or self.row.get("made_by")
        return cell is not None and self.declared.is_limited(cell, self.row)

    def _list_reply(self) -> ListReply:
        return ListReply(self.declared, self.row, EntryReader(self.declared, self.row))

    def _holder(self, part: PlacedRecord, asked: RequestedFact) -> PlacedRecord:
        """Return the record to which a fact belongs: the component, or one of its materials."""
        if asked.record != "material" and not (asked.form == "list" and "material" in self.row):
            return part
        material = PlacedRecord(self.row["material"].span if "material" in self.row else part.span)
        if "material" in self.row:
            material.put("id", local_id(self.row["material"].text))
        part.put("materials", [material], material.span)
        return material

    def _declare_content(self, part: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        if answers.is_not_known(cell.text):
            share: Any = unknown_fact(cell, self.row.get("notes"))
        else:
            share = self.declared.read(cell, answer_amounts.parse_percent)
        if share is None:
            return
        entry = PlacedRecord(cell.span)
        entry.put("element", asked.field)
        entry.put("share", share)
        self._holder(part, asked).put("composition", [entry], cell.span)

    def _declare_cost(self, part: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        amount = self.declared.read(cell, answer_amounts.parse_money)
        if amount is None:
            return
        entry = PlacedRecord(cell.span)
        for name, value in (("kind", asked.field), *amount.items()):
            entry.put(name, value)
        part.put("costs", [entry], cell.span)

    def _refuse(self, cell: Cell, reason: str, fix: str) -> None:
        """Report an answer that is not read."""
        self.declared.problems.append(diagnose("overlay/answer-not-read", cell.span, reason=reason, fix=fix))

    def _declare_stage(self, part: PlacedRecord, asked: RequestedFact, cell: Cell | None) -> None:
        """Declare the answer about a stage: the country of a new stage, or a fact of a recorded stage."""
        if asked.form == "stage":
            words = asked.stages
            chosen, text = words[0], cell.text if cell is not None else ""
            done, where = answers.split_stage(text)
            named = next((word for word in words if word[0] == done), None)
            if cell is not None and done and (by := company_in(where)) is not None:
                answer = f"{stage_label(done)}: {by[0]}" if len(words) > 1 else by[0]
                self._refuse(
                    cell,
                    phrase_of("overlay/answer-not-read", "more-than-a-country", text=text),
                    phrase_of("overlay/answer-not-read", "write-company-in-column", answer=answer),
                )
                return
            if named is not None:
                chosen, text = named, where
            elif len(words) > 1 and cell is not None and answers.is_not_known(text):
                self.declared.problems.append(
                    diagnose("overlay/still-open", cell.span, "unknown-stage", text=cell.text)
                )
                return
            elif len(words) > 1 and cell is not None and answers.denies_stages(text):
                self._refuse(
                    cell,
                    phrase_of("overlay/answer-not-read", "unclear-stage", text=text),
                    phrase_of(
                        "overlay/answer-not-read",
                        "write-stage-done",
                        stages=", ".join(f"`{stage_label(stage)}`" for stage, _ in words),
                    ),
                )
                return
            elif len(words) > 1 and cell is not None:
                # The answer names a country, but not the stage that was done there.
                because = phrase_of("overlay/answer-not-read", "unclear-stage", text=text)
                country = answers.place_in(text)
                ways = " or ".join(f"`{stage}: {country}`" for stage, _ in words)
                fix = (
                    phrase_of("overlay/answer-not-read", "write-one-stage", ways=ways)
                    if country
                    else phrase_of(
                        "overlay/answer-not-read",
                        "write-stage-done",
                        stages=", ".join(f"`{stage_label(stage)}`" for stage, _ in words),
                    )
                )
                self.declared.problems.append(
                    diagnose("overlay/answer-not-read", cell.span, reason=because, fix=fix)
                )
                return
            here = cell and with_text(cell, text)
            entry = self.stage_record(chosen[0], here, chosen[1])
        else:
            self._declare_stage_fact(part, asked, cell)
            return
        part.put("stages", [entry], entry.span)

    def _declare_stage_fact(self, part: PlacedRecord, asked: RequestedFact, cell: Cell | None) -> None:
        """Declare a fact of a recorded stage.

        Rows about the same stage share one entry. Each fact of the entry has the evidence of the row that
        states the fact.
        """
        stage = self.row.get("stage")
        if stage is None:
            self.declared.problems.append(diagnose("overlay/no-match", self.row["fact"].span, "row-stage"))
            return
        target = (f"{name} {value_}" for name, value_ in part.value["match"].items())
        about = [*target, *(f"{name} {self.row[name].text}" for name in STAGE_KEYS if name in self.row)]
        entry = self.declared.stages.get(tuple(about))
        if entry is None:
            entry = self.declared.stages[tuple(about)] = self.stage_record(
                stage.text, self.row.get("stage_country"), is_recorded=True
            )
            part.put("stages", [entry], entry.span)
        before = dict(entry.value)
        if asked.field == "country":
            self._put_country(entry, cell, self.row.get("notes"))
        elif asked.field == "party" and "made_by" not in self.row and cell is not None:
            self._put_company(entry, cell)
        elif asked.field != "party":
            self.declared.put(entry, "stage", asked.field, cell, self.row)
        self._report_contradictions(entry, before, stage)
        evidence = self.declared.evidence_ids(self.row)
        self.is_evidence_attached = True
        for name in [name_ for name_ in entry.value if evidence and entry.value[name_] != before.get(name_)]:
            at, value = entry.span_of(name), entry.value[name]
            record = value if isinstance(value, dict) else {"value": value}
            if name not in {"unknown", "reason"}:
                entry.put(name, {**record, "evidence": evidence}, at)

    def _report_contradictions(self, entry: PlacedRecord, before: dict[str, Any], stage: Cell) -> None:
        """Report rows that contradict each other about a fact of a stage."""
        for name, first in before.items():
            now = entry.value.get(name)
            plain = first["value"] if isinstance(first, dict) and "value" in first else first
            if now not in (first, plain):
                values = (quoted(str(now)), quoted(str(plain)))
                at = entry.span_of(name)
                self.declared.problems.append(
                    diagnose(
                        "overlay/conflict",
                        at,
                        also=(stage.span,),
                        field=name,
                        component=stage.text,
                        here=values[0],
                        there=values[1],
                    )
                )

    def stage_record(
        self, word: str, country: Cell | None, constituent: str = "", *, is_recorded: bool = False
    ) -> PlacedRecord:
        """Return a stage with its material, country, company and share.

        `is_recorded` is true if the country is no answer. The remark of the row does not limit this country.
        """
        at = country or self.row.get("stage") or self.row["fact"]
        entry = PlacedRecord(at.span)
        stage = record_types()["stage"].fields["stage"]
        read = answers.parse_answer(stage, word)
        if isinstance(read, Unreadable):
            where = self.row.get("stage", at)
            self.declared.problems.append(
                diagnose("overlay/answer-not-read", where.span, reason=read.because, fix=read.fix)
            )
            read = word
        entry.put("stage", read, (self.row.get("stage") or at).span)
        if "material" in self.row:
            entry.put("of", local_id(self.row["material"].text), self.row["material"].span)
        if constituent or "constituent" in self.row:
            entry.put("substance", constituent or self.row["constituent"].text)
        self._put_country(entry, country, self.row.get("notes"), is_recorded=is_recorded)
        if "made_by" in self.row:
            self._put_company(entry, self.row["made_by"])
        elif (recorded := self.row.get("stage_party")) is not None:
            entry.put("party", self.declared.party(recorded), recorded.span)
        if "share" in self.row:
            share = self.declared.read(self.row["share"], answer_amounts.parse_percent)
            if share is not None:
                entry.put("share", share, self.row["share"].span)
        return entry

    def _put_company(self, entry: PlacedRecord, cell: Cell) -> None:
        """Declare the company of a stage."""
        if answers.is_not_known(cell.text):
            entry.put("party", unknown_fact(cell, self.row.get("notes")), cell.span)
        elif (party := self.declared.named_party(cell, self.row)) is not None:
            entry.put("party", party, cell.span)

    def _put_country(
        self, entry: PlacedRecord, cell: Cell | None, remark: Cell | None, *, is_recorded: bool = False
    ) -> None:
        if cell is None:
            return
        if answers.is_not_known(cell.text):
            entry.put("unknown", value=True, span=cell.span)
            entry.put("reason", unknown_reason(remark, cell), cell.span)
            return
        stage = str(entry.value.get("stage", ""))
        if not is_recorded and remark is not None and "fact" in self.row:
            is_other = not is_about_stage(remark, stage) and not read_remark(remark.text, []).countries
            if is_other:  # the country may be the country of the stage in the remark
                fix = phrase_of("overlay/answer-not-read", "write-without-condition", text=cell.text)
                self.declared.report_remark(remark, cell.text, fix)
                return
        self.declared.put(entry, "stage", "country", cell, None if is_recorded else self.row)

    def declare_on_company(self, whole: Span) -> None:
        """Declare the requested fact of a company."""
        named = self.row.get("fact")
        asked = parse_fact_name(named.text) if named is not None else None
        cell = self.row.get("answer")
        if asked is None or asked.record != "party" or cell is None:
            text, at = (named.text, named.span) if named is not None else ("", whole)
            self.declared.problems.append(
                diagnose("overlay/answer-not-read", at, "unknown-fact" if text else "no-fact", name=text)
            )
            return
        if self._is_limited(asked):
            return
        facts = PlacedRecord(cell.span)
        if asked.form == "list":
            self._list_reply().declare(facts, asked, cell)
        elif asked.form == "same":
            self._declare_same_company(facts, asked, cell)
        else:
            self.declared.put(facts, "party", asked.field, cell, self.row)
        company = self.row["company"]
        self.declared.company(company, facts, self.declared.evidence_ids(self.row), company.text)

    def _declare_same_company(self, facts: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        """Declare whether the company is a listed company, as an alias or a distinct company."""
        if answers.is_not_known(cell.text):
            return
        is_same = self.declared.read(cell, answers.parse_yes_or_no)
        if is_same is None:
            return
        facts.put("aliases" if is_same else "distinct_from", [asked.field], cell.span)
        if evidence := self.declared.evidence_ids(self.row):
            facts.put("evidence", evidence, cell.span)
