"""The bundle: everything about a check in one folder, the same bytes for the same inputs.

`record.json` is the truth, the reports and tables are views of it. All that was read travels along, so that
the check can be made again; `manifest.json` lists every file with its digest, and is what people sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.patterns import pattern
from microdep_rules.report import markdown, sheets
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import encoded
from microdep_rules.signing.manifest import (
    NAME,
    SUMS,
    TEMPLATE,
    file_of,
    folder_digest,
    manifest,
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
"""What stands where nothing relies on what nobody opened or compared."""
MADE = (HTML, PDF, "report.md", "findings.csv", XLSX, VERIFY)
"""The files that are made of the record."""


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


class Inputs(Struct, frozen=True):
    """All that a check rests on."""

    read: Sequence[Read]
    packs: Sequence[Pack]
    evidence: Sequence[Mapping[str, Any]] = ()
    """What was found of each path of evidence, as the index lists it."""
    attached: Mapping[str, bytes] = {}
    """The files of evidence that the bundle carries, by their paths in it."""


class Pages(Struct, frozen=True):
    """The report as people read it, and what made it."""

    html: str
    pdf: bytes | None = None
    engine: Mapping[str, Any] = {}
    """What laid the PDF out, with its versions and the digests of further fonts."""
    template: Mapping[str, bytes] = {}
    """The files of a custom template, by their names in it."""

    @property
    def template_digest(self) -> str:
        """The SHA-256 of the custom template, as the manifest names it; nothing where it is ours."""
        return template_digest(file_of(f"{TEMPLATE}/{name}", data) for name, data in self.template.items())


class Asked(Struct, frozen=True):
    """What else decided what was found: all that it takes to make the check again."""

    paths: tuple[str, ...]
    packs: tuple[str, ...]
    variants: Mapping[str, str]
    context: str
    overlays: tuple[str, ...]
    waivers: tuple[str, ...] | None
    baseline: str
    production: Mapping[str, Any] = {}
    """The analyses of production; nothing where none was asked for."""


def files_of(
    views: Views, text: str, inputs: Inputs, asked: Asked, pages: Pages, generated_at: str
) -> dict[str, bytes]:
    """Every file of a bundle by its path, with the manifest and its sums; `text` is the record as JSON."""
    record = views.record
    read = {_input(number, each): each for number, each in enumerate(inputs.read, 1)}
    files = {
        RECORD: text.encode(),
        INDEX: encoded(_index(record, read, inputs, asked, pages, generated_at)),
        EVIDENCE: encoded(views.evidence),
        SUPPLY: encoded(views.supply),
        **made_of(views, pages, generated_at),
        **{path: each.data for path, each in read.items()},
        **inputs.attached,
        **dict(_of_packs(inputs.packs)),
        **{f"{TEMPLATE}/{name}": data for name, data in pages.template.items()},
    }
    return sealed(files, generated_at)


def with_views(record: Mapping[str, Any], data: Mapping[str, Any], packs: Iterable[Pack]) -> dict[str, Any]:
    """A record with the digests of what pages are made of besides it, and of the rules that were run."""
    digests = {name: file_of(name, encoded(each)).sha256 for name, each in data.items()}
    digests[PACKS] = folder_digest(PACKS, (file_of(path, each) for path, each in _of_packs(packs)))
    return {**record, "views": {name: f"sha256:{each}" for name, each in sorted(digests.items())}}


def made_of(views: Views, pages: Pages, generated_at: str) -> dict[str, bytes]:
    """The files that are made of a record and say nothing that it does not."""
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
    """What a record relies on that nobody opened or compared, a line each: text between two fences."""
    found = of_the_run(record)
    return "\n".join([*found.get("unopened", ()), *found.get("lists", ())]) or NOTHING_UNSEEN


def sealed(files: Mapping[str, bytes], generated_at: str) -> dict[str, bytes]:
    """Files with their manifest and its sums."""
    found = manifest((file_of(path, data) for path, data in files.items()), generated_at)
    return {**files, NAME: found.data, SUMS: found.sums}


def _index(
    record: Mapping[str, Any],
    read: Mapping[str, Read],
    inputs: Inputs,
    asked: Asked,
    pages: Pages,
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
            **({"production": dict(asked.production)} if asked.production else {}),
        },
        "inputs": [
            {"path": each.path, "kind": each.kind, "digest": each.digest, "file": path}
            for path, each in read.items()
        ],
        "evidence": list(inputs.evidence),
        "packs": [
            {
                "name": pack.name,
                "version": pack.version,
                "digest": pack.digest,
                "files": [{"path": path, "file": kept} for path, kept in _kept(pack).items()],
            }
            for pack in inputs.packs
        ],
        "pdf": dict(pages.engine) if pages.pdf is not None else None,
        "template": sorted(pages.template),
    }


def _input(number: int, read: Read) -> str:
    return f"inputs/{number:04}-{portable(read.path.rpartition('/')[2])}"


def _of_packs(packs: Iterable[Pack]) -> Iterable[tuple[str, bytes]]:
    for pack in packs:
        kept = _kept(pack)
        for path, data in pack.files:
            yield kept[path], data


def _kept(pack: Pack) -> dict[str, str]:
    """Where each file of a pack is kept; where names become one on some system, later ones have a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, (path, _) in enumerate(pack.files, 1):
        name = portable(path.rpartition("/")[2])
        name = f"{number:04}-{name}" if name.casefold() in taken else name
        taken.add(name.casefold())
        found[path] = f"{PACKS}/{portable(pack.name)}/{name}"
    return found


def portable(name: str) -> str:
    """A name that every system has as it is; the number before it keeps names apart that become one.

    >>> portable("Stückliste (neu).csv"), portable("..")
    ('St-ckliste-neu-.csv', 'file')
    """
    found = _ODD.sub("-", name).strip(".-")[-LONGEST:].lstrip(".-")
    return found or "file"
