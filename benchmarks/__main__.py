"""Prints the table of all benchmarks, from one run; a name of a part runs that part alone."""

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

print(machine())
print()
print("| what | measured | goal | | |")
print("|---|---|---|---|---|")
for name in sys.argv[1:] or PARTS:
    for row in PARTS[name].run():
        print(row, flush=True)
