"""`microdep verify --reproduce` without a new Python process for each repeated check.

The report command of the repeated check runs in this process, with the arguments, the folder and the
environment that the new process would get. Some tests in `test_reproduce.py` still start the process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMAND = (sys.executable, "-P", "-m", "microdep_rules")


def repeat_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Replace the start of a process by a call of the command; other programs are started."""
    start = subprocess.run

    def run(command: list[str], **given: Any) -> Any:
        if tuple(command[: len(COMMAND)]) != COMMAND:
            return start(command, **given)
        if any("\0" in word for word in command):
            raise ValueError("embedded null byte")  # as by `subprocess.run`
        out, err, code = _called(command[len(COMMAND) :], given["cwd"], given["env"])
        return subprocess.CompletedProcess(command, code, out.encode(), err.encode())

    patch.setattr(subprocess, "run", run)


def _called(words: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[str, str, int]:
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(environment):
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        return run_words(words, folder)
