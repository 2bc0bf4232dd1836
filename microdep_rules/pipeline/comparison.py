"""Comparison of a bundle with a repeated check.

Equal versions and inputs give identical files, except for a PDF that other libraries made. If only the
version differs, the record is the same except for its wording. The module `pages` compares pages with the
record. The comparison of pages needs no inputs, but only the version that made the pages can do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.output.record import tool_version
from microdep_rules.pipeline.wording import (
    NotARecordError,
    find_differing_words,
    first_difference,
    strip_wording,
)
from microdep_rules.report.bundle import EVIDENCE, INDEX, MADE, PDF, RECORD, SUPPLY
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from microdep_rules.pipeline.index import BundleIndex
    from microdep_rules.signing.files import Files


class RepeatedCheck(msgspec.Struct, frozen=True):
    """Result of a repeated check."""

    files: int = 0
    """Number of compared files of the bundle, without the manifest and the file of checksums."""
    other: tuple[str, ...] = ()
    """Compared files that differ in their bytes."""
    outcomes: str = ""
    """First difference in the verdict, the counts or the outcomes; empty if there is no difference."""
    made_by: str = ""
    """Version that made the bundle; empty for a bundle that this version made."""
    words: tuple[str, ...] = ()
    """Names of text fields with another wording in the bundle, because of its version or a changed text."""
    failed: str = ""
    """Reason why the check could not be repeated."""
    no_pdf: str = ""
    """Reason why the PDF of the bundle was not made again; empty if the bundle has no PDF."""
    evidence_stated: int = 0
    """Number of evidence files outside the bundle; the repeated check used their stated results."""
    ignored_stated: int = 0
    """Number of files in the checked folder that the first check ignored, as the bundle states."""


def compare_bundles(
    bundle: Files,
    before: Any,  # noqa: ANN401 - an untrusted record
    out: Path,
    index: BundleIndex,
    *,
    without_pdf: bool,
    pdf_compared: bool = False,
) -> RepeatedCheck:
    """Return the differences between a bundle and the repeated bundle in the folder `out`.

    With `pdf_compared`, an earlier step has compared the PDF with the record. The PDF counts as equal if all
    its inputs are equal.
    """
    version = index.tool.get("version", "")
    made_by = version if version != tool_version() else ""
    repeated = msgspec.json.decode((out / RECORD).read_bytes())
    outcomes = _difference(before, repeated, alike=not made_by)
    words = find_differing_words(before, repeated) if made_by and not outcomes else ()
    new_files = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    bundle_files = {name_ for name_ in bundle.names() if not name_.startswith(f"{SIGNOFFS}/")}
    if without_pdf or pdf_compared:  # the manifest lists the PDF
        bundle_files -= {PDF, NAME, SUMS}
        new_files = {name: path_ for name, path_ in new_files.items() if name not in {NAME, SUMS}}
    changed = [
        name
        for name in sorted(bundle_files | new_files.keys())
        if name not in bundle_files
        or name not in new_files
        or bundle.read(name) != _with_pdf(name, new_files[name].read_bytes(), index if pdf_compared else None)
    ]
    other = [
        name for name in changed if name not in {NAME, SUMS}
    ] or changed  # the manifest and the sums change whenever another file changes
    if not outcomes:
        outcomes = _unexplained_file(bundle, other, (out / INDEX).read_bytes(), made_by)
    return RepeatedCheck(
        len(bundle_files - {NAME, SUMS}) + pdf_compared, tuple(other), outcomes, made_by, words
    )


def _with_pdf(name: str, data: bytes, index: BundleIndex | None) -> bytes:
    """Return the content of a file of the repeated bundle, which has no PDF.

    If the file is the index, the PDF entry of `index` is added to it.
    """
    if name != INDEX or index is None:
        return data
    return encode({**msgspec.json.decode(data), "pdf": msgspec.to_builtins(index.pdf)})


def _difference(before: Any, now: dict[str, Any], *, alike: bool) -> str:  # noqa: ANN401 - an untrusted record
    """Return the first difference of two records.

    If `alike` is false, two versions made the records, and the version number and the wording are not
    compared.
    """
    if not isinstance(before, dict) or not isinstance(before.get("summary"), dict):
        return "it is not a record"
    summary = before["summary"]
    for name in ("verdict", "counts"):
        if summary.get(name) != now["summary"][name]:
            return (
                f"the bundle has the {name} {summary.get(name)}, but the new check has {now['summary'][name]}"
            )
    if not alike:
        try:
            before, now = strip_wording(before), strip_wording(now)
        except NotARecordError as problem:
            return str(problem)
    if before.get("documents") != now["documents"]:
        place = first_difference(before.get("documents"), now["documents"])
        return f"outcomes differ from the bundle: {place}"
    names = sorted(before.keys() | now.keys())
    other = next((name for name in names if before.get(name) != now.get(name)), "")
    place = first_difference(before.get(other), now.get(other)) if other else ""
    return f"`{other}` differs{f': {place}' if place else ''}" if other else ""


def _without_engine(data: bytes, made_by: str) -> Any:  # noqa: ANN401 - an index
    """Return an index without the software that made the PDF, because this computer may have other software.

    If another version made the bundle, the version is also removed.
    """
    index = {**msgspec.json.decode(data), "pdf": None}
    return {**index, "tool": None} if made_by else index


def _unexplained_file(bundle: Files, other: Sequence[str], ours: bytes, made_by: str) -> str:
    """Return a message about the first file of the bundle with an unexplained difference; otherwise empty.

    If one version made both bundles, only a PDF may differ. Pages and records of another version are reported
    as not compared.
    """
    present = set(bundle.names())
    derived = {RECORD, INDEX, *MADE} if made_by else {INDEX, PDF}
    for name in other:
        if name not in derived:
            data_files = {RECORD, SUPPLY, EVIDENCE, *MADE}
            kind = (
                "differs from the result for the inputs"
                if name in data_files
                else "differs from the file that the check used"
            )
            return f"{name} {kind if name in present else 'is missing in the bundle'}"
    if INDEX in other and _without_engine(bundle.read(INDEX), made_by) != _without_engine(ours, made_by):
        return f"{INDEX} differs from the request"
    return ""
