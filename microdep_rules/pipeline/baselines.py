"""The baseline of a run: read from its file, compared with what was found, or made of it."""

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
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile


class BaselineRead(Struct, frozen=True):
    """What the file of a baseline holds; nothing where it cannot be used, and then every finding counts."""

    path: str = ""
    """As outputs name it; empty where none is asked for."""
    baseline: Baseline | None = None
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def baseline_file(project: Project, request: Request) -> str:
    """The file of the baseline of a run; nothing where there is none."""
    if request.no_baseline:
        return ""
    own = project.config.baseline
    return request.baseline or (str(project.workspace.base / own) if own else "")


def read_baseline(project: Project, request: Request) -> BaselineRead:
    """The baseline of a run, with all that is wrong with its file."""
    path = baseline_file(project, request)
    if not path:
        return BaselineRead()
    from microdep_rules.bom.baselines import load_baseline

    shown = project.workspace.shown(path)
    named_in = None if request.baseline else project.workspace.base
    data, problem = project.workspace.read(path, "baseline", named_in)
    if data is None:
        return BaselineRead(shown, diagnostics=(problem,) if problem is not None else ())
    loaded, found, problems = load_baseline(shown, data)
    own = Input(shown, digest_of(data), "baseline")
    return BaselineRead(shown, found, (own,), tuple(problems), {shown: loaded.source})


def compared(checked: Checked, baseline: Baseline, path: str, *, written: bool = False) -> Checked:
    """A run with what a baseline knows of it."""
    from microdep_rules.engine.baselines import Findings, compare

    skipped = {rule for rule, _ in checked.left_out}
    run = {pack.name for pack in checked.packs}
    rules = (rule for used in checked.packs if used.pack is not None for rule in used.pack.rules)
    former = {name for rule in rules for name in rule.formerly}

    def judged(rule: str) -> bool:
        return rule not in skipped and (rule.partition("/")[0] in run or rule in former)

    sound = _sound(checked.documents)
    found = compare(
        baseline, _packs(checked.packs), [Findings(each.id, each.outcomes) for each in sound], judged
    )
    outcomes = dict(zip((id(each) for each in sound), found.outcomes, strict=True))
    documents = tuple(
        replace(document, outcomes=outcomes[id(document)]) if id(document) in outcomes else document
        for document in checked.documents
    )
    return replace(
        checked,
        documents=documents,
        diagnostics=(*checked.diagnostics, *found.diagnostics),
        baseline=BaselineUsed(path, found.gone, written),
    )


def baseline_for(checked: Checked) -> Baseline:
    """The baseline that has all of what a run has found."""
    from microdep_rules.engine.baselines import Findings, baseline_of

    found = [Findings(each.id, each.outcomes) for each in _sound(checked.documents)]
    return baseline_of(_packs(checked.packs), found)


def _sound(documents: Iterable[CheckedDocument]) -> list[CheckedDocument]:
    return [document for document in documents if document.bom is not None and document.verdict != "invalid"]


def _packs(packs: Iterable[PackUsed]) -> list[PackEntry]:
    from microdep_rules.bom.baselines import PackEntry

    return [
        PackEntry(pack.name, pack.version, pack.pack.variant, pack.digest)
        for pack in packs
        if pack.pack is not None
    ]
