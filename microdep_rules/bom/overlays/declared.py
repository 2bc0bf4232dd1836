"""What a table declares, as it is gathered row by row: parts, companies, papers, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord, put_own
from microdep_rules.bom.overlays import answers
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import is_own
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

PAPER = ("evidence", "evidence_type", "issuer", "issued", "expires")
"""Columns that say which paper shows what a row declares."""
Said = dict[str, "Cell"]
"""The cells of a row that say something, by what their columns hold."""


class Rejected(Struct, frozen=True):
    """A row of which nothing is taken, by its place among the rows, and why."""

    row: int
    problems: tuple[Diagnostic, ...]


class Declared(Struct):
    """All that a table declares."""

    parts: list[PlacedRecord] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    evidence: dict[str, PlacedRecord] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    unanswered: list[Span] = field(default_factory=list)
    remarks: list[Cell] = field(default_factory=list)
    """What is remarked on questions that are not answered."""
    empty: list[str] = field(default_factory=list)
    """What stands in the place of an answer and is none, as `n/a`."""
    noted: list[Cell] = field(default_factory=list)
    """What is remarked on answers: what an answer holds for may stand there alone."""
    screened: dict[tuple[tuple[tuple[str, str], ...], str], tuple[bool, Span]] = field(default_factory=dict)
    """Whether a component may contain, have or be something, by its match and what; and where."""
    steps: dict[tuple[str, ...], PlacedRecord] = field(default_factory=dict)
    """Steps of which single facts are declared, by whose they are and how they are recorded."""
    rejected: list[Rejected] = field(default_factory=list)
    """The rows of which nothing is taken."""
    taken: set[int] = field(default_factory=set)
    """The rows that are taken, by their places."""

    def party(self, cell: Cell) -> str:
        """The id of a company that a cell names, which becomes a party."""
        name = " ".join(cell.text.split())
        id_ = slug(name)
        if id_ not in self.parties:
            party = PlacedRecord(cell.span)
            party.put("id", id_)
            party.put("name", name)
            self.parties[id_] = party
        return id_

    def company(self, cell: Cell, facts: PlacedRecord, papers: list[str], name: str) -> None:
        """Adds what a row says of a company; two rows may not say two things of it."""
        party = self.parties[self.party(cell)]
        for field_name, value in facts.value.items():
            at = facts.span_of(field_name)
            if isinstance(value, list):
                shown = [{"value": each, "evidence": papers} if papers else each for each in value]
                party.add(field_name, shown if field_name == "complete" else value, at)
            elif field_name == "identifiers":
                self._identified(party, value, at, name)
            elif field_name in party.value and _stated(party.value[field_name]) != _stated(value):
                values = (quoted(str(_stated(value))), quoted(str(_stated(party.value[field_name]))))
                first = party.span_of(field_name)
                self.problems.append(say.contradiction(field_name, name, values, at, first))
            else:
                record = value if isinstance(value, dict) else {"value": value}
                party.put(field_name, {**record, "evidence": papers} if papers else value, at)

    def _identified(self, party: PlacedRecord, value: dict[str, str], at: Span, name: str) -> None:
        """Adds identifiers, one for each scheme."""
        held = dict(party.value.get("identifiers") or {})
        for scheme, told in value.items():
            if held.setdefault(scheme, told) != told:
                values = (quoted(told), quoted(held[scheme]))
                first = party.span_of("identifiers")
                self.problems.append(say.contradiction(scheme, name, values, at, first))
        party.put("identifiers", held, at)

    def papers(self, said: Said) -> list[str]:
        """The ids of the paper that a row names; rows that name the same one name one paper."""
        if not said.keys() & set(PAPER):
            return []
        name = " ".join(said[each].text for each in PAPER if each in said)
        id_ = slug(name)
        first = next(said[each] for each in PAPER if each in said)
        if id_ not in self.evidence:
            paper = PlacedRecord(first.span)
            paper.put("id", id_)
            if "evidence" in said:
                document = PlacedRecord(said["evidence"].span)
                document.put("path", " ".join(said["evidence"].text.split()))
                paper.put("document", document, said["evidence"].span)
            for key, column in (("type", "evidence_type"), *((each, each) for each in PAPER[2:])):
                self.put(paper, "evidence", key, said.get(column))
            self.evidence[id_] = paper
        return [id_]

    def put(
        self, holder: PlacedRecord, record: str, name: str, cell: Cell | None, remark: Cell | None = None
    ) -> None:
        """A fact in its field, if its cell can be read."""
        if cell is None:
            return
        if is_own(name):
            value = _unknown(cell, remark) if answers.is_not_known(cell.text) else " ".join(cell.text.split())
            put_own(holder, name, value, cell.span)
            return
        known = record_types()[record].fields[name]
        if answers.is_not_known(cell.text) and not known.plain:
            holder.put(known.document_name, _unknown(cell, remark), cell.span)
            return
        if known.type.kind == "reference":
            holder.put(known.document_name, self.party(cell), cell.span)
            return
        value = self.read(cell, name, lambda text: answers.value_of(known, text))
        if value is not None:
            holder.put(known.document_name, value, cell.span)

    def read(self, cell: Cell, name: str, read: Callable[[str], Any]) -> Any:
        """What a cell says; nothing where it cannot be read, which is told."""
        value = read(cell.text)
        if isinstance(value, Unread):
            self.problems.append(say.answer_not_read(name, value.because, value.way_out, cell.span))
            return None
        return value


def _unknown(cell: Cell, remark: Cell | None) -> PlacedRecord:
    unknown = PlacedRecord(cell.span)
    unknown.put("unknown", value=True)
    unknown.put("reason", reason_in(remark))
    return unknown


def _stated(value: object) -> object:
    return value["value"] if isinstance(value, dict) and "value" in value else value


def reason_in(remark: Cell | None) -> str:
    """Why something is not known: what is remarked, or that it was asked."""
    return " ".join(remark.text.split()) if remark is not None else "asked, and not known"
