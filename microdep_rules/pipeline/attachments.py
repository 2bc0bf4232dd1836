"""Evidence files in a bundle, and facts about the evidence files that a bundle does not contain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import (
    DIFFERENT,
    NO_DIGEST,
    PROBLEMS,
    OpenedFile,
    PathRefusal,
    split_path,
)
from microdep_rules.messages import diagnose
from microdep_rules.output.registers import as_texts, files_of_waivers
from microdep_rules.report.bundle import EVIDENCE, portable
from microdep_rules.signing.canonical import decode
from microdep_rules.source import Span
from microdep_rules.workspace.evidence import LARGEST, NotReadError, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.signing.files import Files
    from microdep_rules.workspace.files import Workspace

FOLDER = "evidence"
MOST_ATTACHED = 512 * 1024 * 1024
"""Largest number of bytes of evidence files in one bundle."""
MOST_FILES = 50_000
"""Largest number of evidence files in one bundle.

The limit for all files of a bundle is higher, because the inputs are also files of the bundle.
"""


class EvidenceEntry(Struct, frozen=True):
    """Path of an evidence file in `bundle.json`, with the name of the copy in the bundle."""

    named_in: str
    path: str
    shown: str = ""
    state: str = ""
    because: str = ""
    fix: str = ""
    problem: str = ""
    digest: str = ""
    size: int = 0
    file: str = ""


def list_entries(checked: Checked) -> list[EvidenceEntry]:
    """Return the path of every opened evidence file, each once, in the order of the documents."""
    entries: dict[tuple[str, str], EvidenceEntry] = {}
    for opened in _all_opened(checked):
        if opened.path and (opened.named_in, opened.path) not in entries:
            entries[opened.named_in, opened.path] = _make_entry(opened)
    return list(entries.values())


def _all_opened(checked: Checked) -> Iterator[OpenedFile]:
    """Yield the evidence files that the check opened, of documents and of waivers, with their results."""
    for document in checked.documents:
        yield from document.evidence.values()
    for waived in checked.waivers:
        yield from waived.files


def _make_entry(opened: OpenedFile) -> EvidenceEntry:
    """Return the entry for an opened evidence file, without the digest that a document states.

    Two documents may state different digests of one file.
    """
    differs = opened.state == DIFFERENT or bool(opened.digest)
    return EvidenceEntry(
        opened.named_in,
        opened.path,
        opened.shown,
        NO_DIGEST if differs else opened.state,
        "" if differs else opened.because,
        "" if differs else opened.fix,
        "" if differs else opened.problem,
        opened.digest,
        opened.size,
    )


def too_large_to_attach(path: str) -> Diagnostic:
    """Return the error for evidence files with a total size or number above the limit of a bundle."""
    megabytes = MOST_ATTACHED // 1024**2
    return diagnose("evidence/not-attached", Span(path, 0, 0), megabytes=megabytes, count=MOST_FILES)


def attach_files(
    workspace: Workspace, checked: Checked, entries: Sequence[EvidenceEntry]
) -> tuple[list[EvidenceEntry], dict[str, bytes], list[Diagnostic]]:
    """Return the entries with their names in the bundle, the bytes of the files, and errors.

    If a file has changed since the check, or the files are too large, there is an error and no entry.
    """
    stated = {(opened.named_in, opened.path) for opened in _all_opened(checked) if opened.stated}
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    attached_entries, left = [], MOST_ATTACHED
    for entry in entries:
        if not entry.digest or (entry.named_in, entry.path) in stated:
            attached_entries.append(entry)
            continue
        if entry.shown not in names:
            left -= entry.size
            if left < 0 or len(names) == MOST_FILES:
                return [], {}, [too_large_to_attach(entry.shown)]
            data = _read(workspace, entry)
            if data is None:
                return [], {}, [diagnose("bundle/input-changed", Span(entry.shown, 0, 0), path=entry.shown)]
            names[entry.shown] = f"{FOLDER}/{len(names) + 1:04}-{portable(entry.shown.rpartition('/')[2])}"
            files[names[entry.shown]] = data
        attached_entries.append(replace(entry, file=names[entry.shown]))
    return attached_entries, files, []


def _read(workspace: Workspace, entry: EvidenceEntry) -> bytes | None:
    """Return the bytes of an evidence file; `None` if the file has changed since the check."""
    import hashlib

    steps = split_path(entry.path)
    if isinstance(steps, PathRefusal):
        return None
    folder = workspace.folder_of(entry.named_in)
    try:
        data = b"".join(pieces_of(folder, steps, LARGEST))
    except (NotReadError, OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == entry.digest else None


def build_register(
    checked: Checked, entries: Iterable[EvidenceEntry], of_record: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Return the evidence register for `evidence.json`, with the names of the files in the bundle."""
    files = {(entry.named_in, entry.path): entry.file for entry in entries if entry.file}
    rows = []
    for document, recorded in zip(checked.documents, of_record["documents"], strict=True):
        for record_ in recorded["evidence"]:
            opened = document.evidence.get(record_["id"])
            file = files.get((opened.named_in, opened.path), "") if opened is not None else ""
            rows.append({"document": document.path, **as_texts(record_), **({"file": file} if file else {})})
    for waived, recorded in zip(checked.waivers, of_record["waivers"], strict=True):
        for opened, entry in zip(waived.files, files_of_waivers([recorded]), strict=True):
            file = files.get((opened.named_in, opened.path), "")
            rows.append({**entry, **({"file": file} if file else {})})
    return rows


