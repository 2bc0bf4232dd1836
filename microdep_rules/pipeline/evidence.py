"""Evidence files of a document: each is opened, hashed, and compared with the stated digest.

The path of an evidence file is relative to the file that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import (
    AGREES,
    DETERMINATION,
    DIFFERENT,
    NOT_OPENED,
    NOT_READ,
    FileLook,
    OpenedFile,
    PathRefusal,
    path_of,
    records_with_files,
    result_without_path,
    split_path,
    stated_digest,
)
from microdep_rules.bom.evidence_validity import (
    EXPIRED,
    LATER,
    NEVER_KNOWN,
    UNDATED,
    exact_date,
    timing_problem,
)
from microdep_rules.bom.spans import join
from microdep_rules.engine.evidence import has_issuer, stated_issuer
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.shortening import and_more
from microdep_rules.workspace.evidence import EvidenceFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.source import Span
    from microdep_rules.workspace.files import Workspace


class EvidenceOpener(Struct):
    """Opener of the evidence files that one document names."""

    workspace: Workspace
    stated: Mapping[tuple[str, str], OpenedFile]
    files: EvidenceFiles = field(default_factory=EvidenceFiles)

    def __call__(self, named_in: str, record: Mapping[str, object]) -> OpenedFile:
        """Return the result of opening the evidence file of a record in the file `named_in`."""
        path = path_of(record)
        if not path:
            return result_without_path(record)
        return _open_file(self.workspace, (named_in, path), stated_digest(record), self.files, self.stated)


def open_files(
    workspace: Workspace, document: CheckedDocument, stated: Mapping[tuple[str, str], OpenedFile]
) -> dict[str, OpenedFile]:
    """Return the results of opening the evidence files of a document, by the key of the evidence record."""
    assert document.bom is not None
    opener = EvidenceOpener(workspace, stated)
    results = {
        name: opener(record.file.spans.source_of(record.pointer).path, record.data)
        for name, record in records_with_files(document.bom).items()
    }
    correcting = {
        id_ for correction in document.corrected if not correction.is_opened for id_ in correction.evidence
    }
    for id_ in correcting & results.keys():
        results[id_] = replace(results[id_], corrects=results[id_].state == NOT_OPENED)
    return results


def open_waiver_files(
    workspace: Workspace, waivers: Iterable[Waiver], stated: Mapping[tuple[str, str], OpenedFile]
) -> tuple[dict[str, tuple[OpenedFile, ...]], list[Diagnostic]]:
    """Open the files of each waiver; return the results by the id of the waiver, and the problems."""
    files = EvidenceFiles()
    results: dict[str, tuple[OpenedFile, ...]] = {}
    problems: list[Diagnostic] = []
    for waiver in waivers:
        named_in = waiver.file.path
        opened_files = []
        for file in waiver.files:
            result = _open_file(workspace, (named_in, file.path), file.digest, files, stated)
            opened_files.append(result)
            if result.problem:
                inside = "sha256" if result.state == DIFFERENT else "path"
                at = waiver.span("evidence", file.index, inside)
                problems.append(_diagnose_file("waiver", waiver.id, result, at))
        if opened_files:
            results[waiver.id] = tuple(opened_files)
    return results, problems


def _open_file(
    workspace: Workspace,
    named: tuple[str, str],
    digest: str,
    files: EvidenceFiles,
    stated: Mapping[tuple[str, str], OpenedFile],
) -> OpenedFile:
    """Open a file that another file names by a relative path, and compare the file with the stated digest."""
    named_in, path = named
    steps = split_path(path)
    if isinstance(steps, PathRefusal):
        return OpenedFile(NOT_READ, steps.because, steps.fix, "not-a-path", named_in=named_in, path=path)
    folder = workspace.folder_of(named_in)
    opened_file = stated.get(named) or files.open(folder, steps)
    if own := workspace.own.find_reason(folder.joinpath(*steps), opened_file.size, opened_file.digest):
        opened_file = OpenedFile(NOT_READ, own, problem="own-file")
    opened_file = replace(
        opened_file, named_in=named_in, path=path, shown=workspace.shown(folder.joinpath(*steps))
    )
    opened_file = _compare(opened_file, digest)
    if workspace.looks is not None:
        workspace.looks.append(FileLook(named_in, path, digest, opened_file))
    return opened_file


def is_evidence_unchanged(
    workspace: Workspace, looks: Iterable[FileLook], stated: Mapping[tuple[str, str], OpenedFile]
) -> bool:
    """Return whether opening the evidence files of a document again would give the same results."""
    files = EvidenceFiles()
    return all(
        _open_file(workspace, (look.named_in, look.path), look.digest, files, stated) == look.opened
        for look in looks
    )


def _compare(file: OpenedFile, digest: str) -> OpenedFile:
    if not digest or not file.digest:
        return file
    if digest == file.digest:
        return replace(file, state=AGREES)
    return replace(
        file, state=DIFFERENT, because="its digest differs from the stated one", problem="different"
    )


def mark_evidence(document: CheckedDocument, as_of: date) -> tuple[dict[str, OpenedFile], list[Diagnostic]]:
    """Return the evidence results of a checked document, and the problems of its evidence files.

    Evidence with a defect is marked.
    """
    if document.bom is None or not document.evidence:
        return dict(document.evidence), []
    days = _days_of_evidence(document.outcomes)
    marked: dict[str, OpenedFile] = {}
    problems: list[Diagnostic] = []
    records = records_with_files(document.bom)
    for id_, file in document.evidence.items():
        record = records[id_]
        is_determination = record.kind == DETERMINATION
        if file.problem:
            inside = "document/sha256" if file.state == DIFFERENT else "document/path"
            kind, name = (DETERMINATION, record.id) if is_determination else ("evidence", id_)
            problems.append(_diagnose_file(kind, name, file, _field_span(document, record, inside)))
        if is_determination:  # a rule states on which days a determination is valid
            marked[id_] = file
            continue
        marks: dict[str, None] = {}
        if file.corrects:
            facts = [correction.words for correction in document.corrected if id_ in correction.evidence]
            marks[f"nobody opened it, and a correction relies on it: {and_more(facts, 1)}"] = None
            problems.append(
                diagnose(
                    "overlay/correction-without-evidence",
                    _field_span(document, record, "document"),
                    "not-opened",
                    id=id_,
                    facts=and_more(facts, 3),
                )
            )
        for mark, problem in _evidence_defects(document, record, sorted(days.get(id_, {as_of})), as_of):
            marks[mark] = None
            problems += [problem] if problem is not None else []
        marked[id_] = replace(file, marks=tuple(marks))
    return marked, problems


def _diagnose_file(kind: str, name: str, opened: OpenedFile, at: Span) -> Diagnostic:
    """Return the diagnostic for a file that evidence, a determination or a waiver names."""
    path, reason, fix = opened.path, opened.because, opened.fix
    match opened.problem:
        case "missing":
            return diagnose("evidence/file-missing", at, kind=kind, id=name, path=path, reason=reason)
        case "different":
            return diagnose("evidence/file-differs", at, kind=kind, id=name, path=path, digest=opened.digest)
        case "no-document":
            return diagnose("evidence/incomplete", at, "no-document", kind=kind, id=name)
        case "no-path":
            return diagnose("evidence/incomplete", at, "no-path", kind=kind, id=name, reason=reason)
        case _:
            return diagnose(
                "evidence/file-missing",
                at,
                "other-spelling"
                if opened.problem == "other-spelling"
                else "not-a-path"
                if opened.problem == "not-a-path"
                else "own-file"
                if opened.problem == "own-file"
                else "not-read",
                kind=kind,
                id=name,
                path=path,
                reason=reason,
                fix=fix,
            )


def _days_of_evidence(outcomes: Iterable[Outcome]) -> dict[str, set[date]]:
    """Return, for each evidence record, the days on which rules used a fact with this evidence."""
    days: dict[str, set[date]] = {}
    for outcome in outcomes:
        if outcome.timing.day is not None:
            for fact in outcome.facts:
                for id_ in fact.evidence:
                    days.setdefault(id_, set()).add(outcome.timing.day)
    return days


def _evidence_defects(
    document: CheckedDocument, record: Element, days: list[date], as_of: date
) -> Iterator[tuple[str, Diagnostic | None]]:
    """Yield the reasons why an evidence record proves nothing on one of the days on which rules used it."""
    assert document.bom is not None
    issuer = stated_issuer(document.bom, record)
    nobody = not has_issuer(document.bom, record)
    if nobody and issuer:
        at = _field_span(document, record, "issuer")
        yield (
            f"issuer `{issuer}` does not name an issuer",
            diagnose("evidence/incomplete", at, "names-nobody", id=record.id, issuer=issuer),
        )
    lacking = ["issuer"] if nobody and not issuer else []
    reasons = {timing_problem(record.data, day): day for day in reversed(days)}
    lacking += ["day of issue"] if UNDATED in reasons else []
    lacking += ["day on which it expires"] if NEVER_KNOWN in reasons else []
    if lacking:
        at = _field_span(document, record, "id")
        missing = " and no ".join(lacking)
        yield f"no {missing} stated", diagnose("evidence/incomplete", at, id=record.id, missing=missing)
    issued, expires = exact_date(record.data.get("issued")), exact_date(record.data.get("expires"))
    if EXPIRED in reasons and expires is not None:
        on = reasons[EXPIRED]
        yield (
            f"expired on {expires}, needed on {on}",
            diagnose(
                "evidence/not-valid-on-date",
                _field_span(document, record, "expires"),
                id=record.id,
                day=expires,
                on=on,
            ),
        )
    if issued is not None and issued > as_of:
        at = _field_span(document, record, "issued")
        yield (
            f"issued on {issued}, checked as of {as_of}",
            diagnose(
                "evidence/not-valid-on-date",
                at,
                "issued-after-check",
                id=record.id,
                day=issued,
                as_of=as_of,
            ),
        )
    elif LATER in reasons and issued is not None:
        on = reasons[LATER]
        yield (
            f"issued on {issued}, needed on {on}",
            diagnose(
                "evidence/not-valid-on-date",
                _field_span(document, record, "issued"),
                "issued-later",
                id=record.id,
                day=issued,
                on=on,
            ),
        )


def _field_span(document: CheckedDocument, record: Element, field: str) -> Span:
    """Return the position of a field in a record; without this field, the position of the record."""
    spans = document.files[record.file.path].spans
    pointer = join(record.pointer, *field.split("/"))
    return spans.value(pointer) if spans.has(pointer) else spans.head(record.pointer)
