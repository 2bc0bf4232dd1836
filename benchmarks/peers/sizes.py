"""Every engine that is installed, in turn, on documents of several sizes and shapes, with equal findings.

Of `microdep` everything is measured that a user of its functions waits for: the whole document is validated,
and every outcome is listed with its facts. The others read what they need. Time of the processor is measured.

Besides the loop written by hand, engines take part that are installed: OPA (`opa-golib-python-bindings`) and
regorus (`opa-eval`) and datalogic (`datalogic-py`), which cannot say the rule about groups.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import measure
from benchmarks.measure import Goal, functions, table
from benchmarks.peers.documents import document
from benchmarks.peers.engines import answers_all_but, engines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.engines import Engine, Findings

SIZES = {
    "1,000 components": (1, 1_000, 5),
    "10,000 components": (1, 10_000, 1),
    "200 documents of 50 components": (200, 50, 1),
}
"""How many documents of how many components, and how often each engine reads them."""
LARGEST = {"100,000 components": (1, 100_000, 1)}
LARGE = "--large"
OF_OPA, OF_REGORUS, OF_DATALOGIC, OF_LOOP = 0.25, 1.0, 6.0, {1: 6.0, 200: 12.0}


def run() -> list[str]:
    """The rows of the table: ours against each other engine that is installed, by size and shape."""
    rows = []
    sizes = SIZES | (LARGEST if LARGE in sys.argv else {})
    for name, (documents, components, rounds) in sizes.items():
        for shape in ("flat", "tree"):
            made = [document(components, tree=shape == "tree", seed=8 + n) for n in range(documents)]
            found = engines(tree=shape == "tree")
            findings = {engine: _all(run, made) for engine, run in found.items()}
            assert all(_agree(findings, engine) for engine in findings), name
            sides = {engine: partial(_all, run, made) for engine, run in found.items()}
            rows += table(
                functions(sides, rounds, time.process_time), _goals(f"{name}, {shape}", documents, found)
            )
    return rows


def _all(run: Engine, documents: Sequence[bytes]) -> list[Findings]:
    return [run(each) for each in documents]


def _agree(findings: dict[str, list[Findings]], engine: str) -> bool:
    """Whether an engine found what the loop did, by the rules that it can say."""
    missing = answers_all_but(engine)
    wanted = [{each for each in found if each[0] not in missing} for found in findings["loop"]]
    return findings[engine] == wanted


def _goals(what: str, documents: int, found: dict[str, Engine]) -> list[Goal]:
    most = {"OPA": OF_OPA, "regorus": OF_REGORUS, "datalogic": OF_DATALOGIC, "loop": OF_LOOP[documents]}
    return [
        Goal(f"{what}: against {engine}", "microdep", engine, most[engine])
        for engine in found
        if engine in most
    ]


def profile() -> list[str]:
    """Where the time of 1,000 components goes."""
    data, ours = document(1_000), engines(tree=False)["microdep"]
    ours(data)
    return measure.profile(lambda: ours(data))
