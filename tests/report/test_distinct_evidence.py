"""A pass that relies on `distinct_from` names the file and the evidence of this statement in every output."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.replay import run
from tests.report.test_own_contract_facts import PACK

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components: [{id: a, name: Ant, manufacturer: bta}]
parties:
  - {id: bta, name: Bar Telecom Asia STATED}
EVIDENCE
"""
EVIDENCE = (
    "evidence: [{id: letter, type: declaration, issuer: Notary Example, issued: 2026-10-05,"
    " document: {number: L-1}}]"
)
DISTINCT = "distinct_from: [Bar Telecom], evidence: [letter]"
OVERLAY = "schema: microdep-overlay/1\nparties: [{name: Bar Telecom Asia, STATED}]\nEVIDENCE\n"
PLAIN = BOM.replace(" STATED", "").replace("EVIDENCE\n", "")
STATED = OVERLAY.replace("STATED", DISTINCT).replace("EVIDENCE", EVIDENCE)
TABLE = "Name,Manufacturer,Qty\nAnt,Bar Telecom Asia,1\n"
CASES = {
    "in the document": (
        {"bom.yaml": BOM.replace(" STATED", f", {DISTINCT}").replace("EVIDENCE", EVIDENCE)},
        "bom.yaml, evidence: letter",
    ),
    "in the document, with an overlay about another fact": (
        {
            "bom.yaml": BOM.replace(" STATED", f", {DISTINCT}").replace("EVIDENCE", EVIDENCE),
            "answers.yaml": OVERLAY.replace("STATED", "country: DE").replace("EVIDENCE\n", ""),
        },
        "bom.yaml, evidence: letter",
    ),
    "in an overlay": ({"bom.yaml": PLAIN, "answers.yaml": STATED}, "answers.yaml, evidence: letter"),
    "in an overlay for a table": (
        {"bom.csv": TABLE, "answers.yaml": STATED},
        "answers.yaml, evidence: letter",
    ),
    "evidence that does not count": (
        {"bom.yaml": PLAIN, "answers.yaml": STATED.replace("Notary Example", "X")},
        "answers.yaml, evidence: letter (does not count)",
    ),
    "two statements": (
        {
            "bom.yaml": PLAIN.replace("Asia}", "Asia, distinct_from: [Foo]}"),
            "answers.yaml": STATED,
        },
        "answers.yaml, evidence: letter",
    ),
}


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("name", CASES)
def test_every_output_names_the_evidence_of_a_different_company(name: str, tmp_path: Path) -> None:
    files, origin = CASES[name]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.rule").write_text(PACK, "utf-8")
    (tmp_path / "own" / "companies.csv").write_text("name\nBar Telecom\n", "utf-8")
    for file, text in files.items():
        (tmp_path / file).write_text(text, "utf-8")
    overlay = " --overlay answers.yaml" if "answers.yaml" in files else ""
    table = next(iter(files))
    keys = f"{table} --pack ./own --as-of 2026-11-24{overlay}"
    words = f"`Bar Telecom Asia` is declared to be a different company from `Bar Telecom` ({origin})"
    if name == "two statements":
        first = "`Bar Telecom Asia` is declared to be a different company from `Foo` (bom.yaml)"
        assert first in run(f"microdep check {keys} --verbose", tmp_path)[0]
    assert words in run(f"microdep check {keys} --verbose", tmp_path)[0]
    part = "ant" if table == "bom.csv" else "a"
    explained, err, _ = run(f"microdep explain banned-maker {part} {keys}", tmp_path)
    assert words in re.sub(r"\s+", " ", explained), err
    run(f"microdep report {keys} --output out", tmp_path)
    assert words in (tmp_path / "out" / "report.md").read_text("utf-8").replace("\\", "")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "out" / "findings.xlsx").read_bytes()))
    assert words in str(list(book["Passes"].iter_rows(values_only=True)))
    verified, _, _ = run("microdep verify out --reproduce", tmp_path)
    assert "REPRODUCED" in verified
    assert "not opened: 1" in verified
