"""Search for nodes in conditions, and in the definitions that these conditions use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TREES_KEPT = 20_000
"""Largest number of trees for which the program caches the list of nodes.

The cache saves time, because the program searches each rule about ten times.
"""


def with_definitions(definitions: Mapping[str, ir.Definition], nodes: Iterable[object]) -> Iterator[object]:
    """Yield every node of the given trees, and of the valid definitions that the trees use."""
    seen: set[str] = set()
    waiting = [*nodes]
    while waiting:
        for node in _nodes(waiting.pop()):
            yield node
            if isinstance(node, ir.DefinitionTest) and node.name not in seen:
                seen.add(node.name)
                used = definitions.get(node.name)
                waiting += [used.cond] if used is not None else []


@lru_cache(maxsize=TREES_KEPT)
def _nodes(tree: object) -> tuple[object, ...]:
    return tuple(walk(tree))


def asks_of_stages(definitions: Mapping[str, ir.Definition], nodes: Iterable[object]) -> bool:
    """Return whether the trees, or the definitions that they use, contain a condition on stages."""
    every = with_definitions(definitions, nodes)
    return any(isinstance(node, ir.Navigate) and node.word == "stages" for node in every)
