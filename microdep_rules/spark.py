r"""Findings of many documents in Spark, in Dask, or wherever batches of Arrow are: extra `spark`.

The function is from batches with the columns `name` and `content` to batches with the columns of `SCHEMA`;
no engine is imported here.

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
"""The columns of findings, as Spark writes a schema."""
COLUMNS = tuple(column.split()[0] for column in SCHEMA.split(", "))
NAME, CONTENT = "name", "content"
"""The columns of documents: text, and the bytes of JSON or YAML."""
ROWS = 65_536
"""So many findings are one batch at most."""


class _Sent(NamedTuple):
    """Data that a process needs to judge documents, and the version of the product that made it."""

    version: str
    asked: BatchContext
    verdicts: frozenset[str]


def findings_in_arrow(
    packs: Sequence[PackUsed], *, as_of: date, verdicts: Iterable[str] = ("fail", "unknown")
) -> Judge:
    """A function for `DataFrame.mapInArrow` of Spark, or for `map_partitions` of a bag of batches in Dask.

    It gives what `microdep_rules.findings` gives: document, rule, subject and verdict. A document that is
    not valid, and one without content, has one finding with the verdict `invalid`, and ends nothing. The
    packs are sent with the function, so that nothing is read where it runs, and each process unpacks them
    once.

    Raises `ValueError` where a batch has no such columns, and `RuntimeError` where another version of the
    product is installed than where the function was made.
    """
    from microdep_rules.output.record import tool_version
    from microdep_rules.pipeline.batch import BatchContext

    sent = pickle.dumps(_Sent(tool_version(), BatchContext(tuple(packs), as_of), frozenset(verdicts)))

    def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from microdep_rules.spark import judged

        return judged(sent, batches)

    return judge


def judged(sent: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The findings of all documents in some batches, in their order."""
    work = _received(sent)
    findings = chain.from_iterable(
        _findings(work, *document) for batch in batches for document in _documents(batch)
    )
    return _in_batches(findings)


@cache
def _received(sent: bytes) -> _Sent:
    """Return the data that was sent, unpacked once by each process, so that caches of packs remain."""
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
        return find_findings(work.asked, work.verdicts, source)
    except (MemoryError, RecursionError):  # no document ends the work on others
        return lost_findings(source)


def _documents(batch: pa.RecordBatch) -> Iterator[tuple[Any, Any]]:
    """Names and contents, of which one at a time is copied."""
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
