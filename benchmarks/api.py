"""Benchmark of the Python functions: `load_pack` from the cache, and `check` compared with `findings`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import microdep_rules
from benchmarks.measure import FEW, Goal, commands, functions, profile, table
from benchmarks.peers.documents import document
from benchmarks.peers.engines import AS_OF, HERE

if TYPE_CHECKING:
    from collections.abc import Callable

COMPONENTS = 10_000
LOADED, ITERATED = 3.0, 1.2
PACK = "dod-magnets"
LOAD = f"import microdep_rules; microdep_rules.load_pack({PACK!r})"


def run() -> list[str]:
    """Return the rows of the result table."""
    with tempfile.TemporaryDirectory() as name:
        sides = {
            "load": [sys.executable, "-c", LOAD],
            "libraries": [sys.executable, "-c", "import hashlib, msgspec, pathlib"],
            "pass": [sys.executable, "-c", "pass"],
        }
        times = commands(sides, Path(name), Path(name) / "cache")
    what = f"`load_pack` of {PACK} from the cache, against python -c "
    rows = table(times, [Goal(f"{what}pass", "load", "pass", LOADED)])
    rows += table(times, [Goal(f"{what}'import hashlib, msgspec, pathlib'", "load", "libraries", LOADED)])
    return rows + table(functions(_sides(), FEW, time.process_time), _goals())


def _goals() -> list[Goal]:
    of = f"of {COMPONENTS:,} components, eight sourcing rules, against the iteration of `findings` alone"
    return [
        Goal(f"`load_bom` and `check` {of}", "check", "findings", ITERATED),
        Goal(f"the same with two years ahead {of}", "ahead", "findings", ITERATED),
        Goal(f"`verdict_counts` {of}", "counts", "findings", ITERATED),
    ]


def _sides() -> dict[str, Callable[[], object]]:
    packs = [microdep_rules.load_pack(HERE / each) for each in ("sourcing.rule", "shares.rule")]
    data = document(COMPONENTS)
    sources = [("bom.json", data)]

    def check(days: int) -> list[str]:
        bom = microdep_rules.load_bom(data, packs=packs)
        found = microdep_rules.check(bom, packs, as_of=AS_OF, horizon_days=days)
        return [
            outcome.subject.id for outcome in found.outcomes if outcome.verdict.value in {"fail", "unknown"}
        ]

    return {
        "check": lambda: check(0),
        "ahead": lambda: check(731),
        "findings": lambda: [*microdep_rules.findings(sources, packs, as_of=AS_OF)],
        "counts": lambda: [*microdep_rules.verdict_counts(sources, packs, as_of=AS_OF)],
    }


def profile_of_check() -> list[str]:
    """Return a profile of `check`: the functions that take the most time."""
    check = _sides()["check"]
    check()
    return profile(check)
