"""Status of many documents: changed documents are checked, and all others keep their last results."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from microdep_rules.output.status.portfolio import INVALID, Portfolio
from microdep_rules.output.status.progress import DocumentProgress, progress_of
from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.change_detection import check_key, is_unchanged
from microdep_rules.pipeline.check import config_input
from microdep_rules.pipeline.document_check import CheckContext
from microdep_rules.pipeline.documents import check_document
from microdep_rules.pipeline.kept_results import EarlierResults, KeptResult
from microdep_rules.pipeline.processors import processors
from microdep_rules.pipeline.shared_inputs import list_files_aside, read_shared_inputs
from microdep_rules.pipeline.turns import next_turn
from microdep_rules.pipeline.waivers import apply_waivers, read_waivers
from microdep_rules.pipeline.workers import Job, map_in_order
from microdep_rules.workspace.errors import process_ended
from microdep_rules.workspace.folders import is_below
from microdep_rules.workspace.reading import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.bom.evidence_files import FileLook
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.documents import CheckRequest, Progress
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.waivers import Waivers
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.records import Records

AT_ONCE = 4
"""Number of documents that a process receives at once."""
ANY_DAY = date.min
"""Day in the key of a stored result; it is constant, because a result is valid for many days."""


class StatusResult(NamedTuple):
    """Status of all documents, with the problems of packs, contract facts, overlays and waivers."""

    portfolio: Portfolio
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    is_checked: bool
    """True if the documents could be checked."""
    not_kept: str = ""
    """Reason why the results could not be stored; empty if they were stored."""


class _Judge(NamedTuple):
    """Data for the check of every document; each process receives them once."""

    asked: CheckContext
    waivers: Waivers
    packs: PackSet


def _check_one(judge: _Judge, path: str) -> KeptResult:
    project, beside, packs, request, _ = judge.asked
    looks: list[FileLook] = []
    workspace = replace(project.workspace, looks=looks)
    watched = replace(beside, workspace=workspace if beside.workspace is not None else None)
    document, inputs = check_document(replace(project, workspace=workspace), path, watched, packs, request)
    if judge.waivers.waivers:
        partly = replace(request, partial=True)
        applied = apply_waivers(judge.waivers, [document], partly, judge.packs, project.config)
        (document,) = applied.documents
    run = [used.pack for used in packs if used.pack is not None]
    until = next_turn(document, judge.waivers, request.as_of)
    return KeptResult(progress_of(document, run, request.as_of), until, inputs, tuple(looks))


def _result_after_death(context: CheckContext, path: str) -> KeptResult:
    """Return the result for a document whose process was killed twice."""
    shown = context.project.workspace.shown(path)
    return KeptResult(DocumentProgress(shown, "", shown, INVALID, process_ended(shown).message))


def status(
    project: Project,
    request: CheckRequest,
    packs: PackSet,
    records: Records | None = None,
    progress: Progress | None = None,
) -> StatusResult:
    """Return the progress of the requested documents; an unchanged document keeps its last result.

    `records` stores the results. Without `records`, every document is checked. Results of standard input are
    not stored.
    """
    aside = list_files_aside(project, request.context, request.overlays)
    files = project.workspace.find(request.paths, project.config.boms, aside).files
    beside = read_shared_inputs(project, request.context, request.overlays, request.as_of, request.evidence)
    waivers = read_waivers(project, request, packs)
    names = tuple(used.name for used in packs.packs)
    portfolio, problem = Portfolio(request.as_of, names, ()), ""
    is_checked = beside.is_usable and packs.loaded
    if is_checked:
        for path in files:
            project.workspace.own.note(path, "bom")
        asked = CheckContext(project, beside.shared, packs.packs, replace(request, paths=()))
        configured = [config_input(project)] if project.path is not None else []
        inputs = [*configured, *packs.lists.inputs, *beside.inputs, *waivers.inputs]
        any_day = asked._replace(request=replace(asked.request, as_of=ANY_DAY))
        key = check_key(any_day, inputs, waivers.files)
        earlier = EarlierResults(records, _run_key(request, names), request.as_of)
        earlier.open()
        documents = _read_documents(_Judge(asked, waivers, packs), files, earlier, key, progress)
        portfolio = _build_portfolio(project, request.paths, documents, earlier, portfolio)
        problem = earlier.problem
    return StatusResult(
        portfolio,
        (*packs.diagnostics, *beside.diagnostics, *waivers.diagnostics),
        {**packs.sources, **beside.sources, **waivers.sources},
        is_checked,
        problem,
    )


def _run_key(request: CheckRequest, packs: Iterable[str]) -> str:
    """Return a key of a status report; only reports with one key are compared.

    The key contains the packs, the variants and the waiver files, but not the documents.
    """
    variants, waivers = repr(sorted(request.variants.items())), repr(request.waivers)
    return digest([*sorted(packs), "", variants, waivers])


def _read_documents(
    judge: _Judge, files: Sequence[str], earlier: EarlierResults, key: str, progress: Progress | None
) -> dict[str, tuple[DocumentProgress, bool]]:
    """Return each document, and whether its result comes from an earlier status report."""
    results: dict[str, tuple[DocumentProgress, bool]] = {}
    for path in files:
        entry = earlier.last(judge.asked.project.workspace.shown(path), key) if path != STDIN else None
        if entry is not None and is_unchanged(judge.asked, path, entry.inputs, entry.looks):
            results[path] = entry.progress, True
    earlier.seen(judge.asked.project.workspace.shown(path) for path in results)
    rest = [path for path in files if path not in results]
    for number, (path, entry) in enumerate(_check_documents(judge, rest), 1):
        results[path] = entry.progress, False
        if progress is not None:
            progress(number, len(rest))
        if path != STDIN:
            earlier.keep(key, entry)
    return {path: results[path] for path in files}


def _build_portfolio(
    project: Project,
    paths: Sequence[str],
    documents: Mapping[str, tuple[DocumentProgress, bool]],
    earlier: EarlierResults,
    empty: Portfolio,
) -> Portfolio:
    """Return the requested documents with the results of earlier reports, and the deleted documents.

    If all documents were requested, the history covers every document that still exists. Otherwise, it covers
    only the requested documents.
    """
    shown = {project.workspace.shown(path) for path in documents}
    base = os.path.abspath(project.workspace.base)  # noqa: PTH100 - links stay as the user wrote them
    searched = [os.path.abspath(path) for path in paths] or [base]  # noqa: PTH100
    others = {path: os.path.normpath(f"{base}/{path}") for path in earlier.results.keys() - shown}
    deleted = sorted(path for path, full in others.items() if _is_deleted(full, searched))
    earlier.forget(deleted)
    without = others.keys() - set(deleted)
    is_whole = any(is_below(base, folder) for folder in searched)
    return replace(
        empty,
        documents=tuple(document for document, _ in documents.values()),
        before={path: entry.progress for path, entry in earlier.entries.items() if path in shown},
        day_before=max(
            (result.day for path, result in earlier.results.items() if path in shown), default=None
        ),
        sent=earlier.sent(),
        gone=tuple(deleted),
        days=earlier.days(lambda path: path not in without if is_whole else path in shown),
        is_kept=earlier.records is not None,
        taken_over=sum(1 for _, is_taken_over in documents.values() if is_taken_over),
    )


def _is_deleted(file: str, searched: Iterable[str]) -> bool:
    """Return whether a document of an earlier status report no longer exists in the searched folders."""
    return any(is_below(file, folder) for folder in searched) and not os.path.lexists(file)


def _check_documents(judge: _Judge, paths: Sequence[str]) -> Iterator[tuple[str, KeptResult]]:
    """Check documents; if there are many, several processes check them."""
    jobs = min(judge.asked.request.jobs or processors(), len(paths) // AT_ONCE)
    if jobs > 1 and STDIN not in paths:
        at_once = max(1, min(AT_ONCE, len(paths) // (2 * jobs)))
        results: Iterable[KeptResult] = map_in_order(
            Job(partial(_check_one, judge), partial(_result_after_death, judge.asked)), paths, jobs, at_once
        )
    else:
        results = map(partial(_check_one, judge), paths)
    return zip(paths, results, strict=True)
