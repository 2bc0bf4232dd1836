"""Syntax trees without the places where their words stand, to compare what texts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang.parse import parse
from microdep_rules.lang.walk import parts
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from typing import Any


def bare(node: Any) -> Any:
    """A node as nested tuples, spans left out."""
    if isinstance(node, Span):
        return None
    if isinstance(node, (list, tuple)):
        return tuple(bare(each) for each in node)
    if isinstance(node, Struct):
        return (type(node).__name__, *(bare(each) for each in parts(node).values()))
    return node


def tree(text: str) -> Any:
    """What a text says; it has no mistakes."""
    found, problems = parse(SourceFile("x.rule", text))
    assert [] == problems
    return bare(found)
