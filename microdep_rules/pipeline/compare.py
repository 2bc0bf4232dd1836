"""Comparison of several subjects, such as suppliers or products, by the same rules."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import fields, replace

from microdep_rules.bom.errors.reading import WITHOUT_BEGINNING
from microdep_rules.bom.evidence_files import unproven
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import phrase_of
from microdep_rules.output.comparison import JudgedSubject, comparison_data
from microdep_rules.pipeline.documents import build_document, judge_document, load_bom
from microdep_rules.production.analysis import settled
from microdep_rules.production.bom_subjects import subject_of_bom
from microdep_rules.production.distinct import own_ids, own_source_ids
from microdep_rules.production.dossier import is_dossier, load_dossier
from microdep_rules.production.dossier_document import bom_value
from microdep_rules.production.dossier_subjects import subjects_of
from microdep_rules.production.failing_nodes import with_failures
from microdep_rules.production.sources import days_to_come
from microdep_rules.production.structure import structure_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.production.dossier import Dossier
    from microdep_rules.source import SourceFile


_NAME = "write `schema: microdep-bom/1` on the first line, or `schema: microdep-dossier/1` of a dossier"
"""Help text for a file that could be a dossier or a bill of materials."""


class ComparisonResult(Struct, frozen=True):
    """Result of a comparison, and all problems of the inputs."""

    data: dict[str, Any] | None
    """Data of the comparison; `None` for fewer than two subjects, or if a subject cannot be read."""
    ids: tuple[str, ...] = ()
    """Ids of all subjects in the files, including subjects that are not compared."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    is_valid: bool = True
    by_choice: bool = False
    """True if at least one file is a dossier, so that the user chooses the compared subjects."""


class ComparisonInput(Struct):
    """Contents of the files that were read."""

    dossiers: list[tuple[str, Dossier]] = field(default_factory=list)
    documents: list[CheckedDocument] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)


class ComparisonChoice(Struct, frozen=True):
    """Choice of the subjects that are compared."""

    by: str = "chain"
    only: tuple[str, ...] = ()


def compare_subjects(
    project: Project,
    paths: Sequence[str],
    shared: SharedInputs,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    choice: ComparisonChoice,
) -> ComparisonResult:
    """Compare the subjects in some files. A file is a dossier or a bill of materials."""
    read = ComparisonInput()
    for path in {os.path.realpath(path_): path_ for path_ in paths}.values():  # each file only once
        _read(project, path, shared, packs, read, request.as_of)
    if has_errors(read.diagnostics):
        return ComparisonResult(None, (), tuple(read.diagnostics), read.sources, is_valid=False)
    subjects = [*_dossier_subjects(project, read, shared, packs, request, choice.by)]
    subjects += _document_subjects(project, read, packs, request)
    plain = [entry.subject.id for entry in subjects]
    subjects, sources = _with_unique_ids(subjects, read)
    ids = tuple(entry.subject.id for entry in subjects)
    known, only = {*ids, *plain}, set(choice.only)
    chosen = [e for e, name in zip(subjects, plain, strict=True) if not only or only & {e.subject.id, name}]
    if len(chosen) < 2 or only - known:  # noqa: PLR2004 - a comparison needs at least two subjects
        diagnostics = tuple(read.diagnostics)
        return ComparisonResult(None, ids, diagnostics, read.sources, by_choice=bool(read.dossiers))
    titles = dict.fromkeys(dossier.data["title"] for _, dossier in read.dossiers)
    data = comparison_data(chosen, sources, list(titles), packs, request.as_of)
    return ComparisonResult(data, ids, tuple(read.diagnostics), read.sources)


def _with_unique_ids(
    subjects: Sequence[JudgedSubject], content: ComparisonInput
) -> tuple[list[JudgedSubject], list[Mapping[str, Any]]]:
    """Return the subjects and the sources, each with a unique id."""
    ids = own_ids([(entry.path, entry.subject.id) for entry in subjects])
    used = [(path, source) for path, dossier in content.dossiers for source in dossier.sources.values()]
    own = own_source_ids(used)
    sources = {own[path, source["id"]]: {**source, "id": own[path, source["id"]]} for path, source in used}
    apart = [_with_ids(entry, id_, own) for entry, id_ in zip(subjects, ids, strict=True)]
    return apart, list(sources.values())


