"""Status of many documents: each is checked where it has changed, and else as its last check left it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import Look  # noqa: TC001 - read back by their types
from microdep_rules.output.checked import Input  # noqa: TC001
from microdep_rules.output.status.portfolio import INVALID, Day, Portfolio
from microdep_rules.output.status.progress import DocumentProgress, progress_of
from microdep_rules.pipeline.beside import files_beside, read_beside
from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.check import config_input
from microdep_rules.pipeline.documents import checked
from microdep_rules.pipeline.one import Asked
from microdep_rules.pipeline.processors import processors
from microdep_rules.pipeline.turns import next_turn
from microdep_rules.pipeline.unchanged import is_as_it_was, key_of
from microdep_rules.pipeline.waivers import apply_waivers, read_waivers
from microdep_rules.pipeline.workers import Job, in_order
from microdep_rules.workspace.errors import process_ended
from microdep_rules.workspace.reading import STDIN
from microdep_rules.workspace.records import Counted, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.waivers import Waivers
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.records import Records

AT_ONCE = 4
"""So many documents are handed to a process together."""
ANY_DAY = date.min
"""Instead of the day of a run in what its results are kept by: they hold until the next turn."""
KEPT_TOGETHER = 16
"""After so many documents, what was found is written."""


class Kept(Struct, frozen=True):
    """Progress of a document with the files that it was made from, as it is kept."""

    progress: DocumentProgress
    until: date | None = None
    """The next day on which it may be judged otherwise; none where there is no such day."""
    inputs: tuple[Input, ...] = ()
    looks: tuple[Look, ...] = ()


class Found(NamedTuple):
    """A portfolio with all that is wrong with packs, context, overlays or waivers."""

    portfolio: Portfolio
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    sound: bool
    """Whether the documents could be checked."""


class _Judge(NamedTuple):
    """What every document is judged by: sent to each process once."""

    asked: Asked
    waivers: Waivers
    packs: PackSet


def _one(judge: _Judge, path: str) -> Kept:
    """One document, checked."""
    project, beside, packs, request, _ = judge.asked
    looks: list[Look] = []
    workspace = replace(project.workspace, looks=looks)
    watched = replace(beside, workspace=workspace if beside.workspace is not None else None)
    document, inputs = checked(replace(project, workspace=workspace), path, watched, packs, request)
    if judge.waivers.waivers:
        partly = replace(request, partial=True)
        applied = apply_waivers(judge.waivers, [document], partly, judge.packs, project.config)
        (document,) = applied.documents
    run = [used.pack for used in packs if used.pack is not None]
    until = next_turn(document, judge.waivers, request.as_of)
    return Kept(progress_of(document, run, request.as_of), until, inputs, tuple(looks))


def _lost(asked: Asked, path: str) -> Kept:
    """A document with which its process has ended twice."""
    shown = asked.project.workspace.shown(path)
    return Kept(DocumentProgress(shown, "", shown, INVALID, process_ended(shown).message))


def status(
    project: Project,
    request: Request,
    packs: PackSet,
    records: Records | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Return how far the documents of a request are, with the results of the run before.

    `records` keep the results; without them every document is checked. Not kept, and not taken over, is what
    comes from the standard input.
    """
    aside = files_beside(project, request.context, request.overlays)
    files = project.workspace.find(request.paths, project.config.boms, aside).files
    beside = read_beside(project, request.context, request.overlays, request.as_of, request.evidence)
    waivers = read_waivers(project, request, packs)
    problems = (*packs.diagnostics, *beside.diagnostics, *waivers.diagnostics)
    sources = {**packs.sources, **beside.sources, **waivers.sources}
    names = tuple(used.name for used in packs.packs)
    sound = beside.sound and packs.loaded
    if not sound:
        return Found(Portfolio(request.as_of, names, ()), problems, sources, sound)
    for path in files:
        project.workspace.own.note(path, "bom")
    asked = Asked(project, beside.given, packs.packs, replace(request, paths=()))
    configured = [config_input(project)] if project.path is not None else []
    inputs = [*configured, *packs.lists.inputs, *beside.inputs, *waivers.inputs]
    key = key_of(asked._replace(request=replace(asked.request, as_of=ANY_DAY)), inputs)
    run = _run(request)
    before = records.results(run) if records is not None else {}
    earlier = {path: _decoded(result.body) for path, result in before.items()}
    kept = {
        path: entry.progress
        for path in files
        if (entry := _taken_over(asked, path, key, before, earlier)) is not None
    }
    found = dict(kept)
    rest = [path for path in files if path not in found]
    for number, (path, entry) in enumerate(_judged(_Judge(asked, waivers, packs), rest), 1):
        found[path] = entry.progress
        if progress is not None:
            progress(number, len(rest))
        if records is not None and path != STDIN:
            _keep(records, run, key, request.as_of, entry)
            if number % KEPT_TOGETHER == 0:
                records.commit()
    shown = {project.workspace.shown(path) for path in files}
    if records is not None and not request.paths:
        for path in before.keys() - shown:
            records.forget(run, path, request.as_of)
    portfolio = Portfolio(
        request.as_of,
        names,
        tuple(found[path] for path in files),
        {path: entry.progress for path, entry in earlier.items() if entry is not None and path in shown},
        max((result.day for path, result in before.items() if path in shown), default=None),
        tuple(records.sent()) if records is not None else (),
        tuple(_days(records.history(run))) if records is not None else (),
        records is not None,
        len(kept),
    )
    return Found(portfolio, problems, sources, sound)


