"""Reading of documents, and the evaluation of all rules on a document."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING

from msgspec import Struct, field, structs
from msgspec.structs import replace

from microdep_rules.bom.errors.imports import wrong_format
from microdep_rules.bom.evidence_files import NOT_OPENED, records_with_files, unproven
from microdep_rules.bom.imports.forms import TABULAR, recognize_form
from microdep_rules.config.values import parameter_value
from microdep_rules.diagnostics import in_order
from microdep_rules.messages import diagnose
from microdep_rules.output.checked import MOST_IN_TEXT, CheckedDocument, Input
from microdep_rules.pipeline.settings import settings_of
from microdep_rules.pipeline.shared_inputs import ALONE
from microdep_rules.workspace.names import has_unsupported_format
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.evidence_files import FileOpener, OpenedFile
    from microdep_rules.bom.imports.forms import Form
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.overlays.correction_evidence import StatedCorrection
    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Contradiction, Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.shared import Read
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.workspace.files import Workspace


Progress = Callable[[int, int], None]
"""Callback with the amount of finished work and the total amount."""
HORIZON_DAYS = 731
"""Default number of days for which later changes of a verdict are searched: two years."""


LARGE = 1024 * 1024
"""Size in bytes above which a document may be read in one pass, without keeping it in memory."""


class CheckRequest(Struct, frozen=True):
    """Options of a check."""

    as_of: date
    paths: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    context: str = ""
    overlays: tuple[str, ...] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    no_exclusions: bool = False
    horizon_days: int = HORIZON_DAYS
    fail_on: str = "unknown"
    listed: int | None = None
    """Number of outcomes above which passes and inapplicable rules are only counted; `None` if never."""
    names_passing: bool = True
    """True if the output names each pass, as a record does; false if the output only counts passes."""
    verify: bool = False
    """True to evaluate counted outcomes also with the reference evaluator, and to compare the results."""
    explained: bool = True
    """True to keep the data for explanations, which take most of the memory."""
    on_demand: bool = False
    """True to compute slow texts only when they are read; verdicts are always computed."""
    jobs: int = 1
    """Number of documents checked at the same time; 0 means the number of processors."""
    waivers: tuple[str, ...] | None = None
    """Files of waivers; `None` means the files in the configuration, and `()` means no files."""
    strict_waivers: bool = False
    """True if a waiver that is expired, unused or not allowed makes the check fail."""
    partial: bool = False
    """True if only changed documents are checked. Unused entries, such as waivers, are then not reported."""
    baseline: str = ""
    """File with the known findings; empty for the configured file."""
    no_baseline: bool = False
    """True to report every finding, even if a baseline is configured."""
    evidence: Mapping[tuple[str, str], OpenedFile] = field(default_factory=dict)
    """Results for evidence files outside a bundle, by the file that names the evidence, and its path.

    The check uses these results from the bundle and opens no such file.
    """
    only_open: bool = False
    """True to keep only the open questions of each document."""
    whole: bool = False
    """True to list every finding, even if the document is so large that findings would only be counted."""


@contextmanager
def pause_collector() -> Iterator[None]:
    """Pause the garbage collector, which is slow while a program creates many objects."""
    is_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_enabled:
            gc.enable()


def load_bom(
    project: Project, path: str, shared: SharedInputs = ALONE, packs: Sequence[PackUsed] = ()
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """Read and build one document without checking it."""
    data, problem = project.workspace.read(path)
    if data is None:
        shown = project.workspace.shown(path)
        return CheckedDocument(shown, None, (), (problem,) if problem else ()), ()
    document, inputs = _read(project, path, data, shared, packs)
    return open_evidence(project.workspace, document), inputs


def open_evidence(
    workspace: Workspace,
    document: CheckedDocument,
    stated: Mapping[tuple[str, str], OpenedFile] | None = None,
) -> CheckedDocument:
    """Return the document with the results of opening its evidence files."""
    if document.bom is None or not records_with_files(document.bom):
        return document
    from microdep_rules.pipeline.evidence import open_files

    return replace(document, evidence=open_files(workspace, document, stated or {}))


def _read(
    project: Project, path: str, data: bytes, shared: SharedInputs, packs: Sequence[PackUsed]
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """Return the document in `data`, the content of the file at `path`, in any supported format."""
    shown = project.workspace.shown(path)
    own = Input(shown, digest_of(data), "bom")
    form = recognize_form(path, data)
    if form.read_as in TABULAR:
        from microdep_rules.pipeline.tables import read_table

        table = read_table(project, path, data)
        if packs and any(
            problem.code == "import/cell-not-read" for problem in table.imported.loaded.diagnostics
        ):
            from microdep_rules.pipeline.listed_names import find_listed_names

            is_listed = find_listed_names([used.pack for used in packs if used.pack is not None])
            table = read_table(project, path, data, is_listed)
        return _build(table.imported.loaded, shared, packs, table.files), (own, *table.inputs)
    refused = _unsupported_format(shown, path, form)
    if refused is not None:
        return CheckedDocument(shown, None, (), (refused,)), (own,)
    return build_document(shown, data, shared, packs), (own,)


def _unsupported_format(shown: str, path: str, form: Form) -> Diagnostic | None:
    """Return the reason why the format of a file is not supported."""
    if not form.read_as:
        return wrong_format(shown, "a bill of materials", form.what, form.fix)
    if form.read_as == "document" and has_unsupported_format(path):
        from microdep_rules.workspace.errors import form_not_read

        return form_not_read(shown, path)
    return None


def build_document(
    shown: str, data: bytes, shared: SharedInputs = ALONE, packs: Sequence[PackUsed] = ()
) -> CheckedDocument:
    """Return the document in `data`, before any check. The packs define the vocabularies of the document."""
    from microdep_rules.bom.imports.documents import load_bom

    with pause_collector():
        return _build(load_bom(shown, data), shared, packs)


def _build(
    loaded: LoadedDocument,
    shared: SharedInputs,
    packs: Sequence[PackUsed],
    files: Mapping[str, LoadedDocument] | None = None,
) -> CheckedDocument:
    """Return a parsed document with its overlays and links, and with all its problems."""
    from microdep_rules.bom.build import build
    from microdep_rules.bom.words import check_words
    from microdep_rules.pipeline.own_fields import check_own_statements
    from microdep_rules.vocabulary.stages import load_stages
    from microdep_rules.vocabulary.terms import extended_by

    terms = tuple(dict.fromkeys(t for pack in packs if pack.pack is not None for t in pack.pack.terms))
    context, read = shared.context, {loaded.path: loaded, **(files or {})}
    matched = frozenset[tuple[str, str]]()
    corrected: tuple[StatedCorrection, ...] = ()
    with pause_collector():
        if shared.overlays:
            from microdep_rules.bom.overlays.application import apply_overlays

            layered = apply_overlays(loaded, shared.overlays, shared.as_of, _evidence_opener(shared))
            loaded, matched, corrected = layered.loaded, layered.matched, layered.corrections
            read |= {loaded.path: loaded, **layered.files}
        problems = list(loaded.diagnostics)
        bom, build_problems = build(loaded, context, on_route=load_stages(terms).on_route)
        problems += build_problems
        problems += check_words([loaded, context], extended_by(terms))
        if bom is not None and (errors := check_own_statements(bom, packs)):
            bom, problems = None, [*problems, *errors]
    read |= {context.path: context} if context is not None else {}
    diagnostics = tuple(in_order(problems))
    return CheckedDocument(loaded.path, bom, (), diagnostics, read, matched=matched, corrected=corrected)


def _evidence_opener(shared: SharedInputs) -> FileOpener | None:
    """Return a function that opens the evidence files of one document; `None` if no files may be opened."""
    if shared.workspace is None:
        return None
    from microdep_rules.pipeline.evidence import EvidenceOpener

    return EvidenceOpener(shared.workspace, shared.stated)


def rebuild_bom(document: CheckedDocument, loaded: LoadedDocument, packs: Sequence[PackUsed]) -> Bom | None:
    """Build a document again from a changed text that already contains its overlays."""
    context = next((file for file in document.files.values() if file.kind == "context"), None)
    beside = replace(ALONE, context=context) if context is not None and context.value is not None else ALONE
    return _build(loaded, beside, packs).bom


def check_document(
    project: Project,
    path: str,
    shared: SharedInputs,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    progress: Progress | None = None,
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """Check one document with every rule.

    A large document without overlays is read in one pass, if the rules allow this.
    """
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(path)
    if data is None:
        return CheckedDocument(shown, None, (), (problem,) if problem else ()), ()
    if recognize_form(path, data).read_as != "document" or has_unsupported_format(path):
        document, inputs = _read(project, path, data, shared, packs)
        document = open_evidence(project.workspace, document, request.evidence)
        return _judge(document, packs, request, project.config, progress), inputs
    read = (Input(shown, digest_of(data), "bom"),)
    # Overlays may be about any component, so such a document is read as a whole.
    whole = request.whole or bool(shared.overlays)
    if len(data) > LARGE and request.listed is not None and not whole:
        from microdep_rules.pipeline.large_documents import check_in_pieces

        rules, query = _without_omitted_rules(packs, project.config), _query(request, packs, project.config)
        most = request.listed if request.names_passing or not _have_one_reason(rules) else MOST_IN_TEXT
        document_in_pieces = check_in_pieces(
            shown,
            data,
            shared.context,
            rules,
            query,
            progress,
            most=most,
            opening=lambda checked_document: open_evidence(
                project.workspace, checked_document, request.evidence
            ),
        )
        if document_in_pieces is not None:
            return _mark_evidence(document_in_pieces, request.as_of), read
    document = open_evidence(project.workspace, build_document(shown, data, shared, packs), request.evidence)
    return _judge(document, packs, request, project.config, progress), read


def _judge(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    config: Config,
    progress: Progress | None,
) -> CheckedDocument:
    """Check a document, and mark the passes and exemptions that rely on evidence that nobody opened."""
    judged_document = judge_document(document, packs, request, config, progress)
    if not judged_document.outcomes or all(
        file.state != NOT_OPENED for file in judged_document.evidence.values()
    ):
        return judged_document
    from microdep_rules.pipeline.reliance import mark_reliance

    return mark_reliance(
        judged_document, _without_omitted_rules(packs, config), _query(request, packs, config)
    )


def _mark_evidence(document: CheckedDocument, as_of: date) -> CheckedDocument:
    """Return a checked document with the defects of its evidence and with problems of its evidence files."""
    if not document.evidence:
        return replace(document, as_of=as_of)
    from microdep_rules.pipeline.evidence import mark_evidence

    evidence, problems = mark_evidence(document, as_of)
    diagnostics = tuple(in_order([*document.diagnostics, *problems]))
    return replace(document, evidence=evidence, diagnostics=diagnostics, as_of=as_of)


def _have_one_reason(packs: Sequence[ir.Pack]) -> bool:
    """Return whether each rule of the packs has at most one reason not to apply.

    The program then counts such outcomes and need not store them.
    """
    from microdep_rules.engine.reach import has_one_reason

    return all(has_one_reason(rule) for pack in packs for rule in pack.rules)


def _without_omitted_rules(packs: Sequence[PackUsed], config: Config) -> list[ir.Pack]:
    """Return the packs without the rules that the configuration omits."""
    skipped = {omission.rule for omission in config.leave_out}
    return [_without_rules(used.pack, skipped) for used in packs if used.pack is not None]


def _without_rules(pack: ir.Pack, skipped: set[str]) -> ir.Pack:
    rules = tuple(rule for rule in pack.rules if rule.id not in skipped)
    return pack if len(rules) == len(pack.rules) else structs.replace(pack, rules=rules)


def _query(request: CheckRequest, packs: Sequence[PackUsed], config: Config, only: str = "") -> Query:
    from microdep_rules.engine.query import Query

    return Query(
        request.as_of,
        request.no_exclusions,
        timedelta(days=request.horizon_days),
        _parameters(packs, config),
        only,
        verify=request.verify,
        explained=request.explained,
        on_demand=request.on_demand,
    )


def judge_document(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    config: Config,
    progress: Progress | None = None,
) -> CheckedDocument:
    """Check a document with every rule.

    The diagnostics name claims of unknown exceptions, and lists of stages that contradict the rules.
    """
    if document.bom is None:
        return document
    from microdep_rules.bom.claims import check_claims
    from microdep_rules.engine.reach import has_milestones
    from microdep_rules.pipeline.left_out_companies import name_listed
    from microdep_rules.pipeline.own_fields import check_own_fields, check_own_statements

    if errors := check_own_statements(document.bom, packs):
        return replace(document, bom=None, diagnostics=tuple(in_order([*document.diagnostics, *errors])))
    rules = [rule for used in packs if used.pack is not None for rule in used.pack.rules]
    claim_problems = check_claims(
        document.bom, {exception.name for rule in rules for exception in rule.exceptions}
    )
    turns: set[date] = set()
    outcomes = evaluate_packs(document, packs, request, config, progress=progress, turns=turns)
    problems = [
        *name_listed(document.diagnostics, packs),
        *claim_problems,
        *check_own_fields(document.bom, packs),
    ]
    if any(has_milestones(rule) for rule in rules):
        problems += find_contradictions(document, outcomes)
    diagnostics = tuple(in_order(problems))
    query = replace(_query(request, packs, config), unproven=unproven(document.evidence))
    judged_document = replace(
        document, outcomes=outcomes, diagnostics=diagnostics, query=query, turns=frozenset(turns)
    )
    return _mark_evidence(judged_document, request.as_of)


def evaluate_packs(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    config: Config,
    *,
    only: str = "",
    progress: Progress | None = None,
    turns: set[date] | None = None,
) -> tuple[Outcome, ...]:
    """Return the outcomes of every rule of the packs on a document.

    Rules that the configuration omits are not evaluated. If `only` names a rule, only this rule is evaluated,
    even if the configuration omits it. After each rule, `progress` is called with the number of evaluated
    pairs of rule and component, and the number of all pairs.
    """
    if document.bom is None:
        return ()
    from microdep_rules.engine.evaluate import evaluate

    count = request.listed is not None and _largest_count(document.bom, packs) > request.listed
    query = replace(_query(request, packs, config, only), count=count, unproven=unproven(document.evidence))
    evaluated = (
        [pack.pack for pack in packs if pack.pack is not None]
        if only
        else _without_omitted_rules(packs, config)
    )
    parts, rules = len(document.bom.components), sum(len(pack.rules) for pack in evaluated)
    bom = document.bom
    read: Read = {}
    report = (lambda done: progress(done * parts, rules * parts)) if progress is not None else None
    done = count_from(1)
    ended = (lambda: report(next(done))) if report is not None else None
    outcomes: list[Outcome] = []
    for pack in evaluated:
        with (
            pause_collector()
        ):  # outcomes form no cycles; without the pause, the collector took a fifth of the time
            outcomes += evaluate(pack, bom, query, ended, read, turns)
    return tuple(outcomes)


def _largest_count(bom: Bom, packs: Sequence[PackUsed]) -> int:
    """Return the largest possible number of outcomes: one for each pair of a rule and a component."""
    return len(bom.components) * sum(len(used.pack.rules) for used in packs if used.pack is not None)


def find_contradictions(document: CheckedDocument, outcomes: Sequence[Outcome]) -> list[Diagnostic]:
    """Return an error for each list of stages that claims to be complete, but lacks a required stage."""
    rules_by_contradiction: dict[Contradiction, list[str]] = {}
    for outcome in outcomes:
        for contradiction in outcome.contradictions:
            rules_by_contradiction.setdefault(contradiction, []).append(outcome.rule.id)
    if not rules_by_contradiction:
        return []

    problems = []
    for contradiction, rules in rules_by_contradiction.items():
        spans, at = document.files[contradiction.material.file].spans, contradiction.material.pointer
        statement = next((p for p in (f"{at}/complete", f"{at}/stages") if spans.has(p)), at)
        problems.append(
            diagnose(
                "bom/impossible-list",
                spans.head(statement),
                "milestone",
                name=contradiction.material.name,
                missing=list(contradiction.lacking),
                rules=list(rules),
            )
        )
    return problems


def _parameters(packs: Sequence[PackUsed], config: Config) -> dict[str, object]:
    """Return the configured parameter values, converted to the types of the parameters."""
    values: dict[str, object] = {}
    for used in packs:
        for name, raw in settings_of(used, config).items():
            parameter = used.pack.parameters.get(name) if used.pack is not None else None
            value = parameter_value(parameter, raw) if parameter is not None else None
            if value is not None:
                values[f"{used.name}/{name}"] = value
    return values
