"""Command lines run one after the other in a process that may not take much memory: what came of each."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.workspace.xlsx import bounds
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MOST_MEMORY = 1024**3
"""Bytes of address space of one process, all that Python and its libraries take among them."""
LONGEST = 20
"""Seconds of the processor for one command line, which beside other work may take twice as many."""
HANGING = 1800
"""Seconds by the clock after which all of them together are given up."""
TOLD = re.compile(r"(?:error|warning)\[([a-z/0-9-]+)\].*\n *┌─ (.+)")


class Answer(NamedTuple):
    """The exit code, the diagnostics with their places, how large the output is, and how long it took."""

    exit_code: int
    reported: list[list[str]]
    size: int
    seconds: float
    text: str


def answers(
    command_lines: Iterable[Sequence[str]], folder: Path, limits: Mapping[str, int] | None = None
) -> list[Answer]:
    """What each command line answers, all in one bounded process; `limits` of workbooks are others."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bounded"],
        cwd=folder,
        input=json.dumps([dict(limits or {}), *(list(line) for line in command_lines)]),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANGING,
    )
    assert 0 == ran.returncode, ran.stderr[-2000:]
    return [Answer(*load) for load in json.loads(ran.stdout)]


def _answer(arguments: list[str]) -> Answer:
    from microdep_rules.cli.main import call

    reported = io.StringIO()
    began = time.process_time()
    with contextlib.redirect_stdout(reported), contextlib.redirect_stderr(reported):
        code = call(arguments)
    seconds = time.process_time() - began
    text = reported.getvalue()
    return Answer(code, [[code, at] for code, at in TOLD.findall(text)], len(text), seconds, text[:4000])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    other_limits, *asked = json.load(sys.stdin)
    for limit, value in other_limits.items():
        setattr(bounds, limit, value)  # before what reads workbooks is imported
    sys.stdout.write(json.dumps([_answer(each) for each in asked]))
