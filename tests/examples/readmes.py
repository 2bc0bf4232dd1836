"""Runs the console blocks of a README: each command for real, its output and its exit code compared.

A block is fenced as `console`. A line that begins with `$ ` is a command: `microdep …` runs the product
from the top of the checkout, and `echo $?` prints the exit code of the command before it. The lines up to
the next command, or to the end of the block, are what it printed, both streams as a terminal shows them.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from tests.cli import replay
from tests.conftest import CHECKOUT

PROMPT = "$ "
OPENS = "```console"
CLOSES = "```"
INTERNAL_ERROR = 70


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and how it ended."""

    output: str
    code: int


def run(command: str, last: int) -> Ran:
    """One command of a README. `last` is the exit code of the command before it."""
    if command == "echo $?":
        return Ran(f"{last}\n", last)
    program = shlex.split(command)[0]
    if program != "microdep":
        raise ValueError(f"a README may run `microdep` and `echo $?`, not `{command}`")
    out, err, code = replay.run(command, CHECKOUT)
    if code == INTERNAL_ERROR:
        raise RuntimeError(f"`{command}` met a bug of ours: {err}")
    return Ran(err + out, code)


def commands(text: str) -> list[str]:
    """Every command of a README, in order."""
    return [line.removeprefix(PROMPT) for line in _inside(text) if line.startswith(PROMPT)]


def replayed(text: str) -> str:
    """The README with what its commands print today in the place of what it says they print."""
    lines: list[str] = []
    inside = False
    last = 0
    for line in text.splitlines():
        if not inside:
            inside = line == OPENS
            lines.append(line)
        elif line == CLOSES:
            inside = False
            lines.append(line)
        elif line.startswith(PROMPT):
            ran = run(line.removeprefix(PROMPT), last)
            last = ran.code
            lines += [line, *ran.output.splitlines()]
    return "\n".join(lines) + "\n"


def _inside(text: str) -> list[str]:
    """The lines of all console blocks."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if line in {OPENS, CLOSES}:
            inside = line == OPENS
        elif inside:
            found.append(line)
    return found
