"""Command that prints the import times of a check with cached packs, by package.

Run it with `python -m benchmarks.imports`.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import FEW
from benchmarks.startup import CHECK, prepare

LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
TOGETHER = {"typing_extensions": "msgspec", "_yaml": "yaml", "microdep_rules": "ours", "__main__": "ours"}
"""Dictionary from a module to the package in the table under which its time is counted."""
NAMED = ("ours", "yaml", "click", "msgspec", "jsonschema_rs")
REST = "the standard library"


def imported(folder: Path, *options: str) -> dict[str, int]:
    """Return the import time of each module in microseconds, without the modules that it imports in turn.

    `options` are the arguments of the Python interpreter.
    """
    environment = {**os.environ, "MICRODEP_CACHE": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-X", "importtime", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return {match[2]: int(match[1]) for match in LINE.finditer(done.stderr)}


def package_of(module: str) -> str:
    """Return the package in the table under which a module is counted."""
    first = module.partition(".")[0]
    name = TOGETHER.get(first, first)
    return name if name in NAMED else REST


def main() -> None:
    """Print the table, without the modules that Python imports at every start."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        check = ("-m", "microdep_rules", *CHECK)
        imported(folder, *check)  # fills the cache
        bare = imported(folder, "-c", "pass")
        runs = [imported(folder, *check) for _ in range(FEW)]
    times = {
        module_name: statistics.median(run[module_name] for run in runs if module_name in run)
        for module_name in runs[0]
        if module_name not in bare
    }
    print("| package | modules | ms |\n|---|---|---|")
    for package in (*NAMED, REST):
        own = [took for module, took in times.items() if package_of(module) == package]
        print(f"| {package} | {len(own)} | {sum(own) / 1000:.1f} |")
    print(f"| all | {len(times)} | {sum(times.values()) / 1000:.1f} |")


if __name__ == "__main__":
    main()