def find_register_differences(
    bundle: Files, entries: Iterable[EvidenceEntry], of_record: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the evidence files of a bundle that contradict the record of the check, each with the reason."""
    listed = decode(bundle.read(EVIDENCE))
    named = [
        {**as_texts(e), "document": d["path"]} for d in of_record["documents"] for e in d.get("evidence", ())
    ]
    named += files_of_waivers(of_record.get("waivers", ()))
    entries = list(entries)
    carried = {(f"sha256:{entry.digest}", entry.file) for entry in entries if entry.file}
    files = {row.get("file", ""): row for row in listed}
    for row in listed:
        if "file" in row and (row.get("found"), row.pop("file")) not in carried:
            yield EVIDENCE, "it names a file that the bundle does not have"
    if listed != named:
        yield EVIDENCE, "it differs from the register of the record"
    present = {name for name in bundle.names() if name.startswith(f"{FOLDER}/")}
    for entry in entries:
        if entry.file and files.get(entry.file, {}).get("found") != f"sha256:{entry.digest}":
            yield entry.file, "the register of the record has another digest"
        elif entry.file and (entry.file not in present or bundle.digest(entry.file)[0] != entry.digest):
            yield entry.file, "it differs from the opened file"
    for name in sorted(present - {entry.file for entry in entries}):
        yield name, "no record names it"


class StatedEvidence(Struct, frozen=True):
    """Facts about files and folders that a bundle does not contain.

    The command `verify --reproduce` passes these facts to the process that repeats the check.
    """

    evidence: list[EvidenceEntry] = []
    files_ignored: int = 0
    """Number of files in the checked folder that the check ignored."""
    folder_names: dict[str, str] = {}
    """Names of folders, by path of a table.

    A table such as `bom.csv` does not name its product, so its folder gives the name.
    """

    def opened(self) -> dict[tuple[str, str], OpenedFile]:
        """Return the result of opening each stated evidence file, by the file that names it and by its path.

        A new check uses these results instead of the evidence files.
        """
        return {
            (entry.named_in, entry.path): OpenedFile(
                entry.state, entry.because, entry.fix, entry.problem, entry.digest, entry.size, stated=True
            )
            for entry in self.evidence
            if entry.state == NO_DIGEST or entry.problem in PROBLEMS
        }


def read_stated(path: Path) -> StatedEvidence:
    """Read the facts from the file that `verify --reproduce` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=StatedEvidence)
