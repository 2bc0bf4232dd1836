"""Conversion of the syntax tree of a rule file to plain data and back.

Stored packs do not contain the syntax tree, because a program can use a pack without it.
"""

from __future__ import annotations

from microdep_rules.lang import ast
from microdep_rules.lang.stored import Json, NotStoredError, Store, kinds

TREES = kinds(vars(ast).values())


def plain(path: str, declarations: tuple[ast.Declaration, ...]) -> Json:
    """Return the declarations of a file as plain data."""
    return Store([path], TREES).plain(declarations)


def restored(path: str, data: Json) -> tuple[ast.Declaration, ...]:
    """Return the declarations that `plain` converted, for the file with this path."""
    declarations = Store([path], TREES).made(data)
    if isinstance(declarations, tuple) and all(
        isinstance(declaration, ast.Declaration) for declaration in declarations
    ):
        return declarations
    raise NotStoredError("the data are not a stored syntax tree")
