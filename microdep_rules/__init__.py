r"""microdep-rules: policy as code for where hardware comes from.

These functions are the public API of the package, and change as seldom as the command line. The import of
this package is fast, because a function imports the modules that it needs only when it is called.

>>> from datetime import date
>>> import microdep_rules
>>> pack = microdep_rules.load_pack("micro-dependency")
>>> bom = microdep_rules.load_bom(
...     b"schema: microdep-bom/1\ncomponents: [{name: Magnets, origin: CN, restriction_index: 0.95}]"
... )
>>> print(microdep_rules.check(bom, [pack], as_of=date(2026, 11, 24)).verdict)
fail
"""

from __future__ import annotations

TYPE_CHECKING = False
"""Replacement for `typing.TYPE_CHECKING`, because the import of `typing` is slow.

During a slow import, Ctrl+C would make Python print a traceback.
"""
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overlays.entries import Overlay
    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.pipeline.batch import Finding, Source
    from microdep_rules.production.analysis import Impact
    from microdep_rules.production.critical_path import ProductionPlan
    from microdep_rules.production.judging import Goal
    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.scenarios.model import Scenario
    from microdep_rules.production.weighing import Measure

__all__ = [
    "InvalidError",
    "check",
    "check_batch",
    "compare",
    "critical_path",
    "explain",
    "exposure",
    "findings",
    "impact",
    "load_bom",
    "load_context",
    "load_overlay",
    "load_pack",
    "remedy",
    "scenario",
    "verdict_counts",
]


NOTHING_CHECKED = "no rule that blocks applies: nothing was checked"


class InvalidError(ValueError):
    """Error for a pack, document or context that cannot be used; `diagnostics` lists every problem."""

    def __init__(self, what: str, diagnostics: Sequence[Diagnostic], rendered: str) -> None:
        super().__init__(f"{what} is not valid\n{rendered}")
        self.diagnostics = tuple(diagnostics)


def load_pack(name: str | Path, *, variant: str = "") -> PackUsed:
    """Return a pack without its examples; `name` is a shipped pack, a folder, or a rule file.

    The cache of the command line (`MICRODEP_CACHE`) returns unchanged packs faster. Raises
    `FileNotFoundError` if the pack does not exist. Raises `InvalidError` if the pack, or another pack that it
    uses, cannot be loaded.
    """
    from microdep_rules.pipeline.cache import PackCache, user_folder
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.pack_files import read_pack_files

    workspace = Workspace()
    folder = workspace.pack_folder(str(name))
    if folder is None:
        raise FileNotFoundError(f"there is no pack {name}")
    variants = {read_pack_files(workspace, folder).name: variant} if variant else {}
    loader = PackLoader(workspace, variants, PackCache(user_folder()), with_examples=False)
    used = loader.load(folder)
    if used.pack is None:
        from microdep_rules.output.diagnostics import render

        diagnostics = [diagnostic for pack in loader.done.values() for diagnostic in pack.diagnostics]
        raise InvalidError(f"the pack {name}", diagnostics, render(diagnostics, loader.sources))
    return used


def load_context(source: str | Path | bytes) -> LoadedDocument:
    """Return contract facts from a file, or from the bytes of a file."""
    from microdep_rules.bom.load import load_document

    path, data = _bytes(source, "contract.yaml")
    loaded = load_document(path, data, kind="context")
    if loaded.value is None:
        raise _invalid("the context", loaded.diagnostics, {path: loaded})
    return loaded


def load_overlay(source: str | Path | bytes) -> Overlay:
    """Return an overlay (declarations of suppliers) from a file in YAML or JSON, or from its bytes."""
    from microdep_rules.bom.load import load_document
    from microdep_rules.bom.overlays.entries import parse_overlay

    path, data = _bytes(source, "overlay.yaml")
    loaded = load_document(path, data, kind="overlay")
    overlay, problems = parse_overlay(loaded)
    if overlay is None:
        raise _invalid("the overlay", problems, {path: loaded})
    return overlay


