"""`microdep status`: one screen, a page, data, and kept results that nothing depends on."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace import records
from tests.cli.replay import run
from tests.output.asking.test_turns import bill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path) -> None:
    """Two products that share components."""
    for number in range(2):
        text = bill(6).replace("id: board, product", f"id: board-{number}, product")
        (tmp_path / f"board-{number}.bom.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "contract.yaml").write_text("schema: microdep-context/1\nagency: DHS\n", encoding="utf-8")


def test_one_screen_shows_packs_documents_and_what_is_next(tmp_path: Path) -> None:
    out, err, code = run("microdep status --pack dod-magnets", tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("STATUS  2 bills of materials, 1 pack, as of ")
    assert "checked with dod-magnets; no context file; no overlay\n" in out
    for text in ("first run", "dod-magnets", "board-1.bom.yaml", "NEXT", "--output contract.yaml"):
        assert text in out
    again, _, _ = run("microdep status --pack dod-magnets", tmp_path)
    assert "since the last run: no change" in again


def test_answers_show_as_a_change(tmp_path: Path) -> None:
    run("microdep status --pack dod-magnets", tmp_path)
    out, _, _ = run("microdep status --pack dod-magnets --context contract.yaml", tmp_path)
    assert "checked with dod-magnets; contract.yaml; no overlay\n" in out
    assert re.search(r"since the last run: -\d+ open checks in 2 documents", out)


def test_the_next_commands_take_what_this_one_took(tmp_path: Path) -> None:
    out, _, _ = run("microdep status . --pack micro-dependency --context contract.yaml", tmp_path)
    assert "microdep questions . --pack micro-dependency --context contract.yaml --" in out


@pytest.mark.parametrize("folder", ["", "inside"])
@pytest.mark.parametrize("name", ["-x.bom.yaml", "two words.bom.yaml"])
def test_a_next_command_runs_in_the_folder_that_one_is_in(name: str, folder: str, tmp_path: Path) -> None:
    text = "schema: microdep-bom/1\ncomponents: [{name: Magnet, origin: CN, restriction_index: 0.95}]\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "own.toml").write_text("")
    here = tmp_path / folder
    here.mkdir(exist_ok=True)
    config = "../own.toml" if folder else "own.toml"
    out, _, _ = run(f"microdep status --no-waivers --config {config}", here)
    (command,) = re.findall(r"^   (microdep check .*)$", out, re.MULTILINE)
    assert command.endswith(f"--no-waivers --config {config}")
    _, err, code = run(command, here)
    assert code == 1, err


def test_data_and_page_have_the_same_numbers(tmp_path: Path) -> None:
    out, _, code = run("microdep status --format json", tmp_path)
    assert code == 0
    data = json.loads(out)
    assert data["schema"] == "microdep-status/1"
    assert data["open_checks"] == sum(document["open_checks"] for document in data["documents"])
    assert data["open_checks"] == sum(pack["checks"] for pack in data["packs"])
    _, _, code = run("microdep status --output status.html", tmp_path)
    page = (tmp_path / "status.html").read_text(encoding="utf-8")
    assert code == 0
    assert f"{data['open_checks']:,} open checks" in page
    assert all(document["path"] in page for document in data["documents"])


def test_without_records_nothing_is_kept(tmp_path: Path) -> None:
    out, _, _ = run("microdep status --no-records", tmp_path)
    assert "run" not in out
    assert not (tmp_path / ".microdep").exists()


def test_another_day_is_not_kept(tmp_path: Path) -> None:
    out, _, code = run("microdep status --as-of 2030-01-01", tmp_path)
    assert code == 0
    assert "as of 2030-01-01" in out
    assert not (tmp_path / ".microdep").exists()


def test_records_that_cannot_be_kept_are_a_warning(tmp_path: Path) -> None:
    (tmp_path / ".microdep").write_text("a file")
    out, err, code = run("microdep status", tmp_path)
    assert code == 0
    assert out.startswith("STATUS")
    assert "warning: no results are stored, because .microdep cannot be used" in err


def test_records_that_somebody_else_writes_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("microdep status", tmp_path)
    monkeypatch.setattr(records, "PATIENCE", 0.01)
    (tmp_path / "contract.yaml").write_text("schema: microdep-context/1\nagency: NASA\n", encoding="utf-8")
    other = sqlite3.connect(tmp_path / records.FOLDER / records.FILE)
    try:
        other.execute("BEGIN IMMEDIATE")
        out, err, code = run("microdep status --context contract.yaml", tmp_path)
    finally:
        other.close()
    assert code == 0
    assert out.startswith("STATUS")
    assert "warning: not all results are kept: database is locked" in err


def test_a_folder_without_documents_is_nothing_checked(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    out, err, code = run("microdep status empty", tmp_path)
    assert (out, code) == ("", 6)
    assert "nothing was checked: no bill of materials found in empty. Name a file, or call it" in err


def test_a_context_that_is_not_valid_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("schema: microdep-context/1\nagncy: DoD\n")
    out, err, code = run("microdep status --context broken.yaml", tmp_path)
    assert (out, code) == ("", 4)
    assert "agncy" in err


def test_what_was_sent_and_not_answered_is_overdue(tmp_path: Path) -> None:
    text = (
        "schema: microdep-bom/1\ndocument: {id: board}\nparties: [{id: m, name: Example Motors}]\n"
        "components:\n- {id: board, name: Board, kind: end_item, children: [{ref: motor}]}\n"
        "- {id: motor, name: Motor with N52 magnets, manufacturer: m, mpn: M-1}\n"
    )
    (tmp_path / "motor.bom.yaml").write_text(text, encoding="utf-8")
    asked = "motor.bom.yaml --pack dod-magnets --context dod.yaml"
    (tmp_path / "dod.yaml").write_text(
        "schema: microdep-context/1\nagency: DoD\naward: 2026-02-01\ndelivery: 2027-03-01\n"
    )
    _, err, code = run(
        f"microdep questions {asked} --as-of 2026-01-10 --verbose --folder out --due 2026-01-15", tmp_path
    )
    assert code == 0, err
    out, _, _ = run(f"microdep status {asked}", tmp_path)
    assert re.search(r"^Example Motors .* 1 +1 +2026-01-15$", out, re.MULTILINE), out
    assert "remind 1 company of overdue answers: Example Motors" in out


def test_questions_that_cannot_be_kept_as_sent_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("microdep status", tmp_path)
    monkeypatch.setattr(records, "PATIENCE", 0.01)
    other = sqlite3.connect(tmp_path / records.FOLDER / records.FILE)
    command = (
        "microdep questions --pack micro-dependency --verbose --output list.csv --due 2027-01-15 --force"
    )
    try:
        other.execute("BEGIN IMMEDIATE")
        _, err, code = run(command, tmp_path)
    finally:
        other.close()
    assert code == 0
    assert "warning: the sent questions are not recorded: database is locked" in err
    _, err, _ = run(command, tmp_path)
    assert re.search(r"recorded: questions to \d+ compan\w+, due 2027-01-15\noverdue answers: ", err)


def test_a_document_that_is_not_there_is_no_status(tmp_path: Path) -> None:
    out, _, code = run("microdep status nothere.yaml", tmp_path)
    assert code == 4
    assert "nothing could be checked" in out
    assert "decided" not in out.split("CANNOT")[0]
