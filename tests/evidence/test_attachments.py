"""Bundles that carry the files of evidence, and bundles that name them by digest alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.pipeline import attachments
from microdep_rules.report.bundle import sealed
from microdep_rules.signing.canonical import encode
from tests.cli.replay import run
from tests.evidence.folders import CERTIFICATE, SHA_256, bom_of, folder_in, record

if TYPE_CHECKING:
    from pathlib import Path

REPORT = "microdep report bom.json --pack ./own --as-of 2026-06-30 --output out"
ATTACH = f"{REPORT} --attach-evidence"
REPRODUCE = "microdep verify out --reproduce"
ORIGIN = "evidence/0001-origin.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = folder_in(tmp_path / "work")
    (place / "trust.toml").write_text("", encoding="utf-8")
    (place / "papers" / "melt.pdf").write_bytes(b"melted in Japan\n")
    bom = bom_of(
        record("origin", {"path": "papers/origin.pdf", "sha256": SHA_256}),
        record("again", {"path": "./papers/origin.pdf"}),
        record("melt", {"path": "papers/melt.pdf", "sha256": "0" * 64}),
        record("gone", {"path": "papers/gone.pdf"}),
        record("linked", {"path": "linked.pdf"}),
        record("far", {"url": "https://a.example/x.pdf"}),
    )
    (place / "bom.json").write_text(bom, encoding="utf-8")
    (place / "linked.pdf").symlink_to("papers/origin.pdf")
    return place


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / "out" / name).read_bytes())


def test_every_file_that_was_read_is_carried_once_and_listed(folder: Path) -> None:
    _, err, code = run(ATTACH, folder)
    assert 5 == code, err
    listed = {each["path"]: each["sha256"] for each in read(folder, "manifest.json")["files"]}
    melted = hashlib.sha256(b"melted in Japan\n").hexdigest()
    carried = {name: digest for name, digest in listed.items() if name.startswith("evidence/")}
    assert {ORIGIN: SHA_256, "evidence/0002-melt.pdf": melted} == carried
    assert CERTIFICATE == (folder / "out" / ORIGIN).read_bytes()


def test_the_register_says_which_file_carries_a_record(folder: Path) -> None:
    run(ATTACH, folder)
    found = {each["id"]: (each["state"], each.get("file")) for each in read(folder, "evidence.json")}
    expected = {
        "origin": ("agrees", ORIGIN),
        "again": ("no digest stated", ORIGIN),
        "melt": ("different", "evidence/0002-melt.pdf"),
        "gone": ("missing", None),
        "linked": ("not read", None),
        "far": ("not opened", None),
    }
    assert expected == found


def test_without_the_option_evidence_stays_where_it_is_and_is_registered(folder: Path) -> None:
    run(REPORT, folder)
    assert not (folder / "out" / "evidence").exists()
    assert "agrees" == {each["id"]: each for each in read(folder, "evidence.json")}["origin"]["state"]


def test_one_changed_byte_of_a_carried_file_is_named(folder: Path) -> None:
    run(ATTACH, folder)
    path = folder / "out" / ORIGIN
    path.write_bytes(b"M" + path.read_bytes()[1:])
    _, err, code = run("microdep verify out", folder)
    assert 7 == code
    assert ORIGIN in err
    command = ["sha256sum", "--check", "SHA256SUMS"]
    done = subprocess.run(command, cwd=folder / "out", capture_output=True, text=True, check=False)
    assert f"{ORIGIN}: FAILED" in done.stdout
    assert 1 == done.returncode


@pytest.mark.parametrize(
    ("report", "reported"),
    [
        (ATTACH, "byte for byte\n"),
        (REPORT, "2 files of evidence are not in the bundle, and were not opened again"),
    ],
)
def test_a_check_with_evidence_is_made_again_without_the_files(
    report: str, reported: str, folder: Path
) -> None:
    run(report, folder)
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.move(folder / "out", elsewhere / "out")
    (elsewhere / "trust.toml").write_text("", encoding="utf-8")
    shutil.rmtree(folder)
    out, err, _ = run(REPRODUCE, elsewhere)
    assert "byte for byte" in out, err
    assert reported in out


def test_a_file_that_changed_after_the_check_is_not_attached(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = attachments.list_entries

    def changing(checked: Any) -> Any:
        (folder / "papers" / "origin.pdf").write_bytes(b"another")
        return original(checked)

    monkeypatch.setattr(attachments, "list_entries", changing)
    _, err, _ = run(ATTACH, folder)
    assert "bundle/input-changed" in err
    assert not (folder / "out").exists()


def test_more_evidence_than_a_bundle_carries_is_not_attached(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_ATTACHED", 20)
    _, err, _ = run(ATTACH, folder)
    assert "evidence/not-attached" in err
    assert not (folder / "out").exists()


NOTHING = {
    "found no path in a document or a waiver": [record("far", {"url": "https://a.example/x.pdf"})],
    "`papers/gone.pdf`: the file does not exist": [record("gone", {"path": "papers/gone.pdf"})],
}


@pytest.mark.parametrize("because", NOTHING)
def test_a_bundle_to_which_nothing_was_attached_says_why(because: str, folder: Path) -> None:
    (folder / "bom.json").write_text(bom_of(*NOTHING[because]), encoding="utf-8")
    _, err, _ = run(ATTACH, folder)
    assert "warning[report/incomplete]: expected evidence files to attach, found no" in err
    assert because in err
    assert not (folder / "out" / "evidence").exists()
    _, err, _ = run(f"{REPORT} --force", folder)
    assert "nothing-attached" not in err


def test_a_page_carries_nothing(folder: Path) -> None:
    _, err, code = run("microdep report bom.json --pack ./own --attach-evidence", folder)
    assert (2, True) == (code, "attached evidence" in err), err


def test_the_pages_show_the_register(folder: Path) -> None:
    run(ATTACH, folder)
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    text = (folder / "out" / "report.md").read_text(encoding="utf-8")
    for reported in ("DIFFERENT: its digest differs from the stated one", "MISSING: the file does not exist"):
        assert reported in page
        assert reported in text
    assert "the program does not open web addresses" in page


def resealed(folder: Path, **changed: bytes | None) -> None:
    """The bundle with some files changed or added, and a manifest that lists it so."""
    out = folder / "out"
    files = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name not in {"manifest.json", "SHA256SUMS"}
    }
    files |= {name: data for name, data in changed.items() if data is not None}
    files = {name: data for name, data in files.items() if name not in changed or changed[name] is not None}
    made = json.loads((out / "manifest.json").read_bytes())["generated_at"]
    shutil.rmtree(out)
    for name, data in sealed(files, made).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)


def without(entries: list[dict[str, Any]], field: str) -> bytes:
    return encode([{name: value for name, value in entry.items() if name != field} for entry in entries])


@pytest.mark.parametrize("attack", ["another file", "no file", "one more file", "register", "index"])
def test_evidence_that_the_record_does_not_state_is_named_whoever_lists_it(attack: str, folder: Path) -> None:
    run(ATTACH, folder)
    index = read(folder, "bundle.json")
    entry = index["evidence"][0]
    changes: dict[str, tuple[str, bytes | None]] = {
        "another file": (ORIGIN, b"made in China\n"),
        "no file": (ORIGIN, None),
        "one more file": ("evidence/0009-more.pdf", b"more"),
        "register": ("evidence.json", without(read(folder, "evidence.json"), "marks")[:-1] + b" ]"),
        "index": ("bundle.json", encode({**index, "evidence": [{**entry, "digest": "0" * 64}]})),
    }
    name, data = changes[attack]
    resealed(folder, **{name: data})
    out, err, code = run("microdep verify out", folder)
    assert 7 == code, out + err
    assert name in err or ORIGIN in err


@pytest.mark.parametrize("path", ["../outside.pdf", "/outside.pdf", "..\\outside.pdf", ""])
def test_a_bundle_that_lays_evidence_out_elsewhere_is_refused(path: str, folder: Path) -> None:
    run(ATTACH, folder)
    index = read(folder, "bundle.json")
    for each in index["evidence"]:
        each["shown"] = "../" * 12 + path if path.startswith("../") else path
    resealed(folder, **{"bundle.json": encode(index)})
    _, err, code = run(REPRODUCE, folder)
    assert 7 == code
    assert "the repeated check differs from the record" in err, err
