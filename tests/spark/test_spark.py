"""`microdep_rules.spark`: findings in batches of Arrow, by itself, in Spark and in Dask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from benchmarks import spark as documents
from microdep_rules.pipeline.batch import Finding
from microdep_rules.spark import COLUMNS, ROWS, SCHEMA, findings_in_arrow
from tests.conftest import CHECKOUT
from tests.shown import NOT_FROM_CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed

AS_OF = date(2026, 11, 30)
MANY = 400
QUICK_TO_START = {
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
    " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote",
    "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.codegen.wholeStage=false"
    " --conf spark.sql.codegen.factoryMode=NO_CODEGEN --conf spark.sql.adaptive.enabled=false pyspark-shell",
}
"""The Java machine runs for some seconds: verified and compiled code takes longer to make than to run."""
NO_DOCUMENTS: list[tuple[str | None, bytes | None]] = [
    ("broken.json", b"{"),
    ("empty.json", b""),
    ("none.json", None),
    (None, b"[]"),
    (None, None),
]
"""What is no document; the others are checked all the same."""


@pytest.fixture
def packs(tmp_path: Path) -> list[PackUsed]:
    (tmp_path / "own.rule").write_text(NOT_FROM_CHINA, encoding="utf-8")
    return [microdep_rules.load_pack(tmp_path / "own.rule")]


def needs_arrow() -> None:
    if find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not here; install the extra spark")


def batch_of(rows: Sequence[tuple[str | None, bytes | None]], **types: Any) -> Any:
    import pyarrow as pa

    names, contents = zip(*rows, strict=True) if rows else ((), ())
    kinds = {"name": pa.string(), "content": pa.binary(), **types}
    columns = [pa.array(names, kinds["name"]), pa.array(contents, kinds["content"])]
    return pa.RecordBatch.from_arrays(columns, names=["name", "content"])


def rows_of(batches: Iterator[Any]) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


def test_findings_are_those_of_the_loop(packs: list[PackUsed]) -> None:
    needs_arrow()
    made = [*documents.documents(40)]
    judge = findings_in_arrow(packs, as_of=AS_OF)
    found = rows_of(judge([batch_of(made[:25]), batch_of([]), batch_of(made[25:])]))
    assert [*map(tuple, microdep_rules.findings(made, packs, as_of=AS_OF))] == found  # type: ignore[arg-type] # all have a name
    assert found


def test_only_the_verdicts_that_are_asked_for_are_given(packs: list[PackUsed]) -> None:
    needs_arrow()
    judge = findings_in_arrow(packs, as_of=AS_OF, verdicts=("pass",))
    found = rows_of(judge([batch_of([*documents.documents(3)])]))
    assert {"pass"} == {verdict for *_, verdict in found}


def test_what_is_no_document_is_invalid_and_ends_nothing(packs: list[PackUsed]) -> None:
    needs_arrow()
    [good] = documents.documents(1)
    judge = findings_in_arrow(packs, as_of=AS_OF)
    found = rows_of(judge([batch_of([*NO_DOCUMENTS, good])]))
    invalid = [each for each in found if each[3] == "invalid"]
    assert [(name or "", "", "", "invalid") for name, _ in NO_DOCUMENTS] == invalid
    assert rows_of(judge([batch_of([good])])) == found[len(invalid) :]


@pytest.mark.parametrize("kind", ["string", "large_string", "large_binary"])
def test_contents_may_be_text_or_bytes(kind: str, packs: list[PackUsed]) -> None:
    needs_arrow()
    import pyarrow as pa

    made = [*documents.documents(2)]
    judge = findings_in_arrow(packs, as_of=AS_OF)
    other = batch_of(made, content=getattr(pa, kind)()) if "binary" in kind else None
    if other is None:
        texts = [data.decode() for _, data in made if data is not None]
        columns = [pa.array([name for name, _ in made]), pa.array(texts, getattr(pa, kind)())]
        other = pa.RecordBatch.from_arrays(columns, names=["name", "content"])
    assert rows_of(judge([batch_of(made)])) == rows_of(judge([other]))


def test_without_the_columns_that_is_reported(packs: list[PackUsed]) -> None:
    needs_arrow()
    import pyarrow as pa

    judge = findings_in_arrow(packs, as_of=AS_OF)
    batch = pa.RecordBatch.from_pydict({"path": ["a"], "content": [b"{}"]})
    with pytest.raises(
        ValueError, match=r"need the columns `name` and `content`; found \['path', 'content'\]"
    ):
        [*judge([batch])]


def test_many_findings_are_several_batches(packs: list[PackUsed]) -> None:
    needs_arrow()
    parts = [{"id": f"c{n}", "name": f"Part {n}", "origin": "CN"} for n in range(ROWS + 1)]
    data = json.dumps({"schema": "microdep-bom/1", "components": parts}).encode()
    found = [*findings_in_arrow(packs, as_of=AS_OF)([batch_of([("large.json", data)])])]
    assert [ROWS, 1] == [each.num_rows for each in found]


def test_the_schema_is_that_of_findings() -> None:
    assert Finding._fields == COLUMNS
    assert SCHEMA == ", ".join(f"{field} string" for field in Finding._fields)


def test_spark_counts_what_the_loop_counts(packs: list[PackUsed], tmp_path: Path) -> None:
    if reason := documents.absent():
        pytest.skip(f"Spark is not here, for lack of {reason}")
    folder = tmp_path / "documents"
    folder.mkdir()
    documents.write(folder, chain(documents.plain(MANY), NO_DOCUMENTS))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.spark.totals", str(folder), str(tmp_path / "own.rule")],
        cwd=CHECKOUT,
        env={**os.environ, **QUICK_TO_START, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path[1:]])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        loop = documents.by_loop(folder, packs)  # meanwhile
        out, err = running.communicate(timeout=600)
    assert out, err
    assert loop == Counter({(rule, verdict): many for rule, verdict, many in json.loads(out)})
    assert len(NO_DOCUMENTS) == loop["", "invalid"]
    assert MANY < loop.total()


def test_dask_gives_what_the_loop_gives(packs: list[PackUsed]) -> None:
    needs_arrow()
    if find_spec("dask") is None:
        pytest.skip("dask is not here; install the extra dev")
    bag = import_module("dask.bag")
    made = [*documents.documents(60)]
    batches = [batch_of(made[n : n + 20]) for n in range(0, 60, 20)]
    judge = findings_in_arrow(packs, as_of=AS_OF)
    found = bag.from_sequence(batches, npartitions=2).map_partitions(judge)
    expected = microdep_rules.findings(made, packs, as_of=AS_OF)  # type: ignore[arg-type] # all have a name
    assert [*map(tuple, expected)] == rows_of(found.compute(scheduler="sync"))