def _run(request: Request) -> str:
    """What a run asks for: runs of the same packs are compared, whatever is known on their days."""
    return digest([*request.packs, "", repr(sorted(request.variants.items())), repr(request.waivers)])


def _decoded(body: bytes) -> Kept | None:
    try:
        return msgspec.json.decode(body, type=Kept)
    except (msgspec.DecodeError, RecursionError):  # of another version, or damaged
        return None


def _taken_over(
    asked: Asked,
    path: str,
    key: str,
    before: Mapping[str, Result],
    earlier: Mapping[str, Kept | None],
) -> Kept | None:
    """The last result of a document, where nothing that it was made from has changed."""
    shown = asked.project.workspace.shown(path)
    entry = earlier.get(shown)
    if path == STDIN or entry is None or before[shown].key != key:
        return None
    if not before[shown].day <= asked.request.as_of < (entry.until or date.max):
        return None
    return entry if is_as_it_was(asked, path, entry.inputs, entry.looks) else None


def _judged(judge: _Judge, paths: Sequence[str]) -> Iterator[tuple[str, Kept]]:
    """Each document that is to be checked, by several processes where there are several documents."""
    jobs = min(judge.asked.request.jobs or processors(), len(paths) // AT_ONCE)
    if jobs > 1 and STDIN not in paths:
        at_once = max(1, min(AT_ONCE, len(paths) // (2 * jobs)))
        results: Iterable[Kept] = in_order(
            Job(partial(_one, judge), partial(_lost, judge.asked)), paths, jobs, at_once
        )
    else:
        results = map(partial(_one, judge), paths)
    return zip(paths, results, strict=True)


def _keep(records: Records, run: str, key: str, day: date, entry: Kept) -> None:
    document = entry.progress
    counted = [
        Counted(document.path, pack.pack, day, pack.components, pack.failed, pack.open, pack.checks)
        for pack in document.packs
    ]
    records.keep(run, document.path, Result(key, day, msgspec.json.encode(entry)), counted)


def _days(history: Sequence[Counted]) -> Iterator[Day]:
    """All documents together on each day on which something changed."""
    current: dict[tuple[str, str], Counted] = {}
    for place, count in enumerate(history):
        current[count.path, count.pack] = count
        if place + 1 == len(history) or history[place + 1].day != count.day:
            counts = current.values()
            pairs = sum(each.components for each in counts)
            yield Day(
                count.day,
                pairs - sum(each.open for each in counts),
                pairs,
                sum(each.failed for each in counts),
                sum(each.checks for each in counts),
            )
