"""Evidence that shows nothing: files of the check itself, files of this program, and files without a sign."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.evidence.folders import (
    CERTIFICATE,
    bom_of,
    checked,
    codes_of,
    codes_of_own_files,
    folder_in,
    record,
    said_of,
)

if TYPE_CHECKING:
    from pathlib import Path

OVERLAY = "schema: microdep-overlay/1\ncomponents: [{match: {id: other}, origin: JP}]\n"
WAIVERS = "schema: microdep-waivers/1\nwaivers: []\n"
CONFIG = 'packs = ["own"]\n'
BESIDE = {
    "deal.yaml": "schema: microdep-context/1\nagency: DoD\n",
    "reply.yaml": OVERLAY,
    "reply.csv": "Part id,Country of origin\nother,JP\n",
    "waivers.yaml": WAIVERS,
    "other.yaml": "schema: microdep-bom/1\ncomponents: [{name: other}]\n",
    "board.csv": "Part number,Manufacturer,Quantity\nX-1,Example Mill,1\n",
    "trust.toml": "",
    "own/pack.rule": "",
}
"""Documents of the check, and others of this program, by their paths."""
OPTIONS = (
    "--context deal.yaml --overlay reply.yaml --overlay reply.csv --waivers waivers.yaml other.yaml board.csv"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = folder_in(tmp_path / "work")
    for path, text in BESIDE.items():
        if text:
            (place / path).write_text(text, encoding="utf-8")
    (place / "trust.toml").write_text("# nobody\n", encoding="utf-8")
    return place


@pytest.mark.parametrize("path", ["bom.json", *BESIDE])
def test_a_file_of_the_check_shows_nothing(path: str, folder: Path) -> None:
    found = checked(folder, record(document={"path": path}), options=OPTIONS)
    assert {"paper": ("not read", "unknown")} == said_of(found)
    assert ["evidence/file-missing"] == codes_of_own_files(found)


@pytest.mark.parametrize("original", ["reply.csv", "board.csv", "own/pack.rule", "deal.yaml"])
@pytest.mark.parametrize("make", [shutil.copy, os.link])
def test_a_copy_of_a_file_of_the_check_shows_nothing(original: str, make: object, folder: Path) -> None:
    assert callable(make)
    make(folder / original, folder / "papers" / "copy.pdf")
    found = checked(folder, record(document={"path": "papers/copy.pdf"}), options=OPTIONS)
    assert {"paper": ("not read", "unknown")} == said_of(found)
    assert ["evidence/file-missing"] == codes_of_own_files(found)


@pytest.mark.parametrize("many", ["", "--jobs 2"])
def test_a_bill_of_materials_that_another_one_names_shows_nothing(many: str, folder: Path) -> None:
    (folder / "bom.json").write_text(bom_of(record(document={"path": "board.csv"})), encoding="utf-8")
    command = f"microdep check bom.json board.csv --pack ./own --as-of 2026-06-30 --format json {many}"
    out, err, _ = run(command, folder)
    assert ["evidence/file-missing"] == codes_of_own_files(json.loads(out)["documents"][0]), err


@pytest.mark.parametrize(
    "path", ["report.html", "report.md", "record.json", "inputs/0001-bom.json", "SHA256SUMS"]
)
def test_a_report_shows_nothing(path: str, folder: Path) -> None:
    (folder / "bom.json").write_text(bom_of(record()), encoding="utf-8")
    _, err, code = run("microdep report bom.json --pack ./own --as-of 2026-06-30 --output out", folder)
    assert 0 == code, err
    found = checked(folder, record(document={"path": f"out/{path}"}))
    assert {"paper": ("not read", "unknown")} == said_of(found)
    assert ["evidence/file-missing"] == codes_of_own_files(found)


@pytest.mark.parametrize("name", ["report.html", "record.json", "manifest.json"])
def test_a_copy_of_a_page_or_record_of_a_report_shows_nothing(name: str, folder: Path) -> None:
    (folder / "bom.json").write_text(bom_of(record()), encoding="utf-8")
    run("microdep report bom.json --pack ./own --as-of 2026-06-30 --output out", folder)
    shutil.copy(folder / "out" / name, folder / "papers" / "audit.pdf")
    found = checked(folder, record(document={"path": "papers/audit.pdf"}))
    assert {"paper": ("not read", "unknown")} == said_of(found)
    assert ["evidence/file-missing"] == codes_of_own_files(found)


def test_the_file_that_the_check_writes_shows_nothing(folder: Path) -> None:
    (folder / "result.txt").write_bytes(CERTIFICATE)
    (folder / "bom.json").write_text(bom_of(record(document={"path": "result.txt"})), encoding="utf-8")
    _, err, code = run("microdep report bom.json --pack ./own --as-of 2026-06-30 --output page.md", folder)
    assert 0 == code, err
    command = "microdep check bom.json --pack ./own --as-of 2026-06-30 --format json --output result.txt"
    _, err, _ = run(command, folder)
    found = json.loads((folder / "result.txt").read_text(encoding="utf-8"))["documents"][0]
    assert ["evidence/file-missing"] == codes_of_own_files(found), err
    assert ["evidence/file-missing"] == codes_of_own_files(
        checked(folder, record(document={"path": "page.md"}))
    )


def test_evidence_that_a_bundle_of_a_supplier_carries_shows_what_it_states(folder: Path) -> None:
    (folder / "bom.json").write_text(bom_of(record(document={"path": "papers/origin.pdf"})), encoding="utf-8")
    command = "microdep report bom.json --pack ./own --as-of 2026-06-30 --attach-evidence --output theirs"
    _, err, code = run(command, folder)
    assert 0 == code, err
    found = checked(folder, record(document={"path": "theirs/evidence/0001-origin.pdf"}))
    assert {"paper": ("no digest stated", "pass")} == said_of(found)


BLANK = {
    "a line break": b"\n",
    "blanks": b" \t\r\n\v\f " * 3,
    "zero bytes": bytes(5000),
    "a byte order mark": b"\xef\xbb\xbf",
    "a byte order mark of two bytes": b"\xff\xfe",
    "blanks behind it": "\ufeff \r\n".encode("utf-16-le"),
    "blanks of four bytes": " \n".encode("utf-32"),
    "blanks of a script": "\u00a0\u3000\u2003".encode(),
    "signs that nobody sees": "\u200b\u2060\u00ad\u2800".encode(),
    "more than a piece": b" " * (1024 * 1024 + 7),
}


@pytest.mark.parametrize("content", BLANK)
def test_a_file_without_a_sign_shows_nothing(content: str, folder: Path) -> None:
    (folder / "papers" / "blank.pdf").write_bytes(BLANK[content])
    digest = hashlib.sha256(BLANK[content]).hexdigest()
    found = checked(folder, record(document={"path": "papers/blank.pdf", "sha256": digest}))
    assert {"paper": ("not read", "unknown")} == said_of(found)
    assert ["evidence/file-missing"] == codes_of(found)
    assert "the file contains only blanks" == found["evidence"][0]["because"]


@pytest.mark.parametrize(
    "data", [b" .", bytes(64) + b"\xff", b"\n" * 2_000_000 + b"x", "\u3000宁".encode("utf-16")]
)
def test_a_file_with_one_sign_is_a_document(data: bytes, folder: Path) -> None:
    (folder / "papers" / "small.pdf").write_bytes(data)
    found = checked(folder, record(document={"path": "papers/small.pdf"}))
    assert {"paper": ("no digest stated", "pass")} == said_of(found)


def test_evidence_that_names_no_document_is_reported_with_its_place_and_a_fix(folder: Path) -> None:
    found = checked(folder, record(document=None))
    (said,) = [each for each in found["diagnostics"] if each["code"] == "evidence/incomplete"]
    assert "evidence `paper` names no document" == said["message"]
    assert ("bom.json", True) == (said["at"]["file"], "`path`" in said["help"])
    assert "the record names no document" == found["evidence"][0]["because"]


@pytest.mark.parametrize("path", ["waivers.yaml", "blank.txt", "https://a.example/memo.pdf", "bom.yaml"])
def test_a_waiver_by_evidence_that_shows_nothing_has_no_effect(path: str, folder: Path) -> None:
    (folder / "blank.txt").write_bytes(b"\0\n")
    (folder / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: a, origin: CN}]\n", encoding="utf-8"
    )
    (folder / "waivers.yaml").write_text(
        "schema: microdep-waivers/1\nwaivers:\n"
        "  - {id: W-1, rule: own/shown, scope: {components: [a]}, reason: five prototypes,\n"
        "     requested_by: Kim Example, approved_by: Ann Sample, from: 2026-06-01, until: 2026-07-01,\n"
        f"     evidence: [{{path: '{path}'}}]}}\n",
        encoding="utf-8",
    )
    command = "microdep check bom.yaml --pack ./own --waivers waivers.yaml --as-of 2026-06-30 --format json"
    out, err, code = run(command, folder)
    found = json.loads(out)
    assert (1, "unproven") == (code, found["waivers"][0]["status"]), err
    assert 1 == sum(each["code"].startswith("evidence/") for each in found["diagnostics"])
