"""Files on which waivers rely: opened and compared, registered, carried by bundles, and checked there."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.signing.canonical import encode
from tests.cli.replay import run
from tests.evidence.test_attachments import resealed
from tests.waivers.cases import BOM, PACK, WAIVER, changed

if TYPE_CHECKING:
    from pathlib import Path

MEMO = b"five prototypes\n"
SHA_256 = hashlib.sha256(MEMO).hexdigest()
NAMED = f"    evidence: [memo 7, {{path: memos/7.pdf, sha256: {SHA_256}}}, {{path: memos/8.pdf}}]\n    from:"
REPORT = "microdep report bom.yaml --pack ./own.rule --waivers w/waivers.yaml --as-of 2026-11-24 --output out"
ATTACH = f"{REPORT} --attach-evidence"
CARRIED = "evidence/0001-7.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "w" / "memos").mkdir(parents=True)
    waivers = changed(WAIVER, (("    from:", NAMED),))
    (place / "own.rule").write_text(PACK, encoding="utf-8")
    (place / "bom.yaml").write_text(BOM, encoding="utf-8")
    (place / "trust.toml").write_text("", encoding="utf-8")
    (place / "w" / "waivers.yaml").write_text(f"schema: microdep-waivers/1\nwaivers:\n{waivers}", "utf-8")
    (place / "w" / "memos" / "7.pdf").write_bytes(MEMO)
    (place / "w" / "memos" / "8.pdf").write_bytes(b"more\n")
    return place


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "out" / name).read_bytes())


def test_a_bundle_carries_and_registers_the_files_on_which_a_waiver_relies(folder: Path) -> None:
    _, err, code = run(ATTACH, folder)
    assert (0, "") == (code, err)
    register = {
        e["id"]: (e["document"], e["type"], e["state"], e["file"]) for e in read(folder, "evidence.json")
    }
    of_a_waiver = ("w/waivers.yaml", "evidence of a waiver")
    assert {
        "W-1/1": (*of_a_waiver, "agrees", CARRIED),
        "W-1/2": (*of_a_waiver, "no digest stated", "evidence/0002-8.pdf"),
    } == register
    (waiver,) = read(folder, "record.json")["waivers"]
    assert ["memo 7"] == waiver["evidence"]
    assert ["memos/7.pdf", "memos/8.pdf"] == [each["path"] for each in waiver["files"]]
    for name in ("report.html", "report.md"):
        page = (folder / "out" / name).read_text(encoding="utf-8").replace("\\", "")
        assert "memos/7.pdf: opened, and it has the stated digest" in page
    assert "error" not in run("microdep verify out", folder)[1]
    for form in ("cyclonedx", "oscal"):
        out, err, code = run(f"microdep export out --format {form}", folder)
        assert (0, "") == (code, err)
        assert "evidence of a waiver" in out


def test_one_changed_byte_of_a_file_on_which_a_waiver_relies_is_named(folder: Path) -> None:
    run(ATTACH, folder)
    (folder / "out" / CARRIED).write_bytes(b"F" + MEMO[1:])
    _, err, code = run("microdep verify out", folder)
    assert (7, True) == (code, CARRIED in err)
    command = ["sha256sum", "--check", "SHA256SUMS"]
    done = subprocess.run(command, cwd=folder / "out", capture_output=True, text=True, check=False)
    assert f"{CARRIED}: FAILED" in done.stdout


@pytest.mark.parametrize("attack", ["another file", "register", "index"])
def test_a_file_that_the_record_does_not_state_is_named_whoever_lists_it(attack: str, folder: Path) -> None:
    run(ATTACH, folder)
    index, register = read(folder, "bundle.json"), read(folder, "evidence.json")
    changes: dict[str, tuple[str, bytes]] = {
        "another file": (CARRIED, b"fifty prototypes\n"),
        "register": ("evidence.json", encode([{**each, "state": "agrees"} for each in register])),
        "index": ("bundle.json", encode({**index, "evidence": index["evidence"][1:]})),
    }
    name, data = changes[attack]
    resealed(folder, **{name: data})
    out, err, code = run("microdep verify out", folder)
    assert (7, True) == (code, name in err or CARRIED in err), out + err


@pytest.mark.parametrize("report", [ATTACH, REPORT])
def test_a_check_with_such_a_waiver_is_made_again_without_the_files(report: str, folder: Path) -> None:
    run(report, folder)
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.move(folder / "out", elsewhere / "out")
    (elsewhere / "trust.toml").write_text("", encoding="utf-8")
    shutil.rmtree(folder)
    out, err, _ = run("microdep verify out --reproduce", elsewhere)
    assert "byte for byte" in out, err
    assert ("2 files of evidence are not in the bundle" in out) == (report == REPORT)


def test_a_waiver_that_lacks_its_file_answers_for_nothing_in_a_report(folder: Path) -> None:
    (folder / "w" / "memos" / "7.pdf").write_bytes(b"fifty prototypes\n")
    _, err, code = run(ATTACH, folder)
    assert (1, True) == (code, "of waiver `W-1` has SHA-256" in err)
    record = read(folder, "record.json")
    assert ("fail", "unproven") == (record["summary"]["verdict"], record["waivers"][0]["status"])
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "DIFFERENT: its digest differs from the stated one" in page
    assert "without effect, because an evidence file is missing or different" in page