def _with_ids(compared: JudgedSubject, id_: str, sources: Mapping[tuple[str, str], str]) -> JudgedSubject:
    """Return the subject with a new id; its sources get new ids, too."""
    own = {id_: new for (path, id_), new in sources.items() if path == compared.path}
    return replace(compared, subject=replace(_with_sources(compared.subject, own), id=id_))


def _with_sources(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - a subject, or any value inside it
    """Return `value` with new ids for the sources of all facts inside it."""
    if isinstance(value, tuple):
        return tuple(_with_sources(member, ids) for member in value)
    if not isinstance(value, Struct):
        return value
    own = {field_.name: getattr(value, field_.name) for field_ in fields(value)}
    if "sources" in own:
        return replace(value, sources=tuple(ids[source] for source in own["sources"]))
    return replace(value, **{name: _with_sources(member, ids) for name, member in own.items()})


def _read(
    project: Project,
    path: str,
    shared: SharedInputs,
    packs: Sequence[PackUsed],
    content: ComparisonInput,
    day: date,
) -> None:
    data, problem = project.workspace.read(path)
    if data is None:
        content.diagnostics += [problem] if problem is not None else []
        return
    if not is_dossier(data):
        document = load_bom(project, path, shared, packs)[0]
        content.documents.append(document)
        content.diagnostics += [_without_schema(diagnostic) for diagnostic in document.diagnostics]
        content.sources |= {name: loaded.source for name, loaded in document.files.items()}
        return
    shown = project.workspace.shown(path)
    dossier, loaded, problems = load_dossier(shown, data)
    content.diagnostics += problems
    content.sources[loaded.path] = loaded.source
    if dossier is not None:
        content.diagnostics += days_to_come(loaded, day)
        content.dossiers.append((shown, dossier))


def _without_schema(problem: Diagnostic) -> Diagnostic:
    """Return the diagnostic for a file without a schema; its help names both possible schemas."""
    if problem.code in WITHOUT_BEGINNING:
        return replace(problem, help=phrase_of("file/empty", "bom-or-dossier"))
    return replace(problem, help=_NAME) if problem.code == "file/wrong-schema" else problem


def _dossier_subjects(
    project: Project,
    content: ComparisonInput,
    shared: SharedInputs,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    by: str,
) -> Iterator[JudgedSubject]:
    """Yield the subjects of dossiers, each with the outcomes of the rules.

    For the rules, the facts about a subject become a document.
    """
    for path, dossier in content.dossiers:
        for subject in subjects_of(dossier, by):
            text = json.dumps(bom_value(dossier, subject), default=_number)
            document = build_document(
                f"{path}#{subject.id}.json", text.encode(), replace(shared, overlays=()), packs
            )
            judged_document = judge_document(document, packs, request, project.config) if packs else document
            assert document.bom is not None
            shown = with_failures(subject, document.bom, judged_document.outcomes, dossier.data["substance"])
            yield JudgedSubject(shown, path, judged_document.verdict, judged_document.outcomes)


def _document_subjects(
    project: Project, content: ComparisonInput, packs: Sequence[PackUsed], request: CheckRequest
) -> Iterator[JudgedSubject]:
    for document in content.documents:
        assert document.bom is not None
        judged_document = judge_document(document, packs, request, project.config) if packs else document
        structure, _ = structure_of(document.bom)
        viability = settled(structure, judged_document.outcomes, project.config.impact) if structure else None
        subject = subject_of_bom(document.bom, document.path, unproven(document.evidence), viability)
        subject = with_failures(subject, document.bom, judged_document.outcomes)
        yield JudgedSubject(subject, document.path, judged_document.verdict, judged_document.outcomes)


def _number(value: object) -> float:
    """Return a decimal number as a float, for JSON."""
    assert isinstance(value, Decimal)
    return float(value)
