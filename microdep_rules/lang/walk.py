"""Iteration over the nodes of a syntax tree or a typed tree of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang.ir import Type

if TYPE_CHECKING:
    from collections.abc import Iterator


def walk(node: object) -> Iterator[object]:
    """Yield every node of a tree, beginning with its root."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(below(current))


def below(node: object) -> list[object]:
    """Return the nodes and tuples that are directly inside a node or tuple, in order."""
    fields = _FIELDS[type(node)]
    inside = node if isinstance(node, tuple) else [getattr(node, name) for name in fields or ()]
    return [child for child in inside if _FIELDS[type(child)] is not None]


class _Fields(dict[type, tuple[str, ...] | None]):
    """Dictionary with the names of the fields of each class of nodes.

    A tuple class has no field names, and a class of other objects has `None`.
    """

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names: tuple[str, ...] | None = () if issubclass(kind, tuple) else None
        if issubclass(kind, Struct) and not issubclass(kind, Type):
            names = kind.__struct_fields__
        self[kind] = names
        return names


_FIELDS = _Fields()


def is_same(one: object, other: object) -> bool:
    """Return whether two trees are equal, apart from the positions of their nodes in the text."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if type(one) is not type(other) or not isinstance(one, Struct) or isinstance(one, Type):
        return one == other
    mine, others = parts(one), parts(other)
    return all(name == "span" or is_same(value, others[name]) for name, value in mine.items())


DEEPEST = 250
"""Largest depth of nested conditions in a definition, counted with the definitions that it uses."""


def levels(node: object) -> int:
    """Return the depth of the most deeply nested node; the function works for a tree of any depth."""
    deepest = 0
    waiting: list[tuple[object, int]] = [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        inner = level if isinstance(current, tuple) else level + 1
        waiting += [(part, inner) for part in below(current)]
    return deepest


def is_node(value: object) -> bool:
    """Return whether an object is a node of a tree; plain values, types and spans are no nodes."""
    return isinstance(value, Struct) and not isinstance(value, Type)


def parts(node: object) -> dict[str, object]:
    """Return the fields of a node by name; empty for an object that is no node."""
    return {name: getattr(node, name) for name in node.__struct_fields__} if isinstance(node, Struct) else {}
