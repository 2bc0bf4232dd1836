"""Prints the table of all benchmarks, from one run; names of parts run those alone.

With `--once` each side is timed once, which shows that the benchmarks run and that their sides agree.
Where a goal is missed, a profile of it follows the table.
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
"""Of the parts of which goals are missed, where their time goes."""


def main(asked: list[str]) -> None:
    """Runs some parts, or all of them."""
    for name in asked:
        if name not in PARTS:
            sys.exit(f"there is no part `{name}` of the benchmarks; there are {', '.join(PARTS)}")
    print(machine())
    if ONCE in sys.argv:
        print("each side is timed once: the ratios vary from run to run")
    print()
    print("| what | measured | goal | | |")
    print("|---|---|---|---|---|")
    missed = []
    for name in asked or PARTS:
        rows = PARTS[name].run()
        print("\n".join(rows), flush=True)
        if any("| MISSED |" in row for row in rows) and name in PROFILES:
            missed.append(name)
    for name in missed:
        print("", f"where the time of `{name}` goes:", *PROFILES[name](), sep="\n")


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("--")])
