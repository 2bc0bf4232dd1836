"""Check of many documents for a Python program, one after the other or by several processes.

No document stays in memory after its result is returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from microdep_rules.config import Config
from microdep_rules.output.checked import CheckedDocument
from microdep_rules.output.checked import counts as counts_of
from microdep_rules.pipeline.documents import CheckRequest, build_document, judge_document
from microdep_rules.pipeline.workers import Job, map_in_order
from microdep_rules.workspace.errors import process_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from microdep_rules.output.checked import PackUsed

Source = tuple[str, bytes]
"""Name of a document, and its content."""
CHUNK = 16
"""Number of documents that one process receives at a time."""
INVALID = "invalid"
"""Verdict for a document that cannot be read; rule and subject of the `Finding` are empty."""
Result = TypeVar("Result")


class Finding(NamedTuple):
    """Result of one rule for one component, material or product of a document."""

    document: str
    rule: str
    """Rule with its pack, as `dod-magnets/covered-country-stage`."""
    subject: str
    """Id of a component or a material; `product` for a product without an id."""
    verdict: str


class BatchContext(NamedTuple):
    """Arguments for the check of each document."""

    packs: Sequence[PackUsed]
    as_of: date
    horizon_days: int = 0
    on_demand: bool = True
    """True to compute slow texts only when they are read; it must be false if several processes check
    documents.
    """


def check_source(context: BatchContext, source: Source) -> CheckedDocument:
    """Check one document; an invalid document has diagnostics, but no outcomes."""
    name, data = source
    request = CheckRequest(
        context.as_of, horizon_days=context.horizon_days, explained=False, on_demand=context.on_demand
    )
    return judge_document(build_document(name, data, packs=context.packs), context.packs, request, Config())


def find_findings(context: BatchContext, verdicts: frozenset[str], source: Source) -> list[Finding]:
    """Return the outcomes of one document that have one of the given verdicts."""
    document = check_source(context, source)
    if document.is_invalid:
        return lost_findings(source)
    return [
        Finding(source[0], outcome.rule.id, part.id, outcome.verdict.value)
        for outcome in document.outcomes
        if outcome.verdict.value in verdicts
        for part in outcome.parts or (outcome.subject,)
    ]


def count_outcomes(context: BatchContext, source: Source) -> tuple[str, dict[str, int]]:
    """Return the name of a document, and its number of outcomes for each verdict."""
    document = check_source(context, source)
    if document.is_invalid:
        return lost_counts(source)
    return source[0], {verdict: count for verdict, count in counts_of(document.outcomes).items() if count}


def map_sources(
    work: Callable[[Source], Result],
    sources: Iterable[Source],
    jobs: int,
    on_death: Callable[[Source], Result],
) -> Iterator[Result]:
    """Yield the result of `work` for each document, in the order of the documents.

    `jobs` is the number of processes. If the system kills a process, `on_death` returns the result for its
    document.
    """
    if jobs <= 1:
        yield from map(work, sources)
        return
    yield from map_in_order(Job(work, on_death), sources, jobs, CHUNK)


def lost_document(source: Source) -> CheckedDocument:
    """Return the result for a document if the system killed its process."""
    return CheckedDocument(source[0], None, (), (process_ended(source[0]),))


def lost_findings(source: Source) -> list[Finding]:
    """Return the findings for a document if the system killed its process."""
    return [Finding(source[0], "", "", INVALID)]


def lost_counts(source: Source) -> tuple[str, dict[str, int]]:
    """Return the counts for a document if the system killed its process."""
    return source[0], {INVALID: 1}
