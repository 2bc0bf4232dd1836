"""Calls of `diagnose` and `phrase_of` in the package, as the parser of Python sees them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.docs.pages import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_VALUES = {"also"}
CALLED = ("diagnose", "phrase_of")


@dataclass(frozen=True)
class Call:
    """A call: the codes and forms that it may name (none where only a run knows them), and its values."""

    place: str
    function: str
    codes: frozenset[str] | None
    forms: frozenset[str] | None
    values: frozenset[str]
    has_more: bool
    texts: tuple[str, ...]
    """Texts that are written out in the values."""


def calls(function: str = "diagnose") -> tuple[Call, ...]:
    """Return every call of a function of the catalogue in the package."""
    return tuple(call for call in _every_call() if call.function == function)


@cache
def _every_call() -> tuple[Call, ...]:
    return tuple(call for path in sorted(PACKAGE.rglob("*.py")) for call in _calls(path))


def _calls(path: Path) -> Iterator[Call]:
    text = path.read_text(encoding="utf-8")
    if not any(f"{name}(" in text for name in CALLED) or path.parent == PACKAGE / "messages":
        return
    module = ast.parse(text)
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    owners = {id(inner): function for function in functions for inner in ast.walk(function)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLED:
            names = [keyword.arg for keyword in node.keywords]
            at = 2 if node.func.id == "diagnose" else 1
            form = node.args[at] if len(node.args) > at else ast.Constant("")
            scope = Scope(module, owners.get(id(node)))
            yield Call(
                f"{path.relative_to(PACKAGE.parent)}:{node.lineno}",
                node.func.id,
                scope.texts(node.args[0]),
                scope.texts(form),
                frozenset(name for name in names if name and name not in NOT_VALUES),
                None in names,
                tuple(text for keyword in node.keywords for text in scope.written(keyword.value)),
            )


@dataclass(frozen=True)
class Scope:
    """A function of a module, in which names stand for texts."""

    module: ast.Module
    function: ast.FunctionDef | None

    def texts(self, node: ast.expr, position: int | None = None) -> frozenset[str] | None:
        """Return the texts that an expression may be, or those at a position of the tuple that it is."""
        match node:
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.IfExp(body=body, orelse=orelse):
                return _union([self.texts(body, position), self.texts(orelse, position)])
            case ast.Tuple(elts=elements) if position is not None:
                return self.texts(elements[position])
            case ast.Subscript(value=ast.Name(id=name)):
                return self._values(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, default]):
                return _union([self._values(name), self.texts(default)])
            case ast.Call(func=ast.Name(id=name)):
                return self._returns(name, position)
            case ast.Name(id=name):
                return self._assigned(name)
            case _:
                return None

    def written(self, node: ast.expr) -> Iterator[str]:
        """Yield the texts in an expression, and in what the function assigns to its name."""
        nodes = [node]
        if isinstance(node, ast.Name) and self.function is not None:
            for inner in ast.walk(self.function):
                match inner:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == node.id:
                        nodes.append(value)
                    case _:
                        pass
        for inner in (inner for expression in nodes for inner in ast.walk(expression)):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value

    def _values(self, name: str) -> frozenset[str] | None:
        """Return the values of a dictionary of the module."""
        for node in self.module.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=ast.Dict(values=values)) if (
                    target == name
                ):
                    return _union([self.texts(value) for value in values])
        return None

    def _returns(self, name: str, position: int | None) -> frozenset[str] | None:
        """Return the texts that a function of the module returns."""
        for node in self.module.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                scope = Scope(self.module, node)
                results = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
                return _union([scope.texts(value, position) for value in results if value is not None])
        return None

    def _assigned(self, name: str) -> frozenset[str] | None:
        """Return the texts that are assigned to a name in the function."""
        every: list[frozenset[str] | None] = []
        for node in ast.walk(self.function) if self.function is not None else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    every.append(self.texts(value))
                case ast.Assign(targets=[ast.Tuple(elts=elements)], value=value):
                    names = [element.id for element in elements if isinstance(element, ast.Name)]
                    if name in names:
                        every.append(self.texts(value, names.index(name)))
                case _:
                    pass
        return _union(every)


def _union(every: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Return the texts of all sets; nothing if one of them is unknown."""
    known = [texts for texts in every if texts is not None]
    return frozenset[str]().union(*known) if known and len(known) == len(every) else None
