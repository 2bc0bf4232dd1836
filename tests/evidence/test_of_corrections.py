"""Evidence of corrections of an overlay: its files are opened, and only what counts corrects anything."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
pack own version 2026.11
  title      "with a country"
  authority  "an example"
  reviewed   2026-01-01

rule elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "an example"
  in force    by check date
  applies to  every listed component
  require component.origin is not CN

example fail of elsewhere "made in China"
  bom     component a, origin CN
  expect  fail at a
"""
REPORT = b"made in Japan\n"
SHA_256 = hashlib.sha256(REPORT).hexdigest()
OTHER = "0" * 64
BOM = """\
schema: microdep-bom/1
evidence:
  - {id: own, type: mill_test_report, issuer: Example Mill, issued: 2026-05-04, document: {path: gone.pdf}}
components:
  - {name: a, origin: CN}
"""
CHECK = "microdep check bom.yaml --overlay said/overlay.yaml --pack ./own --as-of 2026-06-30"
STATED = "type: mill_test_report, issuer: Example Mill, issued: 2026-05-04"
LATER = STATED.replace("2026-05-04", "2026-07-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "own").mkdir(parents=True)
    (place / "said").mkdir()
    (place / "own" / "pack.rule").write_text(RULE, encoding="utf-8")
    (place / "bom.yaml").write_text(BOM, encoding="utf-8")
    (place / "said" / "report.pdf").write_bytes(REPORT)
    (place / "said" / "empty.pdf").write_bytes(b"")
    (place / "said" / "blank.pdf").write_bytes(b"\xef\xbb\xbf \r\n")
    return place


def correct(folder: Path, evidence: str, named: str = "e") -> None:
    """Write an overlay that corrects the origin of the component by evidence."""
    text = f"schema: microdep-overlay/1\nevidence:\n  - {{id: e, {evidence}}}\n"
    text += "components:\n  - match: {id: a}\n"
    change = f"{{fact: origin, stated: CN, replace: JP, reason: a mistake, evidence: [{named}]}}"
    (folder / "said" / "overlay.yaml").write_text(f"{text}    correct: [{change}]\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("evidence", "verdict", "why"),
    [
        (STATED, "unknown", "names no document"),
        (f"{STATED}, document: {{number: L-7}}", "pass", ""),
        (f"{STATED}, document: {{path: overlay.yaml}}", "unknown", "which is not read"),
        (f"{STATED}, document: {{path: blank.pdf}}", "unknown", "which is not read"),
        (f"{STATED}, document: {{path: report.pdf}}", "pass", ""),
        (f"{STATED}, document: {{path: report.pdf, sha256: {SHA_256}}}", "pass", ""),
        (f"{STATED}, document: {{path: gone.pdf}}", "unknown", "which is missing"),
        (f"{STATED}, document: {{path: Report.pdf}}", "unknown", "which is missing"),
        (f"{STATED}, document: {{path: report.pdf, sha256: {OTHER}}}", "unknown", "has another SHA-256"),
        (f"{STATED}, document: {{path: ../bom.yaml}}", "unknown", "which is not read"),
        (f"{STATED}, document: {{path: empty.pdf}}", "unknown", "which is not read"),
        (
            f"{STATED}, document: {{sha256: {SHA_256}}}",
            "unknown",
            "was not opened: the record states a SHA-256",
        ),
        (f"{STATED}, document: {{}}", "unknown", "was not opened: the record states neither"),
        (f"{LATER}, document: {{number: L-7}}", "unknown", "is issued on 2026-07-01, after 2026-06-30"),
    ],
)
def test_a_correction_counts_only_with_evidence_whose_file_is_the_one_stated(
    evidence: str, verdict: str, why: str, folder: Path
) -> None:
    correct(folder, evidence)
    out, err, _ = run(f"{CHECK} --format json", folder)
    found = json.loads(out)
    messages = [
        diagnostic["message"]
        for diagnostic in found["documents"][0]["diagnostics"]
        if diagnostic["code"] == "overlay/correction-without-evidence"
    ]
    refused = [message for message in messages if "is not corrected" in message]
    assert verdict == found["summary"]["verdict"], err
    assert bool(refused) is (verdict == "unknown")
    assert all(why in message for message in refused)
