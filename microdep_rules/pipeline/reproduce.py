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

from microdep_rules.pipeline.attached import Stated
from microdep_rules.pipeline.comparison import Again, compared
from microdep_rules.pipeline.index import File, Index, Production, no_pdf
from microdep_rules.report.bundle import INDEX, RECORD, portable
from microdep_rules.signing.canonical import LARGEST_NUMBER
from microdep_rules.signing.manifest import TEMPLATE
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.files import find_config
from microdep_rules.workspace.writing import write_atomically, write_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.pipeline.attached import Entry
    from microdep_rules.signing.files import Files

DEEP = "/".join("abcdefgh")
"""The inputs are laid out so deep that the paths of those beside the project stay in the folder, too."""
WITHOUT = ("MICRODEP_", "SOURCE_DATE_EPOCH", "FORCE_COLOR", "PYTHONSTARTUP")
"""Variables that would say something else than the bundle, by their beginnings."""


STATED = "stated.json"


class _NotLaidOutError(Exception):
    """Why the inputs of a bundle cannot be laid out."""


def reproduce(bundle: Files, *, pdf_compared: bool = False) -> Again:
    """The check of a bundle once more; the bundle is one that was verified, and whole.

    With `pdf_compared` its PDF was laid out and compared with its record already: it is not laid out twice.
    """
    try:
        index = msgspec.json.decode(bundle.read(INDEX), type=Index)
        evidence = index.evidence
        before = msgspec.json.decode(bundle.read(RECORD))
    except (KeyError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as problem:
        return Again(failed=f"its index cannot be read: {problem}")
    with tempfile.TemporaryDirectory(prefix="microdep-") as name:
        root, out, template = (Path(name) / each for each in ("inputs", "again", TEMPLATE))
        base = root / DEEP
        try:
            write_folder(root, {**dict(_carried(bundle, evidence)), **dict(_laid_out(bundle, index))})
            write_folder(template, dict(_template(bundle, index)))
            base.mkdir(parents=True, exist_ok=True)
            _nothing_else(index, root, base)
            stated = Stated([each for each in evidence if not each.file], _ignored(before))
            write_atomically(Path(name) / STATED, msgspec.json.encode(stated))
            compared_before = pdf_compared and index.pdf is not None
            without = "" if compared_before else no_pdf(index)
            pdf = index.pdf is not None and not without and not compared_before
            look = [*_look(index, template, pdf=pdf), f"--as-stated={Path(name) / STATED}"]
            look += ["--attach-evidence"] if len(stated.evidence) < len(evidence) else []
            said = _report(index, base, out, look)
        except (OSError, ValueError, _NotLaidOutError) as problem:  # a name may hold whatever its maker likes
            return Again(failed=f"its inputs cannot be laid out: {problem}")
        if not (out / RECORD).is_file():
            return Again(failed=said or "nothing was written")
        again = compared(bundle, before, out, index, without_pdf=bool(without), pdf_compared=compared_before)
        read = len({each.shown for each in stated.evidence if each.digest})
        return msgspec.structs.replace(
            again, no_pdf=without, evidence_stated=read, ignored_stated=stated.files_ignored
        )


def _laid_out(bundle: Files, index: Index) -> Iterator[tuple[str, bytes]]:
    """Each input, and the packs that do not come with the product, at the place that they had."""
    shipped = set(_shipped(index))
    files: list[File] = [*index.inputs]
    files += (file for pack in index.packs if pack.name not in shipped for file in pack.files)
    listed = set(bundle.names())
    for each in files:
        if each.file not in listed:
            raise _NotLaidOutError(f"`{each.file}` is not in it")
        yield _place(each.path), bundle.read(each.file)


def _ignored(record: Any) -> int:  # noqa: ANN401 - whatever is in the file
    """How many other files lay in the folder that was checked; of a record that is none, nothing."""
    found = record.get("files_ignored") if isinstance(record, dict) else None
    return found if type(found) is int and 0 <= found <= LARGEST_NUMBER else 0


def _carried(bundle: Files, evidence: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """Each file of evidence that the bundle carries, at the place that it had."""
    listed = set(bundle.names())
    for each in evidence:
        if each.file and each.file not in listed:
            raise _NotLaidOutError(f"`{each.file}` is not in it")
        if each.file:
            yield _place(each.shown), bundle.read(each.file)


def _template(bundle: Files, index: Index) -> Iterator[tuple[str, bytes]]:
    """The files of the template that the report was filled with, where it was not ours."""
    listed = set(bundle.names())
    for each in index.template:
        if f"{TEMPLATE}/{each}" not in listed:
            raise _NotLaidOutError(f"`{TEMPLATE}/{each}` is not in it")
        if posixpath.normpath(each) != each or each.startswith(("/", "../")) or "\\" in each:
            raise _NotLaidOutError(f"`{each}` is no file of a template")
        yield each, bundle.read(f"{TEMPLATE}/{each}")


def _look(index: Index, template: Path, *, pdf: bool) -> Iterator[str]:
    yield from [f"--template={template}"] if index.template else []
    yield from ["--pdf"] if pdf else []


def _nothing_else(index: Index, root: Path, base: Path) -> None:
    """Refuses a check that would read what is no input of the bundle."""
    asked = index.asked
    named = [*asked.paths, *asked.overlays, *(asked.waivers or ()), asked.context, asked.baseline]
    named += asked.production.scenarios if asked.production is not None else []
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


def _shipped(index: Index) -> Iterator[str]:
    """The packs that were run from the product itself: they are run from it again."""
    for pack in index.packs:
        folder = f"rules/{pack.name}"
        ours = (rules_folder() / portable(pack.name)).is_dir() and f"./{folder}" not in index.asked.packs
        if ours and all(file.path.startswith(f"{folder}/") for file in pack.files):
            yield pack.name


def _report(index: Index, base: Path, out: Path, look: list[str]) -> str:
    """Writes the report anew; the last that was said of it."""
    # Without the current folder on the path of modules: it holds what somebody else wrote.
    command = [sys.executable, "-P", "-m", "microdep_rules", "report", f"--output={out}", *look]
    own = {
        name: value
        for name, value in os.environ.items()
        if name == "MICRODEP_CACHE" or not name.startswith(WITHOUT)
    }
    own["MICRODEP_PROGRESS"] = "off"  # what it states last is the reason of a failure
    done = subprocess.run(  # noqa: S603 - a list of words, of which none can become an option of its own
        [*command, *_options(index), "--", *index.asked.paths],
        cwd=base,
        env=own,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:500]


def _options(index: Index) -> Iterator[str]:
    asked, options = index.asked, index.options
    yield f"--as-of={index.as_of}"
    yield f"--generated-at={index.generated_at}"
    yield f"--fail-on={options.fail_on}"
    yield f"--horizon={options.horizon_days}"
    yield from (f"--config={each.path}" for each in index.inputs if each.kind == "configuration")
    yield from (f"--pack={each}" for each in asked.packs)
    yield from (f"--variant={pack}={name}" for pack, name in asked.variants.items())
    yield from (f"--overlay={overlay}" for overlay in asked.overlays)
    yield from (f"--waivers={waiver}" for waiver in asked.waivers or ())
    yield from ["--no-waivers"] if asked.waivers == [] else []
    yield from [f"--context={asked.context}"] if asked.context else []
    yield from [f"--baseline={asked.baseline}"] if asked.baseline else []
    yield from ["--no-exclusions"] if options.no_exclusions else []
    yield from ["--strict-waivers"] if options.strict_waivers else []
    yield from _analyses(asked.production) if asked.production is not None else ()


def _analyses(asked: Production) -> Iterator[str]:
    """The options that ask for the same analyses of production."""
    yield from ["--impact"] if asked.impact else []
    yield from (f"--scenario={scenario}" for scenario in asked.scenarios)
    yield from ["--exposure"] if asked.exposure else []
    if (aim := asked.remedy) is not None:
        yield from ["--remedy", f"--goal={aim.goal}", f"--minimize={aim.by}", f"--limit={aim.limit}"]
