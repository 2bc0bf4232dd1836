"""Several documents at once: what comes out is what comes out of one after the other."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.main import call
from tests.conftest import CHECKOUT
from tests.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable

PACK = """pack small version 1
  title     "One rule"
  authority "none"
  reviewed  2026-11-24

rule home
  title       "made at home"
  severity    prohibit
  cites       "law 1"
  in force    by check date
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


LARGE = 30_000
"""So many components take far more memory than the others do together."""
TOO_MUCH = 120 * 1024 * 1024


def test_a_document_that_takes_too_much_memory_is_an_error_and_the_others_are_checked(folder: Path) -> None:
    parts = [{"name": f"Part {n}", "origin": "US", "mpn": f"M{n}"} for n in range(LARGE)]
    text = json.dumps({"schema": "microdep-bom/1", "components": parts})
    line = [sys.executable, "-m", "microdep_rules", "check", "--pack", "./pack.rule", "--as-of", "2026-12-01"]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    (folder / "3a.bom.json").write_text('{"schema":', encoding="utf-8")  # as it is counted: not valid
    line += ["--quiet", "--format", "json", "--outcomes", "none"]
    before = subprocess.run(line, cwd=folder, env=env, capture_output=True, check=False)
    (folder / "3a.bom.json").write_text(text, encoding="utf-8")
    running = subprocess.Popen(
        [*line, "--jobs", "2"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    killed = kill_children(running, lambda pid: memory_of(pid) > TOO_MUCH)
    out, err = running.communicate(timeout=120)
    assert (4, "") == (running.returncode, err)
    assert 2 <= len(killed)
    found = {each["path"]: each for each in json.loads(out)["documents"]}
    expected = {each["path"]: each for each in json.loads(before.stdout)["documents"]}
    (ended,) = found.pop("3a.bom.json")["diagnostics"]
    assert "file/interrupted" == ended["code"]
    assert "the operating system ended the process that checked `3a.bom.json`" in ended["message"]
    del expected["3a.bom.json"]
    assert expected == found


def kill_children(running: subprocess.Popen[str], condition: Callable[[int], bool]) -> list[int]:
    """Ends the processes of a command as a system without memory does, until the command has ended."""
    killed: list[int] = []
    while running.poll() is None:
        for pid in children_of(running.pid):
            if pid not in killed and condition(pid):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        time.sleep(0.005)
    return killed


def children_of(parent: int) -> list[int]:
    """The processes that another one has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if path.read_text("ascii", "replace").rpartition(")")[2].split()[1] == str(parent):
                found.append(int(path.parent.name))
    return found


def memory_of(pid: int) -> int:
    """The bytes of memory that a process has."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    return 0


ENDED = """
import os
from microdep_rules.pipeline.workers import Job, map_in_order

found = map_in_order(Job(abs, abs), [1, 2, 3, 4, 5, 6, 7, 8, 9], 2, 1)
print(next(found), next(found), next(found), flush=True)
os._exit(3)
"""


def test_a_command_that_is_ended_leaves_no_process_behind() -> None:
    # A process that were left would keep the standard output open.
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    reported = subprocess.run(
        [sys.executable, "-c", ENDED], capture_output=True, check=False, env=env, timeout=600
    )
    assert (3, b"1 2 3\n") == (reported.returncode, reported.stdout)


def test_from_the_standard_input_one_document_is_read(folder: Path) -> None:
    command = [sys.executable, "-m", "microdep_rules", "check", "-", "0.bom.yaml", "--pack", "./pack.rule"]
    document = (folder / "3.bom.json").read_bytes()
    reported = subprocess.run(
        [*command, "--jobs", "2", "--as-of", "2026-12-01"],
        input=document,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    assert (0, b"") == (reported.returncode, reported.stderr)
    assert b"<stdin>" in reported.stdout


def test_where_few_files_may_be_open_there_are_fewer_processes(folder: Path) -> None:
    def checked(jobs: str, most: int | None) -> tuple[int, bytes, bytes]:
        reported = subprocess.run(
            [*line, "--jobs", jobs],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            check=False,
            timeout=60,
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))) if most else None,
        )
        return reported.returncode, reported.stdout, reported.stderr

    line = [sys.executable, "-m", "microdep_rules", "check", "--pack", "./pack.rule", "--as-of", "2026-12-01"]
    alone = checked("1", None)
    for most in (16, 44, 60):
        assert alone == checked("4", most), most
