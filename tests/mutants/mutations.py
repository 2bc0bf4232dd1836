"""The mutations of a module: each changes one operator, constant or call of its code."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
LINKED: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutation:
    """One change: where, and what it makes of the code."""

    line: int
    column: int
    what: str
    code: str


def mutations(source: str) -> Iterator[Mutation]:
    """Every mutation of a module, in the order of its text; annotations and assertions are left alone."""
    tree = ast.parse(source)
    for node in list(_code(tree)):
        for what, change, undo in _changes(node):
            change()
            line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
            yield Mutation(line, column, what, ast.unparse(tree))
            undo()


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run: no annotations, no assertions, nothing that is only there for type checkers.

    That a record is frozen, and that two lists are of one length, are assertions too.
    """
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_comment"}:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and not _asserts(each):
                yield from _code(each)


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert) or (isinstance(node, ast.keyword) and node.arg in {"frozen", "strict"}):
        return True
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """What can be changed in one node: what it is, how to change it, and how to change it back."""
    match node:
        case ast.Compare():
            for index, old in enumerate(node.ops):
                new = COMPARED[type(old)]()
                yield _swap(node.ops, index, old, new)
        case ast.BoolOp():
            yield _set(node, "op", node.op, LINKED[type(node.op)]())
        case ast.BinOp() if type(node.op) in CALCULATED:
            yield _set(node, "op", node.op, CALCULATED[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            # `not x` becomes `not (not x)`
            yield _set(node, "operand", node.operand, ast.UnaryOp(ast.Not(), node.operand))
        case ast.Name() if node.id in CALLED:
            yield _set(node, "id", node.id, CALLED[node.id])
        case ast.Constant() if isinstance(node.value, bool):
            yield _set(node, "value", node.value, not node.value)
        case ast.Constant() if type(node.value) is int:
            yield _set(node, "value", node.value, node.value + 1)
        case ast.Return() if node.value is not None and not isinstance(node.value, ast.Constant):
            yield _set(node, "value", node.value, ast.Constant(None))
        case _:
            return


def _set(
    node: ast.AST, name: str, old: object, new: object
) -> tuple[str, Callable[[], None], Callable[[], None]]:
    return (
        f"{_shown(old)} -> {_shown(new)}",
        lambda: setattr(node, name, new),
        lambda: setattr(node, name, old),
    )


def _swap(
    ops: list[ast.cmpop], index: int, old: ast.cmpop, new: ast.cmpop
) -> tuple[str, Callable[[], None], Callable[[], None]]:
    return (
        f"{_shown(old)} -> {_shown(new)}",
        lambda: ops.__setitem__(index, new),
        lambda: ops.__setitem__(index, old),
    )


def _shown(value: object) -> str:
    if isinstance(value, ast.expr):
        return ast.unparse(value)[:40]
    return type(value).__name__ if isinstance(value, ast.AST) else str(value)
