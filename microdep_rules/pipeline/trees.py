"""Syntax trees of rule files, stored in the cache, so that only changed files are parsed again.

The cache also contains the parser, because making the parser takes longer than reading a pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.pipeline.cache import digest, product

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ast
    from microdep_rules.pipeline.cache import PackCache
    from microdep_rules.source import SourceFile


class TreeReader:
    """Reader of rule files; it reads each file once."""

    def __init__(self, cache: PackCache) -> None:
        self.cache = cache
        self.known: dict[SourceFile, tuple[tuple[ast.Declaration, ...], tuple[Diagnostic, ...]]] = {}

    def read(self, source: SourceFile) -> tuple[list[ast.Declaration], list[Diagnostic]]:
        """Return the declarations of a file, and its syntax errors."""
        if source not in self.known:
            tree = self._from_cache(source)
            self.known[source] = (tree, ()) if tree is not None else self._parsed(source)
        declarations, problems = self.known[source]
        return list(declarations), list(problems)

    def _from_cache(self, source: SourceFile) -> tuple[ast.Declaration, ...] | None:
        """Return the syntax tree of a file from the cache; `None` if the cache does not contain it."""
        data = self.cache.read(_key(source))
        if data is None:
            return None
        from microdep_rules.lang.stored import NotStoredError
        from microdep_rules.lang.stored_trees import restored

        try:
            return restored(source.path, data)
        except NotStoredError:
            return None

    def _parsed(self, source: SourceFile) -> tuple[tuple[ast.Declaration, ...], tuple[Diagnostic, ...]]:
        from microdep_rules.lang.parse import parse

        self._ready_parser()
        declarations, problems = parse(source)
        if self.cache.folder is not None and not problems:
            from microdep_rules.lang.stored_trees import plain

            self.cache.write(_key(source), plain(source.path, tuple(declarations)))
        return tuple(declarations), tuple(problems)

    def _ready_parser(self) -> None:
        """Load the parser from the cache, or make it and store it."""
        from microdep_rules.lang import grammar

        if self.cache.folder is None or grammar.is_made():
            return
        key = digest([product(), grammar.made_by(), "parser"])
        if not grammar.take_over(self.cache.read(key)):
            self.cache.write(key, grammar.tables())


def _key(source: SourceFile) -> str:
    return digest([product(), "tree", source.text])
