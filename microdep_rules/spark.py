r"""Findings of many documents in Spark, Dask, or any other engine with Arrow batches.

`findings_in_arrow` returns a function. This function takes batches with the columns `name` and `content`, and
returns batches with the columns of `SCHEMA`. This module imports no engine. It needs the extra `spark` of the
package.

    from microdep_rules.spark import SCHEMA, findings_in_arrow

    documents = spark.read.format("binaryFile").load("boms/*.json").selectExpr("path AS name", "content")
    judge = findings_in_arrow([microdep_rules.load_pack("dod-magnets")], as_of=date(2027, 1, 1))
    documents.mapInArrow(judge, SCHEMA).groupBy("rule", "verdict").count().show()
"""

from __future__ import annotations

import pickle
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    import pyarrow as pa

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.batch import BatchContext, Finding

    Judge = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]

__all__ = ["SCHEMA", "findings_in_arrow"]

SCHEMA = "document string, rule string, subject string, verdict string"
"""Columns of the findings, as a Spark schema."""
COLUMNS = tuple(column.split()[0] for column in SCHEMA.split(", "))
NAME, CONTENT = "name", "content"
"""Columns of the input: the name of a document, and its content as bytes of JSON or YAML."""
ROWS = 65_536
"""Maximum number of findings in one batch."""


class _Sent(NamedTuple):
    """Data for each process: the packs, and the version of the program."""

    version: str
    context: BatchContext
    verdicts: frozenset[str]


def findings_in_arrow(
    packs: Sequence[PackUsed], *, as_of: date, verdicts: Iterable[str] = ("fail", "unknown")
) -> Judge:
    """Return a function that judges batches of documents in Spark or Dask.

    Use the function with `DataFrame.mapInArrow` of Spark, or with `map_partitions` of a bag of batches in
    Dask. The function returns the same findings as `microdep_rules.findings`: document, rule, subject and
    verdict. A document that is not valid, or that has no content, has one finding with the verdict `invalid`.
    The function still judges the other documents. The function contains the packs, so that no process reads a
    file. Each process unpacks the packs only once.

    Raises `ValueError` if a batch lacks the columns `name` and `content`. Raises `RuntimeError` if the
    processes have another version of the program than the caller.
    """
    from microdep_rules.output.record import tool_version
    from microdep_rules.pipeline.batch import BatchContext

    sent = pickle.dumps(_Sent(tool_version(), BatchContext(tuple(packs), as_of), frozenset(verdicts)))

    def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from microdep_rules.spark import find_in_batches

        return find_in_batches(sent, batches)

    return judge


def find_in_batches(sent: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the findings for all documents in the batches, in order."""
    work = _received(sent)
    findings = chain.from_iterable(
        _findings(work, *document) for batch in batches for document in _documents(batch)
    )
    return _in_batches(findings)


@cache
def _received(sent: bytes) -> _Sent:
    """Return the data for this process.

    The data are unpacked only once, so that the packs keep their caches.
    """
    from microdep_rules.output.record import tool_version

    work: _Sent = pickle.loads(sent)  # noqa: S301 - the engine sends the function itself like this
    here = tool_version()
    if work.version != here:
        raise RuntimeError(f"microdep-rules {here} is installed here, and {work.version} where this was made")
    return work


def _findings(work: _Sent, name: str | None, content: bytes | None) -> list[Finding]:
    from microdep_rules.pipeline.batch import find_findings, lost_findings

    source = (name or "", content or b"")
    try:
        return find_findings(work.context, work.verdicts, source)
    except (MemoryError, RecursionError):  # one document must not end the work on the others
        return lost_findings(source)


def _documents(batch: pa.RecordBatch) -> Iterator[tuple[Any, Any]]:
    """Yield the name and content of each document in a batch; only one document at a time is copied."""
    lacking = {NAME, CONTENT} - {*batch.schema.names}
    if lacking:
        raise ValueError(f"documents need the columns `{NAME}` and `{CONTENT}`; found {batch.schema.names}")
    for name, content in zip(batch.column(NAME), batch.column(CONTENT), strict=True):
        text = content.as_py()
        yield name.as_py(), text.encode() if isinstance(text, str) else text


def _in_batches(findings: Iterator[Finding]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    while rows := [*islice(findings, ROWS)]:
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=[*COLUMNS])
