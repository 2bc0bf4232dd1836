"""Declarations that a table makes about components and companies, with evidence and unreadable cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.placed_records import PlacedRecord, put_custom_field
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.company_names import parse_company
from microdep_rules.bom.overlays.places import Place, parse_place
from microdep_rules.bom.overlays.remarks import (
    NO_LIMIT,
    is_condition,
    leaves_answer,
    limits_nothing,
    names_only_origin,
    names_stages,
    read_remark,
)
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import is_own
from microdep_rules.vocabulary.placeholder_names import means_own_company
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.workbook_texts import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

YOURSELF, NOBODY = "yourself", "no company named"
"""Texts that replace the name of the company that must answer."""
EVIDENCE_COLUMNS = ("evidence", "evidence_type", "issuer", "issued", "expires")
"""Columns that describe the evidence for a row."""
ASSEMBLY = frozenset({"assembled", "final_assembly", "manufactured"})
"""Stages that may be in brackets after the country of manufacture: `Mexico (assembled)`."""
ORIGIN_FACT = "component.origin"
"""Fact in a question about the country of origin."""
ORIGIN, MANUFACTURED = "origin", "manufactured"
"""Field for the country of origin, and the stage that may be named with this country: `made in Mexico`."""
_FILE_NAME = pattern(r"\.[A-Za-z][A-Za-z0-9]{1,4}$|[/\\\\]")
"""Ending or separator of a file name: `certificate-17.pdf`. Any other text is the number of a document."""
Row = dict[str, "Cell"]
"""For each field of the columns, the cell of a row; empty cells are left out."""


class RejectedRow(Struct, frozen=True):
    """Position of a row that is not used, and the reasons."""

    row: int
    problems: tuple[Diagnostic, ...]


class ReadRow(Struct, frozen=True):
    """Row of a table with its declarations and its problems."""

    row: int
    cells: Row
    """Filled cells of the row; the keys are the fields of the columns."""
    entries: tuple[dict[str, Any], ...] = ()
    """Entries about components, or facts of a company, in the format of an overlay file."""
    problems: tuple[Diagnostic, ...] = ()


class TableDeclarations(Struct):
    """All declarations of a table."""

    components: list[PlacedRecord] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    evidence: dict[str, PlacedRecord] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    unanswered: list[Span] = field(default_factory=list)
    remarks: list[Cell] = field(default_factory=list)
    """Remarks in rows without an answer to the question."""
    empty: list[str] = field(default_factory=list)
    """Texts in the answer column that answer nothing, such as `n/a`."""
    noted: list[Cell] = field(default_factory=list)
    """Remarks in rows with an answer to the question. A remark may state a condition of the answer."""
    screened: dict[tuple[tuple[tuple[str, str], ...], str], tuple[bool, Span]] = field(default_factory=dict)
    """Answers to the questions "does it contain X?", "has it components inside?" and "is it a device?".

    The key has the fields that identify the component, and the name of the fact. The value is the answer and
    the position of the answer.
    """
    stages: dict[tuple[str, ...], PlacedRecord] = field(default_factory=dict)
    """Stages that the table describes with one fact in each row; the keys are component and stage."""
    of_companies: list[dict[str, Any]] = field(default_factory=list)
    """Facts of companies, one record for each row."""
    rows: list[ReadRow] = field(default_factory=list)
    """All rows that are not empty."""
    rejected: list[RejectedRow] = field(default_factory=list)
    """Rows that are not used, because a cell cannot be read."""
    unused: list[tuple[int, Cell]] = field(default_factory=list)
    """Cells with the company of a stage, in rows about another fact; each has the number of its row."""
    cities: list[Cell] = field(default_factory=list)
    """Cities that were written with the country in an answer; a city is kept as a remark."""
    taken: set[int] = field(default_factory=set)
    """Positions of the rows that are used."""
    held: dict[int, set[int]] = field(default_factory=dict)
    """Rows with facts that are not used until other rows are corrected; the value has these other rows."""
    missing_words: dict[int, tuple[int, str]] = field(default_factory=dict)
    """By unread row: the row with a list of materials, and the substances of the unread row that the list
    lacks.
    """
    list_rows: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Positions of all rows of each list that has a row for each entry, by the position of its first row."""
    held_problems: list[Diagnostic] = field(default_factory=list)
    """Messages about the rows that are held back."""

    def named_party(self, cell: Cell, row: Row) -> str | None:
        """Return the id of the company in a cell of an answer; `None` if the cell names no company."""
        read = self.read(cell, lambda text: parse_company(text, asked_company(row)))
        return None if read is None else self.party(replace(cell, text=read))

    def party(self, cell: Cell) -> str:
        """Return the id of the company that a cell names. The first mention of a company adds a party."""
        name = " ".join(cell.text.split())
        id_ = slug(name)
        if id_ not in self.parties:
            party = PlacedRecord(cell.span)
            party.put("id", id_)
            party.put("name", name)
            self.parties[id_] = party
        return id_

    def company(self, cell: Cell, facts: PlacedRecord, evidence_ids: list[str], name: str) -> None:
        """Add the facts of a row to a company. Report rows that contradict each other."""
        self.of_companies.append(facts.value)
        party = self.parties[self.party(cell)]
        for field_name, value in facts.value.items():
            at = facts.span_of(field_name)
            if isinstance(value, list):
                entries = [
                    {"value": entry, "evidence": evidence_ids} if evidence_ids else entry for entry in value
                ]
                party.add(field_name, entries if field_name == "complete" else value, at)
            elif field_name == "identifiers":
                self._add_identifiers(party, value, at, name)
            elif field_name in party.value and _value_of(party.value[field_name]) != _value_of(value):
                values = (quoted(str(_value_of(value))), quoted(str(_value_of(party.value[field_name]))))
                first = party.span_of(field_name)
                self.problems.append(
                    diagnose(
                        "overlay/conflict",
                        at,
                        also=(first,),
                        field=field_name,
                        component=name,
                        here=values[0],
                        there=values[1],
                    )
                )
            else:
                record = value if isinstance(value, dict) else {"value": value}
                party.put(field_name, {**record, "evidence": evidence_ids} if evidence_ids else value, at)

    def _add_identifiers(self, party: PlacedRecord, value: dict[str, str], at: Span, name: str) -> None:
        """Add identifiers. Report two different identifiers of one scheme."""
        identifiers = dict(party.value.get("identifiers") or {})
        for scheme, identifier in value.items():
            if identifiers.setdefault(scheme, identifier) != identifier:
                values = (quoted(identifier), quoted(identifiers[scheme]))
                first = party.span_of("identifiers")
                self.problems.append(
                    diagnose(
                        "overlay/conflict",
                        at,
                        also=(first,),
                        field=scheme,
                        component=name,
                        here=values[0],
                        there=values[1],
                    )
                )
        party.put("identifiers", identifiers, at)

    def evidence_ids(self, row: Row) -> list[str]:
        """Return the id of the evidence of a row.

        Rows with the same document share one record of evidence.
        """
        if not row.keys() & set(EVIDENCE_COLUMNS):
            return []
        if "evidence" in row and answers.refers_to_attachment(row["evidence"].text):
            document_cell = row["evidence"]
            because = phrase_of("overlay/answer-not-read", "no-document", text=document_cell.text)
            fix = phrase_of("overlay/answer-not-read", "write-document")
            self.problems.append(
                diagnose("overlay/answer-not-read", document_cell.span, reason=because, fix=fix)
            )
            return []
        if "notes" in row and not limits_nothing(row["notes"].text):
            at = next(row[name_] for name_ in EVIDENCE_COLUMNS if name_ in row)
            problem = diagnose("overlay/still-open", at.span, "evidence-remark", text=at.text)
            if problem not in self.problems:
                self.problems.append(problem)
            return []
        name = " ".join(row[name_].text for name_ in EVIDENCE_COLUMNS if name_ in row)
        id_ = slug(name)
        first = next(row[name_] for name_ in EVIDENCE_COLUMNS if name_ in row)
        if id_ not in self.evidence:
            document_record = PlacedRecord(first.span)
            document_record.put("id", id_)
            if "evidence" in row:
                document = PlacedRecord(row["evidence"].span)
                name = " ".join(row["evidence"].text.split())
                document.put("path" if _FILE_NAME.search(name) else "number", name)
                document_record.put("document", document, row["evidence"].span)
            for key, column in (
                ("type", "evidence_type"),
                *((name_, name_) for name_ in EVIDENCE_COLUMNS[2:]),
            ):
                self.put(document_record, "evidence", key, _with_issuer(row, column))
            self.evidence[id_] = document_record
        return [id_]

    def put(
        self, holder: PlacedRecord, record: str, name: str, cell: Cell | None, row: Row | None = None
    ) -> None:
        """Write the fact in a cell into its field of `holder`. An unreadable cell changes nothing."""
        remark = (row or {}).get("notes")
        if cell is None:
            return
        if is_own(name):
            own = _unknown(cell, remark) if answers.is_not_known(cell.text) else " ".join(cell.text.split())
            put_custom_field(holder, name, own, cell.span)
            return
        known = record_types()[record].fields[name]
        if answers.is_not_known(cell.text) and not known.plain:
            holder.put(known.document_name, _unknown(cell, remark), cell.span)
            return
        if known.type.kind == "reference":
            if (party := self.named_party(cell, row or {})) is not None:
                holder.put(known.document_name, party, cell.span)
            return
        if record == "component" and known.type.kind == "country":
            stage, place = answers.split_stage(cell.text)
            if name == ORIGIN and stage not in ("", MANUFACTURED):
                self._report_place_of_stage(cell, place)
                return
            if stage in ASSEMBLY:
                self.cities.append(replace(cell, text=cell.text.replace(place, "").strip(" ()\uff08\uff09:")))
                cell = replace(cell, text=place)
        value: Any = self.read(cell, lambda text: answers.parse_answer(known, text))
        if value is not None and known.type.kind == "country":
            if record == "component" and self._names_stage(name, cell, row or {}):
                return
            value = self.limited_country(value, row or {})
        elif value is not None and row and self.is_limited(cell, row):
            value = None
        if value is not None:
            holder.put(known.document_name, value, cell.span)
            if known.type.kind == "country":
                self.keep_city(cell)

    def limited_country(self, value: Any, row: Row) -> Any:
        """Return the country of an answer; if the remark names further countries, return all of them.

        If the remark limits the answer in another way, the method reports the remark and returns `None`.
        """
        remark = row.get("notes")
        if remark is None:
            return value
        answered = [value] if isinstance(value, str) else list(value["one_of"])
        reading = read_remark(remark.text, answered)
        is_about_answer = bool(row.keys() & {"fact", "stage"}) or is_condition(remark.text)
        is_origin = "fact" in row and row["fact"].text != ORIGIN_FACT and names_only_origin(remark.text)
        if (reading == NO_LIMIT and not is_origin) or not (is_about_answer or reading.countries):
            return value
        codes = [*answered, *reading.countries]
        names = [countries.name(code) for code in codes]
        if reading.is_limit or is_origin:
            either = " or ".join([*names, "\u2026"] if len(names) == 1 else names)
            fix = phrase_of("overlay/answer-not-read", "write-all-countries", either=either)
            if len(answered) > 1 and not reading.countries and not is_origin:
                fix = phrase_of("overlay/answer-not-read", "empty-remark")
            self.report_remark(remark, " or ".join(names[: len(answered)]), fix)
            return None
        problem = diagnose("overlay/still-open", remark.span, "remark-countries", either=" or ".join(names))
        if problem not in self.problems:
            self.problems.append(problem)
        return {"one_of": codes}

    def _names_stage(self, name: str, cell: Cell, row: Row) -> bool:
        """Return whether the remark of a row names a stage; report such a remark.

        For example, the country of the magnetization may differ from the country of origin.
        """
        remark = row.get("notes")
        if remark is None or "fact" not in row:
            return False
        is_a = load_stages().vocabulary.is_a
        stages = names_stages(remark.text) - {MANUFACTURED}
        if name == ORIGIN and stages:
            self._report_place_of_stage(remark, cell.text)
            return True
        if all(stage in ASSEMBLY or is_a(stage, MANUFACTURED) for stage in stages):
            return False
        fix = phrase_of("overlay/answer-not-read", "write-without-condition", text=cell.text)
        self.report_remark(remark, cell.text, fix)
        return True

    def _report_place_of_stage(self, cell: Cell, place: str) -> None:
        """Report an answer or a remark that names the country of a stage instead of the country of origin."""
        country = " ".join(place.split())
        because = phrase_of("overlay/answer-not-read", "place-of-stage", text=cell.text)
        fix = phrase_of("overlay/answer-not-read", "write-origin", country=country)
        problem = diagnose("overlay/answer-not-read", cell.span, reason=because, fix=fix)
        if problem not in self.problems:
            self.problems.append(problem)

    def is_limited(self, cell: Cell, row: Row) -> bool:
        """Return whether the remark of a row may limit an answer other than a country; report such a remark.

        In a row without a column `fact` or `stage`, only a remark with a word for a condition, such as
        `only`, limits an answer.
        """
        remark = row.get("notes")
        if remark is None or answers.is_not_known(cell.text):
            return False
        is_about_answer = bool(row.keys() & {"fact", "stage"})
        if leaves_answer(remark.text) or not (is_about_answer or is_condition(remark.text)):
            return False
        fix = phrase_of("overlay/answer-not-read", "write-without-condition", text=cell.text)
        self.report_remark(remark, cell.text, fix)
        return True

    def report_remark(self, remark: Cell, text: str, fix: str) -> None:
        """Report a remark that may limit the answer `text`, if this remark is not reported yet."""
        because = phrase_of("overlay/answer-not-read", "remark-limits", text=text)
        problem = diagnose("overlay/answer-not-read", remark.span, reason=because, fix=fix)
        if problem not in self.problems:
            self.problems.append(problem)

    def keep_city(self, cell: Cell) -> None:
        """If a city is next to the country in an answer, keep the city as a remark."""
        place = parse_place(cell.text)
        if isinstance(place, Place) and place.remark:
            self.cities.append(replace(cell, text=place.remark))

    def read(self, cell: Cell, read: Callable[[str], Any]) -> Any:
        """Return the value of a cell. If the cell cannot be read, report the cell and return `None`."""
        value = read(cell.text)
        if isinstance(value, Unreadable):
            reason, fix = explain(cell.text, value)
            self.problems.append(diagnose("overlay/answer-not-read", cell.span, reason=reason, fix=fix))
            return None
        return value


