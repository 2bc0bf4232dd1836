"""A check as a bundle: what it established, with all that it read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.output.record import record
from microdep_rules.output.record import text_of as record_text
from microdep_rules.pipeline.packs import with_used
from microdep_rules.report import bundle
from microdep_rules.report.supply import supply
from microdep_rules.signing import errors as say
from microdep_rules.workspace.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, PackUsed
    from microdep_rules.pipeline.project import Project

_DAY = re.compile(rb"(?<![0-9])((?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])")


def bundle_of(
    project: Project, asked: bundle.Asked, checked: Checked, generated_at: str = ""
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The files of the bundle of a run, by their paths; none where an input is no longer what was read.

    `generated_at` is when the bundle is made by its own account; without it, the latest day that the inputs
    name, up to the one that the law is taken of.
    """
    read, problems = _read(project, checked)
    if problems:
        return {}, problems
    data = record(checked, listing="all")
    packs = [_pack(each) for each in with_used(checked.packs).values()]
    at = generated_at or f"{_latest(read, checked.as_of)}T00:00:00Z"
    views = bundle.Views(data, supply(checked), list(_evidence(checked)))
    return bundle.files_of(views, record_text(data), read, packs, asked, at), []


def _read(project: Project, checked: Checked) -> tuple[list[bundle.Read], list[Diagnostic]]:
    """Every input once more, which has to be as it was judged."""
    found: list[bundle.Read] = []
    problems = []
    for each in dict.fromkeys(checked.inputs):
        try:
            data = project.workspace.real(each.path).read_bytes()
        except (OSError, ValueError):
            data = b""
        if digest_of(data) == each.digest:
            found.append(bundle.Read(each.path, each.kind, each.digest, data))
        else:
            problems.append(say.input_changed(each.path))
    return found, problems


def _pack(used: PackUsed) -> bundle.Pack:
    files = tuple((path, source.text.encode()) for path, source in sorted(used.sources.items()))
    return bundle.Pack(used.name, used.version, used.digest, files)


def _latest(read: Sequence[bundle.Read], as_of: date) -> str:
    """The latest day that is written in the inputs, and not behind the one that the law is taken of."""
    last = as_of.isoformat()
    days = (found[1].decode() for each in read for found in _DAY.finditer(each.data))
    return max((day for day in days if day <= last), default=last)


def _evidence(checked: Checked) -> Iterator[dict[str, Any]]:
    """Every paper that a document names, by digest where it has one."""
    for document in checked.documents:
        if document.bom is None:
            continue
        for id_, each in sorted(document.bom.evidence.items()):
            held = {
                name: each.data[name]
                for name in ("type", "issuer", "issued", "expires", "tier")
                if name in each.data
            }
            paper = each.data.get("document") or {}
            yield {"document": document.path, "id": id_, **{n: str(v) for n, v in held.items()}, **paper}
