"""What an answer declares: the fact that was asked for, on the part, material or step that it is of."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import asked_of
from microdep_rules.bom.overlays.declared import reason_in
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.overlays.asked import Asked
    from microdep_rules.bom.overlays.declared import Declared, Said
    from microdep_rules.cells import Cell
    from microdep_rules.source import Span

COMPLETE_OR_NONE = (
    "write `complete` if the recorded entries are all, or `none`; entries are declared in rows of their own,"
    " or in a YAML overlay"
)

WHOLE = 100
STEP = ("material", "step", "step_country", "step_party", "constituent")
"""The columns that say which step of a part is meant."""


class Reply(Struct):
    """One row, and all that the table declares so far."""

    found: Declared
    said: Said
    shown: bool = False
    """Whether its paper has been written to what it shows, and is not that of the whole entry."""

    def on_part(self, part: PlacedRecord) -> None:
        """Declares the fact that the row names on a part."""
        asked = asked_of(self.said["fact"].text)
        if asked is None:
            self.found.problems.append(say.unknown_fact(self.said["fact"].text, self.said["fact"].span))
            return
        cell = self.said.get("answer")
        if asked.record == "stage":
            self._step_answer(part, asked, cell)
        elif cell is None:
            at, because = self.said["fact"].span, "it has evidence and no answer"
            way_out = "write under `Answer` what the evidence shows"
            self.found.problems.append(say.answer_not_read(asked.name, because, way_out, at))
        elif asked.form == "list":
            self._list(self._holder(part, asked), asked, cell)
        elif asked.form == "content":
            self._content(part, asked, cell)
        elif asked.form == "cost":
            self._cost(part, asked, cell)
        elif asked.record in ("contract", "company"):
            self.found.problems.append(say.fact_of_the_deal(asked.name, self.said["fact"].span))
        elif asked.record == "transformation":
            held = PlacedRecord(cell.span)
            self.found.put(held, "transformation", asked.field, cell, self.said.get("notes"))
            part.put("substantial_transformation", held, cell.span)
        else:
            self.found.put(self._holder(part, asked), asked.record, asked.field, cell, self.said.get("notes"))

    def _holder(self, part: PlacedRecord, asked: Asked) -> PlacedRecord:
        """The record that a fact is of: the part itself, or one of its materials."""
        if asked.record != "material" and not (asked.form == "list" and "material" in self.said):
            return part
        material = PlacedRecord(self.said["material"].span if "material" in self.said else part.span)
        if "material" in self.said:
            material.put("id", _local_id(self.said["material"].text))
        part.put("materials", [material], material.span)
        return material

    def _content(self, part: PlacedRecord, asked: Asked, cell: Cell) -> None:
        share = self.found.read(cell, asked.name, answers.percent)
        if share is None:
            return
        entry = PlacedRecord(cell.span)
        entry.put("element", asked.field)
        entry.put("share", share)
        self._holder(part, asked).put("composition", [entry], cell.span)

    def _cost(self, part: PlacedRecord, asked: Asked, cell: Cell) -> None:
        amount = self.found.read(cell, asked.name, answers.money)
        if amount is None:
            return
        entry = PlacedRecord(cell.span)
        for name, value in (("kind", asked.field), *amount.items()):
            entry.put(name, value)
        part.put("costs", [entry], cell.span)

    def _list(self, holder: PlacedRecord, asked: Asked, cell: Cell) -> None:
        """A list that is complete, is empty, or of materials, is told here."""
        if answers.is_not_known(cell.text):
            self.found.problems.append(say.stays_unknown(asked.field, cell.span))
            return
        told, closing = answers.entries_in(cell.text)
        if len(told) == 1 and answers.is_none(told[0]):
            if "notes" in self.said and not closing:
                because = "a remark stands beside it, which may say that there is something"
                self.found.problems.append(say.left_open(asked.field, because, cell.span))
                return
            holder.put(asked.field, [], cell.span)
        elif asked.field in _LISTED and not answers.is_complete(cell.text):
            entries = _LISTED[asked.field](self, replace(cell, text="; ".join(told)))
            if entries is None:
                return
            holder.put(asked.field, entries, cell.span)
            if because := self._why_open(entries, closing=closing):
                self.found.problems.append(say.left_open(asked.field, because, cell.span))
                return
        elif not answers.is_complete(cell.text):
            because = f"`{cell.text}` does not say whether the list is complete"
            self.found.problems.append(say.answer_not_read(asked.name, because, COMPLETE_OR_NONE, cell.span))
            return
        holder.put("complete", [asked.field], cell.span)

    def _why_open(self, entries: list[PlacedRecord], *, closing: bool | None) -> str:
        """Why entries are not all that there is; nothing where they are: the question asks for all."""
        if closing:
            return ""
        if closing is False:
            return "the answer says that there are others"
        if "notes" in self.said:
            return "a remark stands beside it, which may say that there are others"
        shares = [Decimal(str(entry.value["share"])) for entry in entries if "share" in entry.value]
        if shares and (total := sum(shares, Decimal(0))) < WHOLE:
            return f"the shares add up to {total.normalize():f} %"
        return ""

    def _materials(self, cell: Cell) -> list[PlacedRecord] | None:
        """Substances with `;` between them, each a material."""
        substance = record_types()["material"].fields["substance"]
        return self._entries(cell, lambda each: {"substance": answers.value_of(substance, each)})

    def _steps(self, cell: Cell) -> list[PlacedRecord] | None:
        """Steps with their countries, as `mined: AU; sintered: JP`."""
        fields = record_types()["stage"].fields

        def step(text: str) -> dict[str, Any]:
            name, sign, country = text.partition(":")
            if not sign:
                return {"stage": Unread(f"`{text}` has no country", "write it as `sintered: JP`")}
            named = answers.value_of(fields["stage"], name.strip())
            return {"stage": named, "country": answers.value_of(fields["country"], country.strip())}

        return self._entries(cell, step)

    def _owners(self, cell: Cell) -> list[PlacedRecord] | None:
        """Owners with their shares, as `Example Holding 51 %; Example Fund 49 %`."""

        def owner(text: str) -> dict[str, Any]:
            found = re.fullmatch(r"(.*\S)\s+([0-9.,]+\s*%)", text)
            if found is None:
                return {"party": Unread(f"`{text}` has no share", "write it as `Example Holding 51 %`")}
            party = self.found.party(replace(cell, text=found[1]))
            return {"party": party, "share": answers.percent(found[2])}

        return self._entries(cell, owner)

    def _entries(self, cell: Cell, read: Callable[[str], dict[str, Any]]) -> list[PlacedRecord] | None:
        """An entry for each text between the `;` of a cell; none where one of them cannot be read."""
        entries = []
        for text in filter(None, map(str.strip, cell.text.split(";"))):
            entry = PlacedRecord(cell.span)
            for name, value in read(text).items():
                if isinstance(value, Unread):
                    self.found.problems.append(
                        say.answer_not_read(name, value.because, value.way_out, cell.span)
                    )
                    return None
                entry.put(name, value)
            entries.append(entry)
        return entries

    def _step_answer(self, part: PlacedRecord, asked: Asked, cell: Cell | None) -> None:
        """Where a step was done that nobody mentioned, or a fact of one that is recorded."""
        if asked.form == "step":
            words = asked.steps
            chosen, text = words[0], cell.text if cell is not None else ""
            called, sign, where = text.partition(":")
            done = answers.stage_in(called.strip()) if sign else None
            named = next((word for word in words if word[0] == done), None)
            if named is not None:
                chosen, text = named, where.strip()
            elif len(words) > 1 and cell is not None and not answers.is_not_known(text):
                # One of them in that country: to say which would be what nobody said.
                because, ways = (
                    f"`{text}` does not say which step was done",
                    [f"`{e}: {text}`" for e, _ in words],
                )
                way_out = f"write {' or '.join(ways)}"
                self.found.problems.append(say.answer_not_read(asked.name, because, way_out, cell.span))
                return
            here = cell and _as(cell, text)
            entry = self.step(chosen[0], here, chosen[1])
        else:
            self._fact_of_a_step(part, asked, cell)
            return
        part.put("stages", [entry], entry.span)

    def _fact_of_a_step(self, part: PlacedRecord, asked: Asked, cell: Cell | None) -> None:
        """A fact of a recorded step: rows about one step are one entry, each fact with its own paper."""
        step = self.said.get("step")
        if step is None:
            self.found.problems.append(say.row_means_no_step(self.said["fact"].span))
            return
        whose = (f"{name} {said}" for name, said in part.value["match"].items())
        about = [*whose, *(f"{name} {self.said[name].text}" for name in STEP if name in self.said)]
        entry = self.found.steps.get(tuple(about))
        if entry is None:
            entry = self.found.steps[tuple(about)] = self.step(step.text, self.said.get("step_country"))
            part.put("stages", [entry], entry.span)
        before = dict(entry.value)
        if asked.field == "country":
            self._country(entry, cell, self.said.get("notes"))
        elif asked.field == "party" and "made_by" not in self.said and cell is not None:
            entry.put("party", self.found.party(cell), cell.span)
        elif asked.field != "party":
            self.found.put(entry, "stage", asked.field, cell, self.said.get("notes"))
        self._once(entry, before, step)
        papers = self.found.papers(self.said)
        self.shown = True
        for name in [each for each in entry.value if papers and entry.value[each] != before.get(each)]:
            at, value = entry.span_of(name), entry.value[name]
            record = value if isinstance(value, dict) else {"value": value}
            if name not in {"unknown", "reason"}:
                entry.put(name, {**record, "evidence": papers}, at)

    def _once(self, entry: PlacedRecord, before: dict[str, Any], step: Cell) -> None:
        """Two rows may not say two things of one fact of one step."""
        for name, first in before.items():
            now = entry.value.get(name)
            plain = first["value"] if isinstance(first, dict) and "value" in first else first
            if now not in (first, plain):
                values = (quoted(str(now)), quoted(str(plain)))
                at = entry.span_of(name)
                self.found.problems.append(say.contradiction(name, step.text, values, at, step.span))

    def step(self, word: str, country: Cell | None, constituent: str = "") -> PlacedRecord:
        """A step of processing: what was done to what, where, by whom, and to which share."""
        at = country or self.said.get("step") or self.said["fact"]
        entry = PlacedRecord(at.span)
        stage = record_types()["stage"].fields["stage"]
        read = answers.value_of(stage, word)
        if isinstance(read, Unread):
            where = self.said.get("step", at)
            self.found.problems.append(say.answer_not_read("step", read.because, read.way_out, where.span))
            read = word
        entry.put("stage", read, (self.said.get("step") or at).span)
        if "material" in self.said:
            entry.put("of", _local_id(self.said["material"].text), self.said["material"].span)
        if constituent or "constituent" in self.said:
            entry.put("substance", constituent or self.said["constituent"].text)
        self._country(entry, country, self.said.get("notes"))
        by = self.said.get("made_by") or self.said.get("step_party")
        if by is not None:
            entry.put("party", self.found.party(by), by.span)
        if "share" in self.said:
            share = self.found.read(self.said["share"], "share", answers.percent)
            if share is not None:
                entry.put("share", share, self.said["share"].span)
        return entry

    def _country(self, entry: PlacedRecord, cell: Cell | None, remark: Cell | None) -> None:
        if cell is None:
            return
        if answers.is_not_known(cell.text):
            entry.put("unknown", value=True, span=cell.span)
            entry.put("reason", reason_in(remark), cell.span)
            return
        self.found.put(entry, "stage", "country", cell)

    def on_company(self, whole: Span) -> None:
        """Declares the fact that the row names of a company."""
        named = self.said.get("fact")
        asked = asked_of(named.text) if named is not None else None
        cell = self.said.get("answer")
        if asked is None or asked.record != "party" or cell is None:
            text, at = (named.text, named.span) if named is not None else ("", whole)
            self.found.problems.append(say.unknown_fact(text, at))
            return
        facts = PlacedRecord(cell.span)
        if asked.form == "list":
            self._list(facts, asked, cell)
        else:
            self.found.put(facts, "party", asked.field, cell, self.said.get("notes"))
        company = self.said["company"]
        self.found.company(company, facts, self.found.papers(self.said), company.text)


def _as(cell: Cell, text: str) -> Cell:
    return replace(cell, text=text)


def _local_id(text: str) -> str:
    """The id of a material within its part, as it is written if it can be one."""
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) else slug(text)


_LISTED = {"materials": Reply._materials, "stages": Reply._steps, "owners": Reply._owners}  # noqa: SLF001 - its own
"""Lists of which the entries fit into a cell."""
