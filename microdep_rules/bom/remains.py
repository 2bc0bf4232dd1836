"""What of a document can still be looked at when something in it is wrong, so that all mistakes come at once.

Two readings are kept. In `fields` only the wrong values are taken out: whatever is left can be looked at one
by one. `records` is a valid document again: records of which too much is missing are gone, and so are the
small ones with anything wrong in them, because sums over half a record would accuse the author of nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.spans import Entry, Place, Spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.schemas import Schema

UNREADABLE: Any = object()
"""Stands in a value where the reader found something that it could not keep, and has said so."""

Path = tuple[str, ...]
"""The steps to a value; the positions in lists are written as text."""

_NAMING = frozenset({"id", "name", "substance"})
"""Fields by which something is referred to; without the right one, nobody knows what is there."""

_DEFINES = {
    "parties": ("party", "site"),
    "components": ("component", "material"),
    "children": ("component", "material"),
    "materials": ("material",),
    "sites": ("site",),
    "evidence": ("evidence",),
    "context": ("evidence",),
}
"""What can be referred to, by the list that holds it."""


class Wrong(NamedTuple):
    """One value that cannot be taken as it stands."""

    path: Path
    meant: tuple[str, ...] = ()
    """The fields that a misspelt key may stand for."""
    lacking: bool = False
    """Whether the value is sound as far as it goes, and something is missing in it."""


class _Holder(NamedTuple):
    """The innermost entry of a list of records around a value, and the field of it."""

    list_name: str
    path: Path
    field: str


def hollow(value: Any, path: Path = ()) -> list[Path]:
    """Where something unreadable stands; it is replaced by nothing."""
    found: list[Path] = []
    steps: Iterable[Any] = ()
    if isinstance(value, dict):
        steps = value
    elif isinstance(value, list):
        steps = range(len(value))
    for step in steps:
        here = (*path, str(step))
        if value[step] is UNREADABLE:
            value[step] = None
            found.append(here)
        else:
            found += hollow(value[step], here)
    return found


def doubtful(wrong: Iterable[Wrong], schema: Schema) -> frozenset[str]:
    """The kinds of records of which some are not known, so that a reference may well lead to one of those."""
    kinds: set[str] = set()
    for each in wrong:
        holder = _holder(each.path, schema)
        for field in (*each.meant, holder.field):
            if not field or (field in _NAMING and holder.list_name):
                kinds.update(_DEFINES.get(holder.list_name, ()))
            elif field != "evidence" or not holder.list_name:
                kinds.update(_DEFINES.get(field, ()))
    return frozenset(kinds)


def without(value: Any, wrong: Iterable[Wrong]) -> Any:
    """The value with all that is wrong taken out; what else is in a list keeps its position."""
    return _copy(value, _tree(each.path for each in wrong if not each.lacking))


def unsound(wrong: Iterable[Wrong], schema: Schema) -> list[Path]:
    """What has to go so that nothing false is concluded from the rest."""
    gone = []
    for path, meant, lacking in wrong:
        holder = _holder(path, schema)
        names = {*meant, holder.field}
        small = holder.list_name not in _DEFINES
        if holder.list_name and (small or names & _NAMING):
            gone.append(holder.path)
        elif not lacking:
            # Half a list of plain words or numbers is as good as none.
            in_plain_list = path != holder.path and path[-1].isdecimal()
            gone.append(path[:-1] if in_plain_list else path)
    return gone


def prune(value: Any, spans: Spans, paths: Iterable[Sequence[str | int]]) -> tuple[Any, Spans]:
    """The value without what is at these paths, with places that fit it; nothing when all of it goes."""
    tree = _tree(tuple(map(str, path)) for path in paths)
    if _GONE in tree:
        return None, spans
    kept, place = _prune(value, spans.root, tree, spans)
    return kept, Spans(spans.source, place, spans.open_place)


_GONE = "\0"
"""Marks the end of a path in a tree of paths; no key of a document that was read has this sign."""

_Tree = dict[str, Any]


def _tree(paths: Iterable[Path]) -> _Tree:
    tree: _Tree = {}
    for path in paths:
        node = tree
        for step in path:
            node = node.setdefault(step, {})
        node[_GONE] = {}
    return tree


def _copy(value: Any, tree: _Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, dict):
        below = {key: tree.get(key, {}) for key in value}
        return {key: _copy(each, below[key]) for key, each in value.items() if _GONE not in below[key]}
    if isinstance(value, list):
        nodes = [tree.get(str(index), {}) for index in range(len(value))]
        return [None if _GONE in node else _copy(each, node) for each, node in zip(value, nodes, strict=True)]
    return value


def _prune(value: Any, place: Place, tree: _Tree, spans: Spans) -> tuple[Any, Place]:
    if not tree:
        return value, place
    spans.open(place)
    left = Place(place.start, place.end)
    if isinstance(value, dict) and place.fields is not None:
        record: dict[str, Any] = {}
        left.fields = {}
        for key, each in value.items():
            node, entry = tree.get(key, {}), place.fields.get(key, Entry(0, 0, place))
            if _GONE not in node:
                record[key], inner = _prune(each, entry.place, node, spans)
                left.fields[key] = Entry(entry.start, entry.end, inner)
        return record, left
    if isinstance(value, list) and place.items is not None:
        entries = []
        left.items = []
        for index, (each, there) in enumerate(zip(value, place.items, strict=True)):
            node = tree.get(str(index), {})
            if _GONE not in node:
                kept, inner = _prune(each, there, node, spans)
                entries.append(kept)
                left.items.append(inner)
        return entries, left
    return value, place


def _holder(path: Path, schema: Schema) -> _Holder:
    for at in range(len(path) - 2, -1, -1):
        if path[at] in schema.record_lists and path[at + 1].isdecimal():
            return _Holder(path[at], path[: at + 2], path[at + 2] if len(path) > at + 2 else "")
    # At the top, and in the context, which is a part of the top.
    in_context = path[:1] == ("context",) and len(path) > 1
    return _Holder("", (), path[1] if in_context else path[0] if path else "")
