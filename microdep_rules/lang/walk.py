"""Every node of a tree, of the syntax or of the typed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang.ir import Type

if TYPE_CHECKING:
    from collections.abc import Iterator


def walk(node: object) -> Iterator[object]:
    """Every node of a tree, itself first."""
    yield node
    for each in node if isinstance(node, tuple) else parts(node).values():
        if isinstance(each, tuple) or is_node(each):
            yield from walk(each)


def is_node(value: object) -> bool:
    """Whether something is part of the tree, and not a value, a type or a place in a text."""
    return isinstance(value, Struct) and not isinstance(value, Type)


def parts(node: object) -> dict[str, object]:
    """What a node is made of, by the names of its fields; of what is no node, nothing."""
    return {name: getattr(node, name) for name in node.__struct_fields__} if isinstance(node, Struct) else {}
