"""Tokens, inner trees and positions in a tree of the parser (Lark)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark import Token, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = Tree[Token] | Token


def trees_of(tree: Tree[Token], *names: str) -> list[Tree[Token]]:
    """Return the inner trees directly below a tree; if names are given, only the trees with these names."""
    return [c for c in tree.children if isinstance(c, Tree) and (not names or c.data in names)]


def tokens_of(tree: Tree[Token]) -> list[Token]:
    """Return the tokens directly below a tree."""
    return [c for c in tree.children if isinstance(c, Token)]


def is_token(node: Node, *types: str) -> bool:
    """Return whether a node is a token of one of the given types."""
    return isinstance(node, Token) and node.type in types


def child_after(tree: Tree[Token], token_type: str) -> Node | None:
    """Return the child that follows a token of this type."""
    children: Iterator[Node] = iter(tree.children)
    for child in children:
        if is_token(child, token_type):
            return next(children, None)
    return None


def range_of(node: Node) -> tuple[int, int]:
    """Return the start and the end of a token or tree."""
    if isinstance(node, Token):
        start = node.start_pos or 0
        return start, start + len(node) if node.end_pos is None else node.end_pos
    start = getattr(node.meta, "start_pos", None) or 0
    end = getattr(node.meta, "end_pos", None)
    if end is None:
        end = range_of(node.children[-1])[1] if node.children else start
    return start, max(start, end)
