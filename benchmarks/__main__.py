"""Prints the table of all benchmarks, from one run."""

from __future__ import annotations

from benchmarks import startup
from benchmarks.measure import machine

print(machine())
for line in startup.run():
    print(line)
