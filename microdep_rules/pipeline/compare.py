"""The comparative audit: subjects of dossiers and documents side by side, each judged by the same rules."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import unproven
from microdep_rules.diagnostics import has_errors
from microdep_rules.output.comparison import Compared, comparison_data
from microdep_rules.pipeline.documents import bom_of, judged, load_bom
from microdep_rules.production.bom_subjects import subject_of_bom
from microdep_rules.production.dossier import is_dossier, load_dossier
from microdep_rules.production.dossier_subjects import bom_value, subjects_of
from microdep_rules.production.failing_nodes import with_failures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.project import Project
    from microdep_rules.production.dossier import Dossier
    from microdep_rules.source import SourceFile


class Audited(Struct, frozen=True):
    """What was found, and everything that is wrong with what was read."""

    data: dict[str, Any] | None
    """Nothing where there are fewer than two subjects, or one cannot be read."""
    ids: tuple[str, ...] = ()
    """Every subject that the files have, chosen or not."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    sound: bool = True


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
    for path in paths:
        _read(project, path, beside, packs, read)
    if has_errors(read.diagnostics):
        return Audited(None, (), tuple(read.diagnostics), read.sources, sound=False)
    found = [*_of_dossiers(project, read, beside, packs, request, choice.by)]
    found += _of_documents(project, read, packs, request)
    ids = tuple(each.subject.id for each in found)
    chosen = [each for each in found if not choice.only or each.subject.id in choice.only]
    if len(chosen) < 2 or set(choice.only) - set(ids):  # noqa: PLR2004 - a comparison is of two at least
        return Audited(None, ids, tuple(read.diagnostics), read.sources)
    sources = {source["id"]: source for _, dossier in read.dossiers for source in dossier.sources.values()}
    titles = [dossier.data["title"] for _, dossier in read.dossiers]
    data = comparison_data(chosen, sources.values(), titles, packs, request.as_of)
    return Audited(data, ids, tuple(read.diagnostics), read.sources)


def _read(project: Project, path: str, beside: Beside, packs: Sequence[PackUsed], read: Read) -> None:
    data, problem = project.workspace.read(path)
    if data is None:
        read.diagnostics += [problem] if problem is not None else []
        return
    if not is_dossier(data):
        document = load_bom(project, path, beside, packs)[0]
        read.documents.append(document)
        read.diagnostics += document.diagnostics
        read.sources |= {name: each.source for name, each in document.files.items()}
        return
    shown = project.workspace.shown(path)
    dossier, loaded, problems = load_dossier(shown, data)
    read.diagnostics += problems
    read.sources[loaded.path] = loaded.source
    if dossier is not None:
        read.dossiers.append((shown, dossier))


def _of_dossiers(
    project: Project, read: Read, beside: Beside, packs: Sequence[PackUsed], request: Request, by: str
) -> Iterator[Compared]:
    """The subjects of dossiers, each judged as a document that states what the dossier states."""
    for path, dossier in read.dossiers:
        for subject in subjects_of(dossier, by):
            text = json.dumps(bom_value(dossier, subject), default=_number)
            document = bom_of(f"{path}#{subject.id}.json", text.encode(), replace(beside, overlays=()), packs)
            found = judged(document, packs, request, project.config) if packs else document
            assert document.bom is not None
            shown = with_failures(subject, document.bom, found.outcomes, dossier.data["substance"])
            yield Compared(shown, path, found.verdict, found.outcomes)


def _of_documents(
    project: Project, read: Read, packs: Sequence[PackUsed], request: Request
) -> Iterator[Compared]:
    for document in read.documents:
        assert document.bom is not None
        found = judged(document, packs, request, project.config) if packs else document
        subject = subject_of_bom(document.bom, document.path, unproven(document.evidence))
        subject = with_failures(subject, document.bom, found.outcomes)
        yield Compared(subject, document.path, found.verdict, found.outcomes)


def _number(value: object) -> float:
    """A decimal as JSON has it; the reader takes its digits, not its bits."""
    assert isinstance(value, Decimal)
    return float(value)
