"""Runs tests in a copy of the project, in forks of a process that has imported what never changes."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parent.parent.parent
ENGINE = "microdep_rules/engine"
COPIED = (
    "microdep_rules",
    "benchmarks",
    "rules",
    "schemas",
    "tests",
    "docs",
    "examples",
    "README.md",
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
)
WARM = ("click", "hypothesis", "jinja2", "jsonschema", "jsonschema_rs", "lark", "msgspec", "rich", "yaml")
"""What takes long to import, and is the same for every mutant."""
OPTIONS = (
    "-q",
    "-x",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "--assert=plain",
    "--ignore=tests/output/test_reliances.py",
    *(f"--ignore=tests/report/{each}.py" for each in ("test_in_browser", "test_verdict_block", "test_views")),
    "--ignore=tests/cli/test_cover.py",
)
"""Of pytest: a test that fails is not explained, so that it fails soon. One that reads the engine as a text
is left out: it would fail for every mutant, whose code is written anew. So are those with a browser, which
takes more memory than a mutant may have."""
OUTPUT = "output.txt"
"""What the last run in a folder printed."""
MOST_MEMORY = 4 * 2**30
"""A mutant that makes a list without end is killed by it before the machine is."""


def copy_project(folder: Path) -> None:
    """A copy of the project, in which modules can be changed."""
    for each in COPIED:
        source = PROJECT / each
        if source.is_dir():
            shutil.copytree(source, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / each)


def warm() -> None:
    """Import here what every run needs, so that no run has to."""
    for each in WARM:
        importlib.import_module(each)


def in_a_process_of_its_own(folder: Path, work: Callable[[], int]) -> int:
    """Do something in a fork, in a folder, with the modules that lie there; how it ended.

    A negative number is the signal that ended it.
    """
    sys.stdout.flush()
    child = os.fork()
    if not child:
        status = pytest.ExitCode.INTERNAL_ERROR.value
        try:
            _move_to(folder)
            status = work()
        finally:
            os._exit(status)  # nothing of the parent is cleaned up by its child
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # commands that its tests had started
    return os.waitstatus_to_exitcode(status)


def _move_to(folder: Path) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    sys.path[:] = [str(folder), *(each for each in sys.path if each not in {"", str(PROJECT)})]
    for name in list(sys.modules):
        if name.partition(".")[0] in {"microdep_rules", "tests"}:
            del sys.modules[name]
    output = os.open(folder / OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
