"""Measurement of two or more programs that run alternately, so that other work affects all of them alike."""

from __future__ import annotations

import cProfile
import os
import platform
import pstats
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROUNDS = 15
"""Number of runs of each command; a median needs at least `FEW` runs."""
FEW = 7
ONCE = "--once"
"""Option to time each program once; this shows that a benchmark works, but gives no reliable ratio."""
BUSIEST = 15
"""Number of functions that a profile shows."""
LIBRARIES = ("msgspec", "jsonschema-rs", "pyyaml", "lark", "click")


@dataclass(frozen=True, slots=True)
class Goal:
    """Goal of a benchmark: the time of `side` is at most `most` times the time of `against`.

    If `least` is true, the time is at least `most` times the other time.
    """

    what: str
    side: str
    against: str
    most: float
    least: bool = False


def commands(sides: Mapping[str, Sequence[str]], folder: Path, cache: Path) -> dict[str, float]:
    """Return the median wall time in seconds of each command; the commands run alternately.

    A first run of each command is not counted.
    """
    environment = {**os.environ, "MICRODEP_CACHE": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, each run would compile microdep again

    def run(command: Sequence[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)

    return functions({name: run(command) for name, command in sides.items()}, ROUNDS)


def functions(
    sides: Mapping[str, Callable[[], object]],
    rounds: int = FEW,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Return the median time in seconds of each function; the functions are called alternately.

    A first call of each function is not counted.
    """
    if ONCE in sys.argv:
        rounds = 1
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, function in sides.items():
            begin = clock()
            function()
            if number:
                taken[name].append(clock() - begin)
    return {name: statistics.median(times) for name, times in taken.items()}


def table(times_of: Mapping[str, float], goals: Sequence[Goal]) -> list[str]:
    """Return a row of the result table for each goal; `times_of` has the time of each side in seconds."""
    lines = []
    for goal in goals:
        ratio = times_of[goal.side] / times_of[goal.against]
        reached = ratio >= goal.most if goal.least else ratio <= goal.most
        times = f"{shown(times_of[goal.side])} against {shown(times_of[goal.against])}"
        bound = f"{'>=' if goal.least else '<='} {goal.most} x"
        lines.append(line(goal.what, f"{ratio:.2f} x", bound, times, reached))
    return lines


def grown(what: str, seconds: dict[int, float], asked: int, most: float, growth: float) -> list[str]:
    """Return two rows of the result table: the time for the size `asked`, and its growth over all sizes.

    `seconds` has the time for each size. `most` is the largest time in seconds. `growth` is the largest
    multiple of linear growth.
    """
    sizes = sorted(seconds)
    times = (seconds[sizes[-1]] / seconds[sizes[0]]) / (sizes[-1] / sizes[0])
    times_by_size = ", ".join(f"{size:,}: {seconds[size]:.1f} s" for size in sizes)
    return [
        line(what, f"{seconds[asked]:.1f} s", f"<= {most:.0f} s", "", seconds[asked] <= most),
        line(
            f"growth of this time ({times_by_size})",
            f"{times:.2f} x linear",
            f"<= {growth} x",
            "",
            times <= growth,
        ),
    ]


def line(what: str, value: str, goal: str, details: str, reached: bool) -> str:  # noqa: FBT001 - the last word of the line
    """Return a row of the result table; `details` are further details, such as the compared times."""
    return f"| {what} | {value} | {goal} | {'reached' if reached else 'MISSED'} | {details} |"


def shown(seconds: float) -> str:
    """Return a time with a fitting unit, such as `12.3 ms`."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def profile(work: Callable[[], object]) -> list[str]:
    """Run a function once with a profiler, and return the lines of the profile."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    return busiest(pstats.Stats(profiler))


def busiest(stats: pstats.Stats) -> list[str]:
    """Return a line for each of the slowest functions: its share of the time, its calls, and its name.

    The share is the time in the function itself, without the functions that it calls.
    """
    rows: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined] # the only way to the figures
    total = sum(row[2] for row in rows.values())
    most = sorted(rows.items(), key=lambda each: -each[1][2])[:BUSIEST]
    return [
        f"{100 * took / total:5.1f} %  {calls:8,} calls  {_place(file, line)}{name}"
        for (file, line, name), (_, calls, took, _, _) in most
    ]


def _place(file: str, number: int) -> str:
    return "" if file == "~" else f"{'/'.join(Path(file).parts[-2:])}:{number} "


def machine() -> str:
    """Return a line about the machine and the versions of Python and the libraries."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Python {sys.version.split()[0]}, {versions}; {processor()}, {os.cpu_count()} processors; "
        f"medians of {FEW} or more, the sides in turn"
    )


def processor() -> str:
    """Return the name of the processor, or the architecture if the system does not state a name."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - not a file of the project
            names = [entry.partition(":")[2].strip() for entry in file if entry.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()
