"""Ids in documents of cited facts: unique in each list, and every reference has its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.spans import join
from microdep_rules.production import data_errors as say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

Path = tuple[str, ...]
EACH = "*"
"""Path element that stands for every entry of a list."""


def check(loaded: LoadedDocument, lists: tuple[str, ...], references: Mapping[Path, str]) -> list[Diagnostic]:
    """Return every id that a list has twice, and every reference to a missing entry.

    `references` has the paths of fields with the list that they refer to.
    """
    document = loaded.value or {}
    known = {name: _ids(document.get(name, [])) for name in lists}
    problems = [pair for name in lists for pair in _repeated(loaded, name, document.get(name, []))]
    for path, name in references.items():
        for pointer, id_ in values_at(document, path):
            if id_ not in known[name]:
                at = loaded.spans.value(pointer)
                problems.append(say.unknown_reference(id_, name, known[name], at))
    return problems


def values_at(value: Any, path: Path, pointer: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any document
    """Yield the values at a path, each with its pointer."""
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
            at = [loaded.spans.value(join("", name, number, "id")) for number in (index, before)]
            yield say.id_twice(entry["id"], name, *at)
