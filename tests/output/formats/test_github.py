"""The summary of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.formats import FORMATS
from microdep_rules.output.formats import entries, summary
from tests.output.formats.running import CHECK, GOLDEN, answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.output.checked import Checked


def test_the_summary_of_a_job_is_written_behind_what_is_there(
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden: Callable[[Path, str], None],
) -> None:
    page = workspace / "summary"
    page.write_text("# An earlier step\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    answer(capsys, "--pack", "./own", "--format", "github")
    reported = page.read_text(encoding="utf-8")
    assert reported.startswith("# An earlier step\n")
    golden(GOLDEN / "summary.md", reported.removeprefix("# An earlier step\n"))


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "github"])
def test_no_other_format_writes_a_summary(
    form: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(workspace / "summary"))
    answer(capsys, *CHECK, "--format", form)
    assert not (workspace / "summary").exists()


def test_a_summary_that_cannot_be_written_changes_nothing_else(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = answer(capsys, *CHECK, "--format", "github")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(workspace / "none" / "summary"))
    found = answer(capsys, *CHECK, "--format", "github")
    assert (plain.code, plain.out) == (found.code, found.out)
    assert "warning: the job summary cannot be written: No such file or directory\n" == found.err


def test_a_long_summary_is_cut_and_that_is_said(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "MOST_LISTED", 1)
    page = summary.render(entries.run(checked, listing="findings"))
    assert "And 7 more; the record (`--format json`) has all." in page
