"""The document of a determination: opened and compared, registered, carried by bundles, and checked there."""

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
  title      "with a determination"
  authority  "an example"
  reviewed   2026-01-01

rule elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "an example"
  in force    by check date
  applies to  every listed component
  require any of
    (1)  component.origin is not CN
    (2)  any determination of contract where determination.kind is nonavailability

example fail of elsewhere "made in China"
  bom     component a, origin CN
  expect  fail at a
"""
LETTER = b"nonavailable\n"
SHA_256 = hashlib.sha256(LETTER).hexdigest()
OTHER = "0" * 64
BOM = "schema: microdep-bom/1\ncomponents:\n  - {name: a, origin: CN}\n"
CHECK = "microdep check bom.yaml --context deals/order.yaml --pack ./own --as-of 2026-06-30"
PATH = "letters/decision.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "own").mkdir(parents=True)
    (place / "deals" / "letters").mkdir(parents=True)
    (place / "own" / "pack.rule").write_text(RULE, encoding="utf-8")
    (place / "bom.yaml").write_text(BOM, encoding="utf-8")
    (place / "deals" / PATH).write_bytes(LETTER)
    (place / "deals" / "letters" / "empty.pdf").write_bytes(b"")
    return place


def state(folder: Path, document: str, others: str = "") -> None:
    """Write the contract facts with a determination that names a document."""
    decided = f"{{id: d-1, kind: nonavailability{document}}}"
    text = f"schema: microdep-context/1\ncomplete: [determinations]\ndeterminations:\n  - {decided}\n{others}"
    (folder / "deals" / "order.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("document", "state_of_it", "verdict", "codes"),
    [
        (f"path: {PATH}, sha256: {SHA_256}", "agrees", "pass", []),
        (f"path: {PATH}", "no digest stated", "pass", []),
        (f"path: {PATH}, sha256: {OTHER}", "different", "unknown", ["evidence/file-differs"]),
        ("path: letters/gone.pdf", "missing", "unknown", ["evidence/file-missing"]),
        ("path: letters/Decision.pdf", "missing", "unknown", ["evidence/file-missing"]),
        ("path: letters", "not read", "unknown", ["evidence/file-missing"]),
        ("path: ../bom.yaml", "not read", "unknown", ["evidence/file-missing"]),
        ("path: letters/empty.pdf", "not read", "unknown", ["evidence/file-missing"]),
        ("url: 'https://a.example/d.pdf'", "not opened", "pass", []),
        (f"sha256: {SHA_256}", "not read", "unknown", ["evidence/incomplete"]),
        (
            f"url: 'https://a.example/d.pdf', sha256: {SHA_256}",
            "not read",
            "unknown",
            ["evidence/incomplete"],
        ),
        ("number: D 7", "not opened", "pass", []),
        ("path: order.yaml", "not read", "unknown", ["evidence/file-missing"]),
        ("", "not read", "unknown", ["evidence/incomplete"]),
    ],
)
def test_a_determination_counts_only_with_the_document_that_it_names(
    document: str, state_of_it: str, verdict: str, codes: list[str], folder: Path
) -> None:
    state(folder, f", document: {{{document}}}")
    out, err, _ = run(f"{CHECK} --format json", folder)
    found = json.loads(out)["documents"][0]
    (entry,) = found["evidence"]
    assert ("determination d-1", "determination") == (entry["id"], entry["type"])
    assert (state_of_it, codes) == (entry["state"], [e["code"] for e in found["diagnostics"]]), err
    assert verdict == json.loads(out)["summary"]["verdict"], out


TYPE = "type: determination, issuer: Example Agency, issued: 2026-01-02"
GOOD = f"{TYPE}, document: {{path: {PATH}, sha256: {SHA_256}}}"


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (GOOD, "pass"),
        (TYPE, "unknown"),
        (f"{TYPE}, document: {{number: D-1}}", "pass"),
        (GOOD.replace(PATH, "order.yaml"), "unknown"),
        (GOOD.replace(PATH, "letters/gone.pdf"), "unknown"),
        (GOOD.replace(PATH, "letters/empty.pdf"), "unknown"),
        (GOOD.replace(SHA_256, OTHER), "unknown"),
        (GOOD.replace(PATH, "../bom.yaml"), "unknown"),
        (GOOD.replace("2026-01-02", "2026-07-01"), "unknown"),
        (f"{GOOD}, expires: 2026-06-29", "unknown"),
        (f"{TYPE}, document: {{sha256: {SHA_256}}}", "unknown"),
        (f"{TYPE}, document: {{}}", "unknown"),
        (GOOD.replace("Example Agency", "TBD"), "unknown"),
        (GOOD.replace("type: determination", "type: photo"), "unknown"),
    ],
)
@pytest.mark.parametrize("named", [", evidence: [e]", ", item: {value: a, evidence: [e]}"])
def test_a_determination_counts_only_with_evidence_that_counts(
    named: str, evidence: str, verdict: str, folder: Path
) -> None:
    state(folder, named, f"evidence: [{{id: e, {evidence}}}]\n")
    out, err, _ = run(f"{CHECK} --format json", folder)
    assert verdict == json.loads(out)["summary"]["verdict"], out + err


def test_one_evidence_of_a_determination_that_counts_is_enough(folder: Path) -> None:
    old = GOOD.replace(PATH, "letters/gone.pdf")
    state(folder, ", evidence: [e, f]", f"evidence: [{{id: e, {old}}}, {{id: f, {GOOD}}}]\n")
    out, _, _ = run(f"{CHECK} --format json", folder)
    assert "pass" == json.loads(out)["summary"]["verdict"]


def test_a_determination_without_a_document_counts_as_it_is_stated(folder: Path) -> None:
    state(folder, "")
    out, _, code = run(f"{CHECK} --format json", folder)
    assert (0, []) == (code, json.loads(out)["documents"][0]["evidence"])


def test_a_second_determination_with_its_document_still_counts(folder: Path) -> None:
    state(
        folder,
        ", document: {path: gone.pdf}",
        f"  - {{id: d-1, kind: nonavailability, document: {{path: {PATH}}}}}\n",
    )
    out, _, _ = run(f"{CHECK} --format json", folder)
    found = json.loads(out)
    names = [(each["id"], each["state"]) for each in found["documents"][0]["evidence"]]
    assert [("determination d-1", "missing"), ("determination d-1 (2)", "no digest stated")] == names
    assert "pass" == found["summary"]["verdict"], out


def test_a_bundle_carries_the_document_and_verify_names_one_changed_byte(folder: Path) -> None:
    state(folder, f", document: {{path: {PATH}, sha256: {SHA_256}}}")
    report = CHECK.replace("check", "report", 1)
    assert ("", 0) == run(f"{report} --output out --attach-evidence", folder)[1:]
    (carried,) = (folder / "out" / "evidence").iterdir()
    assert LETTER == carried.read_bytes()
    (folder / "trust.toml").write_text("", encoding="utf-8")
    assert "bundle/file-changed" not in run("microdep verify out", folder)[1]
    carried.write_bytes(LETTER.replace(b"n", b"m", 1))
    assert "bundle/file-changed" in run("microdep verify out", folder)[1]