def explain(text: str, refused: Unreadable) -> tuple[str, str]:
    """Return the reason why an answer is not read, and the fix.

    An answer such as `see attached` has a special reason and a special fix.
    """
    if answers.refers_elsewhere(text):
        because = phrase_of("overlay/answer-not-read", "elsewhere", text=text)
        return because, phrase_of("overlay/answer-not-read", "write-here")
    return refused.because, refused.in_answer or refused.fix


def asked_company(row: Row) -> str:
    """Return the company that must answer the question in a row; empty if the row names no company."""
    asked = " ".join(row["asked"].text.split()) if "asked" in row else ""
    return "" if asked in forms(YOURSELF) | forms(NOBODY) else asked


def _with_issuer(row: Row, column: str) -> Cell | None:
    """Return a cell about evidence. The company that must answer replaces the issuer `we`."""
    cell = row.get(column)
    if cell is None or column != "issuer" or not means_own_company(cell.text) or not asked_company(row):
        return cell
    return replace(cell, text=asked_company(row))


def unknown_fact(cell: Cell, remark: Cell | None) -> PlacedRecord:
    """Return the record of an unknown fact, with the reason why the fact is unknown."""
    return _unknown(cell, remark)


def _unknown(cell: Cell, remark: Cell | None) -> PlacedRecord:
    unknown = PlacedRecord(cell.span)
    unknown.put("unknown", value=True)
    unknown.put("reason", unknown_reason(remark, cell))
    return unknown


def _value_of(value: object) -> object:
    return value["value"] if isinstance(value, dict) and "value" in value else value


def unknown_reason(remark: Cell | None, answer: Cell) -> str:
    """Return the reason why a fact is not known: the reason in the answer, and the remark."""
    texts = [answers.reason_in(answer.text), remark.text if remark is not None else ""]
    return "; ".join(" ".join(text.split()) for text in texts if text) or "asked, and not known"
