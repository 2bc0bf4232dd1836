"""Ids in documents of cited facts: each once in its list, and each reference to an entry that is in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.spans import join
from microdep_rules.production import data_errors as say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

Path = tuple[str, ...]
EACH = "*"
"""In a path: every entry of a list."""


def check(loaded: Loaded, lists: tuple[str, ...], references: Mapping[Path, str]) -> list[Diagnostic]:
    """Every id that a list has twice, and every reference to an entry that is missing.

    `references` has the paths of fields with the list that they refer to.
    """
    document = loaded.value or {}
    known = {name: _ids(document.get(name, [])) for name in lists}
    problems = [each for name in lists for each in _repeated(loaded, name, document.get(name, []))]
    for path, name in references.items():
        for pointer, id_ in values_at(document, path):
            if id_ not in known[name]:
                at = loaded.spans.value(pointer)
                problems.append(say.unknown_reference(id_, name, known[name], at))
    return problems


def values_at(value: Any, path: Path, pointer: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any document
    """The values at a path, each with its pointer."""
    if not path:
        yield pointer, value
    elif path[0] == EACH:
        for index, each in enumerate(value if isinstance(value, list) else ()):
            yield from values_at(each, path[1:], join(pointer, index))
    elif isinstance(value, dict) and path[0] in value:
        yield from values_at(value[path[0]], path[1:], join(pointer, path[0]))


def _ids(entries: list[dict[str, Any]]) -> dict[str, None]:
    return dict.fromkeys(entry["id"] for entry in entries)


def _repeated(loaded: Loaded, name: str, entries: list[dict[str, Any]]) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for index, each in enumerate(entries):
        before = first.setdefault(each["id"], index)
        if before != index:
            at = [loaded.spans.value(join("", name, number, "id")) for number in (index, before)]
            yield say.id_twice(each["id"], name, *at)
