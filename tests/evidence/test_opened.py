"""Files of evidence are found beside the document that names them, hashed and compared."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.evidence.folders import (
    CERTIFICATE,
    CHECK,
    RECORD,
    SHA_256,
    bom_of,
    checked,
    codes_of,
    folder_in,
    record,
    said_of,
)

if TYPE_CHECKING:
    from pathlib import Path

PDF = "papers/origin.pdf"
OTHER = "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_in(tmp_path / "work")


@pytest.mark.parametrize(
    ("document", "state", "verdict", "code"),
    [
        ({"path": PDF, "sha256": SHA_256}, "agrees", "pass", []),
        ({"path": f"./papers//{'./'}origin.pdf", "sha256": SHA_256.upper()}, "agrees", "pass", []),
        ({"path": PDF}, "no digest stated", "pass", []),
        ({"path": PDF, "sha256": OTHER}, "different", "unknown", ["evidence/file-differs"]),
        ({"path": "papers/gone.pdf", "sha256": SHA_256}, "missing", "unknown", ["evidence/file-missing"]),
        ({"path": "papers", "sha256": SHA_256}, "not read", "unknown", ["evidence/file-missing"]),
        ({"path": "papers/empty.pdf"}, "not read", "unknown", ["evidence/file-missing"]),
        ({"path": "../papers/origin.pdf"}, "not read", "unknown", ["evidence/file-missing"]),
        ({"url": "https://a.example/x.pdf"}, "not opened", "pass", []),
        ({"url": "https://a.example/x.pdf", "sha256": OTHER}, "not read", "unknown", ["evidence/incomplete"]),
        ({"sha256": SHA_256}, "not read", "unknown", ["evidence/incomplete"]),
        ({}, "not read", "unknown", ["evidence/incomplete"]),
        (None, "not read", "unknown", ["evidence/incomplete"]),
        ({"number": "CO 2026/7"}, "not opened", "pass", []),
        ({"number": "n/a"}, "not read", "unknown", ["evidence/incomplete"]),
        ({"url": "papers/origin.pdf"}, "not read", "unknown", ["evidence/incomplete"]),
        ({"url": "https://"}, "not read", "unknown", ["evidence/incomplete"]),
        ({"url": "file:///etc/passwd"}, "not read", "unknown", ["evidence/incomplete"]),
    ],
)
def test_a_file_that_is_not_the_one_stated_shows_nothing(
    document: dict[str, str] | None, state: str, verdict: str, code: list[str], folder: Path
) -> None:
    found = checked(folder, record(document=document))
    assert {"paper": (state, verdict)} == said_of(found)
    assert code == codes_of(found)


def test_the_digest_that_was_found_is_in_the_register(folder: Path) -> None:
    (entry,) = checked(folder, record(document={"path": PDF, "sha256": OTHER}))["evidence"]
    assert f"sha256:{SHA_256}" == entry["found"]
    assert OTHER == entry["sha256"]


@pytest.mark.parametrize(
    ("changes", "code", "mark"),
    [
        (
            {"expires": "2026-06-29"},
            "evidence/not-valid-on-date",
            "expired on 2026-06-29, needed on 2026-06-30",
        ),
        (
            {"issued": "2026-07-01"},
            "evidence/not-valid-on-date",
            "issued on 2026-07-01, checked as of 2026-06-30",
        ),
        ({"issuer": ""}, "evidence/incomplete", "no issuer stated"),
        ({"issued": ""}, "evidence/incomplete", "no day of issue stated"),
        ({"issuer": "third party"}, "evidence/incomplete", "issuer `third party` does not name an issuer"),
        ({"issuer": "k. A."}, "evidence/incomplete", "issuer `k. A.` does not name an issuer"),
    ],
)
def test_what_keeps_a_record_from_counting_is_said_and_marked(
    changes: dict[str, str], code: str, mark: str, folder: Path
) -> None:
    found = checked(folder, record(document={"path": PDF, "sha256": SHA_256}, **changes))
    assert {"paper": ("agrees", "unknown")} == said_of(found)
    assert [code] == codes_of(found)
    assert [mark] == found["evidence"][0]["marks"]


def test_the_last_day_and_the_day_of_issue_count(folder: Path) -> None:
    found = checked(folder, record(issued="2026-06-30", expires="2026-06-30"))
    assert {"paper": ("not opened", "pass")} == said_of(found)
    assert [] == codes_of(found)


def test_evidence_expires_by_the_day_by_which_the_rule_is_judged(folder: Path) -> None:
    rule = folder / "own" / "pack.rule"
    rule.write_text(
        rule.read_text(encoding="utf-8").replace("by check date", "by delivery date"), encoding="utf-8"
    )
    (folder / "deal.yaml").write_text("schema: microdep-context/1\ndelivery: 2026-12-01\n", encoding="utf-8")
    found = checked(folder, record(expires="2026-10-01"), options="--context deal.yaml")
    assert ["evidence/not-valid-on-date"] == codes_of(found)
    assert ["expired on 2026-10-01, needed on 2026-12-01"] == found["evidence"][0]["marks"]


def test_facts_list_the_evidence_that_does_not_count_apart(folder: Path) -> None:
    found = checked(folder, record("good"), record("bad", {"path": "gone.pdf"}))
    facts = {o["subject"]["name"]: o["facts"][0] for o in found["outcomes"] if o["facts"]}
    assert (["good"], []) == (facts["good"]["evidence"], facts["good"]["evidence_not_counted"])
    assert ([], ["bad"]) == (facts["bad"]["evidence"], facts["bad"]["evidence_not_counted"])


def test_a_rule_that_fails_on_declared_facts_fails_whatever_its_evidence_is(folder: Path) -> None:
    text = bom_of(record(document={"path": PDF, "sha256": OTHER})).replace('"JP"', '"CN"')
    (folder / "bom.json").write_text(text, encoding="utf-8")
    out, _, code = run(CHECK.format("bom.json"), folder)
    assert (1, "fail") == (code, json.loads(out)["summary"]["verdict"])


def test_an_overlay_names_files_beside_itself(folder: Path) -> None:
    (folder / "replies").mkdir()
    (folder / "replies" / "own.pdf").write_bytes(CERTIFICATE)
    overlay = {
        "schema": "microdep-overlay/1",
        "evidence": [
            {"id": "own", **RECORD, "document": {"path": "own.pdf", "sha256": SHA_256}},
            {"id": "far", **RECORD, "document": {"path": PDF, "sha256": SHA_256}},
        ],
        "components": [
            {"match": {"id": "a"}, "origin": "JP", "evidence": ["own"]},
            {"match": {"id": "b"}, "origin": "JP", "evidence": ["far"]},
        ],
    }
    (folder / "replies" / "reply.json").write_text(json.dumps(overlay), encoding="utf-8")
    bom = {"schema": "microdep-bom/1", "components": [{"name": "a"}, {"name": "b"}]}
    (folder / "bom.json").write_text(json.dumps(bom), encoding="utf-8")
    out, err, _ = run(CHECK.format("bom.json --overlay replies/reply.json"), folder)
    document = json.loads(out)["documents"][0]
    states = {each["id"]: each["state"] for each in document["evidence"]}
    assert {"own": "agrees", "far": "missing"} == states, err
    (said,) = [each for each in document["diagnostics"] if each["code"] == "evidence/file-missing"]
    assert "replies/reply.json" == said["at"]["file"]


def test_a_context_names_files_beside_itself(folder: Path) -> None:
    (folder / "deals").mkdir()
    (folder / "deals" / "order.pdf").write_bytes(CERTIFICATE)
    context = {
        "schema": "microdep-context/1",
        "evidence": [{"id": "order", **RECORD, "document": {"path": "order.pdf", "sha256": SHA_256}}],
    }
    (folder / "deals" / "deal.json").write_text(json.dumps(context), encoding="utf-8")
    found = checked(folder, record(), options="--context deals/deal.json")
    assert {"paper": "not opened", "order": "agrees"} == {e["id"]: e["state"] for e in found["evidence"]}


def test_two_records_may_name_one_file_by_two_digests(folder: Path) -> None:
    found = checked(
        folder,
        record("good", {"path": PDF, "sha256": SHA_256}),
        record("bad", {"path": PDF, "sha256": OTHER}),
    )
    assert {"good": ("agrees", "pass"), "bad": ("different", "unknown")} == said_of(found)


@pytest.mark.parametrize(
    ("digest", "reported"),
    [
        (SHA_256[:40], "found 40 characters, perhaps a digest of SHA-1"),
        (SHA_256 * 2, "found 128 characters, perhaps a digest of SHA-512"),
        (f"sha256:{SHA_256}", "found `sha256:` before the digits"),
        ("x" * 64, "found other characters"),
    ],
)
def test_a_digest_of_another_form_is_refused(digest: str, reported: str, folder: Path) -> None:
    found = checked(folder, record(document={"path": PDF, "sha256": digest}))
    (said,) = [each for each in found["diagnostics"] if each["code"] == "evidence/incomplete"]
    assert "invalid" == found["verdict"]
    assert reported in said["message"]


def test_a_document_of_the_standard_input_names_files_of_the_current_folder(folder: Path) -> None:
    text = bom_of(record(document={"path": PDF, "sha256": SHA_256}))
    (folder / "piped").write_text(text, encoding="utf-8")
    out, err, _ = run(CHECK.format("- < piped"), folder)
    assert "agrees" == json.loads(out)["documents"][0]["evidence"][0]["state"], err


def test_a_large_document_that_is_gone_through_once_opens_its_evidence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microdep_rules.pipeline.documents.LARGE", 0)
    monkeypatch.setattr("microdep_rules.output.checked.MOST_OUTCOMES", 100)
    bom: dict[str, Any] = json.loads(bom_of(record(document={"path": PDF, "sha256": OTHER})))
    bom["components"] += [{"name": f"resistor {n}", "origin": "JP", "mpn": "R" * 20} for n in range(300)]
    (folder / "bom.json").write_text(json.dumps(bom), encoding="utf-8")
    out, err, _ = run(CHECK.format("bom.json"), folder)
    document = json.loads(out)["documents"][0]
    assert "different" == document["evidence"][0]["state"], err
    assert ["evidence/file-differs"] == codes_of(document)


def test_explain_gives_the_verdict_of_the_check(folder: Path) -> None:
    (folder / "bom.json").write_text(
        bom_of(record(document={"path": PDF, "sha256": OTHER})), encoding="utf-8"
    )
    out, err, _ = run("microdep explain own/shown paper bom.json --pack ./own --as-of 2026-06-30", folder)
    assert "UNKNOWN" in out, out + err
    assert "evidence/file-differs" in err


def test_the_digest_that_is_compared_is_that_of_the_bytes(folder: Path) -> None:
    data = bytes(range(256)) * 10_000
    (folder / "large.bin").write_bytes(data)
    found = checked(
        folder, record(document={"path": "large.bin", "sha256": hashlib.sha256(data).hexdigest()})
    )
    assert {"paper": ("agrees", "pass")} == said_of(found)
