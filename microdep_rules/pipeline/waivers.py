"""Waivers of a check: read from their files, and applied to outcomes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.checked import Input
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.bom.evidence_files import OpenedFile
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.waivers import AppliedWaiver, WaiverLimits
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile


class Waivers(Struct, frozen=True):
    """Waivers in the files of a check; if a file has an error, none of its waivers has an effect."""

    waivers: tuple[Waiver, ...] = ()
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    files: Mapping[str, tuple[OpenedFile, ...]] = field(default_factory=dict)
    """Files of evidence for a waiver, by the id of the waiver."""


class WaiverResult(Struct, frozen=True):
    """Documents with their waivers, and the diagnostics about the waivers."""

    documents: tuple[CheckedDocument, ...]
    waivers: tuple[AppliedWaiver, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def waiver_files(project: Project, request: CheckRequest) -> list[str]:
    """Return the waiver files of a check: the requested files, or otherwise the configured files."""
    if request.waivers is not None:
        return list(request.waivers)
    return [str(project.workspace.base / waiver) for waiver in project.config.waivers]


def read_waivers(project: Project, request: CheckRequest, packs: PackSet) -> Waivers:
    """Read every waiver of a check; the result also contains the problems of the files."""
    named = waiver_files(project, request)
    if not named:
        return Waivers()
    from microdep_rules.bom.waivers import load_waivers, report_repeated

    base = project.workspace.base if request.waivers is None else None
    waivers: list[Waiver] = []
    inputs, problems, files = [], [], []
    once: dict[str, str] = {}
    for path in named:
        once.setdefault(os.path.realpath(path), path)
    for path in once.values():
        data, problem = project.workspace.read(path, "waivers", base)
        if data is None:
            problems += [problem] if problem is not None else []
            continue
        shown = project.workspace.shown(path)
        inputs.append(Input(shown, digest_of(data), "waivers"))
        loaded, loaded_waivers, file_problems = load_waivers(shown, data)
        files.append(loaded)
        waivers += loaded_waivers
        problems += file_problems
    problems += report_repeated(files)
    problems += _unknown_rules(waivers, project, packs)
    sources = {file.path: file.source for file in files}
    if has_errors(problems):
        return Waivers((), tuple(inputs), tuple(problems), sources)
    opened, file_problems = _open_files(project, waivers, request)
    return Waivers(tuple(waivers), tuple(inputs), (*problems, *file_problems), sources, opened)


def _open_files(
    project: Project, waivers: Sequence[Waiver], request: CheckRequest
) -> tuple[Mapping[str, tuple[OpenedFile, ...]], list[Diagnostic]]:
    """Open the evidence files of waivers; also return the problems of these files."""
    if not any(waiver.files for waiver in waivers):
        return {}, []
    from microdep_rules.pipeline.evidence import open_waiver_files

    return open_waiver_files(project.workspace, waivers, request.evidence)


def limits_of(config: Config) -> WaiverLimits:
    """Return the limits for waivers in the configuration."""
    from microdep_rules.engine.waivers import LONGEST, WaiverLimits

    longest = config.waiver_longest_days
    return WaiverLimits(LONGEST if longest is None else longest, config.waiver_approvers)


def apply_waivers(
    waivers: Waivers,
    documents: Sequence[CheckedDocument],
    request: CheckRequest,
    packs: PackSet,
    config: Config,
) -> WaiverResult:
    """Return the documents with the waivers applied to their outcomes."""
    if not waivers.waivers:
        return WaiverResult(tuple(documents))
    from microdep_rules.engine.waivers import DocumentOutcomes, apply

    skipped = {omission.rule for omission in config.leave_out}
    rules = [rule for used in packs.packs if used.pack is not None for rule in used.pack.rules]
    judged = {name for rule in rules if rule.id not in skipped for name in (rule.id, *rule.formerly)}
    sound = [document for document in documents if document.bom is not None and document.verdict != "invalid"]
    on = [
        DocumentOutcomes(document_.id, document_.path, document_.bom, document_.outcomes)
        for document_ in sound
        if document_.bom is not None
    ]
    complete = len(sound) == len(documents) and not request.partial
    limits = limits_of(config)
    result = apply(
        waivers.waivers, on, request.as_of, judged, complete=complete, limits=limits, files=waivers.files
    )
    outcomes = dict(zip((id(document_) for document_ in sound), result.outcomes, strict=True))
    waived_documents = tuple(
        replace(document, outcomes=outcomes[id(document)]) if id(document) in outcomes else document
        for document in documents
    )
    return WaiverResult(waived_documents, result.waivers, result.diagnostics)


def _unknown_rules(waivers: Sequence[Waiver], project: Project, packs: PackSet) -> Iterator[Diagnostic]:
    """Yield diagnostics for waivers of rules that no pack has, not even a pack outside the check."""
    from microdep_rules.pipeline.rule_names import other_rules, run_rules

    known = {name for rule, former in run_rules(packs.packs).items() for name in (rule, *former)}
    strange = [waiver for waiver in waivers if waiver.rule not in known]
    if not strange:
        return
    from microdep_rules.bom.errors import waivers as say

    known |= {*other_rules(project, packs.packs), *shipped_packs.list_former_rules()}
    for waiver_ in strange:
        if waiver_.rule not in known:
            yield say.unknown_rule(waiver_.rule, known, waiver_.span("rule"))
