"""Baseline of a check: read from a file, compared with the findings, or made from the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.output.checked import BaselineUsed, Input
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.baselines import Baseline, PackEntry
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile


class BaselineFile(Struct, frozen=True):
    """Content of a baseline file; empty if the file cannot be used, so that every finding counts."""

    path: str = ""
    """Path of the baseline as outputs show it; empty if no baseline is requested."""
    baseline: Baseline | None = None
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def baseline_file(project: Project, request: CheckRequest) -> str:
    """Return the path of the baseline file of a check; empty if the check uses no baseline."""
    if request.no_baseline:
        return ""
    own = project.config.baseline
    return request.baseline or (str(project.workspace.base / own) if own else "")


def read_baseline(project: Project, request: CheckRequest) -> BaselineFile:
    """Read the baseline of a check. The result also contains the problems of the file."""
    path = baseline_file(project, request)
    if not path:
        return BaselineFile()
    from microdep_rules.bom.baselines import load_baseline

    shown = project.workspace.shown(path)
    named_in = None if request.baseline else project.workspace.base
    data, problem = project.workspace.read(path, "baseline", named_in)
    if data is None:
        return BaselineFile(shown, diagnostics=(problem,) if problem is not None else ())
    loaded, baseline, problems = load_baseline(shown, data)
    own = Input(shown, digest_of(data), "baseline")
    return BaselineFile(shown, baseline, (own,), tuple(problems), {shown: loaded.source})


def compare_with_baseline(
    checked: Checked, baseline: Baseline, path: str, *, written: bool = False
) -> Checked:
    """Return a check in which each finding has its state in the baseline, such as `known`."""
    from microdep_rules.engine.baselines import Findings, compare

    skipped = {rule for rule, _ in checked.left_out}
    run = {pack.name for pack in checked.packs}
    rules = (rule for used in checked.packs if used.pack is not None for rule in used.pack.rules)
    former = {name for rule in rules for name in rule.formerly}

    def judged(rule: str) -> bool:
        return rule not in skipped and (rule.partition("/")[0] in run or rule in former)

    valid = _valid_documents(checked.documents)
    comparison = compare(
        baseline,
        _packs(checked.packs),
        [Findings(document_.id, document_.outcomes) for document_ in valid],
        judged,
    )
    outcomes = dict(zip((id(document_) for document_ in valid), comparison.outcomes, strict=True))
    documents = tuple(
        replace(document, outcomes=outcomes[id(document)]) if id(document) in outcomes else document
        for document in checked.documents
    )
    return replace(
        checked,
        documents=documents,
        diagnostics=(*checked.diagnostics, *comparison.diagnostics),
        baseline=BaselineUsed(path, comparison.gone, written),
    )


def build_baseline(checked: Checked) -> Baseline:
    """Return a baseline with all findings of a check."""
    from microdep_rules.engine.baselines import Findings, baseline_of

    findings_ = [
        Findings(document_.id, document_.outcomes) for document_ in _valid_documents(checked.documents)
    ]
    return baseline_of(_packs(checked.packs), findings_)


def _valid_documents(documents: Iterable[CheckedDocument]) -> list[CheckedDocument]:
    return [document for document in documents if document.bom is not None and document.verdict != "invalid"]


def _packs(packs: Iterable[PackUsed]) -> list[PackEntry]:
    from microdep_rules.bom.baselines import PackEntry

    return [
        PackEntry(pack.name, pack.version, pack.pack.variant, pack.digest)
        for pack in packs
        if pack.pack is not None
    ]
