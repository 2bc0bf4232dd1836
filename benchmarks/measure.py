"""Two or more things timed in turn, so that what the machine does besides meets all of them alike."""

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
"""How often each side is run; a median of seven is the least that counts."""
FEW = 7
ONCE = "--once"
"""Times each side once: shows that a benchmark runs and that its sides agree, not how they compare."""
BUSIEST = 15
"""So many functions of a profile are shown."""
LIBRARIES = ("msgspec", "jsonschema-rs", "pyyaml", "lark", "click")


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio to reach: one side against another, at most so many times; or at least, with `least`."""

    what: str
    side: str
    against: str
    most: float
    least: bool = False


def commands(sides: Mapping[str, Sequence[str]], folder: Path, cache: Path) -> dict[str, float]:
    """The median wall time in seconds of each command, run in turn; one run before that is not counted."""
    environment = {**os.environ, "MICRODEP_CACHE": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # it would have every run compile the product anew

    def run(command: Sequence[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)

    return functions({name: run(command) for name, command in sides.items()}, ROUNDS)


def functions(
    sides: Mapping[str, Callable[[], object]],
    rounds: int = FEW,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median time in seconds of each function, called in turn; one call before is not counted."""
    if ONCE in sys.argv:
        rounds = 1
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, function in sides.items():
            begin = clock()
            function()
            if number:
                taken[name].append(clock() - begin)
    return {name: statistics.median(each) for name, each in taken.items()}


def table(found: Mapping[str, float], goals: Sequence[Goal]) -> list[str]:
    """A line for each goal: the ratio, what was wanted, and whether it was missed."""
    lines = []
    for goal in goals:
        ratio = found[goal.side] / found[goal.against]
        reached = ratio >= goal.most if goal.least else ratio <= goal.most
        times = f"{shown(found[goal.side])} against {shown(found[goal.against])}"
        bound = f"{'>=' if goal.least else '<='} {goal.most} x"
        lines.append(line(goal.what, f"{ratio:.2f} x", bound, times, reached))
    return lines


def grown(what: str, seconds: dict[int, float], asked: int, most: float, growth: float) -> list[str]:
    """The rows about a cost by size: seconds for the size that is asked for, and the growth over all."""
    sizes = sorted(seconds)
    times = (seconds[sizes[-1]] / seconds[sizes[0]]) / (sizes[-1] / sizes[0])
    each = ", ".join(f"{size:,}: {seconds[size]:.1f} s" for size in sizes)
    return [
        line(what, f"{seconds[asked]:.1f} s", f"<= {most:.0f} s", "", seconds[asked] <= most),
        line(f"growth of this time ({each})", f"{times:.2f} x linear", f"<= {growth} x", "", times <= growth),
    ]


def line(what: str, value: str, goal: str, told: str, reached: bool) -> str:  # noqa: FBT001 - the last word of the line
    """One line of the table."""
    return f"| {what} | {value} | {goal} | {'reached' if reached else 'MISSED'} | {told} |"


def shown(seconds: float) -> str:
    """A time as people read it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def profile(work: Callable[[], object]) -> list[str]:
    """Where the time of something goes: the functions that take most of it by themselves, in percent."""
    found = cProfile.Profile()
    found.runcall(work)
    return busiest(pstats.Stats(found))


def busiest(stats: pstats.Stats) -> list[str]:
    """The lines of a profile: the share of a function, how often it was called, and which one it is."""
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
    """What it was measured on."""
    found = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Python {sys.version.split()[0]}, {found}; {processor()}, {os.cpu_count()} processors; "
        f"medians of {FEW} or more, the sides in turn"
    )


def processor() -> str:
    """The name of the processor, where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - not a file of the project
            names = [each.partition(":")[2].strip() for each in file if each.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()
