"""A bundle held against the same check made again: what differs, and what that says of whoever made it.

By one version the same inputs give the same bytes, but for what other libraries lay out. What is made of a
record, as pages and tables, has to say what the record says, whoever signed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.output.record import tool_version
from microdep_rules.pipeline.bundle import Look, pages_of
from microdep_rules.report.bundle import EVIDENCE, INDEX, MADE, PDF, RECORD, SUPPLY, TEMPLATE, XLSX, made_of
from microdep_rules.report.context import Views
from microdep_rules.report.pdf import NoRendererError, engine
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS
from microdep_rules.source import SourceFile
from microdep_rules.workspace.templates import with_ours
from microdep_rules.workspace.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from microdep_rules.signing.verify import Files

IGNORED = "files_ignored"


class Again(msgspec.Struct, frozen=True):
    """What the check gives when it is made again."""

    files: int = 0
    """So many files of the bundle were held against new ones."""
    other: tuple[str, ...] = ()
    """Those of them that have other bytes."""
    outcomes: str = ""
    """What is another one: verdict, counts or outcomes; empty where all of them are as the bundle says."""
    made_by: str = ""
    """The version that made the bundle, where it is another one."""
    failed: str = ""
    """Why the check could not be made again."""
    no_pdf: str = ""
    """Why its PDF was not laid out again, where it has one."""


class _Option(msgspec.Struct):
    fail_on: str
    horizon_days: int
    look_everywhere: bool
    strict_waivers: bool


class _Asked(msgspec.Struct):
    paths: list[str]
    packs: list[str]
    variants: dict[str, str]
    context: str
    overlays: list[str]
    waivers: list[str] | None
    baseline: str


class File(msgspec.Struct):
    """A file of a bundle, and the path that it had."""

    path: str
    file: str


class _Input(File):
    kind: str


class _Pack(msgspec.Struct):
    name: str
    version: str
    files: list[File]


class _Engine(msgspec.Struct):
    fonts: list[str] = []
    weasyprint: str = ""
    pango: str = ""


class Index(msgspec.Struct):
    """What `bundle.json` has to say for a check to be made again."""

    generated_at: str
    as_of: str
    tool: dict[str, str]
    options: _Option
    asked: _Asked
    inputs: list[_Input]
    packs: list[_Pack]
    pdf: _Engine | None = None
    template: list[str] = []


def compared(
    bundle: Files,
    before: Any,  # noqa: ANN401 - a record of somebody
    out: Path,
    index: Index,
    *,
    without_pdf: bool,
) -> Again:
    """What differs between a bundle and the one that was written in `out`."""
    version = index.tool.get("version", "")
    made_by = version if version != tool_version() else ""
    outcomes = _difference(before, msgspec.json.decode((out / RECORD).read_bytes()), alike=not made_by)
    ours = {each.relative_to(out).as_posix(): each for each in sorted(out.rglob("*")) if each.is_file()}
    theirs = {each for each in bundle.names() if not each.startswith(f"{SIGNOFFS}/")}
    if without_pdf:  # it is listed in the manifest
        theirs -= {PDF, NAME, SUMS}
        ours = {name: each for name, each in ours.items() if name not in {NAME, SUMS}}
    changed = [
        each
        for each in sorted(theirs | ours.keys())
        if each not in theirs or each not in ours or bundle.read(each) != ours[each].read_bytes()
    ]
    other = [each for each in changed if each not in {NAME, SUMS}] or changed  # these two follow the others
    if not made_by and not outcomes:
        outcomes = _forged(bundle, before, index, other, (out / INDEX).read_bytes())
    return Again(len(theirs), tuple(other), outcomes, made_by)


def _difference(before: Any, now: Mapping[str, Any], *, alike: bool) -> str:  # noqa: ANN401 - as above
    """In what two records are not of one mind; all that they say is looked at where one version made both.

    Of a folder that was named, how many other files lay in it is not in the bundle.
    """
    if not isinstance(before, dict) or not isinstance(before.get("summary"), dict):
        return "it is no record"
    summary = before["summary"]
    for name in ("verdict", "counts"):
        if summary.get(name) != now["summary"][name]:
            return f"the {name} of the bundle: {summary.get(name)}, and now: {now['summary'][name]}"
    if not alike:
        return "" if _verdicts(before) == _verdicts(now) else "outcomes are other ones than in the bundle"
    if before.get("documents") != now["documents"]:
        return "outcomes are other ones than in the bundle"
    if type(before.get(IGNORED)) is not int or before[IGNORED] < 0:
        return f"`{IGNORED}` is no number"
    names = sorted((before.keys() | now.keys()) - {IGNORED})
    other = next((each for each in names if before.get(each) != now.get(each)), "")
    return f"`{other}` is another one" if other else ""


def _verdicts(record: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of a record of somebody
    """The verdict of each rule on each part: what has to be the same also where another version words it."""
    try:
        return [
            sorted((each["rule"], each["subject"]["id"], each["verdict"]) for each in document["outcomes"])
            for document in record["documents"]
        ]
    except (KeyError, TypeError):
        return None


def _without_engine(data: bytes) -> Any:  # noqa: ANN401 - an index
    """An index without what laid the PDF out, which may be another one here."""
    return {**msgspec.json.decode(data), "pdf": None}


def _forged(
    bundle: Files,
    record: Mapping[str, Any],
    index: Index,
    other: Sequence[str],
    ours: bytes,
) -> str:
    """A file of the bundle that says something else than the record from which it has to be made.

    By one version the same record gives the same bytes, but for what other libraries lay out.
    """
    there = set(bundle.names())
    derived = {RECORD, INDEX, *MADE}
    for name in other:
        if name not in derived:
            what = "is not what the inputs give" if name in {SUPPLY, EVIDENCE} else "is not what was run"
            return f"{name} {what if name in there else 'is not in it'}"
    if INDEX in other and _without_engine(bundle.read(INDEX)) != _without_engine(ours):
        return f"{INDEX} is not what was asked"
    if not derived & set(other):
        return ""
    own = {
        each: SourceFile(f"{TEMPLATE}/{each}", bundle.read(f"{TEMPLATE}/{each}").decode())
        for each in index.template
    }
    views = Views(record, *(msgspec.json.decode(bundle.read(each)) for each in (SUPPLY, EVIDENCE)))
    look = Look(with_ours(own) if own else {}, pdf=PDF in other and _same_engine(index))
    pages, _ = pages_of(views, look, index.generated_at)
    for name, data in made_of(views, pages, index.generated_at).items():
        if name in other and name in there and bundle.read(name) != data:
            if name == XLSX and _same_cells(bundle.read(name), data):
                continue
            return f"{name} is not what the record gives"
    return ""


def _same_engine(index: Index) -> bool:
    """Whether a PDF has to come out the same here."""
    if index.pdf is None or index.pdf.fonts or no_pdf(index):
        return False
    own = engine()
    return (index.pdf.weasyprint, index.pdf.pango) == (own["weasyprint"], own["pango"])


def _same_cells(one: bytes, other: bytes) -> bool:
    """Whether two workbooks say the same, whatever version of the library wrote them."""
    read, again = read_workbook(one), read_workbook(other)
    return not read.refused and read.sheets == again.sheets


def no_pdf(index: Index) -> str:
    """Why the PDF cannot be laid out again; nothing where it can, or there is none."""
    if index.pdf is None:
        return ""
    if index.pdf.fonts:
        return "it has fonts that are not in the bundle"
    try:
        engine()
    except NoRendererError as absent:
        return str(absent)
    return ""
