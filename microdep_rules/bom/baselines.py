"""Baselines: findings of an earlier check that later checks do not report again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import baselines as say
from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class PackEntry(Struct, frozen=True, order=True):
    """Pack that the earlier check used."""

    name: str
    version: str
    variant: str
    digest: str


class FindingEntry(Struct, frozen=True, order=True):
    """Finding of the earlier check, such as a failed rule for a component."""

    document: str
    rule: str
    subject: str
    verdict: str
    fingerprint: str
    facts: str
    times: int = 1
    """Number of documents with the id `document` that have this finding."""


class Baseline(Struct, frozen=True):
    """Findings of an earlier check, with its packs and documents."""

    packs: tuple[PackEntry, ...]
    documents: dict[str, int]
    """For each document id, the number of checked documents."""
    findings: tuple[FindingEntry, ...]
    file: LoadedDocument | None = None
    """The baseline file."""

    def pack_span(self, number: int) -> Span:
        """Return the position of the pack with the index `number` in the baseline file."""
        assert self.file is not None
        return self.file.spans.head(f"/packs/{number}")

    def packs_span(self) -> Span:
        """Return the position of the list of packs in the baseline file."""
        assert self.file is not None
        return self.file.spans.key("/packs")


def load_baseline(path: str, data: bytes) -> tuple[LoadedDocument, Baseline | None, list[Diagnostic]]:
    """Return the loaded file, the baseline in the file, and the diagnostics.

    The baseline is `None` if the file has an error.
    """
    loaded = load_document(path, data, kind="baseline")
    problems = [say.of_a_baseline(diagnostic) for diagnostic in loaded.diagnostics]
    value = loaded.value
    if value is None:
        return loaded, None, problems
    duplicates = list(_report_duplicates(loaded, value))
    if duplicates:
        return loaded, None, [*problems, *duplicates]
    packs = tuple(
        PackEntry(pack["name"], pack["version"], pack.get("variant", ""), pack["digest"])
        for pack in value["packs"]
    )
    documents = {document["id"]: int(document.get("times", 1)) for document in value["documents"]}
    findings = tuple(FindingEntry(**finding) for finding in value["findings"])
    return loaded, Baseline(packs, documents, findings, loaded), problems


def _report_duplicates(loaded: LoadedDocument, value: dict[str, Any]) -> Iterator[Diagnostic]:
    """Return diagnostics for duplicate entries. A wrong merge in Git may create duplicate entries."""
    keys = {"packs": ("name",), "documents": ("id",), "findings": ("fingerprint", "facts")}
    for name, fields in keys.items():
        first: dict[tuple[str, ...], int] = {}
        for index, entry in enumerate(value[name]):
            known = first.setdefault(tuple(entry[field] for field in fields), index)
            if known != index:
                kind_of_entry = {"packs": "the pack", "documents": "the document"}.get(name, "the finding")
                at, before = (loaded.spans.head(join("", name, number)) for number in (index, known))
                yield diagnose(
                    "bom/duplicate-id",
                    at,
                    "baseline",
                    also=[before],
                    entry=f"{kind_of_entry} `{entry[fields[0]]}`",
                )
