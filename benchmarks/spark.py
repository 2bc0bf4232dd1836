"""Benchmark of Spark on this machine, compared with a loop over `findings`; both give equal totals.

`--documents=N` sets the number of documents of 50 components (2,000 without this option). With `--plain`,
components have only a name and an origin. `--pack=NAME` or `--pack=PATH` selects the pack, instead of the
eight sourcing rules. The benchmark first writes the documents to Parquet files, which both programs read.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import microdep_rules
from benchmarks.measure import line
from benchmarks.peers.documents import document
from benchmarks.peers.engines import AS_OF, HERE
from microdep_rules.spark import SCHEMA, findings_in_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.output.checked import PackUsed

    Totals = Counter[tuple[str, str]]
    """Number of findings by rule and verdict."""
    Document = tuple[str | None, bytes | None]

COMPONENTS = 50
ORIGINS = ("US", "CN", "JP", "DE", "", "KR", "TW")
IN_A_FILE = 250
PLAIN = "--plain"
PROCESSES = 2
MOST = 1.0
"""Largest ratio of the time of Spark (two processes) to the time of the loop."""


def absent() -> str:
    """Return the missing software that Spark needs, with the fix; an empty text if nothing is missing."""
    lacking = [package for package in ("pandas", "pyarrow", "pyspark") if find_spec(package) is None]
    if lacking:
        return f"{', '.join(lacking)}: install the extra spark"
    return "" if which("java") else "java: install the package default-jre-headless"


def documents(many: int) -> Iterator[Document]:
    """Yield documents in which about one in twenty components breaks a rule."""
    for number in range(many):
        yield f"{number}.json", document(COMPONENTS, seed=number, all_parties=False)


def plain(many: int) -> Iterator[Document]:
    """Yield documents with components that have a name and at most an origin."""
    for number in range(many):
        origins = (ORIGINS[(n * number + n + number) % len(ORIGINS)] for n in range(COMPONENTS))
        parts = [{"name": f"Part {n}"} | ({"origin": o} if o else {}) for n, o in enumerate(origins)]
        yield f"{number}.json", json.dumps({"schema": "microdep-bom/1", "components": parts}).encode()


def write(folder: Path, made: Iterable[Document]) -> None:
    """Write documents to Parquet files, up to `IN_A_FILE` documents in each file."""
    from itertools import count, islice

    import pyarrow as pa
    import pyarrow.parquet

    schema = pa.schema([("name", pa.string()), ("content", pa.binary())])
    waiting = iter(made)
    for number in count():
        rows = [{"name": name, "content": data} for name, data in islice(waiting, IN_A_FILE)]
        if not rows:
            return
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows, schema), folder / f"{number:05}.parquet")


def read(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each document in the Parquet files of a folder."""
    import pyarrow.parquet

    for file in sorted(folder.glob("*.parquet")):
        for row in pyarrow.parquet.read_table(file).to_pylist():
            yield row["name"] or "", row["content"] or b""


def by_loop(folder: Path, packs: Sequence[PackUsed]) -> Totals:
    """Count the findings of the documents in a folder, one document after the other."""
    found = microdep_rules.findings(read(folder), packs, as_of=AS_OF)
    return Counter((each.rule, each.verdict) for each in found)


def session() -> Any:  # noqa: ANN401 - of a library that may not be here
    """Return a Spark session on this machine that uses only the local network interface."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        "spark.sql.files.maxPartitionBytes": str(8 * 1024**2),
        "spark.sql.shuffle.partitions": str(PROCESSES),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local[{PROCESSES}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def by_spark(spark: Any, folder: Path, packs: Sequence[PackUsed]) -> Totals:  # noqa: ANN401 - as above
    """Count the findings of the documents in a folder with Spark."""
    judge = findings_in_arrow(packs, as_of=AS_OF)
    counted = spark.read.parquet(str(folder)).mapInArrow(judge, SCHEMA).groupBy("rule", "verdict").count()
    return Counter({(row["rule"], row["verdict"]): row["count"] for row in counted.collect()})


def _option(name: str, default: str) -> str:
    found = [each.partition("=")[2] for each in sys.argv if each.startswith(f"--{name}=")]
    return found[-1] if found else default


def run() -> list[str]:
    """Return the row of the result table, after a test that both programs give equal totals."""
    many = int(_option("documents", "2000"))
    what = f"{many:,} documents of {COMPONENTS} components by Spark, {PROCESSES} processes, against the loop"
    if reason := absent():
        return [f"| {what} | not run | | | {reason} |"]
    named = _option("pack", "")
    files: Sequence[str | Path] = [named] if named else [HERE / "sourcing.rule", HERE / "shares.rule"]
    packs = [microdep_rules.load_pack(file) for file in files]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, plain(many) if PLAIN in sys.argv else documents(many))
        start = time.perf_counter()
        one = by_loop(folder, packs)
        middle = time.perf_counter()
        spark = session()
        ready = time.perf_counter()
        other = by_spark(spark, folder, packs)
        end = time.perf_counter()
        spark.stop()
    assert one == other, (one - other, other - one)
    loop, ratio = middle - start, (end - ready) / (middle - start)
    details = (
        f"{many / (end - ready):.0f} against {many / loop:.0f} documents a second, "
        f"equal totals of {one.total():,} findings; Spark is ready after {ready - middle:.0f} s"
    )
    return [line(what, f"{ratio:.2f} x", f"<= {MOST} x", details, ratio <= MOST)]
