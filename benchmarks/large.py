"""Benchmark of documents of up to a million components with fifty rules: time per component, and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import microdep_rules
from benchmarks import documents, picture, rules
from benchmarks.measure import Goal, functions, line, table
from microdep_rules.engine.query import Query
from microdep_rules.pipeline.large_documents import stream_findings

if TYPE_CHECKING:
    from microdep_rules.lang import ir

AS_OF = date(2026, 11, 25)
SIZES = (1_000, 10_000, 100_000, 1_000_000)
MEMORY = 1.5
CHUNK = 1000
SPREAD = 1.3
"""Largest ratio of the time per component at 1,000,000 components to the time at 10,000 components."""


def decode(data: bytes) -> int:
    """Decode all components of a document in chunks, and return their number.

    Every program that reads the document needs at least this time.
    """
    fields = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    components = msgspec.json.decode(fields["components"], type=list[msgspec.Raw])
    decoder = msgspec.json.Decoder()
    for first in range(0, len(components), CHUNK):
        decoder.decode(b"[%b]" % b",".join(components[first : first + CHUNK]))
    return len(components)


def loaded(path: Path) -> ir.Pack:
    """Return a loaded pack, so that loading is not part of the measured time."""
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    return pack


def check(data: bytes, pack: ir.Pack) -> tuple[int, int]:
    """Evaluate a document; return the number of all verdicts, and the number of verdicts that are listed."""
    listed: list[object] = []
    counted = stream_findings("bom.json", data, [pack], Query(AS_OF), listed.append)
    return counted, len(listed)


def run() -> list[str]:
    """Return the rows of the result table; also draw the picture of the time per component."""
    lines: list[str] = []
    costs: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = folder / "pack.rule"
        text.write_text(rules.text(50), encoding="utf-8")
        pack = loaded(text)
        for size in SIZES:
            path = folder / f"{size}.json"
            documents.write(path, size)
            data = path.read_bytes()
            sides = {"check": lambda data=data: check(data, pack), "decode": lambda data=data: decode(data)}
            times = functions(sides)
            costs[size] = times["check"] / size
            if size == SIZES[-1]:
                what = "1,000,000 components with 50 rules, against decoding alone"
                lines += table(times, [Goal(what, "check", "decode", 6)])
                lines.append(_memory(path, text))
    ratio = costs[SIZES[-1]] / costs[10_000]
    times_by_size = ", ".join(f"{size:,}: {cost * 1e6:.1f} us" for size, cost in costs.items())
    what = "time for one component in a list of 1,000,000, against a list of 10,000"
    lines.append(line(what, f"{ratio:.2f} x", f"<= {SPREAD} x", times_by_size, ratio <= SPREAD))
    picture.write(costs)
    return lines


def _memory(path: Path, pack: Path) -> str:
    """Return the row for the memory that a check needs, measured in a separate process."""
    command = [sys.executable, "-m", "benchmarks.large", str(path), str(pack)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    gigabytes = int(output.split()[0]) / 1024 / 1024
    details = output.partition(" ")[2].strip()
    return line(
        "memory of this check", f"{gigabytes:.2f} GB", f"<= {MEMORY} GB", details, gigabytes <= MEMORY
    )


if __name__ == "__main__":
    started = time.perf_counter()
    counted, listed = check(Path(sys.argv[1]).read_bytes(), loaded(Path(sys.argv[2])))
    took = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{most} {counted:,} verdicts counted and {listed:,} listed in {took:.1f} s")