def load_bom(
    source: str | Path | bytes,
    *,
    context: LoadedDocument | None = None,
    overlays: Sequence[Overlay] = (),
    packs: Sequence[PackUsed] = (),
    as_of: date | None = None,
) -> CheckedDocument:
    """Return a bill of materials from a file, or from its bytes.

    The field `diagnostics` of the result has the warnings.

    The function applies the `overlays` to the bill of materials. `packs` are the packs of the later check,
    because the document may use words that these packs add. `as_of` is the check date. Some corrections in an
    overlay need evidence, and evidence is valid only on certain dates. Without a check date, no such evidence
    counts. If `source` is a file, the function also opens the evidence files next to it. If `source` is
    bytes, the function opens no other file.

    Raises `InvalidError` if the document is not valid.
    """
    from microdep_rules.bom.evidence_validity import NO_DAY
    from microdep_rules.pipeline.documents import build_document, open_evidence
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.workspace.files import Workspace

    path, data = _bytes(source, "bom.yaml")
    workspace = None if isinstance(source, bytes) else Workspace()
    beside = SharedInputs(context, tuple(overlays), as_of or NO_DAY, workspace)
    document = build_document(path, data, beside, packs)
    if document.bom is None:
        raise _invalid("the bill of materials", document.diagnostics, document.files)
    return document if workspace is None else open_evidence(workspace, document)


def check(
    bom: CheckedDocument,
    packs: Sequence[PackUsed],
    *,
    as_of: date,
    no_exclusions: bool = False,
    horizon_days: int = 731,
) -> CheckedDocument:
    """Return the document with its verdict, and with the outcome of every rule for every subject.

    The subjects of a rule are the elements that the rule judges, usually components. `as_of` is the check
    date. No function of this module uses the clock of the computer. Equal components are judged once, and the
    outcomes contain no proofs. To get the reasons for one verdict, call `explain`.
    """
    from microdep_rules.config import Config
    from microdep_rules.pipeline.documents import CheckRequest, judge_document

    request = CheckRequest(
        as_of, no_exclusions=no_exclusions, horizon_days=horizon_days, explained=False, on_demand=True
    )
    return judge_document(bom, packs, request, Config())


def check_batch(
    documents: Iterable[Source],
    packs: Sequence[PackUsed],
    *,
    as_of: date,
    horizon_days: int = 731,
    jobs: int = 1,
) -> Iterator[CheckedDocument]:
    """Yield many documents with their outcomes, in order. `jobs` is the number of parallel processes.

    `documents` are pairs of name and bytes; an iterator may produce the pairs one at a time. A document that
    is not valid has the verdict `invalid` and its diagnostics. The other documents are still checked. No
    document is kept in memory after its outcomes are returned.
    """
    from functools import partial

    from microdep_rules.pipeline.batch import BatchContext, check_source, lost_document, map_sources

    work = partial(check_source, BatchContext(packs, as_of, horizon_days, on_demand=jobs == 1))
    yield from map_sources(work, documents, jobs, lost_document)


def findings(
    documents: Iterable[Source],
    packs: Sequence[PackUsed],
    *,
    as_of: date,
    verdicts: Iterable[str] = ("fail", "unknown"),
    jobs: int = 1,
) -> Iterator[Finding]:
    r"""Yield the findings of the rules about many documents: document, rule, subject and verdict.

    A finding has no facts and no later changes of the verdict. A document that is not valid has one finding
    with the verdict `invalid`, and without a rule and a subject.

    >>> from datetime import date
    >>> bom = b"schema: microdep-bom/1\ncomponents: [{name: Magnets, origin: CN, restriction_index: 0.95}]"
    >>> rules = [load_pack("micro-dependency")]
    >>> [tuple(each) for each in findings([("a", bom), ("b", b"{}")], rules, as_of=date(2026, 11, 24))]
    [('a', 'micro-dependency/blocked-component', 'magnets', 'fail'), ('b', '', '', 'invalid')]
    """
    from functools import partial
    from itertools import chain

    from microdep_rules.pipeline.batch import BatchContext, find_findings, lost_findings, map_sources

    work = partial(find_findings, BatchContext(packs, as_of), frozenset(verdicts))
    yield from chain.from_iterable(map_sources(work, documents, jobs, lost_findings))


