"""Checks of ids in files of cited facts: each id is unique, and each reference has an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

Path = tuple[str, ...]
KINDS = {
    "sources": "source",
    "quantities": "quantity",
    "ratios": "ratio",
    "parties": "party",
    "facilities": "facility",
}
"""Noun for an entry of each list, for use in messages."""
EACH = "*"
"""Part of a path that means every entry of a list."""


def check(loaded: LoadedDocument, lists: tuple[str, ...], references: Mapping[Path, str]) -> list[Diagnostic]:
    """Return errors for ids that occur twice in a list, and for references to missing entries.

    `references` maps the path of a field to the list that the field refers to.
    """
    document = loaded.value or {}
    known = {name: _ids(document.get(name, [])) for name in lists}
    problems = [pair for name in lists for pair in _repeated(loaded, name, document.get(name, []))]
    for path, name in references.items():
        for pointer, id_ in values_at(document, path):
            if id_ not in known[name]:
                at = loaded.spans.value(pointer)
                near = nearest(id_, known[name])
                problems.append(
                    diagnose(
                        "bom/unknown-reference",
                        at,
                        "" if near else "record",
                        kind=KINDS[name],
                        id=id_,
                        near=either(near),
                        list=name,
                    )
                )
    return problems


def values_at(value: Any, path: Path, pointer: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any document
    """Yield (JSON pointer, value) for each value at a path; `EACH` in a path means every entry."""
    if not path:
        yield pointer, value
    elif path[0] == EACH:
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            yield from values_at(entry, path[1:], join(pointer, index))
    elif isinstance(value, dict) and path[0] in value:
        yield from values_at(value[path[0]], path[1:], join(pointer, path[0]))


def _ids(entries: list[dict[str, Any]]) -> dict[str, None]:
    return dict.fromkeys(entry["id"] for entry in entries)


def _repeated(loaded: LoadedDocument, name: str, entries: list[dict[str, Any]]) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        before = first.setdefault(entry["id"], index)
        if before != index:
            again, first_id = (loaded.spans.value(join("", name, n, "id")) for n in (index, before))
            records = f"entries of `{name}`"
            yield diagnose("bom/duplicate-id", again, also=[first_id], records=records, id=entry["id"])
