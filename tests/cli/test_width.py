from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.cli.replay import PACKAGE

RULE = ["explain", "dod-magnets/covered-country-stage"]


def environment(columns: int) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "COLUMNS": str(columns), "TERM": "xterm"}


def piped(arguments: list[str], columns: int) -> str:
    command = [sys.executable, "-m", "microdep_rules", *arguments]
    return subprocess.run(command, env=environment(columns), capture_output=True, check=True).stdout.decode()


def on_a_terminal(arguments: list[str], columns: int) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "microdep_rules", *arguments]
    process = subprocess.Popen(command, env=environment(columns), stdout=theirs, stderr=theirs)
    os.close(theirs)
    reported = b""
    try:
        while piece := os.read(ours, 65536):
            reported += piece
    except OSError:  # on Linux, what tells that the other end was closed
        pass
    os.close(ours)
    assert process.wait() == 0
    return reported.decode().replace("\r\n", "\n")


def longest(text: str) -> int:
    return max(len(line) for line in text.splitlines())


@pytest.mark.parametrize("arguments", [RULE, ["check", "--help"]])
def test_a_pipe_gets_the_same_bytes_whatever_the_terminal(arguments: list[str]) -> None:
    assert piped(arguments, 40) == piped(arguments, 200)


@pytest.mark.parametrize(
    ("rule", "columns", "least", "most"),
    [
        ("micro-dependency/blocked-component", 30, 30, 50),
        ("micro-dependency/blocked-component", 50, 40, 50),
        ("dod-magnets/covered-country-stage", 72, 62, 72),
        ("dod-magnets/covered-country-stage", 100, 90, 100),
        ("dod-magnets/covered-country-stage", 300, 100, 120),
    ],
)
def test_a_page_is_set_as_wide_as_the_terminal_within_bounds(
    rule: str, columns: int, least: int, most: int
) -> None:
    assert least <= longest(on_a_terminal(["explain", rule], columns)) <= most