def verdict_counts(
    documents: Iterable[Source], packs: Sequence[PackUsed], *, as_of: date, jobs: int = 1
) -> Iterator[tuple[str, dict[str, int]]]:
    r"""Yield the name of each document, with the number of outcomes for each verdict.

    >>> from datetime import date
    >>> bom = b"schema: microdep-bom/1\ncomponents: [{name: Magnets, origin: CN, restriction_index: 0.95}]"
    >>> [*verdict_counts([("a", bom)], [load_pack("micro-dependency")], as_of=date(2026, 11, 24))]
    [('a', {'fail': 1})]
    """
    from functools import partial

    from microdep_rules.pipeline.batch import BatchContext, count_outcomes, lost_counts, map_sources

    yield from map_sources(partial(count_outcomes, BatchContext(packs, as_of)), documents, jobs, lost_counts)


def impact(
    checked: CheckedDocument,
    packs: Sequence[PackUsed] = (),
    *,
    as_of: date | None = None,
    settings: ImpactSettings | None = None,
) -> Impact:
    """Return the effect of the outcomes on the product: what halts it, and its single points of failure.

    With `packs` and `as_of`, which must be the same as in the check, the rules also judge the product with
    alternates. Without them, the effect is undetermined if it depends on the choice of an alternate.
    `settings` states which outcomes block a component. By default, a component is blocked if a rule of the
    severity `prohibit` fails, and no waiver covers the fail.

    Raises `InvalidError` if an alternate is listed as its own alternate, or needs the component that it
    replaces. Raises `ValueError` if no blocking rule applies, as in a document that was not checked.
    """
    from microdep_rules.config import Config
    from microdep_rules.config import ImpactSettings as Settings
    from microdep_rules.pipeline.impact import make_ask, product_of

    ask = make_ask(checked, packs, as_of, Config(), ()) if packs and as_of is not None else None
    product = product_of(checked, settings or Settings(), ask)
    if product.impact is None:
        diagnostics = [*checked.diagnostics, *product.diagnostics]
        raise _invalid("the structure of the product", diagnostics, checked.files)
    if not product.impact.viability.blocks.judged:
        raise ValueError(NOTHING_CHECKED)
    return product.impact


def remedy(
    checked: CheckedDocument,
    packs: Sequence[PackUsed] = (),
    *,
    as_of: date | None = None,
    goal: Goal = "viable",
    by: Measure = "number",
    limit: int = 10,
    settings: ImpactSettings | None = None,
) -> Remedies:
    """Return the smallest sets of substitutions that let the product reach a goal.

    A substitution uses an alternate that the document states. `packs` and `as_of` must be the same as in the
    check, because the program checks the product again with each set. `goal` is `viable` or `pass`. `by` is
    the measure of a set: `number` (of substitutions), `cost` or `time`. `settings` states which outcomes
    block a component.

    Raises `ImportError` without the extra `remedy`. Raises `InvalidError` if an alternate is listed as its
    own alternate, or needs the component that it replaces. Raises `ValueError` if no blocking rule applies,
    or if an argument has a value that is not allowed.
    """
    from typing import get_args

    from microdep_rules.config import Config
    from microdep_rules.config import ImpactSettings as Settings
    from microdep_rules.output.remedy.run import RemedyAim
    from microdep_rules.pipeline.arguments import need_choice, need_range
    from microdep_rules.pipeline.remedy import RemedyDay, make_ask, remedy_of
    from microdep_rules.production.judging import Goal
    from microdep_rules.production.solving import EXTRA, is_installed
    from microdep_rules.production.weighing import Measure

    if not is_installed():
        raise ImportError(f"remedies take an extra: pip install '{EXTRA}'")
    need_choice("goal", goal, get_args(Goal))
    need_choice("by", by, get_args(Measure))
    need_range("limit", limit, 1)
    ask = make_ask(checked, packs, as_of, Config(), ()) if packs and as_of is not None else None
    config = Config(impact=settings or Settings())
    judged_product = remedy_of(
        [RemedyDay(checked, config, packs, ask, day=as_of)], RemedyAim(goal, by, limit)
    )
    if not judged_product.is_checked:
        raise ValueError(NOTHING_CHECKED)
    if judged_product.found is None:
        diagnostics = [*checked.diagnostics, *judged_product.diagnostics]
        raise _invalid("the structure of the product", diagnostics, checked.files)
    return judged_product.found


