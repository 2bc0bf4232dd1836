"""Prints the table of all benchmarks, from one run; names of parts run those alone."""

from __future__ import annotations

import sys

from benchmarks import evaluators, large, places, size, sourcing, startup
from benchmarks.measure import machine

PARTS = {
    "startup": startup,
    "evaluators": evaluators,
    "places": places,
    "size": size,
    "sourcing": sourcing,
    "large": large,
}


def main(asked: list[str]) -> None:
    """Runs some parts, or all of them."""
    for name in asked:
        if name not in PARTS:
            sys.exit(f"there is no part `{name}` of the benchmarks; there are {', '.join(PARTS)}")
    print(machine())
    print()
    print("| what | measured | goal | | |")
    print("|---|---|---|---|---|")
    for name in asked or PARTS:
        for row in PARTS[name].run():
            print(row, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
