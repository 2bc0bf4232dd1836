"""Scenarios on a large product: a cut and a delay over three days, and how the cost grows with its size."""

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
"""So many times what is linear at most, from the smallest size to the largest."""
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
    """The scenario of the measurement."""
    found, _, problems = load_scenario("benchmark.scenario.yaml", TEXT)
    assert found is not None, problems
    return found


def processor_seconds(document: CheckedDocument) -> float:
    """The processor time of one run: three days, each with and without the scenario."""
    question = ScenarioContext((), AS_OF, replace(Config(), impact=BLOCKS))
    gc.collect()
    begin = time.process_time()
    run_scenarios([scenario()], [document], question)
    return time.process_time() - begin


def run() -> list[str]:
    """The rows of the table: seconds for the size that is asked for, and the growth over all sizes."""
    seconds = {size: processor_seconds(product(size)) for size in SIZES}
    what = f"scenario on {ASKED:,} components with {ASKED // ALTERNATES} alternates, three days, 200 runs"
    return grown(what, seconds, ASKED, MOST, GROWTH)
