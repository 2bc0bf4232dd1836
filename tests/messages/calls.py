"""Calls of `diagnose` in the package, as the parser of Python sees them."""

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


@dataclass(frozen=True)
class Call:
    """A call: the codes and forms that it may name (none where only a run knows them), and its values."""

    place: str
    codes: frozenset[str] | None
    forms: frozenset[str] | None
    values: frozenset[str]
    has_more: bool


@cache
def calls() -> tuple[Call, ...]:
    """Return every call of `diagnose` in the package."""
    return tuple(call for path in sorted(PACKAGE.rglob("*.py")) for call in _calls(path))


def _calls(path: Path) -> Iterator[Call]:
    text = path.read_text(encoding="utf-8")
    if "diagnose(" not in text or path.parent == PACKAGE / "messages":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "diagnose":
            names = [keyword.arg for keyword in node.keywords]
            form = node.args[2] if len(node.args) > 2 else ast.Constant("")
            yield Call(
                f"{path.relative_to(PACKAGE.parent)}:{node.lineno}",
                _words(node.args[0]),
                _words(form),
                frozenset(name for name in names if name and name not in NOT_VALUES),
                None in names,
            )


def _words(node: ast.expr) -> frozenset[str] | None:
    """Return the texts that an expression may be."""
    match node:
        case ast.Constant(value=str(text)):
            return frozenset({text})
        case ast.IfExp(body=body, orelse=orelse):
            one, other = _words(body), _words(orelse)
            return None if one is None or other is None else one | other
        case _:
            return None
