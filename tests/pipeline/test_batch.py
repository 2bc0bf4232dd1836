"""Many documents for a program: by one process or several the same, in order, and never all at once."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.pipeline.batch import CHUNK
from microdep_rules.pipeline.workers import AHEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = date(2026, 11, 24)
DOCUMENTS = 90
WRONG = 41


def _document(number: int) -> bytes:
    parts: list[dict[str, Any]] = [
        {"id": f"c{n}", "name": f"Part {n}", "origin": "CN" if n % 3 else "US", "restriction_index": 0.95}
        for n in range(number % 4 + 1)
    ]
    if number % 5 == 0:
        parts[0].pop("origin")
    return json.dumps({"schema": "microdep-bom/1", "components": parts}).encode()


def _documents() -> Iterator[tuple[str, bytes]]:
    for number in range(DOCUMENTS):
        yield f"d{number}.json", b"{" if number == WRONG else _document(number)


def _one_by_one(packs: list[Any]) -> dict[str, list[tuple[str, str, str]]]:
    found = {}
    for name, data in _documents():
        if name == f"d{WRONG}.json":
            found[name] = [("", "", "invalid")]
            continue
        bom = microdep_rules.check(microdep_rules.load_bom(data), packs, as_of=AS_OF, horizon_days=0)
        reported = [(e.rule.id, p.id, e.verdict.value) for e in bom.outcomes for p in e.parts or (e.subject,)]
        found[name] = [each for each in reported if each[2] in {"fail", "unknown"}]
    return found


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings_are_those_of_each_document(jobs: int) -> None:
    packs = [microdep_rules.load_pack("micro-dependency")]
    found: dict[str, list[tuple[str, str, str]]] = {name: [] for name, _ in _documents()}
    for finding in microdep_rules.findings(_documents(), packs, as_of=AS_OF, jobs=jobs):
        found[finding.document].append((finding.rule, finding.subject, finding.verdict))
    assert _one_by_one(packs) == found
    assert [*found] == [name for name, _ in _documents()]


def test_counts_are_those_of_the_outcomes() -> None:
    packs = [microdep_rules.load_pack("micro-dependency")]
    counted = dict(microdep_rules.verdict_counts(_documents(), packs, as_of=AS_OF, jobs=2))
    for name, reported in _one_by_one(packs).items():
        findings = [verdict for _, _, verdict in reported]
        assert {finding: findings.count(finding) for finding in findings} == {
            verdict: many for verdict, many in counted[name].items() if verdict in findings
        }
    assert {"invalid": 1} == counted[f"d{WRONG}.json"]


def test_checked_documents_come_from_other_processes_with_all_they_have() -> None:
    packs = [microdep_rules.load_pack("micro-dependency")]
    alone, together = (
        [*microdep_rules.check_batch(_documents(), packs, as_of=AS_OF, jobs=jobs)] for jobs in (1, 2)
    )
    assert [each.verdict for each in alone] == [each.verdict for each in together]
    assert [each.outcomes for each in alone] == [each.outcomes for each in together]
    assert "invalid" == together[WRONG].verdict
    assert together[WRONG].diagnostics


def test_documents_are_made_as_they_are_needed() -> None:
    packs = [microdep_rules.load_pack("micro-dependency")]
    made = 0

    def endless() -> Iterator[tuple[str, bytes]]:
        nonlocal made
        while True:
            made += 1
            yield f"d{made}.json", _document(made)

    found = microdep_rules.verdict_counts(endless(), packs, as_of=AS_OF, jobs=2)
    assert "d1.json" == next(found)[0]
    found.close()  # type: ignore[attr-defined] # it is a generator
    assert made <= (2 * AHEAD + 2) * CHUNK
