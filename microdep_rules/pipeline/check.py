"""Complete check: every document against every pack."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.checked import Checked, Input
from microdep_rules.pipeline.baselines import compare_with_baseline, read_baseline
from microdep_rules.pipeline.document_check import CheckContext, check_one
from microdep_rules.pipeline.documents import load_bom
from microdep_rules.pipeline.lists import ended_lists, lists_used, most_days, stale_lists
from microdep_rules.pipeline.processors import processors
from microdep_rules.pipeline.shared_inputs import (
    find_unused_entries,
    list_files_aside,
    read_shared_inputs,
    summarize_overlay,
)
from microdep_rules.pipeline.waivers import apply_waivers, limits_of, read_waivers
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.reading import STDIN, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import Resume


Read = tuple["CheckedDocument", "tuple[Input, ...]"]


def run_check(
    project: Project,
    request: CheckRequest,
    packs: PackSet,
    progress: Callable[[int, int], None] | None = None,
    resume: Resume | None = None,
) -> Checked:
    """Check all documents against all packs. If a pack cannot be loaded, no document is checked.

    With `resume`, the check reuses the finished documents of an interrupted check.
    """
    config, workspace = project.config, project.workspace
    aside = list_files_aside(project, request.context, request.overlays)
    selection = workspace.find(request.paths, config.boms, aside)
    for path in selection.files:
        workspace.own.note(path, "bom")
    problems = _with_corrections(packs)
    sources = dict(packs.sources)
    inputs = [config_input(project)] if project.path is not None else []
    beside = read_shared_inputs(project, request.context, request.overlays, request.as_of, request.evidence)
    problems += [
        *stale_lists(project, packs.lists, request.as_of),
        *ended_lists([(pack.name, pack.pack) for pack in packs.packs], request.as_of),
        *beside.diagnostics,
    ]
    inputs += [*packs.lists.inputs, *beside.inputs]
    sources |= beside.sources
    waivers = read_waivers(project, request, packs)
    baseline = read_baseline(project, request)
    for source in (waivers, baseline):
        problems += source.diagnostics
        inputs += source.inputs
        sources |= source.sources
    request = replace(request, whole=request.whole or bool(waivers.waivers) or baseline.path != "")
    documents = []
    files = selection.files if packs.loaded else ()
    if beside.is_usable:
        context = CheckContext(project, beside.shared, packs.packs, request)
        results = _check_all(
            resume.begin(context, inputs) if resume is not None else context, files, progress, resume
        )
    else:
        results = _load_all(project, files, packs, _reason_for_no_check(beside.unusable))
    for document, own in results:
        inputs += own
        documents.append(document)
    # An entry that no document of this check uses may be about a document outside the check.
    if beside.shared.overlays and (request.overlays or _covers_all(project, request, files, aside)):
        problems += find_unused_entries(beside.shared, documents)
    applied = apply_waivers(waivers, documents, request, packs, config)
    problems += applied.diagnostics
    run = {pack.name for pack in packs.packs}
    checked = Checked(
        request.as_of,
        packs.packs,
        applied.documents,
        tuple(inputs),
        tuple(problems),
        sources,
        tuple(rule for rule in shipped_packs.list_packs_with_rules() if rule not in run),
        tuple(sorted((omission.rule, omission.reason) for omission in config.leave_out)),
        selection.ignored,
        request.no_exclusions,
        request.horizon_days,
        request.fail_on,
        packs.loaded,
        selection.empty,
        applied.waivers,
        request.strict_waivers or config.strict_waivers,
        request.waivers == (),
        lists=lists_used(project, packs.packs, packs.lists, request.as_of),
        overlays=tuple(map(summarize_overlay, beside.shared.overlays)),
        longest_waiver=limits_of(config).longest,
        lists_stale_after=most_days(project),
        approvers=config.waiver_approvers,
    )
    return (
        compare_with_baseline(checked, baseline.baseline, baseline.path)
        if baseline.baseline is not None
        else checked
    )


def _covers_all(
    project: Project, request: CheckRequest, files: Sequence[str], aside: Sequence[str | Path]
) -> bool:
    """Return whether a check covers every bill of materials of the folder of the configuration."""
    if not request.paths and not request.partial:
        return True
    every = project.workspace.find((), project.config.boms, aside).files
    return set(map(os.path.realpath, every)) <= set(map(os.path.realpath, files))


def _with_corrections(packs: PackSet) -> list[Diagnostic]:
    """Return the problems of packs, each with the corrected line of the rule file."""
    if not has_errors(packs.diagnostics):
        return list(packs.diagnostics)
    from microdep_rules.lang.corrections import with_corrections  # imported here, because the import is slow

    return with_corrections(packs.diagnostics, packs.sources)


def _check_all(
    context: CheckContext,
    files: Sequence[str],
    progress: Callable[[int, int], None] | None,
    resume: Resume | None,
) -> Iterator[Read]:
    """Yield every document with its outcomes; the request states how many processes check documents."""
    request = context.request
    jobs = min(request.jobs or processors(), len(files))
    if jobs > 1 and STDIN not in files:
        from microdep_rules.pipeline.jobs import check_in_processes

        results = check_in_processes(context, files, jobs)
    else:
        results = (check_one(context, path, progress) for path in files)
    for number, result in enumerate(results):
        if progress is not None:
            progress(number + 1, len(files))
        if resume is not None:
            resume.note(result)
        yield replace(result.document, warn=request.fail_on == "warn"), result.inputs


def _reason_for_no_check(unusable: Sequence[str]) -> str:
    """Return the reason why no document is checked, with the names of the unusable files.

    >>> _reason_for_no_check(["the context `contract.yaml`"])
    'not checked, because the context `contract.yaml` cannot be used'
    """
    *most, last = unusable
    files = f"{', '.join(most)} and {last}" if most else last
    return f"not checked, because {files} cannot be used"


def _load_all(project: Project, files: Sequence[str], packs: PackSet, reason: str) -> Iterator[Read]:
    """Yield every document without outcomes, because a file such as `contract.yaml` cannot be used."""
    for path in files:
        document, own = load_bom(project, path, packs=packs.packs)
        yield replace(document, unchecked=reason), own


def config_input(project: Project) -> Input:
    """Return the configuration of a project as an input, if there is a configuration."""
    assert project.path is not None
    data, _ = project.workspace.read(str(project.path), "config")
    return Input(project.workspace.shown(project.path), digest_of(data or b""), "configuration")
