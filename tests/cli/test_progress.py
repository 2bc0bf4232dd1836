"""Lines about a long command: when they come, what they state, and what they are never in the way of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click
import pytest

from microdep_rules.cli.progress import EVERY, FIRST, Lines, alarms
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_WAIT = 30
"""Seconds until an alarm that does not come is given up."""
SLOW = """
import os, sys
from microdep_rules.cli import progress
progress.FIRST = progress.EVERY = progress.LOOK = 0.01  # as if the command had run for so long
from microdep_rules.cli.main import run
run()
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def context_of(name: str) -> click.Context:
    """The command that runs."""
    return click.Context(click.Command(name), info_name=f"microdep {name}")


def written(
    *moments: float, quiet: bool = False, stage: str = "", counts: tuple[int, int] = (0, 0)
) -> list[str]:
    """The lines of a command whose alarm comes at these seconds."""
    found: list[str] = []
    clock = Clock()
    lines = Lines(found.append, clock)
    lines.stage, (lines.done, lines.total) = stage, counts
    with context_of("check") as context:
        context.params["quiet"] = quiet
        for moment in moments:
            clock.now = 100.0 + moment
            lines.tick()
    return found


def test_a_command_below_two_seconds_prints_no_line() -> None:
    assert [] == written(0.5, 1.0, 1.999)


def test_the_first_line_comes_after_two_seconds_and_the_others_at_most_every_ten() -> None:
    seconds = [line.rpartition(", ")[2] for line in written(*(each / 4 for each in range(4 * 35)))]
    assert ["2 s so far", "12 s so far", "22 s so far", "32 s so far"] == seconds
    assert (2, 10) == (FIRST, EVERY)


def test_an_alarm_that_is_late_delays_no_other_line() -> None:
    seconds = [line.rpartition(", ")[2] for line in written(2.4, 12, 21.9, 22.3, 57, 62)]
    assert ["2 s so far", "12 s so far", "22 s so far", "57 s so far", "62 s so far"] == seconds


def test_a_line_states_the_command_what_it_does_and_how_much_of_it_is_done() -> None:
    assert ["microdep check: working, 3 s so far"] == written(3)
    assert ["microdep check: checking, 34 % done, 3 s so far"] == written(
        3, stage="checking", counts=(34, 100)
    )
    assert ["microdep check: checking, 100 % done, 3 s so far"] == written(3, stage="checking", counts=(9, 8))


def test_a_quiet_command_prints_no_line() -> None:
    assert [] == written(3, 30, 300, quiet=True)


def test_while_a_person_is_asked_no_line_comes_and_then_time_counts_anew() -> None:
    found: list[str] = []
    clock = Clock()
    lines = Lines(found.append, clock)
    with context_of("signoff"):
        lines.is_paused = True
        clock.now += 60
        lines.tick()
        lines.restart()
        lines.is_paused = False
        clock.now += 1
        lines.tick()
        assert [] == found
        clock.now += 1
        lines.tick()
    assert ["microdep signoff: working, 2 s so far"] == found


def test_the_alarm_asks_for_lines_and_is_taken_back() -> None:
    times: list[float] = []
    with alarms(lambda: times.append(time.monotonic()), 0.01, 0.01):
        until = time.monotonic() + LONGEST_WAIT
        while len(times) < 2 and time.monotonic() < until:
            pass
    assert 2 <= len(times)
    assert ((0.0, 0.0), signal.SIG_DFL) == (
        signal.getitimer(signal.ITIMER_REAL),
        signal.getsignal(signal.SIGALRM),
    )


def test_the_alarm_of_another_is_left_alone() -> None:
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        with alarms(lambda: None, 0.01, 0.01):
            assert 900 < signal.getitimer(signal.ITIMER_REAL)[0]
        assert 900 < signal.getitimer(signal.ITIMER_REAL)[0]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def slow(words: str, folder: Path, progress: str = "") -> tuple[str, str]:
    """What a command writes to its two streams where every command is a long one."""
    own = {**os.environ, "PYTHONPATH": str(CHECKOUT), "MICRODEP_PROGRESS": progress}
    command = [sys.executable, "-c", SLOW, *words.split()]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, encoding="utf-8", check=False)
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("check BOM --format json", "check"),
        ("report BOM --output report", "report"),
        ("report BOM", "report"),
        ("test berry-amendment", "test"),
        ("packs show berry-amendment", "packs show"),
        ("packs list", "packs list"),
        ("bom show BOM", "bom show"),
        ("questions BOM", "questions"),
        ("explain berry-amendment", "explain"),
    ],
)
def test_every_long_command_prints_lines_on_the_error_stream_only(
    words: str, name: str, tmp_path: Path
) -> None:
    bom = CHECKOUT / "examples" / "founding-example" / "bom.yaml"
    words = words.replace("BOM", str(bom)) + (
        " --as-of 2026-11-24" if "BOM" in words and "bom" not in words else ""
    )
    out, err = slow(words, tmp_path)
    assert f"microdep {name}: " in err
    assert " s so far\n" in err
    assert "so far" not in out
    if "json" in words:
        assert "microdep-record/1" == json.loads(out)["schema"]


@pytest.mark.parametrize(("more", "progress"), [(" --quiet", ""), ("", "off")])
def test_no_line_comes_where_none_is_wanted(more: str, progress: str, tmp_path: Path) -> None:
    bom = CHECKOUT / "examples" / "founding-example" / "bom.yaml"
    assert "so far" not in slow(f"check {bom} --as-of 2026-11-24{more}", tmp_path, progress)[1]
