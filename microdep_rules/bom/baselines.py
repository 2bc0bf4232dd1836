"""Baselines as they are read: the findings that were there when a repository began to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import baselines as say
from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class PackEntry(Struct, frozen=True, order=True):
    """A pack as it was run."""

    name: str
    version: str
    variant: str
    digest: str


class FindingEntry(Struct, frozen=True, order=True):
    """One finding, as it was."""

    document: str
    rule: str
    subject: str
    verdict: str
    fingerprint: str
    facts: str
    times: int = 1
    """In how many documents with one id it was found."""


class Baseline(Struct, frozen=True):
    """What was found, by which packs, in which documents."""

    packs: tuple[PackEntry, ...]
    documents: dict[str, int]
    """How many documents there were with an id."""
    findings: tuple[FindingEntry, ...]
    file: Loaded | None = None
    """What it was read from."""

    def pack_span(self, number: int) -> Span:
        """Where a pack is named."""
        assert self.file is not None
        return self.file.spans.head(f"/packs/{number}")

    def packs_span(self) -> Span:
        """Where the packs are listed."""
        assert self.file is not None
        return self.file.spans.key("/packs")


def load_baseline(path: str, data: bytes) -> tuple[Loaded, Baseline | None, list[Diagnostic]]:
    """A baseline, or nothing and what is wrong with its file."""
    loaded = load_document(path, data, kind="baseline")
    problems = [say.of_a_baseline(diagnostic) for diagnostic in loaded.diagnostics]
    value = loaded.value
    if value is None:
        return loaded, None, problems
    twice = list(_twice(loaded, value))
    if twice:
        return loaded, None, [*problems, *twice]
    packs = tuple(
        PackEntry(each["name"], each["version"], each.get("variant", ""), each["digest"])
        for each in value["packs"]
    )
    documents = {each["id"]: int(each.get("times", 1)) for each in value["documents"]}
    findings = tuple(FindingEntry(**each) for each in value["findings"])
    return loaded, Baseline(packs, documents, findings, loaded), problems


def _twice(loaded: Loaded, value: dict[str, Any]) -> Iterator[Diagnostic]:
    """Whatever stands in it a second time, as when two versions of it were put together."""
    keys = {"packs": ("name",), "documents": ("id",), "findings": ("fingerprint", "facts")}
    for name, fields in keys.items():
        first: dict[tuple[str, ...], int] = {}
        for index, each in enumerate(value[name]):
            known = first.setdefault(tuple(each[field] for field in fields), index)
            if known != index:
                what = {"packs": "the pack", "documents": "the document"}.get(name, "the finding")
                at, before = (loaded.spans.head(join("", name, number)) for number in (index, known))
                yield say.entry_twice(f"{what} `{each[fields[0]]}`", at, before)
