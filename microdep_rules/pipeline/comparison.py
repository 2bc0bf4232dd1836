"""A bundle held against the same check made again: what differs, and what that says of whoever made it.

By one version the same inputs give the same bytes, but for a PDF that other libraries lay out. By another
version they give the same record, but for its words. Pages are compared with the record by `pages`, without
the inputs, and only by the version that made them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.output.record import tool_version
from microdep_rules.pipeline.wording import NotARecordError, differing_words, first_difference, without_words
from microdep_rules.report.bundle import EVIDENCE, INDEX, MADE, PDF, RECORD, SUPPLY
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from microdep_rules.pipeline.index import Index
    from microdep_rules.signing.files import Files


class Again(msgspec.Struct, frozen=True):
    """What the check gives when it is made again."""

    files: int = 0
    """So many files of the bundle, without the manifest and its sums, were compared with new ones."""
    other: tuple[str, ...] = ()
    """Those of them that have other bytes."""
    outcomes: str = ""
    """What is another one: verdict, counts or outcomes; empty where all of them are as the bundle says."""
    made_by: str = ""
    """The version that made the bundle, where it is another one."""
    words: tuple[str, ...] = ()
    """The fields of text that another version words in another way, or somebody has changed."""
    failed: str = ""
    """Why the check could not be made again."""
    no_pdf: str = ""
    """Why its PDF was not laid out again, where it has one."""
    evidence_stated: int = 0
    """So many files of evidence it does not carry; what it states of them was taken as it is."""
    ignored_stated: int = 0
    """So many other files lay in the folder that was checked, by its own account: it does not carry them."""


def compared(
    bundle: Files,
    before: Any,  # noqa: ANN401 - a record of somebody
    out: Path,
    index: Index,
    *,
    without_pdf: bool,
    pdf_compared: bool = False,
) -> Again:
    """What differs between a bundle and the one that was written in `out`.

    With `pdf_compared` the PDF of the bundle is what its record gives, and was not written again: it is the
    same where everything that it is made of is the same.
    """
    version = index.tool.get("version", "")
    made_by = version if version != tool_version() else ""
    now = msgspec.json.decode((out / RECORD).read_bytes())
    outcomes = _difference(before, now, alike=not made_by)
    words = differing_words(before, now) if made_by and not outcomes else ()
    ours = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    theirs = {each for each in bundle.names() if not each.startswith(f"{SIGNOFFS}/")}
    if without_pdf or pdf_compared:  # it is listed in the manifest
        theirs -= {PDF, NAME, SUMS}
        ours = {name: each for name, each in ours.items() if name not in {NAME, SUMS}}
    changed = [
        each
        for each in sorted(theirs | ours.keys())
        if each not in theirs
        or each not in ours
        or bundle.read(each) != _with_pdf(each, ours[each].read_bytes(), index if pdf_compared else None)
    ]
    other = [each for each in changed if each not in {NAME, SUMS}] or changed  # these two follow the others
    if not outcomes:
        outcomes = _forged(bundle, other, (out / INDEX).read_bytes(), made_by)
    return Again(len(theirs - {NAME, SUMS}) + pdf_compared, tuple(other), outcomes, made_by, words)


def _with_pdf(name: str, data: bytes, index: Index | None) -> bytes:
    """A file that was written without a PDF, as it is with one by the engine of this index."""
    if name != INDEX or index is None:
        return data
    return encode({**msgspec.json.decode(data), "pdf": msgspec.to_builtins(index.pdf)})


def _difference(before: Any, now: dict[str, Any], *, alike: bool) -> str:  # noqa: ANN401 - as above
    """In what two records are not of one mind; of another version all but its number and its words."""
    if not isinstance(before, dict) or not isinstance(before.get("summary"), dict):
        return "it is no record"
    summary = before["summary"]
    for name in ("verdict", "counts"):
        if summary.get(name) != now["summary"][name]:
            return f"the {name} of the bundle: {summary.get(name)}, and now: {now['summary'][name]}"
    if not alike:
        try:
            before, now = without_words(before), without_words(now)
        except NotARecordError as problem:
            return str(problem)
    if before.get("documents") != now["documents"]:
        place = first_difference(before.get("documents"), now["documents"])
        return f"outcomes are other ones than in the bundle: {place}"
    names = sorted(before.keys() | now.keys())
    other = next((each for each in names if before.get(each) != now.get(each)), "")
    place = first_difference(before.get(other), now.get(other)) if other else ""
    return f"`{other}` is another one{f': {place}' if place else ''}" if other else ""


def _as_asked(data: bytes, made_by: str) -> Any:  # noqa: ANN401 - an index
    """An index without what laid the PDF out, which may be another one here, and without another version."""
    index = {**msgspec.json.decode(data), "pdf": None}
    return {**index, "tool": None} if made_by else index


def _forged(bundle: Files, other: Sequence[str], ours: bytes, made_by: str) -> str:
    """A file of the bundle that the inputs do not give.

    By the same version everything is the same but a PDF. Another version makes other pages, and its record
    has other words; these are named as what was not compared.
    """
    there = set(bundle.names())
    derived = {RECORD, INDEX, *MADE} if made_by else {INDEX, PDF}
    for name in other:
        if name not in derived:
            given = {RECORD, SUPPLY, EVIDENCE, *MADE}
            what = "is not what the inputs give" if name in given else "is not what was run"
            return f"{name} {what if name in there else 'is not in it'}"
    if INDEX in other and _as_asked(bundle.read(INDEX), made_by) != _as_asked(ours, made_by):
        return f"{INDEX} is not what was asked"
    return ""
