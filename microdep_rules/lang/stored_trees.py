"""The tree of a rule file as plain data; apart from packs, which are restored without the syntax."""

from __future__ import annotations

from microdep_rules.lang import ast
from microdep_rules.lang.stored import Json, NotStoredError, Store, kinds

TREES = kinds(vars(ast).values())


def plain(path: str, declarations: tuple[ast.Declaration, ...]) -> Json:
    """The declarations of a file as plain data."""
    return Store([path], TREES).plain(declarations)


def restored(path: str, data: Json) -> tuple[ast.Declaration, ...]:
    """What `plain` has made plain, in the file of this path."""
    found = Store([path], TREES).made(data)
    if isinstance(found, tuple) and all(isinstance(each, ast.Declaration) for each in found):
        return found
    raise NotStoredError("this is something else than a tree")
