"""The findings of a record as a table, for people who sort and filter."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from microdep_rules.cells import guarded
from microdep_rules.output.visible import visible
from microdep_rules.report.findings import fact_words, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Row = dict[str, Any]
COLUMNS: dict[str, Callable[[Row, Row], str]] = {
    "Document": lambda document, _: document["path"],
    "Verdict": lambda _, outcome: outcome["verdict"],
    "Waiver": lambda _, outcome: outcome["waiver"] or "",
    "Rule": lambda _, outcome: outcome["rule"],
    "Severity": lambda _, outcome: outcome["severity"],
    "Part": lambda _, outcome: outcome["subject"].get("path") or outcome["subject"].get("name") or "",
    "Part id": lambda _, outcome: outcome["subject"]["id"],
    "Kind": lambda _, outcome: outcome["subject"]["kind"],
    "What is found": lambda _, outcome: outcome["message"],
    "Cites": lambda _, outcome: "; ".join(outcome["cites"]),
    "Facts": lambda _, outcome: "; ".join(_fact(each) for each in outcome["facts"]),
    "Missing": lambda _, outcome: "; ".join(_missing(each) for each in outcome["missing"]),
    "Way out": lambda _, outcome: outcome.get("fix") or "",
    "Fingerprint": lambda _, outcome: outcome["fingerprint"],
}
TOLD = ("error", "fail", "unknown", "disclose", "exempt")
"""The verdicts that are findings, those first that decide."""


def findings(record: Mapping[str, Any]) -> str:
    """The findings of a record as CSV, with no cell that a spreadsheet would take for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document, outcome in _findings(record):
        writer.writerow([guarded(visible(each(document, outcome))) for each in COLUMNS.values()])
    return written.getvalue()


def _fact(fact: Row) -> str:
    where = place(fact["at"]) or fact["cites"]
    shown = f", {', '.join(fact['evidence'])}" if fact["evidence"] else ""
    return f"{fact['name']} {fact['value']}" + (f" ({where}{shown})" if where else "")


def _missing(question: Row) -> str:
    return f"{fact_words(question['name'])} of {question['subject']}"


def _findings(record: Mapping[str, Any]) -> Iterator[tuple[Row, Row]]:
    for verdict in TOLD:
        for document in record["documents"]:
            for outcome in document["outcomes"]:
                if outcome["verdict"] == verdict:
                    yield document, outcome
