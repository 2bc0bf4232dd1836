"""A whole check: every document against every pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.output.checked import Checked, Input
from microdep_rules.pipeline.baselines import compared, read_baseline
from microdep_rules.pipeline.beside import files_beside, overlay_used, read_beside, without_effect
from microdep_rules.pipeline.documents import load_bom
from microdep_rules.pipeline.lists import lists_used, most_days, stale_lists
from microdep_rules.pipeline.one import Asked, one
from microdep_rules.pipeline.processors import processors
from microdep_rules.pipeline.waivers import apply_waivers, limits_of, read_waivers
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.reading import STDIN, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import Resume


Read = tuple["CheckedDocument", "tuple[Input, ...]"]
NOT_VALID_BESIDE = "not checked, because the context or an overlay is not valid"


def run_check(
    project: Project,
    request: Request,
    packs: PackSet,
    progress: Callable[[int, int], None] | None = None,
    resume: Resume | None = None,
) -> Checked:
    """Everything that a check establishes. Packs that do not load keep every document from being judged.

    With `resume`, what an interrupted check has finished is taken over.
    """
    config, workspace = project.config, project.workspace
    aside = files_beside(project, request.context, request.overlays)
    found = workspace.find(request.paths, config.boms, aside)
    for path in found.files:
        workspace.own.note(path, "bom")
    problems = list(packs.diagnostics)
    sources = dict(packs.sources)
    inputs = [config_input(project)] if project.path is not None else []
    beside = read_beside(project, request.context, request.overlays, request.as_of, request.evidence)
    problems += [*stale_lists(project, packs.lists, request.as_of), *beside.diagnostics]
    inputs += [*packs.lists.inputs, *beside.inputs]
    sources |= beside.sources
    waivers = read_waivers(project, request, packs)
    baseline = read_baseline(project, request)
    for each in (waivers, baseline):
        problems += each.diagnostics
        inputs += each.inputs
        sources |= each.sources
    request = replace(request, whole=request.whole or bool(waivers.waivers) or baseline.path != "")
    documents = []
    files = found.files if packs.loaded else ()
    if beside.sound:
        asked = Asked(project, beside.given, packs.packs, request)
        told = _judged(resume.begin(asked, inputs) if resume is not None else asked, files, progress, resume)
    else:
        told = _unjudged(project, files, packs)
    for document, own in told:
        inputs += own
        documents.append(document)
    whole = not request.paths and not request.partial
    if request.overlays or whole:  # of what a few documents leave unused others may have use
        problems += without_effect(beside.given, documents)
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
        tuple(sorted((each.rule, each.reason) for each in config.leave_out)),
        found.ignored,
        request.no_exclusions,
        request.horizon_days,
        request.fail_on,
        packs.loaded,
        found.empty,
        applied.waivers,
        request.strict_waivers or config.strict_waivers,
        request.waivers == (),
        lists=lists_used(project, packs.packs, packs.lists, request.as_of),
        overlays=tuple(map(overlay_used, beside.given.overlays)),
        longest_waiver=limits_of(config).longest,
        lists_stale_after=most_days(project),
        approvers=config.waiver_approvers,
    )
    return compared(checked, baseline.baseline, baseline.path) if baseline.baseline is not None else checked


def _judged(
    asked: Asked,
    files: Sequence[str],
    progress: Callable[[int, int], None] | None,
    resume: Resume | None,
) -> Iterator[Read]:
    """Every document with what the rules say of it; several at once where that was asked for."""
    request = asked.request
    jobs = min(request.jobs or processors(), len(files))
    if jobs > 1 and STDIN not in files:
        from microdep_rules.pipeline.jobs import in_processes

        found = in_processes(asked, files, jobs)
    else:
        found = (one(asked, path, progress) for path in files)
    for number, done in enumerate(found):
        if progress is not None:
            progress(number + 1, len(files))
        if resume is not None:
            resume.note(done)
        yield replace(done.document, warn=request.fail_on == "warn"), done.inputs


def _unjudged(project: Project, files: Sequence[str], packs: PackSet) -> Iterator[Read]:
    """Every document as it is read, where what stands beside it does not let anything be said of it."""
    for path in files:
        document, own = load_bom(project, path, packs=packs.packs)
        yield replace(document, unchecked=NOT_VALID_BESIDE), own


def config_input(project: Project) -> Input:
    """The configuration of a project that has one, as it was read."""
    assert project.path is not None
    data, _ = project.workspace.read(str(project.path), "config")
    return Input(project.workspace.shown(project.path), digest_of(data or b""), "configuration")
