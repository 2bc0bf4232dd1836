"""Benchmark of the search for the positions of all findings, compared with one parse of the file."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import microdep_rules
from benchmarks import documents, rules
from benchmarks.measure import Goal, functions, table
from microdep_rules.bom.json_reader import read_json, spans_of
from microdep_rules.source import SourceFile

PARTS = 10_000
AS_OF = date(2026, 11, 25)


def run() -> list[str]:
    """Return the row of the result table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pack.rule").write_text(rules.text(5), encoding="utf-8")
        documents.write(folder / "bom.json", PARTS)
        pack = microdep_rules.load_pack(folder / "pack.rule")
        checked = microdep_rules.check(microdep_rules.load_bom(folder / "bom.json"), [pack], as_of=AS_OF)
        source = SourceFile("bom.json", (folder / "bom.json").read_text(encoding="utf-8"))
    pointers = [
        fact.pointer
        for outcome in checked.outcomes
        if outcome.verdict in {"fail", "unknown"}
        for fact in outcome.facts
        if fact.file
    ]

    def locate() -> None:
        spans = spans_of(source)
        for pointer in pointers:
            source.position(spans.value(pointer).start)

    times = functions({"locate": locate, "read": lambda: read_json(source)})
    what = (
        f"finding the places of {len(pointers)} facts in a document of {PARTS:,} components,"
        " against one parse of the document"
    )
    return table(times, [Goal(what, "locate", "read", 2.5)])
