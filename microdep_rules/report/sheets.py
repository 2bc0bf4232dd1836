"""Tables of findings that people can sort and filter: a CSV file, and an XLSX workbook.

No cell is a formula, even if a document contains a text that looks like one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output.cell_texts import csv_line, joined, shortened
from microdep_rules.output.exception_words import relied_on
from microdep_rules.output.failures import FIXABLE
from microdep_rules.output.production import lines_of
from microdep_rules.output.registers import evidence_words
from microdep_rules.output.standing import counts_words
from microdep_rules.output.visible import whole
from microdep_rules.output.workbook import MOST_ROWS, Notes, SheetTable, workbook
from microdep_rules.report.context import custody_of
from microdep_rules.report.findings import fact_rows, fact_words, labelled, list_reliances, subjects
from microdep_rules.report.page import OBLIGATIONS, page
from microdep_rules.signing.contract import NO_FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from microdep_rules.report.context import Views

Row = dict[str, Any]
COLUMNS: dict[str, Callable[[Row, Row], str]] = {
    "Document": lambda document, _: document["path"],
    "Verdict": lambda _, outcome: in_words(outcome["standing"]),
    "Waiver": lambda _, outcome: outcome["waiver"] or "",
    "Decision": lambda _, outcome: AGAINST_LAW if outcome["against_law"] else "",
    "Basis": lambda _, outcome: outcome["basis"],
    "Rule": lambda _, outcome: outcome["rule"],
    "Severity": lambda _, outcome: outcome["severity"],
    "Obligation": lambda _, outcome: OBLIGATIONS[outcome["obligation"]],
    "Component": lambda _, outcome: _list((c["path"] or c["name"] for c in subjects(outcome)), ", "),
    "Component id": lambda _, outcome: _list((c["id"] for c in subjects(outcome)), ", "),
    "Designators": lambda _, outcome: _list(
        (name for component in subjects(outcome) for name in component.get("designators", ())), ", "
    ),
    "Kind": lambda _, outcome: subjects(outcome)[0]["kind"],
    "Finding": lambda _, outcome: outcome["message"],
    "Cites": lambda _, outcome: _list(outcome["cites"]),
    "Facts": lambda _, outcome: _list(map(_fact, fact_rows(outcome["facts"]))),
    "Missing": lambda _, outcome: _list(map(_missing, outcome["missing"])),
    "Fix": lambda _, outcome: outcome["fix"] if outcome["verdict"] in FIXABLE else "",
    "Exceptions": lambda _, outcome: _list(relied_on(outcome["exceptions"])),
    "Notes": lambda _, outcome: _list(outcome["notes"]),
    "Fingerprint": lambda _, outcome: outcome["fingerprint"],
}
PASSES: dict[str, Callable[[Row, Row], str]] = {
    **{name: COLUMNS[name] for name in ("Document", "Verdict", "Rule", "Severity", "Obligation")},
    **{name: COLUMNS[name] for name in ("Component", "Component id", "Designators", "Kind")},
    "Clause": COLUMNS["Cites"],
    "Facts": lambda _, outcome: _list(map(_value, fact_rows(outcome["facts"]))),
    "Source": lambda _, outcome: _list(map(_source, fact_rows(outcome["facts"]))),
    "Relies on": lambda _, outcome: _list(row["text"] for row in labelled(list_reliances(outcome, {}))),
    "Fingerprint": COLUMNS["Fingerprint"],
}
"""Columns of the table of passes, each with the function for its cells."""
FINDINGS = ("error", "fail", "unknown", "disclose", "exempt")
"""Verdicts that are findings, in the order of the table."""
CUSTODY = {
    "Document": "document",
    "Material": "material",
    "Substance": "substance",
    "In": "component",
    "Stage": "stage",
    "Country": "country",
    "By": "by",
    "Evidence": "evidence",
    "Where": "at",
}
WAIVERS = {
    "Id": "id",
    "Status": "status",
    "Decision": "against_law",
    **{name.capitalize(): name for name in ("rule", "terms", "reason", "basis", "evidence", "covers")},
}
EVIDENCE = {
    "Stated in": "stated_in",
    **{
        name.capitalize(): name
        for name in (
            *("document", "id", "type", "issuer", "issued", "expires", "tier"),
            *("path", "url", "number", "sha256", "opened", "file"),
        )
    },
}
CONTRACT = ("documents", "fact", "value", "at", "evidence")
INPUTS = ("path", "kind", "digest")
PRODUCTION = {"Analysis": "heading", "Worst state": "state", "Products": "text"}


def csv_of(record: Mapping[str, Any]) -> str:
    """Return the findings of a record as CSV; no cell starts like a formula of a spreadsheet program."""
    rows = [[*COLUMNS], *(map(shortened, row) for row in _findings(record, FINDINGS))]
    lines = "".join(f"{csv_line(row)}\r\n" for row in rows)
    return f"\ufeff{lines}"  # with this mark, spreadsheet programs recognize the encoding


def xlsx_of(views: Views, generated_at: str) -> bytes:
    """Return a workbook: findings, passes, contract facts, chain of custody, waivers, evidence, inputs."""
    record = views.record
    data = page(record, passes=0)
    custody = custody_of(views)
    evidence = [{**entry, "opened": evidence_words(entry)} for entry in views.evidence]
    return workbook(
        [
            SheetTable("Findings", [[*COLUMNS], *_findings(record, FINDINGS)]),
            SheetTable("Passes", [[*PASSES], *_findings(record, ("pass",), PASSES)]),
            SheetTable("Contract", _rows(_contract(data), {name.capitalize(): name for name in CONTRACT})),
            SheetTable("Chain of custody", _rows(custody, CUSTODY)),
            SheetTable("Waivers", _rows(data["waivers"], WAIVERS)),
            *_production(record),
            SheetTable("Evidence", _rows(evidence, EVIDENCE)),
            SheetTable("Inputs", _rows(data["inputs"], {name.capitalize(): name for name in INPUTS})),
            Notes("About", list(map(whole, _about(data, generated_at)))),
        ]
    )


def _rows(found: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> list[list[str]]:
    return [[*columns], *([_cell(row.get(key, "")) for key in columns.values()] for row in found)]


def _contract(data: Mapping[str, Any]) -> Iterator[Row]:
    """Yield a row for each contract fact; a document without contract facts has one row."""
    for contract in data["contracts"]:
        for fact in contract["facts"] or [{"name": NO_FACTS}]:
            yield {**fact, "documents": contract["documents"], "fact": fact["name"]}


def _production(record: Mapping[str, Any]) -> Iterator[SheetTable]:
    """Yield a table for each production analysis that the user requested."""
    rows = [{**line, "text": text} for line in lines_of(record) for text in line["texts"]]
    if rows:
        yield SheetTable("Production", _rows(rows, PRODUCTION))


def _cell(value: Any) -> str:  # noqa: ANN401 - a text, or a list of texts
    return _list(value) if isinstance(value, list) else whole(str(value))


def _list(texts: Iterable[str], separator: str = "; ") -> str:
    """Return texts as one cell; of a long list, the first texts and the number of omitted texts."""
    return joined(map(whole, texts), separator)


def _about(data: Mapping[str, Any], generated_at: str) -> Iterator[str]:
    yield f"Verdict: {data['verdict_words']}. {data['meaning']}"
    yield from [f"Fails: {data['failures']}."] if data["failures"] else []
    if data["against_law"]:
        yield f"{AGAINST_LAW.capitalize()}: {'; '.join(data['against_law'])}."
    yield from (f"Listed company: {text}." for text in data["listed_companies"])
    tool = data["tool"]
    yield f"As of {data['as_of']}, dated {generated_at}, made by {tool['name']} {tool['version']}."
    yield f"Rule packs: {'; '.join(data['pack_lines'])}."
    yield f"Counts: {counts_words(data['counts'], data['counts'])}."
    yield from (f"Exempt from {entry['rule']}: {entry['text']}." for entry in data["exemptions"])
    yield "Unknown outcomes are counted separately, and never as a pass."
    yield from data["limits"]
    yield f"A sheet has {MOST_ROWS} rows at most; record.json has everything."


def _fact(fact: Row) -> str:
    return f"{_value(fact)} ({_source(fact)})"


def _value(fact: Row) -> str:
    return f"{fact['name']} {fact['value']}"


def _source(fact: Row) -> str:
    return f"{fact['at']}, evidence: {fact['evidence']}"


def _missing(question: Row) -> str:
    return f"{fact_words(question['name'])} of {question['subject']}"


def _findings(
    record: Mapping[str, Any],
    verdicts: Iterable[str],
    columns: Mapping[str, Callable[[Row, Row], str]] = COLUMNS,
) -> Iterator[list[str]]:
    bases = {waiver["id"]: basis_words(waiver["legal_basis"]) for waiver in record["waivers"]}
    for verdict in verdicts:
        for document in record["documents"]:
            for outcome in document["outcomes"]:
                if outcome["verdict"] == verdict:
                    row = {**outcome, "basis": bases.get(outcome["waiver"] or "", "")}
                    yield [whole(column(document, row)) for column in columns.values()]
