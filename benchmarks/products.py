"""Benchmark of checks and reports of products of realistic sizes; it takes about half an hour.

Run it with `python -m benchmarks.products`. Each command runs in a separate process, one after the other. The
table shows the time, the memory, the size of the record and the exit code. Exit code 70 means that a check
exceeded a limit, so the goal is missed. No goal is a time: the time of a long ownership chain is compared
with the time of a shorter chain.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from benchmarks.measure import line, machine
from microdep_rules.bom.load import load_document

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_MEMORY = 2.0
"""Largest memory of one process in GB."""
LARGEST_RECORD = 20.0
"""Largest size of a record in MB."""
MOST_OF_LINEAR = 3.0
"""Largest growth of the time from the shorter to the longer ownership chain, as a multiple of linear growth.

The size of a chain is the number of pairs of a party and a component.
"""
VERDICTS = frozenset({0, 1, 5})
"""Exit codes of a check that gave a verdict."""
QUADCOPTER = Path(__file__).parent.parent / "examples" / "quadcopter" / "bom.yaml"
PARTS = (
    *("resistor 10k 0402", "ceramic capacitor 100nF", "brushless motor 2207", "hex standoff M3"),
    *("power inductor 4.7uH", "microcontroller", "connector 4 pin", "LED red", "lithium cell 21700"),
    *("antenna 2.4 GHz", "camera module", "screw M3x8 A2"),
)
"""Typical names of components in a parts list."""
REFERENCES = frozenset({"id", "ref", "component", "item", "of"})
"""Names of fields that contain the id of a component of the same document."""


@dataclass(frozen=True, slots=True)
class Run:
    """Time, memory, record size and exit code of one command."""

    exit_code: int
    seconds: float
    """Processor time in seconds, including child processes; other programs do not affect it."""
    by_clock: float
    memory: float
    """Memory of the largest process in GB."""
    record: float
    """Size of the record in MB."""


def flat(components: int, makers: int) -> dict[str, Any]:
    """Return a flat parts list of a product; its components state a maker, but no origin."""
    parts = [
        {"id": f"c{n}", "name": PARTS[n % len(PARTS)], "mpn": f"X-{n}", "manufacturer": f"m{n % makers}"}
        for n in range(components)
    ]
    product = {"id": "p", "name": "Drone", "children": [{"ref": part["id"], "quantity": 1} for part in parts]}
    parties = [{"id": f"m{n}", "name": f"Acme{chr(65 + n % 26)}{n} Works"} for n in range(makers)]
    document = {"id": "flat", "date": "2026-11-20", "product": "p"}
    return _document(document=document, parties=parties, components=[product, *parts])


def quadcopters(copies: int) -> dict[str, Any]:
    """Return a fleet of `copies` quadcopters, made from the quadcopter in `examples`."""
    source = load_document("bom.yaml", QUADCOPTER.read_bytes(), kind="bom").value
    assert source is not None
    ids = {component["id"] for component in source["components"]}
    made = [_renamed(source["components"], ids, number) for number in range(copies)]
    root = source["document"]["product"]
    fleet = {
        "id": "fleet",
        "name": "Fleet",
        "children": [{"ref": f"{root}-{number}", "quantity": 1} for number in range(copies)],
    }
    kept = {name: source[name] for name in ("parties", "evidence") if name in source}
    components = [fleet, *(component for copy in made for component in copy)]
    return _document(document={**source["document"], "product": "fleet"}, components=components, **kept)


def _renamed(value: Any, ids: set[str], number: int) -> Any:  # noqa: ANN401 - any component of a document
    """Copy a part of a document; add `-NUMBER` to each id of a component in `ids`."""
    if isinstance(value, list):
        return [_renamed(entry, ids, number) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"{inner}-{number}"
        if name in REFERENCES and isinstance(inner, str) and inner in ids
        else _renamed(inner, ids, number)
        for name, inner in value.items()
    }


def chain(parties: int, components: int) -> dict[str, Any]:
    """Return a document with a chain of companies, each owned by the next; each makes some components."""
    owners = [[{"party": f"p{n + 1}", "share": 60}] if n + 1 < parties else [] for n in range(parties)]
    companies = [
        {
            "id": f"p{n}",
            "name": f"Holding{n} Quux{n}",
            "country": "JP",
            "owners": owners[n],
            "complete": ["owners"],
        }
        for n in range(parties)
    ]
    parts = [
        {"id": f"c{n}", "name": f"Camera {n}", "function": "camera", "manufacturer": f"p{n % parties}"}
        for n in range(components)
    ]
    product = {
        "id": "prod",
        "name": "Product",
        "kind": "end_item",
        "function": "uncrewed-aircraft",
        "children": [{"ref": part["id"], "quantity": 1} for part in parts],
    }
    document = {"id": "chain", "date": "2026-11-20", "product": "prod"}
    return _document(document=document, parties=companies, components=[product, *parts])


def _document(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - the lists of a document
    return {"schema": "microdep-bom/1", **content}


def _run(arguments: Sequence[str], folder: Path, record: Path) -> Run:
    """Run a microdep command in a separate process; return its time, memory and exit code."""
    command = [sys.executable, "-m", "microdep_rules", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    began = time.perf_counter()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS reports bytes; Linux reports kilobytes
    return Run(
        process.returncode,
        used.ru_utime + used.ru_stime,
        time.perf_counter() - began,
        used.ru_maxrss * unit / 1e9,
        record.stat().st_size / 1e6 if record.exists() else 0.0,
    )


def measured(name: str, document: dict[str, Any], packs: Sequence[str], folder: Path) -> tuple[Run, Run]:
    """Run a check and an HTML report of a document; print the row of each as soon as the command ends."""
    path = folder / f"{name}.json"
    path.write_bytes(msgspec.json.Encoder(decimal_format="number").encode(document))
    common = [path.name, "--as-of", "2026-11-20", *(each for pack in packs for each in ("--pack", pack))]
    record, out = folder / f"{name}.record.json", f"{name}-report"
    check = _run(["check", *common, "--format", "json", "--output", record.name], folder, record)
    print(_row(f"check of {name}", check), flush=True)
    report = _run(["report", *common, "--output", out], folder, folder / out / "record.json")
    print(_row(f"report of {name}", report), flush=True)
    return check, report


def _row(what: str, run: Run) -> str:
    reached = run.exit_code in VERDICTS and run.memory <= MOST_MEMORY and 0 < run.record <= LARGEST_RECORD
    details = (
        f"{run.seconds:.1f} s of the processor, {run.by_clock:.0f} s by the clock, record {run.record:.1f} MB"
    )
    value = f"exit {run.exit_code}, {run.memory:.2f} GB"
    return line(
        what, value, f"a verdict, <= {MOST_MEMORY:.0f} GB, <= {LARGEST_RECORD:.0f} MB", details, reached
    )


def _growth(sizes: Sequence[int], runs: Sequence[Run], what: str) -> str:
    """Return the row that compares the times of two ownership chains by their numbers of pairs."""
    (small, large), (first, second) = sizes, runs
    ratio = second.seconds / first.seconds / (large**2 / small**2)
    times = (
        f"{second.seconds:.1f} s against {first.seconds:.1f} s, {large**2 / small**2:.1f} times as many pairs"
    )
    name = f"{what} of a chain of {large} x {large} against {small} x {small}"
    return line(name, f"{ratio:.2f} x linear", f"<= {MOST_OF_LINEAR} x", times, ratio <= MOST_OF_LINEAR)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print the table; small sizes in `arguments` make a quick test of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.products", description=__doc__)
    parser.add_argument("--components", type=int, default=2000, help="components of the flat parts lists")
    parser.add_argument("--copies", type=int, default=47, help="copies of the quadcopter, 43 components each")
    parser.add_argument("--chain", type=int, nargs=2, default=(100, 300), help="parties of the two chains")
    parser.add_argument("--pack", action="append", help="pack to run; all of them without it")
    options = parser.parse_args(arguments)
    packs = options.pack or ["all"]
    print(machine(), "", "| what | measured | goal | | |", "|---|---|---|---|---|", sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder, many = Path(name), options.components
        measured(f"{many} components of 40 makers", flat(many, 40), packs, folder)
        measured(f"{many} components of as many makers", flat(many, many), packs, folder)
        measured(f"the quadcopter {options.copies} times", quadcopters(options.copies), packs, folder)
        runs = [measured(f"a chain of {n} x {n}", chain(n, n), packs, folder) for n in options.chain]
    for at, what in enumerate(("check", "report")):
        print(_growth(options.chain, [run[at] for run in runs], what))


if __name__ == "__main__":
    main()
