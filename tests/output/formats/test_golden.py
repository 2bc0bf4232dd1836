"""Files of each format for one workspace, readable by other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import xmlschema

from microdep_rules.cli.formats import FOR_PROGRAMS, FORMATS
from microdep_rules.output.record import tool_version
from tests.output.formats.readers import READERS
from tests.output.formats.running import GOLDEN, answer, copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = {
    "sarif": "check.sarif",
    "sarif-github": "code-scanning.sarif",
    "junit": "junit.xml",
    "github": "annotations.txt",
    "gitlab": "gl-code-quality-report.json",
    "cyclonedx": "check.cdx.json",
}
FINGERPRINTED = ("sarif", "sarif-github", "gitlab")
CHECK = ("--pack", "./own")

pytestmark = pytest.mark.usefixtures("workspace")


def test_every_format_but_the_page_has_a_writer() -> None:
    assert ["text"] == [name for name, form in FORMATS.items() if form.write is None]


def test_every_format_has_a_golden_file_and_a_reader() -> None:
    assert set(FOR_PROGRAMS) == set(FILES) == set(READERS)


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_a_format_writes_what_its_file_holds(
    form: str, capsys: pytest.CaptureFixture[str], golden: Callable[[Path, str], None]
) -> None:
    found = answer(capsys, *CHECK, "--format", form)
    assert 4 == found.code
    own = f'"version": "{tool_version()}",\n          "rules"'
    reported = found.out.replace(own, own.replace(tool_version(), "…"))
    tool = f'"name": "microdep-rules",\n          "version": "{tool_version()}"'
    golden(GOLDEN / FILES[form], reported.replace(tool, tool.replace(tool_version(), "…")))


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_a_golden_file_holds_to_the_schema_of_its_format(form: str) -> None:
    READERS[form]((GOLDEN / FILES[form]).read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_a_file_holds_what_the_terminal_shows(
    form: str, capsys: pytest.CaptureFixture[str], workspace: Path
) -> None:
    shown = answer(capsys, *CHECK, "--format", form)
    written = answer(capsys, *CHECK, "--format", form, "--output", "result")
    assert (shown.code, "") == (written.code, written.out)
    assert shown.out == (workspace / "result").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_the_same_inputs_give_the_same_bytes_in_another_folder(
    form: str, capsys: pytest.CaptureFixture[str], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = answer(capsys, *CHECK, "--format", form)
    monkeypatch.chdir(copied(workspace / "another" / "place"))
    assert here == answer(capsys, *CHECK, "--format", form)


@pytest.mark.parametrize("form", FINGERPRINTED)
def test_the_fingerprint_of_a_fail_is_that_of_the_record(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(answer(capsys, *CHECK, "--format", "json").out)
    known = {
        each["fingerprint"]
        for document in found["documents"]
        for each in document["outcomes"]
        if each["verdict"] == "fail"
    }
    reported = READERS[form](answer(capsys, *CHECK, "--format", form).out)
    assert known <= set(reported.fingerprints)


@pytest.mark.parametrize("form", FINGERPRINTED)
def test_no_fingerprint_depends_on_where_something_stands(
    form: str, capsys: pytest.CaptureFixture[str], workspace: Path
) -> None:
    before = READERS[form](answer(capsys, *CHECK, "--format", form).out).fingerprints
    assert len(before) == len(set(before))
    for path in workspace.glob("*.yaml"):
        path.write_text("# a line more\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert before == READERS[form](answer(capsys, *CHECK, "--format", form).out).fingerprints


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_no_format_holds_a_time(form: str) -> None:
    text = (GOLDEN / FILES[form]).read_text(encoding="utf-8")
    assert not any(word in text for word in ("timestamp", "TimeUtc", "hostname"))


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        ("sarif", '"kind": "open"', '"kind": "unknown"'),
        ("sarif", '"startLine": 4', '"startLine": 0'),
        ("sarif-github", '"primaryLocationLineHash"', '"lineHash"'),
        ("sarif-github", '"uri": "board.bom.yaml"', '"uri": "C:\\\\board.bom.yaml"'),
        ("junit", 'tests="8"', 'total="8"'),
        ("github", "title=fail%3A", "title=fail:"),
        ("gitlab", '"severity": "major"', '"severity": "unknown"'),
    ],
)
def test_a_reader_refuses_what_its_format_does_not_allow(form: str, right: str, wrong: str) -> None:
    text = (GOLDEN / FILES[form]).read_text(encoding="utf-8")
    assert right in text
    with pytest.raises((AssertionError, xmlschema.XMLSchemaValidationError)):
        READERS[form](text.replace(right, wrong))
