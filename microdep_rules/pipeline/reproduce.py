"""Repeated check of a bundle: the new result is compared with the bundle.

The inputs are written to a separate folder under their original paths. A separate process writes the report,
and sees only this folder. The maker of the bundle is not trusted: paths that lead out of the folder are
rejected, and no code of the bundle is run.
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

from microdep_rules.pipeline.attachments import StatedEvidence
from microdep_rules.pipeline.comparison import RepeatedCheck, compare_bundles
from microdep_rules.pipeline.index import BundleIndex, BundleProduction, IndexFile, find_pdf_obstacle
from microdep_rules.report.bundle import INDEX, RECORD, portable
from microdep_rules.signing.canonical import LARGEST_NUMBER
from microdep_rules.signing.manifest import TEMPLATE
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.files import find_config
from microdep_rules.workspace.writing import write_atomically, write_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.pipeline.attachments import EvidenceEntry
    from microdep_rules.signing.files import Files

DEEP = "/".join("abcdefgh")
"""Folder for the inputs; it is so deep that paths such as `../../bom.yaml` stay in the temporary folder."""
WITHOUT = ("MICRODEP_", "SOURCE_DATE_EPOCH", "FORCE_COLOR", "PYTHONSTARTUP")
"""Prefixes of environment variables that would change the result of a check."""


STATED = "stated.json"


class _NotWritableError(Exception):
    """Error for inputs of a bundle that cannot be written; the message gives the reason."""


def reproduce(bundle: Files, *, pdf_compared: bool = False) -> RepeatedCheck:
    """Repeat the check of a verified bundle.

    With `pdf_compared`, the PDF is not made again, because it was compared with the record.
    """
    try:
        index = msgspec.json.decode(bundle.read(INDEX), type=BundleIndex)
        evidence = index.evidence
        before = msgspec.json.decode(bundle.read(RECORD))
    except (KeyError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as problem:
        return RepeatedCheck(failed=f"its index cannot be read: {problem}")
    with tempfile.TemporaryDirectory(prefix="microdep-") as name:
        root, out, template = (Path(name) / folder for folder in ("inputs", "again", TEMPLATE))
        base = root / DEEP
        try:
            write_folder(
                root, {**dict(_evidence_files(bundle, evidence)), **dict(_input_files(bundle, index))}
            )
            write_folder(template, dict(_template_files(bundle, index)))
            base.mkdir(parents=True, exist_ok=True)
            _require_inputs_only(index, root, base)
            stated = StatedEvidence(
                [entry for entry in evidence if not entry.file],
                _number_of_ignored_files(before),
                {entry.path: entry.folder for entry in index.inputs if entry.folder},
            )
            write_atomically(Path(name) / STATED, msgspec.json.encode(stated))
            compared_before = pdf_compared and index.pdf is not None
            without = "" if compared_before else find_pdf_obstacle(index)
            pdf = index.pdf is not None and not without and not compared_before
            look_options = [*_look(index, template, pdf=pdf), f"--as-stated={Path(name) / STATED}"]
            look_options += ["--attach-evidence"] if len(stated.evidence) < len(evidence) else []
            output = _write_report(index, base, out, look_options)
        except (OSError, ValueError, _NotWritableError) as problem:  # a name in a bundle may be anything
            return RepeatedCheck(failed=f"its inputs cannot be written: {problem}")
        if not (out / RECORD).is_file():
            return RepeatedCheck(failed=output or "nothing was written")
        repeated = compare_bundles(
            bundle, before, out, index, without_pdf=bool(without), pdf_compared=compared_before
        )
        read = len({entry.shown for entry in stated.evidence if entry.digest})
        return msgspec.structs.replace(
            repeated, no_pdf=without, evidence_stated=read, ignored_stated=stated.files_ignored
        )


def _input_files(bundle: Files, index: BundleIndex) -> Iterator[tuple[str, bytes]]:
    """Yield each input and each pack that is not shipped, with its original path."""
    shipped = set(_shipped_packs(index))
    files: list[IndexFile] = [*index.inputs]
    files += (file for pack in index.packs if pack.name not in shipped for file in pack.files)
    listed = set(bundle.names())
    for file in files:
        if file.file not in listed:
            raise _NotWritableError(f"`{file.file}` is missing")
        yield _path_in_folder(file.path), bundle.read(file.file)


def _number_of_ignored_files(record: Any) -> int:  # noqa: ANN401 - any content of the file
    """Return the number of ignored files in the checked folder; 0 for an invalid record."""
    ignored = record.get("files_ignored") if isinstance(record, dict) else None
    return ignored if type(ignored) is int and 0 <= ignored <= LARGEST_NUMBER else 0


def _evidence_files(bundle: Files, evidence: list[EvidenceEntry]) -> Iterator[tuple[str, bytes]]:
    """Yield each evidence file of the bundle, with its original path."""
    listed = set(bundle.names())
    for entry in evidence:
        if entry.file and entry.file not in listed:
            raise _NotWritableError(f"`{entry.file}` is missing")
        if entry.file:
            yield _path_in_folder(entry.shown), bundle.read(entry.file)


def _template_files(bundle: Files, index: BundleIndex) -> Iterator[tuple[str, bytes]]:
    listed = set(bundle.names())
    for name in index.template:
        if f"{TEMPLATE}/{name}" not in listed:
            raise _NotWritableError(f"`{TEMPLATE}/{name}` is missing")
        if posixpath.normpath(name) != name or name.startswith(("/", "../")) or "\\" in name:
            raise _NotWritableError(f"`{name}` is not a file of a template")
        yield name, bundle.read(f"{TEMPLATE}/{name}")


def _look(index: BundleIndex, template: Path, *, pdf: bool) -> Iterator[str]:
    yield from [f"--template={template}"] if index.template else []
    yield from ["--pdf"] if pdf else []


def _require_inputs_only(index: BundleIndex, root: Path, base: Path) -> None:
    """Raise an error if the check would read a file outside the bundle."""
    asked = index.asked
    named = [*asked.paths, *asked.overlays, *(asked.waivers or ()), asked.context, asked.baseline]
    named += asked.production.scenarios if asked.production is not None else []
    for path in (*named, *(pack for pack in asked.packs if "/" in pack or "\\" in pack)):
        if path not in ("", "."):
            _path_in_folder(path)
    above = find_config(base)
    if above is not None and not above.is_relative_to(root):
        raise _NotWritableError(
            f"`{above}` would be used as its configuration; name another folder in TMPDIR"
        )


def _path_in_folder(path: str) -> str:
    """Return the path of an input, relative to the temporary folder."""
    if posixpath.isabs(path) or PureWindowsPath(path).drive or "\\" in path:
        raise _NotWritableError(f"`{path}` is not a path below or beside the project")
    place = posixpath.normpath(posixpath.join(DEEP, path))
    if place.split("/")[0] in {"..", "."} or place == DEEP:
        raise _NotWritableError(f"`{path}` leads too far out of the project")
    return place


def _shipped_packs(index: BundleIndex) -> Iterator[str]:
    """Yield the shipped packs of the check; the repeated check uses those of this version instead."""
    for pack in index.packs:
        folder = f"rules/{pack.name}"
        ours = (rules_folder() / portable(pack.name)).is_dir() and f"./{folder}" not in index.asked.packs
        if ours and all(file.path.startswith(f"{folder}/") for file in pack.files):
            yield pack.name


def _write_report(index: BundleIndex, base: Path, out: Path, look: list[str]) -> str:
    """Write the report again; return the start of the error output of the command."""
    # The current folder is not on the module path, because its content is untrusted.
    command = [sys.executable, "-P", "-m", "microdep_rules", "report", f"--output={out}", *look]
    own = {
        name: value
        for name, value in os.environ.items()
        if name == "MICRODEP_CACHE" or not name.startswith(WITHOUT)
    }
    own["MICRODEP_PROGRESS"] = "off"  # so that the last output of a failed command is the reason
    completed = subprocess.run(  # noqa: S603 - a list of words, in which no input can become an option
        [*command, *_options(index), "--", *index.asked.paths],
        cwd=base,
        env=own,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return " ".join(completed.stderr.decode("utf-8", "replace").split())[:500]


def _options(index: BundleIndex) -> Iterator[str]:
    asked, options = index.asked, index.options
    yield f"--as-of={index.as_of}"
    yield f"--generated-at={index.generated_at}"
    yield f"--fail-on={options.fail_on}"
    yield f"--horizon={options.horizon_days}"
    yield from (f"--config={entry.path}" for entry in index.inputs if entry.kind == "configuration")
    yield from (f"--pack={pack_}" for pack_ in asked.packs)
    yield from (f"--variant={pack}={name}" for pack, name in asked.variants.items())
    yield from (f"--overlay={overlay}" for overlay in asked.overlays)
    yield from (f"--waivers={waiver}" for waiver in asked.waivers or ())
    yield from ["--no-waivers"] if asked.waivers == [] else []
    yield from [f"--context={asked.context}"] if asked.context else []
    yield from [f"--baseline={asked.baseline}"] if asked.baseline else []
    yield from ["--no-exclusions"] if options.no_exclusions else []
    yield from ["--strict-waivers"] if options.strict_waivers else []
    yield from _analysis_options(asked.production) if asked.production is not None else ()


def _analysis_options(production: BundleProduction) -> Iterator[str]:
    """Yield the command-line options for the production analyses in a bundle."""
    yield from ["--impact"] if production.impact else []
    yield from (f"--scenario={scenario}" for scenario in production.scenarios)
    yield from ["--exposure"] if production.exposure else []
    if (aim := production.remedy) is not None:
        yield from ["--remedy", f"--goal={aim.goal}", f"--minimize={aim.by}", f"--limit={aim.limit}"]
