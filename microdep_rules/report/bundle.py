"""Bundle of a check: a folder with all files that a person needs to repeat the check.

Equal inputs give identical bundles. The program makes the reports and tables from `record.json`. If a report
differs, `record.json` is right. The bundle contains all input files. The file `manifest.json` lists every
other file with its digest. Signatures cover `manifest.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.patterns import pattern
from microdep_rules.report import markdown, sheets
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import (
    NAME,
    SUMS,
    TEMPLATE,
    build_manifest,
    describe_file,
    folder_digest,
    template_digest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.report.context import Views

SCHEMA = "microdep-bundle/1"
INDEX, RECORD, EVIDENCE, VERIFY = "bundle.json", "record.json", "evidence.json", "VERIFY.md"
SUPPLY, HTML, PDF, PACKS = "supply.json", "report.html", "report.pdf", "packs"
XLSX = "findings.xlsx"
_ODD = pattern(r"[^A-Za-z0-9._-]+")
LONGEST = 80
NOTHING_UNSEEN = "nothing: no clear, correction or waiver, and no imported list"
"""Text for the case that no outcome relies on evidence that was not opened, or on an imported list."""
MADE = (HTML, PDF, "report.md", "findings.csv", XLSX, VERIFY)
"""Files that the program makes from the record."""


class InputFile(Struct, frozen=True):
    """File that the check read; the bundle contains the unchanged bytes."""

    path: str
    """Path of the file, as the outputs show it."""
    kind: str
    digest: str
    data: bytes
    folder: str = ""
    """Name of the folder of a table; empty unless the table takes the name of its product from its folder."""


class BundledPack(Struct, frozen=True):
    """Rule pack of the check with its files; line ends are normalized, as for the digest of the pack."""

    name: str
    version: str
    digest: str
    files: tuple[tuple[str, bytes], ...]
    """Content of each file of the pack, by the path that the outputs show."""


class Inputs(Struct, frozen=True):
    """All inputs of a check."""

    read: Sequence[InputFile]
    packs: Sequence[BundledPack]
    evidence: Sequence[Mapping[str, Any]] = ()
    """Entries of the bundle's index for evidence files: one for each path in a document."""
    attached: Mapping[str, bytes] = {}
    """Evidence files in the bundle, by their paths in the bundle."""


class Pages(Struct, frozen=True):
    """Pages of the report, with data about the software that made the PDF."""

    html: str
    pdf: bytes | None = None
    engine: Mapping[str, Any] = {}
    """Software that made the PDF, with its versions and the digests of additional fonts."""
    template: Mapping[str, bytes] = {}
    """Files of a custom template, by their names in the folder of the template."""

    @property
    def template_digest(self) -> str:
        """SHA-256 of the custom template, as the manifest states it; empty for the standard template."""
        return template_digest(
            describe_file(f"{TEMPLATE}/{name}", data) for name, data in self.template.items()
        )


class BundleRequest(Struct, frozen=True):
    """Arguments and options with which a person can repeat the check."""

    paths: tuple[str, ...]
    packs: tuple[str, ...]
    variants: Mapping[str, str]
    context: str
    overlays: tuple[str, ...]
    waivers: tuple[str, ...] | None
    baseline: str
    production: Mapping[str, Any] = {}
    """Production analyses that the user asked for; empty if there are none."""


def files_of(
    views: Views, text: str, inputs: Inputs, asked: BundleRequest, pages: Pages, generated_at: str
) -> dict[str, bytes]:
    """Return the content of each file of a bundle, by path, including the manifest and the checksums.

    `text` is the record of the check as JSON text.
    """
    record = views.record
    read = {_input(number, file): file for number, file in enumerate(inputs.read, 1)}
    files = {
        RECORD: text.encode(),
        INDEX: encode(_index(record, read, inputs, asked, pages, generated_at)),
        EVIDENCE: encode(views.evidence),
        SUPPLY: encode(views.supply),
        **made_of(views, pages, generated_at),
        **{path: file.data for path, file in read.items()},
        **inputs.attached,
        **dict(_of_packs(inputs.packs)),
        **{f"{TEMPLATE}/{name}": data for name, data in pages.template.items()},
    }
    return sealed(files, generated_at)


