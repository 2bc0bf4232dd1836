"""Many documents for a program: checked one after the other, or by several processes, and none is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from microdep_rules.config import Config
from microdep_rules.output.checked import CheckedDocument
from microdep_rules.output.checked import counts as counts_of
from microdep_rules.pipeline.documents import Request, bom_of, judged
from microdep_rules.pipeline.workers import Job, in_order
from microdep_rules.workspace.errors import process_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from microdep_rules.output.checked import PackUsed

Source = tuple[str, bytes]
"""The name of a document, and what is in it."""
CHUNK = 16
"""So many documents are handed to a process together."""
INVALID = "invalid"
"""The verdict of a document that cannot be read; its rule and its subject are empty."""
Result = TypeVar("Result")


class Finding(NamedTuple):
    """What one rule says of one component, material or product of a document."""

    document: str
    rule: str
    """With its pack, as `dod-magnets/covered-country-stage`."""
    subject: str
    """The id of a component or a material; `product` for a product without an id."""
    verdict: str


class Asked(NamedTuple):
    """What each document is checked against."""

    packs: Sequence[PackUsed]
    as_of: date
    horizon_days: int = 0
    on_demand: bool = True
    """Whether what takes long to say besides verdicts waits until it is read; not for another process."""


def checked(asked: Asked, source: Source) -> CheckedDocument:
    """One document with all outcomes; one that is not valid has none, and its diagnostics say why."""
    name, data = source
    request = Request(
        asked.as_of, horizon_days=asked.horizon_days, explained=False, on_demand=asked.on_demand
    )
    return judged(bom_of(name, data, packs=asked.packs), asked.packs, request, Config())


def findings(asked: Asked, verdicts: frozenset[str], source: Source) -> list[Finding]:
    """The outcomes of one document that have one of these verdicts."""
    document = checked(asked, source)
    if document.is_invalid:
        return lost_findings(source)
    return [
        Finding(source[0], outcome.rule.id, part.id, outcome.verdict.value)
        for outcome in document.outcomes
        if outcome.verdict.value in verdicts
        for part in outcome.parts or (outcome.subject,)
    ]


def counts(asked: Asked, source: Source) -> tuple[str, dict[str, int]]:
    """The name of a document, and how many outcomes have each verdict."""
    document = checked(asked, source)
    if document.is_invalid:
        return lost_counts(source)
    return source[0], {verdict: many for verdict, many in counts_of(document.outcomes).items() if many}


def each_of(
    work: Callable[[Source], Result],
    sources: Iterable[Source],
    jobs: int,
    lost: Callable[[Source], Result],
) -> Iterator[Result]:
    """What a function makes of each document, in their order, by so many processes.

    `lost` makes it of a document whose process was ended by the system.
    """
    if jobs <= 1:
        yield from map(work, sources)
        return
    yield from in_order(Job(work, lost), sources, jobs, CHUNK)


def lost_document(source: Source) -> CheckedDocument:
    """A document whose process was ended by the system."""
    return CheckedDocument(source[0], None, (), (process_ended(source[0]),))


def lost_findings(source: Source) -> list[Finding]:
    """The same as findings."""
    return [Finding(source[0], "", "", INVALID)]


def lost_counts(source: Source) -> tuple[str, dict[str, int]]:
    """The same as counts."""
    return source[0], {INVALID: 1}
