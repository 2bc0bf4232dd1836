"""Status of many documents: each is checked where it has changed, and else as its last check left it."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from microdep_rules.output.status.portfolio import INVALID, Portfolio
from microdep_rules.output.status.progress import DocumentProgress, progress_of
from microdep_rules.pipeline.beside import files_beside, read_beside
from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.check import config_input
from microdep_rules.pipeline.documents import checked
from microdep_rules.pipeline.kept import Kept, Shelf
from microdep_rules.pipeline.one import Asked
from microdep_rules.pipeline.processors import processors
from microdep_rules.pipeline.turns import next_turn
from microdep_rules.pipeline.unchanged import is_as_it_was, key_of
from microdep_rules.pipeline.waivers import apply_waivers, read_waivers
from microdep_rules.pipeline.workers import Job, in_order
from microdep_rules.workspace.errors import process_ended
from microdep_rules.workspace.folders import is_below
from microdep_rules.workspace.reading import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.bom.evidence_files import FileLook
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.documents import Progress, Request
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.waivers import Waivers
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.records import Records

AT_ONCE = 4
"""So many documents are handed to a process together."""
ANY_DAY = date.min
"""Instead of the day of a run in what its results are kept by: they hold until the next turn."""


class Found(NamedTuple):
    """A portfolio with all that is wrong with packs, context, overlays or waivers."""

    portfolio: Portfolio
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    sound: bool
    """Whether the documents could be checked."""
    not_kept: str = ""
    """Why results are not kept, where they were to be."""


class _Judge(NamedTuple):
    """What every document is judged by: sent to each process once."""

    asked: Asked
    waivers: Waivers
    packs: PackSet


def _one(judge: _Judge, path: str) -> Kept:
    """One document, checked."""
    project, beside, packs, request, _ = judge.asked
    looks: list[FileLook] = []
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
    progress: Progress | None = None,
) -> Found:
    """Return how far the documents of a request are, with the results of the run before.

    `records` keep the results; without them every document is checked. Not kept, and not taken over, is what
    comes from the standard input.
    """
    aside = files_beside(project, request.context, request.overlays)
    files = project.workspace.find(request.paths, project.config.boms, aside).files
    beside = read_beside(project, request.context, request.overlays, request.as_of, request.evidence)
    waivers = read_waivers(project, request, packs)
    names = tuple(used.name for used in packs.packs)
    portfolio, problem = Portfolio(request.as_of, names, ()), ""
    sound = beside.sound and packs.loaded
    if sound:
        for path in files:
            project.workspace.own.note(path, "bom")
        asked = Asked(project, beside.given, packs.packs, replace(request, paths=()))
        configured = [config_input(project)] if project.path is not None else []
        inputs = [*configured, *packs.lists.inputs, *beside.inputs, *waivers.inputs]
        any_day = asked._replace(request=replace(asked.request, as_of=ANY_DAY))
        key = key_of(any_day, inputs, waivers.files)
        shelf = Shelf(records, _run(request, names), request.as_of)
        shelf.open()
        documents = _documents(_Judge(asked, waivers, packs), files, shelf, key, progress)
        portfolio = _portfolio(project, request.paths, documents, shelf, portfolio)
        problem = shelf.problem
    return Found(
        portfolio,
        (*packs.diagnostics, *beside.diagnostics, *waivers.diagnostics),
        {**packs.sources, **beside.sources, **waivers.sources},
        sound,
        problem,
    )


def _run(request: Request, packs: Iterable[str]) -> str:
    """What a run asks for: runs of the same packs are compared, whatever is known on their days.

    The packs of the configuration are named, too: with others it is another run.
    """
    variants, waivers = repr(sorted(request.variants.items())), repr(request.waivers)
    return digest([*sorted(packs), "", variants, waivers])


def _documents(
    judge: _Judge, files: Sequence[str], shelf: Shelf, key: str, progress: Progress | None
) -> dict[str, tuple[DocumentProgress, bool]]:
    """Each document, and whether its last result was taken over."""
    found: dict[str, tuple[DocumentProgress, bool]] = {}
    for path in files:
        entry = shelf.last(judge.asked.project.workspace.shown(path), key) if path != STDIN else None
        if entry is not None and is_as_it_was(judge.asked, path, entry.inputs, entry.looks):
            found[path] = entry.progress, True
    shelf.seen(judge.asked.project.workspace.shown(path) for path in found)
    rest = [path for path in files if path not in found]
    for number, (path, entry) in enumerate(_judged(judge, rest), 1):
        found[path] = entry.progress, False
        if progress is not None:
            progress(number, len(rest))
        if path != STDIN:
            shelf.keep(key, entry)
    return {path: found[path] for path in files}


def _portfolio(
    project: Project,
    paths: Sequence[str],
    documents: Mapping[str, tuple[DocumentProgress, bool]],
    shelf: Shelf,
    empty: Portfolio,
) -> Portfolio:
    """All documents with what earlier runs have kept of them, and those of which the file is gone.

    The trend of everything goes on without what was removed, and without documents that are not asked for.
    That of some documents is theirs alone.
    """
    shown = {project.workspace.shown(path) for path in documents}
    base = os.path.abspath(project.workspace.base)  # noqa: PTH100 - links stay as the user wrote them
    searched = [os.path.abspath(path) for path in paths] or [base]  # noqa: PTH100
    others = {path: os.path.normpath(f"{base}/{path}") for path in shelf.results.keys() - shown}
    gone = sorted(path for path, full in others.items() if _is_gone(full, searched))
    shelf.forget(gone)
    without = others.keys() - set(gone)
    is_whole = any(is_below(base, folder) for folder in searched)
    return replace(
        empty,
        documents=tuple(document for document, _ in documents.values()),
        before={path: entry.progress for path, entry in shelf.entries.items() if path in shown},
        day_before=max((each.day for path, each in shelf.results.items() if path in shown), default=None),
        sent=shelf.sent(),
        gone=tuple(gone),
        days=shelf.days(lambda path: path not in without if is_whole else path in shown),
        is_kept=shelf.records is not None,
        taken_over=sum(1 for _, is_taken_over in documents.values() if is_taken_over),
    )


def _is_gone(file: str, searched: Iterable[str]) -> bool:
    """Return whether a document is missing in the folders that are searched."""
    return any(is_below(file, folder) for folder in searched) and not os.path.lexists(file)


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