def with_views(
    record: Mapping[str, Any], data: Mapping[str, Any], packs: Iterable[BundledPack]
) -> dict[str, Any]:
    """Return the record with a digest for every other file from which the report pages are made.

    All files of the applied packs share one digest.
    """
    digests = {name: describe_file(name, encode(view)).sha256 for name, view in data.items()}
    digests[PACKS] = folder_digest(
        PACKS, (describe_file(path, content) for path, content in _of_packs(packs))
    )
    return {**record, "views": {name: f"sha256:{digest}" for name, digest in sorted(digests.items())}}


def made_of(views: Views, pages: Pages, generated_at: str) -> dict[str, bytes]:
    """Return the files of a bundle that the program can make from the record alone."""
    return {
        HTML: pages.html.encode(),
        **({PDF: pages.pdf} if pages.pdf is not None else {}),
        "report.md": markdown.render(views.record).encode(),
        "findings.csv": sheets.csv_of(views.record).encode(),
        XLSX: sheets.xlsx_of(views, generated_at),
        VERIFY: markdown.fill(
            "verify.md.j2",
            {
                "relying": relying_lines(views.record),
                "template": pages.template_digest,
                "most": limits.SIGNOFF,
            },
        ).encode(),
    }


def relying_lines(record: Mapping[str, Any]) -> str:
    """Return one line for each outcome that relies on unopened evidence or on an imported list."""
    groups = of_the_run(record)
    return "\n".join([*groups.get("unopened", ()), *groups.get("lists", ())]) or NOTHING_UNSEEN


def sealed(files: Mapping[str, bytes], generated_at: str) -> dict[str, bytes]:
    """Return the files with two added files: a manifest and a list of checksums."""
    sealed_files = build_manifest((describe_file(path, data) for path, data in files.items()), generated_at)
    return {**files, NAME: sealed_files.data, SUMS: sealed_files.sums}


def _index(
    record: Mapping[str, Any],
    read: Mapping[str, InputFile],
    inputs: Inputs,
    asked: BundleRequest,
    pages: Pages,
    generated_at: str,
) -> dict[str, Any]:
    """Return the content of the bundle's index: the contents, and the arguments and options of the check."""
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
            **({"production": dict(asked.production)} if asked.production else {}),
        },
        "inputs": [
            {
                "path": file.path,
                "kind": file.kind,
                "digest": file.digest,
                "file": path,
                **({"folder": file.folder} if file.folder else {}),
            }
            for path, file in read.items()
        ],
        "evidence": list(inputs.evidence),
        "packs": [
            {
                "name": pack.name,
                "version": pack.version,
                "digest": pack.digest,
                "files": [{"path": path, "file": kept} for path, kept in _paths_in_bundle(pack).items()],
            }
            for pack in inputs.packs
        ],
        "pdf": dict(pages.engine) if pages.pdf is not None else None,
        "template": sorted(pages.template),
    }


def _input(number: int, read: InputFile) -> str:
    return f"inputs/{number:04}-{portable(read.path.rpartition('/')[2])}"


def _of_packs(packs: Iterable[BundledPack]) -> Iterable[tuple[str, bytes]]:
    for pack in packs:
        kept = _paths_in_bundle(pack)
        for path, data in pack.files:
            yield kept[path], data


def _paths_in_bundle(pack: BundledPack) -> dict[str, str]:
    """Return the path in the bundle for each file of a pack.

    If two paths would be equal on some operating system, the second path gets a number.
    """
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for number, (path, _) in enumerate(pack.files, 1):
        name = portable(path.rpartition("/")[2])
        name = f"{number:04}-{name}" if name.casefold() in taken else name
        taken.add(name.casefold())
        paths[path] = f"{PACKS}/{portable(pack.name)}/{name}"
    return paths


def portable(name: str) -> str:
    """Return a file name that is valid on every operating system.

    Callers put a number before the name, so that two equal names stay different.

    >>> portable("Stückliste (neu).csv"), portable("..")
    ('St-ckliste-neu-.csv', 'file')
    """
    cleaned = _ODD.sub("-", name).strip(".-")[-LONGEST:].lstrip(".-")
    return cleaned or "file"
