"""Two or more things timed in turn, so that what the machine does besides meets all of them alike."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ROUNDS = 15
"""How often each side is run; a median of seven is the least that counts."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio to reach: one side against another, at most so many times."""

    what: str
    side: str
    against: str
    most: float


def commands(sides: Mapping[str, Sequence[str]], folder: Path, cache: Path) -> dict[str, float]:
    """The median wall time in seconds of each command, run in turn; one run before that is not counted."""
    environment = {**os.environ, "MICRODEP_CACHE": str(cache)}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        for name, command in sides.items():
            begin = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
            if number:
                taken[name].append(time.perf_counter() - begin)
    return {name: statistics.median(each) for name, each in taken.items()}


def table(found: Mapping[str, float], goals: Sequence[Goal]) -> list[str]:
    """A line for each goal: the ratio, what was wanted, and whether it was missed."""
    lines = []
    for goal in goals:
        ratio = found[goal.side] / found[goal.against]
        said = "reached" if ratio <= goal.most else "MISSED"
        times = f"{found[goal.side] * 1000:.1f} ms against {found[goal.against] * 1000:.1f} ms"
        lines.append(f"{goal.what:<60} {ratio:6.1f} x  (<= {goal.most} x: {said})  {times}")
    return lines


def machine() -> str:
    """What it was measured on."""
    return (
        f"Python {sys.version.split()[0]}, {platform.machine()}, {os.cpu_count()} processors, {ROUNDS} rounds"
    )
