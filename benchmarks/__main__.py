"""Command that runs the benchmarks and prints their results as a table; arguments select benchmarks by name.

With `--once`, each program is timed only once. This shows that the benchmarks work, and that the compared
programs give equal results. If a benchmark misses its goal, a profile of the benchmark follows the table.
"""

from __future__ import annotations

import sys

from benchmarks import (
    api,
    evaluators,
    exposure,
    hook,
    impact,
    large,
    paper,
    places,
    remedy,
    scenario,
    signing,
    size,
    sourcing,
    spark,
    startup,
)
from benchmarks.measure import ONCE, machine
from benchmarks.peers import sizes as peers

PARTS = {
    "startup": startup,
    "hook": hook,
    "impact": impact,
    "remedy": remedy,
    "scenario": scenario,
    "exposure": exposure,
    "evaluators": evaluators,
    "paper": paper,
    "places": places,
    "signing": signing,
    "size": size,
    "sourcing": sourcing,
    "large": large,
    "peers": peers,
    "spark": spark,
    "api": api,
}
PROFILES = {
    "startup": startup.profile,
    "evaluators": evaluators.profile,
    "peers": peers.profile,
    "api": api.profile_of_check,
}
"""Dictionary from the name of a benchmark to the function that profiles it, if a goal is missed."""


def main(chosen: list[str]) -> None:
    """Run the benchmarks in `chosen`, or all benchmarks if `chosen` is empty, and print the table."""
    for name in chosen:
        if name not in PARTS:
            sys.exit(f"there is no part `{name}` of the benchmarks; there are {', '.join(PARTS)}")
    print(machine())
    if ONCE in sys.argv:
        print("each side is timed once: the ratios vary from run to run")
    print()
    print("| what | measured | goal | | |")
    print("|---|---|---|---|---|")
    missed = []
    for name in chosen or PARTS:
        rows = PARTS[name].run()
        print("\n".join(rows), flush=True)
        if any("| MISSED |" in row for row in rows) and name in PROFILES:
            missed.append(name)
    for name in missed:
        print("", f"where the time of `{name}` goes:", *PROFILES[name](), sep="\n")


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("--")])
