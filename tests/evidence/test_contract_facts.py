"""A rule that passes only on evidence also needs evidence for the contract facts that it reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
pack own version 1
  title "t"
  authority "a"
  reviewed 2026-06-01

field contract.ext.approved is true-or-false
  title "approved"
  cites "c"

rule own-fact
  title "t"
  severity prohibit
  cites "c"
  applies to every listed component
  require contract.ext.approved is true
  passes only on evidence of contract

rule agency
  title "t"
  severity prohibit
  cites "c"
  applies to every listed component
  require contract.agency is DoD
  passes only on evidence of contract

example fail of own-fact "not approved"
  bom component a
  context approved false
  expect fail at a

example fail of agency "another agency"
  bom component a
  context agency NASA
  expect fail at a
"""
PROOF = "{id: e, type: contract, issuer: Orion Aerospace, issued: 2026-01-01, document: {number: C-17}}"


def _write(folder: Path, *, value: str, proof: str, agency: str = "DoD") -> None:
    (folder / "own.rule").write_text(PACK)
    (folder / "b.yaml").write_text("schema: microdep-bom/1\ncomponents: [{name: a}]\n")
    evidence = f"evidence: [{proof}]\n" if proof else ""
    names = ", evidence: [e]" if proof else ""
    (folder / "c.yaml").write_text(
        f"schema: microdep-context/1\nagency: {{value: {agency}{names}}}\n"
        f"ext: {{approved: {{value: {value}{names}}}}}\n{evidence}"
    )


def _verdicts(folder: Path) -> set[str]:
    command = "microdep check b.yaml --pack own.rule --context c.yaml --as-of 2026-12-01"
    out, error, _ = run(f"{command} --format json --outcomes all", folder)
    (document,) = json.loads(out)["documents"]
    verdicts = [outcome["verdict"] for outcome in document["outcomes"]]
    assert 2 == len(verdicts), error
    return set(verdicts)


@pytest.mark.parametrize(
    ("proof", "expected"),
    [
        (PROOF, "pass"),
        ("", "unknown"),
        (PROOF.replace("type: contract", "type: photo"), "unknown"),
        (PROOF.replace("Orion Aerospace", "n/a"), "unknown"),
        (PROOF.replace("Orion Aerospace", "self"), "unknown"),
        (PROOF.replace("Orion Aerospace", "TBD"), "unknown"),
        (PROOF.replace("issued: 2026-01-01", "issued: 2020-01-01, expires: 2021-01-01"), "unknown"),
    ],
)
def test_contract_facts_need_the_evidence_of_the_rule(tmp_path: Path, proof: str, expected: str) -> None:
    _write(tmp_path, value="true", proof=proof)
    assert {expected} == _verdicts(tmp_path)


def test_a_fail_needs_no_evidence(tmp_path: Path) -> None:
    _write(tmp_path, value="false", proof="", agency="NASA")
    assert {"fail"} == _verdicts(tmp_path)


def test_the_questions_ask_for_the_evidence(tmp_path: Path) -> None:
    _write(tmp_path, value="true", proof="")
    out, _, code = run("microdep questions b.yaml --pack own.rule --context c.yaml", tmp_path)
    assert 0 == code
    for form in (
        "as `agency: {value: …, evidence: [proof]}`",
        "as `ext: {approved: {value: …, evidence: [proof]}}`",
    ):
        assert form in out
    out, _, code = run(
        "microdep questions b.yaml --pack own.rule --context c.yaml --format context", tmp_path
    )
    assert 0 == code
    assert "#agency: {value: …, evidence: [proof]}" in out
    assert "#  approved: {value: …, evidence: [proof]}" in out


@pytest.mark.parametrize(("issuer", "counts"), [("Orion Aerospace", True), ("X", False), ("n/a", False)])
def test_evidence_without_an_effect_is_shown_as_not_counted(
    tmp_path: Path, issuer: str, counts: bool
) -> None:
    _write(tmp_path, value="false", proof=PROOF.replace("Orion Aerospace", issuer))
    command = "microdep check b.yaml --pack own.rule --context c.yaml --as-of 2026-12-01 --outcomes all"
    out, _, _ = run(f"{command} --format json", tmp_path)
    (document,) = json.loads(out)["documents"]
    facts = [fact for outcome in document["outcomes"] for fact in outcome["facts"]]
    expected = (["e"], []) if counts else ([], ["e"])
    assert facts
    assert {("e",)} == {(*fact["evidence"], *fact["evidence_not_counted"]) for fact in facts}
    assert all(expected == (fact["evidence"], fact["evidence_not_counted"]) for fact in facts)
