"""Benchmark of every installed policy engine on documents of several sizes and structures.

The benchmark first requires that all engines report equal findings. It measures processor time. For microdep,
this includes all work of its public functions: the validation of the whole document, and a list of every
outcome with its facts. The other engines read only the fields that the rules need.

A Python loop always takes part. OPA (`opa-golib-python-bindings`), regorus (`opa-eval`) and datalogic
(`datalogic-py`) take part if they are installed. Datalogic cannot express the rule about groups.
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
"""Number of documents, components in each document, and measured rounds, by the name of the size."""
LARGEST = {"100,000 components": (1, 100_000, 1)}
LARGE = "--large"
OF_OPA, OF_REGORUS, OF_DATALOGIC, OF_LOOP = 0.25, 1.0, 6.0, {1: 6.0, 200: 12.0}


def run() -> list[str]:
    """Return the rows of the result table: microdep compared with each other engine, by size and shape."""
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
    return [run(document) for document in documents]


def _agree(findings: dict[str, list[Findings]], engine: str) -> bool:
    """Return whether an engine and the loop have equal findings for the rules that the engine can express."""
    missing = answers_all_but(engine)
    wanted = [
        {finding for finding in loop_findings if finding[0] not in missing}
        for loop_findings in findings["loop"]
    ]
    return findings[engine] == wanted


def _goals(what: str, documents: int, installed: dict[str, Engine]) -> list[Goal]:
    most = {"OPA": OF_OPA, "regorus": OF_REGORUS, "datalogic": OF_DATALOGIC, "loop": OF_LOOP[documents]}
    return [
        Goal(f"{what}: against {engine}", "microdep", engine, most[engine])
        for engine in installed
        if engine in most
    ]


def profile() -> list[str]:
    """Return a profile of microdep on a document of 1,000 components."""
    data, ours = document(1_000), engines(tree=False)["microdep"]
    ours(data)
    return measure.profile(lambda: ours(data))
