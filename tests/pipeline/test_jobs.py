"""Several documents at once: what comes out is what comes out of one after the other."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.main import call
from microdep_rules.pipeline import jobs as processes
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import Request
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.conftest import CHECKOUT
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

PACK = """pack small version 1
  title     "One rule"
  authority "none"
  reviewed  2026-11-24

rule home
  title       "made at home"
  severity    prohibit
  cites       "law 1"
  in force    by as of
  applies to  every listed component
  require     component.origin is US
  message     "{component.name} is made in {component.origin}"
"""
ORIGINS = ("US", "CN", "", "US", "CN", "US", "", "CN", "US", "US")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents: JSON and YAML, good and bad, and one that is no document at all."""
    (tmp_path / "pack.rule").write_text(shown(PACK), encoding="utf-8")
    for number, origin in enumerate(ORIGINS):
        part = {"name": f"Part {number}"} | ({"origin": origin} if origin else {})
        text = json.dumps({"schema": "microdep-bom/1", "components": [part]}, indent=number % 3 or None)
        name = f"{number}.bom.{'json' if number % 2 else 'yaml'}"
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "x.bom.yaml").write_text("components: [", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("jobs", ["2", "0", "20"])
def test_several_at_once_print_what_one_after_the_other_prints(
    form: str, jobs: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["check", str(folder), "--pack", "./pack.rule", "--as-of", "2026-12-01", "--format", form]
    one = call(asked), capsys.readouterr()
    several = call([*asked, "--jobs", jobs]), capsys.readouterr()
    assert one == several
    assert 4 == one[0]


def test_where_a_process_is_ended_its_documents_are_checked_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _, _ = open_project(start=folder)
    assert project is not None
    packs = load_packs(project, ("./pack.rule",), {})
    asked = Request(date(2026, 12, 1))
    one = run_check(project, asked, packs)
    monkeypatch.setattr(processes, "_checked", ended_at_the_third)
    (folder / "ended").touch()
    found = run_check(project, Request(date(2026, 12, 1), jobs=2), packs)
    assert [(d.path, d.verdict) for d in one.documents] == [(d.path, d.verdict) for d in found.documents]
    assert not (folder / "ended").exists()


def ended_at_the_third(path: str) -> object:
    """As the system ends a process that takes too much memory, once."""
    if os.path.basename(path).startswith("2") and os.path.exists("ended"):  # noqa: PTH119, PTH110 - in a process of its own
        os.unlink("ended")  # noqa: PTH108 - in a process of its own
        os.kill(os.getpid(), signal.SIGKILL)
    return processes._one(processes._asked, path)  # noqa: SLF001 - what it stands for


ENDED = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from microdep_rules.pipeline import jobs
from tests.shown import shown

pool = ProcessPoolExecutor(2, initializer=jobs._begin, initargs=(None,))
print(*pool.map(abs, [1, 2, 3]), flush=True)
os._exit(3)
"""


def test_a_command_that_is_ended_leaves_no_process_behind() -> None:
    # A process that were left would keep the standard output open.
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    told = subprocess.run(
        [sys.executable, "-c", ENDED], capture_output=True, check=False, env=env, timeout=600
    )
    assert (3, b"1 2 3\n") == (told.returncode, told.stdout)


def test_from_the_standard_input_one_document_is_read(folder: Path) -> None:
    command = [sys.executable, "-m", "microdep_rules", "check", "-", "0.bom.yaml", "--pack", "./pack.rule"]
    document = (folder / "3.bom.json").read_bytes()
    told = subprocess.run(
        [*command, "--jobs", "2", "--as-of", "2026-12-01"],
        input=document,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    assert (0, b"") == (told.returncode, told.stderr)
    assert b"<stdin>" in told.stdout


@pytest.mark.parametrize("most", [16, 44, 60])
def test_where_few_files_may_be_open_there_are_fewer_processes(most: int, folder: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    line = [sys.executable, "-m", "microdep_rules", "check", "--pack", "./pack.rule", "--as-of", "2026-12-01"]
    told = [
        subprocess.run(
            [*line, "--jobs", jobs],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            check=False,
            timeout=60,
            preexec_fn=limit if jobs != "1" else None,
        )
        for jobs in ("1", "4")
    ]
    assert 1 == len({(each.returncode, each.stdout, each.stderr) for each in told})