def critical_path(bom: CheckedDocument, *, chosen: Mapping[str, str] | None = None) -> ProductionPlan:
    """Return the production plan of the product, with the stated lead times of its components.

    `chosen` maps the id of a component to the id of the alternate that replaces it. Raises `ValueError` if an
    id is unknown, or if the document does not state the alternate for the component. Raises `InvalidError` if
    an alternate is listed as its own alternate, or needs the component that it replaces.
    """
    from microdep_rules.pipeline.arguments import need_alternates
    from microdep_rules.production.critical_path import plan_of
    from microdep_rules.production.structure import structure_of

    assert bom.bom is not None
    structure, problems = structure_of(bom.bom)
    if structure is None:
        raise _invalid("the structure of the product", problems, bom.files)
    need_alternates(structure, chosen or {})
    return plan_of(structure, chosen)


def exposure(
    *boms: CheckedDocument,
    packs: Sequence[PackUsed] = (),
    as_of: date | None = None,
    settings: ImpactSettings | None = None,
    figures: str | Path | bytes | None = None,
) -> dict[str, Any]:
    """Return published figures about the dependence on countries, and the countries' shares in products.

    The result has the form of the schema `microdep-exposure/1`. `figures` is a file with figures, or its
    bytes; by default, the program uses the shipped figures. `packs`, `as_of` and `settings` have the same
    meaning as in `impact`: they define what halts a product. For a document that was not checked,
    `rules_applied` is false. Raises `InvalidError` if figures or alternates are not valid.
    """
    from microdep_rules.config import Config
    from microdep_rules.config import ImpactSettings as Settings
    from microdep_rules.output.exposure import Basis
    from microdep_rules.pipeline.exposure import build_data, find_state, shipped_figures
    from microdep_rules.pipeline.impact import make_ask
    from microdep_rules.production.figures import load_figures
    from microdep_rules.workspace.files import Workspace

    every = []
    for bom in boms:
        ask = make_ask(bom, packs, as_of, Config(), ()) if packs and as_of is not None else None
        every.append(find_state(bom, settings or Settings(), ask))
    by = Basis(packs, as_of)
    for state in every:
        if state.problems:
            raise _invalid(state.document.path, state.problems, state.document.files)
    if figures is None:
        return build_data(Workspace(), shipped_figures(), every, by)
    path, data = _bytes(figures, "figures.yaml")
    loaded_figures, loaded, problems = load_figures(path, data)
    if loaded_figures is None:
        raise _invalid("the file of figures", problems, {path: loaded})
    return build_data(Workspace(), loaded_figures, every, by)


def compare(
    paths: Sequence[str | Path],
    packs: Sequence[PackUsed] = (),
    *,
    as_of: date,
    by: str = "chain",
    only: Sequence[str] = (),
    context: LoadedDocument | None = None,
) -> dict[str, Any]:
    """Return a comparison of dossiers and bills of materials as data (`microdep-comparison/1`).

    `by` is the kind of subject that the comparison takes from a dossier: `chain`, `supplier` or `facility`.
    If `only` has ids, only these subjects are compared. Raises `InvalidError` if a file is not valid. Raises
    `ValueError` for fewer than two subjects, or for an unknown value of `by`.
    """
    from microdep_rules.output.diagnostics import render
    from microdep_rules.pipeline.arguments import need_choice
    from microdep_rules.pipeline.compare import ComparisonChoice, compare_subjects
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.project import open_project
    from microdep_rules.pipeline.shared_inputs import SharedInputs

    need_choice("by", by, ("chain", "supplier", "facility"))
    project, _, _ = open_project()
    assert project is not None, "the configuration of the folder cannot be read"
    choice = ComparisonChoice(by, tuple(only))
    comparison = compare_subjects(
        project, [str(path) for path in paths], SharedInputs(context), packs, CheckRequest(as_of), choice
    )
    if not comparison.is_valid:
        raise InvalidError(
            "a file", comparison.diagnostics, render(comparison.diagnostics, comparison.sources)
        )
    if comparison.data is None:
        raise ValueError(
            f"a comparison needs two subjects; the files have {', '.join(comparison.ids) or 'none'}"
        )
    return comparison.data


