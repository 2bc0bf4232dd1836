"""A check made again from what a bundle holds, and held against what it says.

The inputs are laid out in a folder of their own under the paths that they had, and the report is written by a
process of its own, which sees nothing but them. Who made the bundle is nobody that one has to trust: paths
that lead out of that folder are refused, and no code is taken from it.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.output.record import tool_version
from microdep_rules.pipeline.bundle import Look, pages_of
from microdep_rules.report.bundle import (
    EVIDENCE,
    INDEX,
    MADE,
    PDF,
    RECORD,
    SUPPLY,
    TEMPLATE,
    XLSX,
    made_of,
    portable,
)
from microdep_rules.report.context import Views
from microdep_rules.report.html import our_files
from microdep_rules.report.pdf import NoRendererError, engine
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.files import find_config
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.writing import write_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.signing.verify import Files

DEEP = "/".join("abcdefgh")
"""The inputs are laid out so deep that the paths of those beside the project stay in the folder, too."""
IGNORED = "files_ignored"
WITHOUT = ("MICRODEP_", "SOURCE_DATE_EPOCH", "FORCE_COLOR", "PYTHONSTARTUP")
"""Variables that would say something else than the bundle, by their beginnings."""


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


class _File(msgspec.Struct):
    path: str
    file: str


class _Input(_File):
    kind: str


class _Pack(msgspec.Struct):
    name: str
    version: str
    files: list[_File]


class _Engine(msgspec.Struct):
    fonts: list[str] = []
    weasyprint: str = ""
    pango: str = ""


class _Index(msgspec.Struct):
    generated_at: str
    as_of: str
    tool: dict[str, str]
    options: _Option
    asked: _Asked
    inputs: list[_Input]
    packs: list[_Pack]
    pdf: _Engine | None = None
    template: list[str] = []


class _NotLaidOutError(Exception):
    """Why the inputs of a bundle cannot be laid out."""


def reproduce(bundle: Files) -> Again:
    """The check of a bundle once more; the bundle is one that was verified, and whole."""
    try:
        index = msgspec.json.decode(bundle.read(INDEX), type=_Index)
        before = msgspec.json.decode(bundle.read(RECORD))
    except (KeyError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as problem:
        return Again(failed=f"its index cannot be read: {problem}")
    with tempfile.TemporaryDirectory(prefix="microdep-") as name:
        root, out, template = (Path(name) / each for each in ("inputs", "again", TEMPLATE))
        base = root / DEEP
        try:
            write_folder(root, dict(_laid_out(bundle, index)))
            write_folder(template, dict(_template(bundle, index)))
            base.mkdir(parents=True, exist_ok=True)
            _nothing_else(index, root, base)
            no_pdf = _no_pdf(index)
            said = _report(index, base, out, [*_look(index, template, no_pdf)])
        except (OSError, ValueError, _NotLaidOutError) as problem:  # a name may hold whatever its maker likes
            return Again(failed=f"its inputs cannot be laid out: {problem}")
        if not (out / RECORD).is_file():
            return Again(failed=said or "nothing was written")
        again = _compared(bundle, before, out, index, without_pdf=bool(no_pdf))
        if not again.made_by and not again.outcomes:
            again = msgspec.structs.replace(
                again, outcomes=_forged(bundle, before, index, again.other, (out / INDEX).read_bytes())
            )
        return msgspec.structs.replace(again, no_pdf=no_pdf)


def _laid_out(bundle: Files, index: _Index) -> Iterator[tuple[str, bytes]]:
    """Each input, and the packs that do not come with the product, at the place that they had."""
    shipped = set(_shipped(index))
    files: list[_File] = [*index.inputs]
    files += (file for pack in index.packs if pack.name not in shipped for file in pack.files)
    listed = set(bundle.names())
    for each in files:
        if each.file not in listed:
            raise _NotLaidOutError(f"`{each.file}` is not in it")
        yield _place(each.path), bundle.read(each.file)


def _template(bundle: Files, index: _Index) -> Iterator[tuple[str, bytes]]:
    """The files of the template that the report was filled with, where it was not ours."""
    listed = set(bundle.names())
    for each in index.template:
        if f"{TEMPLATE}/{each}" not in listed:
            raise _NotLaidOutError(f"`{TEMPLATE}/{each}` is not in it")
        if posixpath.normpath(each) != each or each.startswith(("/", "../")) or "\\" in each:
            raise _NotLaidOutError(f"`{each}` is no file of a template")
        yield each, bundle.read(f"{TEMPLATE}/{each}")


def _no_pdf(index: _Index) -> str:
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


def _look(index: _Index, template: Path, no_pdf: str) -> Iterator[str]:
    yield from [f"--template={template}"] if index.template else []
    yield from ["--pdf"] if index.pdf is not None and not no_pdf else []


def _nothing_else(index: _Index, root: Path, base: Path) -> None:
    """Refuses a check that would read what is no input of the bundle."""
    asked = index.asked
    named = [*asked.paths, *asked.overlays, *(asked.waivers or ()), asked.context, asked.baseline]
    for each in (*named, *(pack for pack in asked.packs if "/" in pack or "\\" in pack)):
        if each not in ("", "."):
            _place(each)
    above = find_config(base)
    if above is not None and not above.is_relative_to(root):
        raise _NotLaidOutError(
            f"`{above}` would be taken for its configuration; name another folder in TMPDIR"
        )


def _place(path: str) -> str:
    """Where an input is laid out, seen from the top of the folder that is made for all of them."""
    if posixpath.isabs(path) or PureWindowsPath(path).drive or "\\" in path:
        raise _NotLaidOutError(f"`{path}` is no path below or beside the project")
    found = posixpath.normpath(posixpath.join(DEEP, path))
    if found.split("/")[0] in {"..", "."} or found == DEEP:
        raise _NotLaidOutError(f"`{path}` leads too far out of the project")
    return found


def _shipped(index: _Index) -> Iterator[str]:
    """The packs that were run from the product itself: they are run from it again."""
    for pack in index.packs:
        folder = f"rules/{pack.name}"
        ours = (rules_folder() / portable(pack.name)).is_dir() and f"./{folder}" not in index.asked.packs
        if ours and all(each.path.startswith(f"{folder}/") for each in pack.files):
            yield pack.name


def _report(index: _Index, base: Path, out: Path, look: list[str]) -> str:
    """Writes the report anew; the last that was said of it."""
    # Without the current folder on the path of modules: it holds what somebody else wrote.
    command = [sys.executable, "-P", "-m", "microdep_rules", "report", f"--output={out}", *look]
    own = {
        name: value
        for name, value in os.environ.items()
        if name == "MICRODEP_CACHE" or not name.startswith(WITHOUT)
    }
    done = subprocess.run(  # noqa: S603 - a list of words, of which none can become an option of its own
        [*command, *_options(index), "--", *index.asked.paths],
        cwd=base,
        env=own,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:500]


def _options(index: _Index) -> Iterator[str]:
    asked, options = index.asked, index.options
    yield f"--as-of={index.as_of}"
    yield f"--generated-at={index.generated_at}"
    yield f"--fail-on={options.fail_on}"
    yield f"--horizon={options.horizon_days}"
    yield from (f"--config={each.path}" for each in index.inputs if each.kind == "configuration")
    yield from (f"--pack={each}" for each in asked.packs)
    yield from (f"--variant={pack}={name}" for pack, name in asked.variants.items())
    yield from (f"--overlay={each}" for each in asked.overlays)
    yield from (f"--waivers={each}" for each in asked.waivers or ())
    yield from ["--no-waivers"] if asked.waivers == [] else []
    yield from [f"--context={asked.context}"] if asked.context else []
    yield from [f"--baseline={asked.baseline}"] if asked.baseline else []
    yield from ["--look-everywhere"] if options.look_everywhere else []
    yield from ["--strict-waivers"] if options.strict_waivers else []


def _compared(
    bundle: Files,
    before: Any,  # noqa: ANN401 - a record of somebody
    out: Path,
    index: _Index,
    *,
    without_pdf: bool,
) -> Again:
    version = index.tool.get("version", "")
    made_by = version if version != tool_version() else ""
    outcomes = _difference(before, msgspec.json.decode((out / RECORD).read_bytes()), alike=not made_by)
    ours = {each.relative_to(out).as_posix(): each for each in sorted(out.rglob("*")) if each.is_file()}
    theirs = {each for each in bundle.names() if not each.startswith(f"{SIGNOFFS}/")}
    if without_pdf:  # the index names what laid it out, and both are listed in the manifest
        theirs -= {PDF, INDEX, NAME, SUMS}
        ours = {name: each for name, each in ours.items() if name not in {INDEX, NAME, SUMS}}
    changed = [
        each
        for each in sorted(theirs | ours.keys())
        if each not in theirs or each not in ours or bundle.read(each) != ours[each].read_bytes()
    ]
    other = [each for each in changed if each not in {NAME, SUMS}] or changed  # these two follow the others
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
    index: _Index,
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
    sources = {each: SourceFile(each, bundle.read(f"{TEMPLATE}/{each}").decode()) for each in index.template}
    template = {**{name: SourceFile(name, text) for name, text in our_files().items()}, **sources}
    views = Views(record, *(msgspec.json.decode(bundle.read(each)) for each in (SUPPLY, EVIDENCE)))
    look = Look(template if sources else {}, pdf=PDF in other and _same_engine(index))
    pages, _ = pages_of(views, look, index.generated_at)
    for name, data in made_of(views, pages, index.generated_at).items():
        if name in other and name in there and bundle.read(name) != data:
            if name == XLSX and _same_cells(bundle.read(name), data):
                continue
            return f"{name} is not what the record gives"
    return ""


def _same_engine(index: _Index) -> bool:
    """Whether a PDF has to come out the same here."""
    if index.pdf is None or index.pdf.fonts or _no_pdf(index):
        return False
    own = engine()
    return (index.pdf.weasyprint, index.pdf.pango) == (own["weasyprint"], own["pango"])


def _same_cells(one: bytes, other: bytes) -> bool:
    """Whether two workbooks say the same, whatever version of the library wrote them."""
    read, again = read_workbook(one), read_workbook(other)
    return not read.refused and read.sheets == again.sheets
