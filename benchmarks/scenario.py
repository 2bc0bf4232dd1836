"""Benchmark of a scenario with two events on a product of 10,000 components, over three days.

It also measures how the time grows with the number of components.
"""

from __future__ import annotations

import gc
import time
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from benchmarks.impact import ALTERNATES, ASKED, BLOCKS, SIZES, product
from benchmarks.measure import grown
from microdep_rules.config import Config
from microdep_rules.pipeline.scenario import ScenarioContext, run_scenarios
from microdep_rules.production.scenarios.read import load_scenario

if TYPE_CHECKING:
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.production.scenarios.model import Scenario

MOST = 10.0
GROWTH = 1.5
"""Largest growth of the time from the smallest to the largest size, as a multiple of linear growth."""
AS_OF = date(2026, 11, 29)
TEXT = b"""schema: microdep-scenario/1
name: Magnets are cut off, and a neighbour delivers late
description: Two events on one day, of which one ends.
events:
  - from: 2027-03-01
    because: an assumption of this benchmark
    cut: {material: NdFeB, country: CN}
  - from: 2027-03-01
    through: 2027-12-31
    because: an assumption of this benchmark
    delay: {country: JP, by: {value: "4..12", likely: 6, unit: weeks}}
simulation: {runs: 200, seed: 1}
"""


def scenario() -> Scenario:
    """Return the scenario of this benchmark, parsed from `TEXT`."""
    loaded, _, problems = load_scenario("benchmark.scenario.yaml", TEXT)
    assert loaded is not None, problems
    return loaded


def processor_seconds(document: CheckedDocument) -> float:
    """Return the processor time of one analysis: three days, each with and without the scenario."""
    question = ScenarioContext((), AS_OF, replace(Config(), impact=BLOCKS))
    gc.collect()
    begin = time.process_time()
    run_scenarios([scenario()], [document], question)
    return time.process_time() - begin


def run() -> list[str]:
    """Return the rows of the result table: the time for 10,000 components, and its growth over all sizes."""
    seconds = {size: processor_seconds(product(size)) for size in SIZES}
    what = f"scenario on {ASKED:,} components with {ASKED // ALTERNATES} alternates, three days, 200 runs"
    return grown(what, seconds, ASKED, MOST, GROWTH)
