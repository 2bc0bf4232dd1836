"""Runs a check in a folder and says what it writes."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.cli.formats import FOR_PROGRAMS, FORMATS, Listing
from microdep_rules.cli.main import call
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


def _written(checked: Checked, form: str) -> str:
    """Return what `check --format FORM --output FILE` writes to the file."""
    write = FORMATS[form].write
    assert write is not None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "output"
        write(checked, str(file), Listing("", everything=False))
        return file.read_text("utf-8")


RENDER: dict[str, Callable[[Checked], str]] = {form: partial(_written, form=form) for form in FOR_PROGRAMS}
"""The text of each format for other programs; a new format is in the table without a change here."""


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
    return run_check(project, request, load_packs(project, ("./own",), {}, with_examples=False))
