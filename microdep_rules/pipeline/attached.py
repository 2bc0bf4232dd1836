"""Files of evidence in a bundle: those that it carries, and what it states of those that it does not."""

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
"""So many bytes of evidence one bundle carries."""
MOST_FILES = 50_000
"""So many files of evidence: with them, and the inputs, a bundle has no more files than are read."""


class Entry(Struct, frozen=True):
    """A path of evidence as `bundle.json` lists it, with the file of the bundle that carries it."""

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


def entries_of(checked: Checked) -> list[Entry]:
    """Every path of evidence that was looked at, each once, in the order of the documents."""
    found: dict[tuple[str, str], Entry] = {}
    for each in _all_opened(checked):
        if each.path and (each.named_in, each.path) not in found:
            found[each.named_in, each.path] = _entry(each)
    return list(found.values())


def _all_opened(checked: Checked) -> Iterator[OpenedFile]:
    """What opening the files of evidence has shown: of documents, and of waivers."""
    for document in checked.documents:
        yield from document.evidence.values()
    for waived in checked.waivers:
        yield from waived.files


def _entry(each: OpenedFile) -> Entry:
    """What was found of a file, without what a record states of it: two records may state two digests."""
    differs = each.state == DIFFERENT or bool(each.digest)
    return Entry(
        each.named_in,
        each.path,
        each.shown,
        NO_DIGEST if differs else each.state,
        "" if differs else each.because,
        "" if differs else each.fix,
        "" if differs else each.problem,
        each.digest,
        each.size,
    )


def too_large_to_attach(path: str) -> Diagnostic:
    """Return the error for more evidence than a bundle may contain."""
    megabytes = MOST_ATTACHED // 1024**2
    return diagnose("evidence/not-attached", Span(path, 0, 0), megabytes=megabytes, count=MOST_FILES)


def attached(
    workspace: Workspace, checked: Checked, entries: Sequence[Entry]
) -> tuple[list[Entry], dict[str, bytes], list[Diagnostic]]:
    """The entries with the files that carry them, and the bytes of these; each has to be as it was judged."""
    stated = {(each.named_in, each.path) for each in _all_opened(checked) if each.stated}
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    found, left = [], MOST_ATTACHED
    for entry in entries:
        if not entry.digest or (entry.named_in, entry.path) in stated:
            found.append(entry)
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
        found.append(replace(entry, file=names[entry.shown]))
    return found, files, []


def _read(workspace: Workspace, entry: Entry) -> bytes | None:
    """The bytes of a file that was opened before; nothing where they are others by now."""
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


def register(
    checked: Checked, entries: Iterable[Entry], of_record: Mapping[str, Any]
) -> list[dict[str, str]]:
    """The evidence register of a record as `evidence.json` has it, with the files that carry the evidence."""
    files = {(each.named_in, each.path): each.file for each in entries if each.file}
    found = []
    for document, recorded in zip(checked.documents, of_record["documents"], strict=True):
        for each in recorded["evidence"]:
            opened = document.evidence.get(each["id"])
            file = files.get((opened.named_in, opened.path), "") if opened is not None else ""
            found.append({"document": document.path, **as_texts(each), **({"file": file} if file else {})})
    for waived, recorded in zip(checked.waivers, of_record["waivers"], strict=True):
        for opened, entry in zip(waived.files, files_of_waivers([recorded]), strict=True):
            file = files.get((opened.named_in, opened.path), "")
            found.append({**entry, **({"file": file} if file else {})})
    return found


def disagreements(
    bundle: Files, entries: Iterable[Entry], of_record: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Files of a bundle whose evidence is not what its record states, with the reason."""
    listed = decode(bundle.read(EVIDENCE))
    named = [
        {**as_texts(e), "document": d["path"]} for d in of_record["documents"] for e in d.get("evidence", ())
    ]
    named += files_of_waivers(of_record.get("waivers", ()))
    entries = list(entries)
    carried = {(f"sha256:{entry.digest}", entry.file) for entry in entries if entry.file}
    files = {each.get("file", ""): each for each in listed}
    for each in listed:
        if "file" in each and (each.get("found"), each.pop("file")) not in carried:
            yield EVIDENCE, "it names a file for a document that is not in it"
    if listed != named:
        yield EVIDENCE, "it is not the register of the record"
    there = {each for each in bundle.names() if each.startswith(f"{FOLDER}/")}
    for entry in entries:
        if entry.file and files.get(entry.file, {}).get("found") != f"sha256:{entry.digest}":
            yield entry.file, "the register of the record has another digest for it"
        elif entry.file and (entry.file not in there or bundle.digest(entry.file)[0] != entry.digest):
            yield entry.file, "it is not the file that was opened"
    for name in sorted(there - {entry.file for entry in entries}):
        yield name, "nothing names it"


class Stated(Struct, frozen=True):
    """What a bundle states of files that it does not carry, as `verify --reproduce` hands it to `report`."""

    evidence: list[Entry] = []
    files_ignored: int = 0
    """How many other files lay in the folder that was checked."""

    def opened(self) -> dict[tuple[str, str], OpenedFile]:
        """The files of evidence as if they had been opened."""
        return {
            (each.named_in, each.path): OpenedFile(
                each.state, each.because, each.fix, each.problem, each.digest, each.size, stated=True
            )
            for each in self.evidence
            if each.state == NO_DIGEST or each.problem in PROBLEMS
        }


def stated_in(path: Path) -> Stated:
    """What `verify --reproduce` wrote into a file."""
    return msgspec.json.decode(path.read_bytes(), type=Stated)
