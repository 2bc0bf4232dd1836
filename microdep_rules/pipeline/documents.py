"""Documents, and what the rules say of one."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING

from msgspec import Struct, field, structs
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import NOT_OPENED, records_with_files, unproven
from microdep_rules.bom.imports.forms import TABULAR, recognize_form
from microdep_rules.config.values import parameter_value
from microdep_rules.diagnostics import in_order
from microdep_rules.output.checked import MOST_IN_TEXT, CheckedDocument, Input
from microdep_rules.pipeline.beside import ALONE
from microdep_rules.pipeline.settings import settings_of
from microdep_rules.source import Span
from microdep_rules.workspace.names import has_unsupported_format
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.evidence_files import FileOpener, OpenedFile
    from microdep_rules.bom.imports.forms import Form
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.overlays.correction_evidence import Correction
    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Contradiction, Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.shared import Read
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.project import Project
    from microdep_rules.workspace.files import Workspace


Progress = Callable[[int, int], None]
"""Takes how much of something is done, and how much there is."""
HORIZON_DAYS = 731
"""How far the look-ahead goes when nothing else is asked for: two years."""


LARGE = 1024 * 1024
"""Of a document with more bytes than these it is asked whether it can be gone through once."""


class Request(Struct, frozen=True):
    """What a check is asked to do."""

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
    """Where there are more outcomes than these, what passes or does not apply is counted; all are listed
    where no number is given."""
    names_passing: bool = True
    """Whether what passes is named in the output, as it is in a record and not in a text."""
    verify: bool = False
    """Whether also what is only counted is judged by the interpreter, to compare."""
    explained: bool = True
    """Whether it will be asked why: what explanations need takes most of the memory."""
    on_demand: bool = False
    """Whether what takes long to say besides verdicts waits until somebody reads it."""
    jobs: int = 1
    """How many documents are checked at once; 0 stands for as many as there are processors."""
    waivers: tuple[str, ...] | None = None
    """Files of waivers; those of the configuration where none are given, and none at all for `()`."""
    strict_waivers: bool = False
    """Whether a waiver that is expired, not used or not allowed fails."""
    partial: bool = False
    """Whether only what has changed is looked at, so that what is of no use here may be of use elsewhere."""
    baseline: str = ""
    """The file with the findings that are known; the one of the configuration where none is given."""
    no_baseline: bool = False
    """Whether every finding counts, whatever the configuration says."""
    evidence: Mapping[tuple[str, str], OpenedFile] = field(default_factory=dict)
    """What a bundle states of evidence that it does not carry, by the file that names it and the path."""
    only_open: bool = False
    """Whether of each document only what questions are asked about is kept."""
    whole: bool = False
    """Whether every finding is named, also of a document that is large enough to be gone through once."""


@contextmanager
def without_collector() -> Iterator[None]:
    """While many records are made that all stay: looking for those that do not takes most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load_bom(
    project: Project, path: str, beside: Beside = ALONE, packs: Sequence[PackUsed] = ()
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """One document, read and built but not yet checked against anything."""
    data, problem = project.workspace.read(path)
    if data is None:
        shown = project.workspace.shown(path)
        return CheckedDocument(shown, None, (), (problem,) if problem else ()), ()
    document, inputs = _read(project, path, data, beside, packs)
    return with_evidence(project.workspace, document), inputs


def with_evidence(
    workspace: Workspace,
    document: CheckedDocument,
    stated: Mapping[tuple[str, str], OpenedFile] | None = None,
) -> CheckedDocument:
    """The document with what opening the files of its evidence has shown."""
    if document.bom is None or not records_with_files(document.bom):
        return document
    from microdep_rules.pipeline.evidence import opened

    return replace(document, evidence=opened(workspace, document, stated or {}))


def _read(
    project: Project, path: str, data: bytes, beside: Beside, packs: Sequence[PackUsed]
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """The document in the bytes of a file, in whichever form it is."""
    shown = project.workspace.shown(path)
    own = Input(shown, digest_of(data), "bom")
    form = recognize_form(path, data)
    if form.read_as in TABULAR:
        from microdep_rules.pipeline.tables import read_table

        found = read_table(project, path, data)
        return _built(found.imported.loaded, beside, packs, found.files), (own, *found.inputs)
    refused = _refused(shown, path, form)
    if refused is not None:
        return CheckedDocument(shown, None, (), (refused,)), (own,)
    return bom_of(shown, data, beside, packs), (own,)


def _refused(shown: str, path: str, form: Form) -> Diagnostic | None:
    """Why a file is not read, where its form is none that is."""
    if not form.read_as:
        from microdep_rules.bom.errors.imports import other_form

        return other_form(form.what, form.fix, Span(shown, 0, 0))
    if form.read_as == "document" and has_unsupported_format(path):
        from microdep_rules.workspace.errors import form_not_read

        return form_not_read(shown, path)
    return None


def bom_of(
    shown: str, data: bytes, beside: Beside = ALONE, packs: Sequence[PackUsed] = ()
) -> CheckedDocument:
    """The document in some bytes, in the words of the vocabularies and of these packs."""
    from microdep_rules.bom.imports.documents import load_bom

    with without_collector():
        return _built(load_bom(shown, data), beside, packs)


def _built(
    loaded: LoadedDocument,
    beside: Beside,
    packs: Sequence[PackUsed],
    files: Mapping[str, LoadedDocument] | None = None,
) -> CheckedDocument:
    """A parsed document with its overlays, its links, and all its problems."""
    from microdep_rules.bom.build import build
    from microdep_rules.bom.words import check_words
    from microdep_rules.vocabulary.stages import load_stages
    from microdep_rules.vocabulary.terms import extended_by

    terms = tuple(dict.fromkeys(t for pack in packs if pack.pack is not None for t in pack.pack.terms))
    context, read = beside.context, {loaded.path: loaded, **(files or {})}
    matched = frozenset[tuple[str, str]]()
    corrected: tuple[Correction, ...] = ()
    with without_collector():
        if beside.overlays:
            from microdep_rules.bom.overlays.application import apply_overlays

            result = apply_overlays(loaded, beside.overlays, beside.as_of, _opening(beside))
            loaded, matched, corrected = result.loaded, result.matched, result.corrections
            read |= {loaded.path: loaded, **result.files}
        problems = list(loaded.diagnostics)
        bom, found = build(loaded, context, on_route=load_stages(terms).on_route)
        problems += found
        problems += check_words([loaded, context], extended_by(terms))
    read |= {context.path: context} if context is not None else {}
    told = tuple(in_order(problems))
    return CheckedDocument(loaded.path, bom, (), told, read, matched=matched, corrected=corrected)


def _opening(beside: Beside) -> FileOpener | None:
    """Opens the files of evidence of one document, where they may be opened."""
    if beside.workspace is None:
        return None
    from microdep_rules.pipeline.evidence import Opener

    return Opener(beside.workspace, beside.stated)


def rebuilt(document: CheckedDocument, loaded: LoadedDocument, packs: Sequence[PackUsed]) -> Bom | None:
    """A document that was built from another form of its text, which includes the overlays."""
    context = next((file for file in document.files.values() if file.kind == "context"), None)
    beside = replace(ALONE, context=context) if context is not None and context.value is not None else ALONE
    return _built(loaded, beside, packs).bom


def checked(
    project: Project,
    path: str,
    beside: Beside,
    packs: Sequence[PackUsed],
    request: Request,
    progress: Progress | None = None,
) -> tuple[CheckedDocument, tuple[Input, ...]]:
    """One document with what every rule says of it, gone through once where it is large and plain."""
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(path)
    if data is None:
        return CheckedDocument(shown, None, (), (problem,) if problem else ()), ()
    if recognize_form(path, data).read_as != "document" or has_unsupported_format(path):
        document, inputs = _read(project, path, data, beside, packs)
        document = with_evidence(project.workspace, document, request.evidence)
        return _judged(document, packs, request, project.config, progress), inputs
    read = (Input(shown, digest_of(data), "bom"),)
    # What overlays declare may be about any part, so that such a document is read as a whole.
    whole = request.whole or bool(beside.overlays)
    if len(data) > LARGE and request.listed is not None and not whole:
        from microdep_rules.pipeline.large import checked_in_pieces

        rules, query = _without(packs, project.config), _query(request, packs, project.config)
        most = request.listed if request.names_passing or not _for_one_reason(rules) else MOST_IN_TEXT
        found = checked_in_pieces(
            shown,
            data,
            beside.context,
            rules,
            query,
            progress,
            most=most,
            opening=lambda each: with_evidence(project.workspace, each, request.evidence),
        )
        if found is not None:
            return _with_evidence_told(found, request.as_of), read
    document = with_evidence(project.workspace, bom_of(shown, data, beside, packs), request.evidence)
    return _judged(document, packs, request, project.config, progress), read


def _judged(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: Request,
    config: Config,
    progress: Progress | None,
) -> CheckedDocument:
    """A document that was judged, with the clears that are none without evidence that nobody opened."""
    found = judged(document, packs, request, config, progress)
    if not found.outcomes or all(each.state != NOT_OPENED for each in found.evidence.values()):
        return found
    from microdep_rules.pipeline.relying import with_relying

    return with_relying(found, _without(packs, config), _query(request, packs, config))


def _with_evidence_told(document: CheckedDocument, as_of: date) -> CheckedDocument:
    """A document that was judged, with the marks of its evidence, and what is wrong with that."""
    if not document.evidence:
        return replace(document, as_of=as_of)
    from microdep_rules.pipeline.evidence import told

    evidence, problems = told(document, as_of)
    diagnostics = tuple(in_order([*document.diagnostics, *problems]))
    return replace(document, evidence=evidence, diagnostics=diagnostics, as_of=as_of)


def _for_one_reason(packs: Sequence[ir.Pack]) -> bool:
    """Return whether nothing is lost of what a text says when all that does not apply is only counted."""
    from microdep_rules.engine.reach import for_one_reason

    return all(for_one_reason(rule) for pack in packs for rule in pack.rules)


def _without(packs: Sequence[PackUsed], config: Config) -> list[ir.Pack]:
    """The packs without the rules that are left out; a pack that keeps all of them is the same one."""
    skipped = {each.rule for each in config.leave_out}
    return [_kept(used.pack, skipped) for used in packs if used.pack is not None]


def _kept(pack: ir.Pack, skipped: set[str]) -> ir.Pack:
    rules = tuple(rule for rule in pack.rules if rule.id not in skipped)
    return pack if len(rules) == len(pack.rules) else structs.replace(pack, rules=rules)


def _query(request: Request, packs: Sequence[PackUsed], config: Config, only: str = "") -> Query:
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


def judged(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: Request,
    config: Config,
    progress: Progress | None = None,
) -> CheckedDocument:
    """The document with what every rule says of it, and with what does not fit the rules: claims, stages."""
    if document.bom is None:
        return document
    from microdep_rules.bom.claims import check_claims
    from microdep_rules.engine.reach import wants_milestones
    from microdep_rules.pipeline.own_fields import wrong_own_fields

    rules = [rule for used in packs if used.pack is not None for rule in used.pack.rules]
    strange = check_claims(document.bom, {exception.name for rule in rules for exception in rule.exceptions})
    turns: set[date] = set()
    outcomes = outcomes_of(document, packs, request, config, progress=progress, turns=turns)
    told = [*document.diagnostics, *strange, *wrong_own_fields(document.bom, packs)]
    if any(wants_milestones(rule) for rule in rules):
        told += contradictions_in(document, outcomes)
    diagnostics = tuple(in_order(told))
    query = replace(_query(request, packs, config), unproven=unproven(document.evidence))
    found = replace(document, outcomes=outcomes, diagnostics=diagnostics, query=query, turns=frozenset(turns))
    return _with_evidence_told(found, request.as_of)


def outcomes_of(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    request: Request,
    config: Config,
    *,
    only: str = "",
    progress: Progress | None = None,
    turns: set[date] | None = None,
) -> tuple[Outcome, ...]:
    """What every rule of the packs says of a document, without the rules that are left out.

    `only` names one rule, which is then asked even if it is left out. After each rule, `progress` is told how
    many outcomes there are at most so far, and in all.
    """
    if document.bom is None:
        return ()
    from microdep_rules.engine.evaluate import evaluate

    count = request.listed is not None and _most(document.bom, packs) > request.listed
    query = replace(_query(request, packs, config, only), count=count, unproven=unproven(document.evidence))
    kept = [each.pack for each in packs if each.pack is not None] if only else _without(packs, config)
    parts, rules = len(document.bom.components), sum(len(pack.rules) for pack in kept)
    bom = document.bom
    read: Read = {}
    told = (lambda done: progress(done * parts, rules * parts)) if progress is not None else None
    done = count_from(1)
    ended = (lambda: told(next(done))) if told is not None else None
    found: list[Outcome] = []
    for pack in kept:
        with without_collector():  # what is found stays, and makes no circles: it took a fifth of the time
            found += evaluate(pack, bom, query, ended, read, turns)
    return tuple(found)


def _most(bom: Bom, packs: Sequence[PackUsed]) -> int:
    """How many outcomes there may be: one for each rule and part."""
    return len(bom.components) * sum(len(used.pack.rules) for used in packs if used.pack is not None)


def contradictions_in(document: CheckedDocument, outcomes: Sequence[Outcome]) -> list[Diagnostic]:
    """Lists of stages that are said to be complete and lack what rules want accounted for, each once."""
    found: dict[Contradiction, list[str]] = {}
    for outcome in outcomes:
        for contradiction in outcome.contradictions:
            found.setdefault(contradiction, []).append(outcome.rule.id)
    if not found:
        return []
    from microdep_rules.bom.errors.stages import complete_without_milestone

    said = []
    for each, rules in found.items():
        spans, at = document.files[each.material.file].spans, each.material.pointer
        statement = next((p for p in (f"{at}/complete", f"{at}/stages") if spans.has(p)), at)
        said.append(
            complete_without_milestone(each.material.name, each.lacking, rules, spans.head(statement))
        )
    return said


def _parameters(packs: Sequence[PackUsed], config: Config) -> dict[str, object]:
    """The values that configuration gives, in the types of the parameters."""
    found: dict[str, object] = {}
    for used in packs:
        for name, raw in settings_of(used, config).items():
            parameter = used.pack.parameters.get(name) if used.pack is not None else None
            value = parameter_value(parameter, raw) if parameter is not None else None
            if value is not None:
                found[f"{used.name}/{name}"] = value
    return found
