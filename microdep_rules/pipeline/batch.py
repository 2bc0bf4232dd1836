"""Many documents for a program: checked one after the other, or by several processes, and none is kept."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from microdep_rules.config import Config
from microdep_rules.output.checked import counts as counts_of
from microdep_rules.pipeline.documents import Request, bom_of, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from microdep_rules.output.checked import CheckedDocument, PackUsed

Source = tuple[str, bytes]
"""The name of a document, and what is in it."""
AHEAD = 4
"""So many chunks are read ahead for each process: documents may be more than there is memory."""
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


def checked(asked: Asked, source: Source) -> CheckedDocument:
    """One document with all outcomes; one that is not valid has none, and its diagnostics say why."""
    name, data = source
    request = Request(asked.as_of, horizon_days=asked.horizon_days, explained=False)
    return judged(bom_of(name, data, packs=asked.packs), asked.packs, request, Config())


def findings(asked: Asked, verdicts: frozenset[str], source: Source) -> list[Finding]:
    """The outcomes of one document that have one of these verdicts."""
    document = checked(asked, source)
    if document.verdict == INVALID:
        return [Finding(source[0], "", "", INVALID)]
    return [
        Finding(source[0], each.rule.id, part.id, each.verdict.value)
        for each in document.outcomes
        if each.verdict.value in verdicts
        for part in each.parts or (each.subject,)
    ]


def counts(asked: Asked, source: Source) -> tuple[str, dict[str, int]]:
    """The name of a document, and how many outcomes have each verdict."""
    document = checked(asked, source)
    if document.verdict == INVALID:
        return source[0], {INVALID: 1}
    return source[0], {verdict: many for verdict, many in counts_of(document.outcomes).items() if many}


def each_of(work: Callable[[Source], Result], sources: Iterable[Source], jobs: int) -> Iterator[Result]:
    """What a function makes of each document, in their order, by so many processes."""
    if jobs <= 1:
        yield from map(work, sources)
        return
    waiting = iter(sources)
    with _processes(work, jobs) as pool:
        # `map` of a pool reads all that it is given before it begins.
        left = [pool.submit(_several, chunk) for chunk in islice(_chunks(waiting), AHEAD * jobs)]
        while left:
            done = left.pop(0).result()
            left += [pool.submit(_several, chunk) for chunk in islice(_chunks(waiting), 1)]
            yield from done


def _chunks(sources: Iterator[Source]) -> Iterator[list[Source]]:
    while chunk := [*islice(sources, CHUNK)]:
        yield chunk


@contextmanager
def _processes(work: Callable[[Source], object], jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes to which the function, and with it the packs, is sent once."""
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,)) as pool:
        try:
            yield pool
        except BaseException:  # who stops listening is not kept waiting
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_work: Callable[[Source], Any]


def _begin(work: Callable[[Source], Any]) -> None:
    """In each process, before its first document."""
    global _work  # noqa: PLW0603 - a process has nothing else to keep it in between two documents
    _work = work


def _several(sources: list[Source]) -> list[Any]:
    return [*map(_work, sources)]
