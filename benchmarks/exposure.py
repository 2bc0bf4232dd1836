"""Benchmark of the exposure of a product of 10,000 components with 500 alternates.

It also measures how the time grows with the number of components.
"""

from __future__ import annotations

import gc
import time

from benchmarks.impact import ASKED, GROWTH, MOST, ROUNDS, SIZES, product
from benchmarks.measure import line
from microdep_rules.config import ImpactSettings
from microdep_rules.pipeline.exposure import find_state
from microdep_rules.production.exposure import exposure_of


def processor_seconds(size: int) -> float:
    """Return the shortest processor time of several runs for a product of `size` components.

    The shortest time excludes delays that other programs cause.
    """
    document = product(size)
    assert document.bom is not None, "the product is valid"
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        begin = time.process_time()
        exposure_of(document.bom, find_state(document, ImpactSettings()).viability)
        taken.append(time.process_time() - begin)
    return min(taken)


def run() -> list[str]:
    """Return the rows of the result table: the time for 10,000 components, and its growth over all sizes."""
    seconds = {size: processor_seconds(size) for size in SIZES}
    asked = seconds[ASKED]
    grown = (seconds[SIZES[-1]] / seconds[SIZES[0]]) / (SIZES[-1] / SIZES[0])
    each = ", ".join(f"{size:,}: {seconds[size]:.1f} s" for size in SIZES)
    what = f"exposure of {ASKED:,} components by cost, mass and what halts"
    return [
        line(what, f"{asked:.1f} s", f"<= {MOST:.0f} s", "", asked <= MOST),
        line(f"growth of exposure ({each})", f"{grown:.2f} x linear", f"<= {GROWTH} x", "", grown <= GROWTH),
    ]
