"""The table of docs/reference/waivers.md: every case in every command and format."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.cli.main import call
from tests.each import sample_of
from tests.waivers.cases import AS_OF, CASES, FINGERPRINT, files, options, table
from tests.waivers.outputs import OUTPUTS, SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

LINES = table("case")
BY_CASE = {line["case"]: line for line in LINES}
FIXED = {
    "the motor is made in Japan",
    "the waiver has expired, and the motor is made in Japan",
    "the waiver names a missing file, and the motor is made in Japan",
}
NOTHING = "\N{EN DASH}"
"""What stands in a table where there is nothing."""
FORMS = (None, "json", *FOR_PROGRAMS)
WHERE = ("--pack", "./own.rule", "--as-of", AS_OF)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / SUMMARY))
    return tmp_path


def laid_out(case: str, folder: Path) -> None:
    for name, text in files(case).items():
        (folder / name).write_text(text, encoding="utf-8")


def test_the_page_has_every_case_and_every_command() -> None:
    assert list(CASES) == [line["case"] for line in LINES]
    assert list(OUTPUTS) == [line["command"] for line in table("command")]
    formats = {words[-1] for words, _ in OUTPUTS.values() if "--format" in words}
    assert {*FOR_PROGRAMS, "json"} == formats


@pytest.mark.parametrize(("case", "command"), sample_of(product(CASES, OUTPUTS), 3))
def test_a_case_is_what_the_page_says_in_every_command(
    case: str, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sample each case by one command in three, in turn; by JSON each of them is tried below."""
    laid_out(case, folder)
    words, read = OUTPUTS[command]
    code = call([*words, *WHERE, *options(case)])
    streams = capsys.readouterr()
    line = BY_CASE[case]
    expected = set() if line["reported"] == NOTHING else set(line["reported"].split(", "))
    exit_code = int(line["exit"])
    if words[0] == "explain":  # it answers a question, and says only of files that they cannot be used
        expected, exit_code = (expected, exit_code) if exit_code == 4 else (set(), 0)
    assert exit_code == code
    reported = read(streams.out, streams.err)
    assert reported.verdict in {"", line["verdict"]}
    shown_as_absent = command.endswith("sarif-github`") and (case in FIXED or line["waived"] == "yes")
    assert (line["waived"] == "yes" or shown_as_absent, expected) == (reported.waived, reported.codes)


@pytest.mark.parametrize(("case", "form"), sample_of(product(CASES, FORMS), 5))
def test_strict_waivers_fail_where_the_page_says_so(
    case: str, form: str | None, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sample each case in one format in five, in turn."""
    laid_out(case, folder)
    asked = ["--format", form] if form else []
    code = call(["check", "bom.yaml", *WHERE, *options(case), "--strict-waivers", *asked])
    assert int(BY_CASE[case]["strict"]) == code
    out = capsys.readouterr().out
    if form == "junit":
        assert (code != 0) == ("<failure" in out or "<error" in out)
    if form == "sarif" and code != 4:
        assert json.loads(out)["runs"][0]["invocations"][0]["executionSuccessful"]


@pytest.mark.parametrize("case", CASES)
def test_the_record_has_the_status_of_the_page(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out(case, folder)
    call(["check", "bom.yaml", *WHERE, *options(case), "--format", "json"])
    record = json.loads(capsys.readouterr().out)
    statuses = {each["id"]: each["status"] for each in record["waivers"]}
    expected = {} if BY_CASE[case]["status"] == NOTHING else {"W-1": BY_CASE[case]["status"]}
    assert expected == {name: status for name, status in statuses.items() if name == "W-1"}
    read = {each["path"] for each in record["inputs"] if each["kind"] == "waivers"}
    assert (read == {"waivers.yaml"}) == (not CASES[case].none and "--no-waivers" not in CASES[case].options)


def test_the_fingerprint_of_the_page_is_that_of_the_record(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out("no waiver", folder)
    call(["check", "bom.yaml", *WHERE, "--format", "json"])
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert [FINGERPRINT] == [
        each["fingerprint"] for each in document["outcomes"] if each["verdict"] == "fail"
    ]