def scenario(
    sources: str | Path | bytes | Sequence[str | Path | bytes],
    boms: Sequence[CheckedDocument],
    packs: Sequence[PackUsed] = (),
    *,
    as_of: date,
    settings: ImpactSettings | None = None,
    runs: int | None = None,
    seed: int | None = None,
) -> dict[str, Any]:
    """Return the results of scenarios as data (`microdep-scenario-result/1`).

    The results compare each product with and without the scenarios, day by day. `sources` contains one or
    several scenarios, as files or as bytes. `settings` states which outcomes block a component. `runs` and
    `seed` replace the values in the scenarios.

    Raises `InvalidError` if a scenario is not valid, or does not fit the documents and packs. Raises
    `ValueError` if `runs` or `seed` is out of range.
    """
    from microdep_rules.config import Config
    from microdep_rules.config import ImpactSettings as Settings
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.output.scenario.record import record
    from microdep_rules.pipeline.arguments import need_range
    from microdep_rules.pipeline.scenario import ScenarioContext, find_scenario_problems, run_scenarios
    from microdep_rules.production.scenarios.read import load_scenario

    need_range("runs", runs, 1, 100_000)
    need_range("seed", seed, 0, 2**53 - 1)
    every = [sources] if isinstance(sources, str | bytes) or not hasattr(sources, "__iter__") else [*sources]
    scenarios: list[Scenario] = []
    diagnostics: list[Diagnostic] = []
    files: dict[str, LoadedDocument] = {}
    for source in every:
        loaded_scenario, loaded, problems = load_scenario(*_bytes(source, "scenario.yaml"))
        files[loaded.path] = loaded
        diagnostics += problems
        scenarios += [loaded_scenario] if loaded_scenario is not None else []
    diagnostics += find_scenario_problems(scenarios, boms, packs, as_of)
    if has_errors(diagnostics):
        raise _invalid("the scenario", diagnostics, files)
    config = Config(impact=settings or Settings())
    asked = ScenarioContext(packs, as_of, config, (), runs, seed)
    texts = {path: document.source for path, document in files.items()}
    results = run_scenarios(scenarios, boms, asked)
    return record(results, packs, (), config.impact, as_of, (diagnostics, texts))


def explain(checked: CheckedDocument, pack: PackUsed, rule: str, subject: str) -> str:
    """Return the reasons for a verdict on a component, and the changes that would alter the verdict.

    `rule` is the name of a rule, with or without the name of its pack. `subject` is the id of a component.
    """
    from msgspec.structs import replace

    from microdep_rules.engine.evaluate import evaluate
    from microdep_rules.output.explain import why

    assert checked.bom is not None
    assert pack.pack is not None
    names = [known.name for known in pack.pack.rules if rule in {known.id, known.name}]
    if checked.query is None or not names:
        raise KeyError(f"{pack.name} has no rule {rule}, or the document is not checked")
    query = replace(checked.query, explained=True, only=names[0])
    about = [
        outcome
        for outcome in evaluate(pack.pack, checked.bom, query)
        if subject in {outcome.subject.id, *(part.id for part in outcome.parts)}
    ]
    if not about:
        raise KeyError(f"the rule {rule} says nothing about {subject}")
    return why(about, pack.pack, pack.sources, checked.bom, subject)


def _bytes(source: str | Path | bytes, name: str) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return f"{name.removesuffix('.yaml')}.json" if _is_json(source) else name, source
    from microdep_rules.workspace.files import Workspace

    workspace = Workspace()
    data, problem = workspace.read(str(source))
    if data is None:
        raise FileNotFoundError(problem.message if problem else str(source))
    return workspace.shown(source), data


def _is_json(data: bytes) -> bool:
    """Return whether bytes are JSON, which the program reads ten times as fast as YAML."""
    from json import loads

    from msgspec import MsgspecError
    from msgspec.json import decode

    if data.lstrip()[:1] != b"{":
        return False
    for read in (decode, loads):  # `loads` accepts some rare documents that `decode` refuses
        try:
            return isinstance(read(data), dict)
        except (MsgspecError, ValueError, RecursionError):
            continue
    return False


def _invalid(
    what: str, diagnostics: Sequence[Diagnostic], files: Mapping[str, LoadedDocument]
) -> InvalidError:
    from microdep_rules.output.diagnostics import render

    return InvalidError(
        what, diagnostics, render(diagnostics, {p: document.source for p, document in files.items()})
    )
