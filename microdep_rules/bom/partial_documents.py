"""Parts of a document with errors that can still be checked, so that all mistakes are reported at once.

This module makes two documents from a document with errors. `fields` is the document without the wrong
values, for checks of single values. `records` is a valid document. Records that cannot be identified are
removed. Small records with any error are removed, too, because a sum over an incomplete record would be a
false alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.spans import FieldPlace, Place, Spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.schemas import Schema

UNREADABLE: Any = object()
"""Placeholder for a value that the reader could not store and has reported."""

Path = tuple[str, ...]
"""Keys of records and positions in lists that lead to a value; positions are texts."""

_NAMING = frozenset({"id", "name", "substance"})
"""Fields that identify a record. If the value of such a field is wrong, the record cannot be identified."""

_DEFINES = {
    "parties": ("party", "site"),
    "components": ("component", "material"),
    "children": ("component", "material"),
    "materials": ("material",),
    "sites": ("site",),
    "evidence": ("evidence",),
    "context": ("evidence",),
}
"""For each list, the kinds of its records that other records may refer to."""


class Fault(NamedTuple):
    """Value with an error."""

    path: Path
    meant: tuple[str, ...] = ()
    """Fields that a misspelt key may mean."""
    lacking: bool = False
    """True if the value is correct but incomplete."""


class _Holder(NamedTuple):
    """Record in a list: the name of the list, the path of the record, and the field with a value."""

    list_name: str
    path: Path
    field: str


def clear_unreadable(value: Any, path: Path = ()) -> list[Path]:
    """Replace unreadable values by `None`, and return their paths."""
    paths: list[Path] = []
    keys: Iterable[Any] = ()
    if isinstance(value, dict):
        keys = value
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        here = (*path, str(key))
        if value[key] is UNREADABLE:
            value[key] = None
            paths.append(here)
        else:
            paths += clear_unreadable(value[key], here)
    return paths


def incomplete_kinds(wrong: Iterable[Fault], schema: Schema) -> frozenset[str]:
    """Return the kinds of records for which the document has at least one wrong record.

    Another record may refer to the wrong record.
    """
    kinds: set[str] = set()
    for fault in wrong:
        holder = _holder_of(fault.path, schema)
        for field in (*fault.meant, holder.field):
            if not field or (field in _NAMING and holder.list_name):
                kinds.update(_DEFINES.get(holder.list_name, ()))
            elif field != "evidence" or not holder.list_name:
                kinds.update(_DEFINES.get(field, ()))
    return frozenset(kinds)


def remove_faults(value: Any, wrong: Iterable[Fault]) -> Any:
    """Return a document without its wrong values. Entries of lists keep their positions."""
    return _copy(value, _tree(fault.path for fault in wrong if not fault.lacking))


def paths_to_remove(wrong: Iterable[Fault], schema: Schema) -> list[Path]:
    """Return the paths of values that must be removed, so that checks of the rest report no false errors."""
    paths = []
    for path, meant, lacking in wrong:
        holder = _holder_of(path, schema)
        names = {*meant, holder.field}
        small = holder.list_name not in _DEFINES
        if holder.list_name and (small or names & _NAMING):
            paths.append(holder.path)
        elif not lacking:
            # A list of words or numbers without the wrong entry would be wrong, so the whole list is removed.
            in_plain_list = path != holder.path and path[-1].isdecimal()
            paths.append(path[:-1] if in_plain_list else path)
    return paths


def prune(value: Any, spans: Spans, paths: Iterable[Sequence[str | int]]) -> tuple[Any, Spans]:
    """Return a value without the parts at these paths, and its places; `None` if no part is left."""
    tree = _tree(tuple(map(str, path)) for path in paths)
    if _END in tree:
        return None, spans
    kept, place = _prune(value, spans.root, tree, spans)
    return kept, Spans(spans.source, place, spans.open_place)


_END = "\0"
"""Key for the end of a path in a tree of paths. A key in a document never contains this character."""

_Tree = dict[str, Any]


def _tree(paths: Iterable[Path]) -> _Tree:
    tree: _Tree = {}
    for path in paths:
        node = tree
        for key in path:
            node = node.setdefault(key, {})
        node[_END] = {}
    return tree


def _copy(value: Any, tree: _Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, dict):
        below = {key: tree.get(key, {}) for key in value}
        return {key: _copy(field, below[key]) for key, field in value.items() if _END not in below[key]}
    if isinstance(value, list):
        nodes = [tree.get(str(index), {}) for index in range(len(value))]
        return [
            None if _END in node else _copy(entry, node) for entry, node in zip(value, nodes, strict=True)
        ]
    return value


def _prune(value: Any, place: Place, tree: _Tree, spans: Spans) -> tuple[Any, Place]:
    if not tree:
        return value, place
    spans.open(place)
    left = Place(place.start, place.end)
    if isinstance(value, dict) and place.fields is not None:
        record: dict[str, Any] = {}
        left.fields = {}
        for key, field in value.items():
            node, entry = tree.get(key, {}), place.fields.get(key, FieldPlace(0, 0, place))
            if _END not in node:
                record[key], inner = _prune(field, entry.place, node, spans)
                left.fields[key] = FieldPlace(entry.start, entry.end, inner)
        return record, left
    if isinstance(value, list) and place.items is not None:
        entries = []
        left.items = []
        for index, (entry, entry_place) in enumerate(zip(value, place.items, strict=True)):
            node = tree.get(str(index), {})
            if _END not in node:
                kept, inner = _prune(entry, entry_place, node, spans)
                entries.append(kept)
                left.items.append(inner)
        return entries, left
    return value, place


def _holder_of(path: Path, schema: Schema) -> _Holder:
    for at in range(len(path) - 2, -1, -1):
        if path[at] in schema.record_lists and path[at + 1].isdecimal():
            return _Holder(path[at], path[: at + 2], path[at + 2] if len(path) > at + 2 else "")
    # The value is at the top of the document, or in the context.
    in_context = path[:1] == ("context",) and len(path) > 1
    return _Holder("", (), path[1] if in_context else path[0] if path else "")
