"""Runs a check in a folder and says what it writes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.cli.main import call
from microdep_rules.output.formats import cyclonedx, entries, github, gitlab, junit, sarif
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from microdep_rules.output.checked import Checked

FOLDER = Path(__file__).parent
WORKSPACE = FOLDER / "workspace"
GOLDEN = FOLDER / "golden"
AS_OF = ("--as-of", "2026-12-01")
CHECK = ("board.bom.yaml", "--pack", "./own")
RENDER: dict[str, Callable[[Checked], str]] = {
    "sarif": sarif.render,
    "sarif-github": sarif.render_for_github,
    "junit": junit.render,
    "github": lambda checked: github.render(entries.run(checked, listing="findings")),
    "gitlab": gitlab.render,
    "cyclonedx": cyclonedx.render,
}


class Answer(NamedTuple):
    """The exit code, and what was written to the two streams."""

    code: int
    out: str
    err: str


def copied(target: Path) -> Path:
    """The workspace in another place: what is written may depend on none."""
    shutil.copytree(WORKSPACE, target, dirs_exist_ok=True)
    return target


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Record of a check in the current folder."""
    code = call(["check", *AS_OF, *arguments])
    streams = capsys.readouterr()
    return Answer(code, streams.out, streams.err)


def check(folder: Path, *paths: str, fail_on: str = "unknown") -> Checked:
    """Results for documents in a copy of the workspace."""
    project, _, _ = open_project(start=folder)
    assert project is not None
    request = CheckRequest(date(2026, 12, 1), paths=paths, fail_on=fail_on)
    return run_check(project, request, load_packs(project, ("./own",), {}))
