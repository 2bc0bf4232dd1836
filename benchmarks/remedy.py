"""Benchmark of the search for the smallest remedy of a product of 10,000 components, for each measure."""

from __future__ import annotations

import gc
import json
import time
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import microdep_rules
from benchmarks.impact import ALTERNATES, ASKED, PLACES, SIZES
from benchmarks.measure import line
from microdep_rules.config import Config, ImpactSettings
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.remedy import RemedyDay, remedy_of

if TYPE_CHECKING:
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.production.weighing import Measure

MOST = 10.0
GROWTH = 1.5
"""Largest growth of the time from the smallest to the largest size, as a multiple of linear growth."""
CHILDREN = 8
BLOCKED = 4
"""One in this number of components with alternates is blocked."""
MEASURES: tuple[Measure, ...] = ("number", "cost", "time")
BLOCKS = Config(impact=ImpactSettings(severities=(), restriction_index_above=Decimal("0.8")))


def product(size: int) -> CheckedDocument:
    """Return a random product of `size` components; some have two alternates, and some are blocked."""
    chance = Random(1)  # noqa: S311 - not a secret
    components = [_component(chance, f"c{number}", number, size) for number in range(size)]
    alternates = []
    for number in range(size // ALTERNATES // 2):
        replaced = components[size - 1 - number * ALTERNATES]
        ids = [f"a{number}", f"b{number}"]
        replaced["alternates"] = ids
        replaced["restriction_index"] = 0.95 if number % BLOCKED == 0 else 0.1
        others = [_component(chance, id_, size, size) for id_ in ids]
        others[0]["restriction_index"] = 0.95 if number % (BLOCKED * BLOCKED) == 0 else 0.1
        alternates += others
    document = {
        "schema": "microdep-bom/1",
        "document": {"product": "c0"},
        "components": components + alternates,
    }
    return microdep_rules.load_bom(json.dumps(document).encode())


def _component(chance: Random, id_: str, number: int, size: int) -> dict[str, Any]:
    below = range(CHILDREN * number + 1, min(CHILDREN * number + CHILDREN + 1, size))
    return {
        "id": id_,
        "name": f"Component {id_}",
        "origin": chance.choice(PLACES),
        "restriction_index": 0.1,
        "unit_cost": {"amount": chance.randrange(1, 50), "currency": "USD"},
        "lead_time": {"value": chance.randrange(1, 20), "unit": "weeks"},
        "children": [{"ref": f"c{each}", "quantity": 1 + each % 3} for each in below],
    }


def processor_seconds(document: CheckedDocument, by: Measure) -> float:
    """Return the processor time of one search, with the measure `by`, such as the cost."""
    gc.collect()
    begin = time.process_time()
    found = remedy_of([RemedyDay(document, BLOCKS)], RemedyAim("viable", by)).found
    assert found is not None
    assert found.best
    return time.process_time() - begin


def run() -> list[str]:
    """Return the rows of the result table: the time for 10,000 components, and its growth over all sizes."""
    rows = []
    documents = {size: product(size) for size in SIZES}
    for by in MEASURES:
        seconds = {size: processor_seconds(each, by) for size, each in documents.items()}
        grown = (seconds[SIZES[-1]] / seconds[SIZES[0]]) / (SIZES[-1] / SIZES[0])
        each = ", ".join(f"{size:,}: {seconds[size]:.1f} s" for size in SIZES)
        what = f"remedy by {by} of {ASKED:,} components with {ASKED // ALTERNATES} alternates"
        asked = seconds[ASKED]
        rows += [
            line(what, f"{asked:.1f} s", f"<= {MOST:.0f} s", "", asked <= MOST),
            line(
                f"growth of this time ({each})",
                f"{grown:.2f} x linear",
                f"<= {GROWTH} x",
                "",
                grown <= GROWTH,
            ),
        ]
    return rows
