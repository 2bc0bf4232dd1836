"""The bundle: everything about a check in one folder, the same bytes for the same inputs.

`record.json` is the truth, the reports and tables are views of it. All that was read travels along, so that
the check can be made again; `manifest.json` lists every file with its digest, and is what people sign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.report import html, markdown, sheets
from microdep_rules.signing.canonical import encoded
from microdep_rules.signing.manifest import NAME, SUMS, File, manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCHEMA = "microdep-bundle/1"
INDEX, RECORD, EVIDENCE, VERIFY = "bundle.json", "record.json", "evidence.json", "VERIFY.md"
SUPPLY = "supply.json"
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST = 80


class Read(Struct, frozen=True):
    """A file that the check read, as it was read."""

    path: str
    """As outputs name it."""
    kind: str
    digest: str
    data: bytes


class Pack(Struct, frozen=True):
    """A pack as it was run: its files, with line ends as its digest has them."""

    name: str
    version: str
    digest: str
    files: tuple[tuple[str, bytes], ...]
    """Paths as outputs name them, and what is in them."""


class Asked(Struct, frozen=True):
    """What else decided what was found: all that it takes to make the check again."""

    paths: tuple[str, ...]
    packs: tuple[str, ...]
    variants: Mapping[str, str]
    context: str
    overlays: tuple[str, ...]
    waivers: tuple[str, ...] | None
    baseline: str


class Views(Struct, frozen=True):
    """What reports are made of: the record, what documents say of supply, and the papers that they name."""

    record: Mapping[str, Any]
    supply: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]


def files_of(
    views: Views, text: str, read: Sequence[Read], packs: Sequence[Pack], asked: Asked, generated_at: str
) -> dict[str, bytes]:
    """Every file of a bundle by its path, with the manifest and its sums; `text` is the record as JSON."""
    record, supply, evidence = views.record, views.supply, views.evidence
    inputs = {_input(number, each): each for number, each in enumerate(read, 1)}
    kept = dict(_of_packs(packs))
    files = {
        RECORD: text.encode(),
        INDEX: encoded(_index(record, inputs, packs, asked, generated_at)),
        EVIDENCE: encoded(evidence),
        SUPPLY: encoded(supply),
        "report.html": html.render(record, supply, evidence, generated_at).encode(),
        "report.md": markdown.render(record).encode(),
        "findings.csv": sheets.findings(record).encode(),
        VERIFY: markdown.fill("verify.md.j2", {"record": record}).encode(),
        **{path: each.data for path, each in inputs.items()},
        **kept,
    }
    return sealed(files, generated_at)


def sealed(files: Mapping[str, bytes], generated_at: str) -> dict[str, bytes]:
    """Files with their manifest and its sums."""
    import hashlib

    listed = (File(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items())
    found = manifest(listed, generated_at)
    return {**files, NAME: found.data, SUMS: found.sums}


def _index(
    record: Mapping[str, Any],
    inputs: Mapping[str, Read],
    packs: Sequence[Pack],
    asked: Asked,
    generated_at: str,
) -> dict[str, Any]:
    """What is in the bundle and how it was asked for."""
    return {
        "schema": SCHEMA,
        "generated_at": generated_at,
        "as_of": record["as_of"],
        "tool": record["tool"],
        "options": record["options"],
        "asked": {
            "paths": list(asked.paths),
            "packs": list(asked.packs),
            "variants": dict(asked.variants),
            "context": asked.context,
            "overlays": list(asked.overlays),
            "waivers": list(asked.waivers) if asked.waivers is not None else None,
            "baseline": asked.baseline,
        },
        "inputs": [
            {"path": each.path, "kind": each.kind, "digest": each.digest, "file": path}
            for path, each in inputs.items()
        ],
        "packs": [
            {
                "name": each.name,
                "version": each.version,
                "digest": each.digest,
                "files": [{"path": path, "file": _in_pack(each.name, path)} for path, _ in each.files],
            }
            for each in packs
        ],
    }


def _input(number: int, read: Read) -> str:
    return f"inputs/{number:04}-{portable(read.path.rpartition('/')[2])}"


def _of_packs(packs: Iterable[Pack]) -> Iterable[tuple[str, bytes]]:
    for pack in packs:
        for path, data in pack.files:
            yield _in_pack(pack.name, path), data


def _in_pack(name: str, path: str) -> str:
    return f"packs/{portable(name)}/{portable(path.rpartition('/')[2])}"


def portable(name: str) -> str:
    """A name that every system has as it is; the number before it keeps names apart that become one.

    >>> portable("Stückliste (neu).csv"), portable("..")
    ('St-ckliste-neu-.csv', 'file')
    """
    found = _ODD.sub("-", name).strip(".-")[-LONGEST:].lstrip(".-")
    return found or "file"
