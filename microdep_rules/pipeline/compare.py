"""The comparative audit: subjects of dossiers and documents side by side, each judged by the same rules."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import fields, replace

from microdep_rules.bom.errors.reading import BEGIN, BEGINS
from microdep_rules.bom.evidence_files import unproven
from microdep_rules.diagnostics import has_errors
from microdep_rules.output.comparison import JudgedSubject, comparison_data
from microdep_rules.pipeline.documents import bom_of, judged, load_bom
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
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.project import Project
    from microdep_rules.production.dossier import Dossier
    from microdep_rules.source import SourceFile


_NAME = "write `schema: microdep-bom/1` on the first line, or `schema: microdep-dossier/1` of a dossier"
_BEGIN = f"{BEGIN['bom']}; {BEGIN['dossier'].replace('begin', 'a dossier begins', 1)}"
"""How to begin a file of which the command cannot see whether it is to be a dossier."""


class Audited(Struct, frozen=True):
    """What was found, and everything that is wrong with what was read."""

    data: dict[str, Any] | None
    """Nothing where there are fewer than two subjects, or one cannot be read."""
    ids: tuple[str, ...] = ()
    """Every subject that the files have, chosen or not."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    sound: bool = True
    by_choice: bool = False
    """Whether a file is a dossier, which has other subjects by another choice."""


class Read(Struct):
    """What was read of the files so far."""

    dossiers: list[tuple[str, Dossier]] = field(default_factory=list)
    documents: list[CheckedDocument] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)


class Choice(Struct, frozen=True):
    """Which subjects are compared."""

    by: str = "chain"
    only: tuple[str, ...] = ()


def audited(
    project: Project,
    paths: Sequence[str],
    beside: Beside,
    packs: Sequence[PackUsed],
    request: Request,
    choice: Choice,
) -> Audited:
    """The comparison of the subjects of files."""
    read = Read()
    for path in {os.path.realpath(each): each for each in paths}.values():  # a file is itself only once
        _read(project, path, beside, packs, read, request.as_of)
    if has_errors(read.diagnostics):
        return Audited(None, (), tuple(read.diagnostics), read.sources, sound=False)
    found = [*_of_dossiers(project, read, beside, packs, request, choice.by)]
    found += _of_documents(project, read, packs, request)
    plain = [each.subject.id for each in found]
    found, sources = _apart(found, read)
    ids = tuple(each.subject.id for each in found)
    known, only = {*ids, *plain}, set(choice.only)
    chosen = [e for e, name in zip(found, plain, strict=True) if not only or only & {e.subject.id, name}]
    if len(chosen) < 2 or only - known:  # noqa: PLR2004 - a comparison is of two at least
        diagnostics = tuple(read.diagnostics)
        return Audited(None, ids, diagnostics, read.sources, by_choice=bool(read.dossiers))
    titles = dict.fromkeys(dossier.data["title"] for _, dossier in read.dossiers)
    data = comparison_data(chosen, sources, list(titles), packs, request.as_of)
    return Audited(data, ids, tuple(read.diagnostics), read.sources)


def _apart(found: Sequence[JudgedSubject], read: Read) -> tuple[list[JudgedSubject], list[Mapping[str, Any]]]:
    """The subjects and the sources, each with an id that no other one has."""
    ids = own_ids([(each.path, each.subject.id) for each in found])
    used = [(path, source) for path, dossier in read.dossiers for source in dossier.sources.values()]
    own = own_source_ids(used)
    sources = {own[path, source["id"]]: {**source, "id": own[path, source["id"]]} for path, source in used}
    apart = [_with_ids(each, id_, own) for each, id_ in zip(found, ids, strict=True)]
    return apart, list(sources.values())


def _with_ids(compared: JudgedSubject, id_: str, sources: Mapping[tuple[str, str], str]) -> JudgedSubject:
    """The subject with another id, and with other ids of its sources."""
    own = {id_: new for (path, id_), new in sources.items() if path == compared.path}
    return replace(compared, subject=replace(_with_sources(compared.subject, own), id=id_))


def _with_sources(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - a subject, and all in it
    """A record with other ids of the sources of each of its facts, wherever they are."""
    if isinstance(value, tuple):
        return tuple(_with_sources(each, ids) for each in value)
    if not isinstance(value, Struct):
        return value
    own = {each.name: getattr(value, each.name) for each in fields(value)}
    if "sources" in own:
        return replace(value, sources=tuple(ids[each] for each in own["sources"]))
    return replace(value, **{name: _with_sources(each, ids) for name, each in own.items()})


def _read(
    project: Project, path: str, beside: Beside, packs: Sequence[PackUsed], read: Read, day: date
) -> None:
    data, problem = project.workspace.read(path)
    if data is None:
        read.diagnostics += [problem] if problem is not None else []
        return
    if not is_dossier(data):
        document = load_bom(project, path, beside, packs)[0]
        read.documents.append(document)
        read.diagnostics += [_of_either(diagnostic) for diagnostic in document.diagnostics]
        read.sources |= {name: each.source for name, each in document.files.items()}
        return
    shown = project.workspace.shown(path)
    dossier, loaded, problems = load_dossier(shown, data)
    read.diagnostics += problems
    read.sources[loaded.path] = loaded.source
    if dossier is not None:
        read.diagnostics += days_to_come(loaded, day)
        read.dossiers.append((shown, dossier))


def _of_either(found: Diagnostic) -> Diagnostic:
    """What is said of a file without a schema: it may be of either kind."""
    fix = _BEGIN if found.code in BEGINS else _NAME if found.code == "bom/missing-schema" else ""
    return replace(found, help=fix) if fix else found


def _of_dossiers(
    project: Project, read: Read, beside: Beside, packs: Sequence[PackUsed], request: Request, by: str
) -> Iterator[JudgedSubject]:
    """The subjects of dossiers, each judged as a document that states what the dossier states."""
    for path, dossier in read.dossiers:
        for subject in subjects_of(dossier, by):
            text = json.dumps(bom_value(dossier, subject), default=_number)
            document = bom_of(f"{path}#{subject.id}.json", text.encode(), replace(beside, overlays=()), packs)
            found = judged(document, packs, request, project.config) if packs else document
            assert document.bom is not None
            shown = with_failures(subject, document.bom, found.outcomes, dossier.data["substance"])
            yield JudgedSubject(shown, path, found.verdict, found.outcomes)


def _of_documents(
    project: Project, read: Read, packs: Sequence[PackUsed], request: Request
) -> Iterator[JudgedSubject]:
    for document in read.documents:
        assert document.bom is not None
        found = judged(document, packs, request, project.config) if packs else document
        structure, _ = structure_of(document.bom)
        viability = settled(structure, found.outcomes, project.config.impact) if structure else None
        subject = subject_of_bom(document.bom, document.path, unproven(document.evidence), viability)
        subject = with_failures(subject, document.bom, found.outcomes)
        yield JudgedSubject(subject, document.path, found.verdict, found.outcomes)


def _number(value: object) -> float:
    """A decimal as JSON has it; the reader takes its digits, not its bits."""
    assert isinstance(value, Decimal)
    return float(value)
