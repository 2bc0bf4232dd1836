"""Memory of packs in a process that serves several commands, such as the resident checker.

An entry is found by its key in the cache, which is a digest of all texts of the pack and of the product. It
counts only for the same paths, and for exactly the same objects of the packs that it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir

MOST = 100
"""Largest number of remembered packs; the first one is deleted."""


class RememberedPack(Struct, frozen=True):
    """Restored pack, with its inputs."""

    uses: Mapping[str, str]
    """Packs that it uses, with their identities."""
    paths: list[str]
    trees: Mapping[str, ir.Pack]
    restored: tuple[ir.Pack, tuple[Diagnostic, ...]]

    def is_of(self, paths: list[str], trees: Mapping[str, ir.Pack]) -> bool:
        """Return whether it would be restored again from these."""
        same = self.trees.keys() == trees.keys() and all(trees[tree] is self.trees[tree] for tree in trees)
        return same and self.paths == paths


class LoadRequest(Struct, frozen=True):
    """Packs that a command has loaded, with all data to load them again."""

    base: str
    folders: tuple[str, ...]
    variants: dict[str, str]
    cache: str


class Memory(Struct):
    """Packs that a process remembers, if it does."""

    packs: dict[str, RememberedPack]
    is_on: bool = False
    missed: bool = False
    """True if a pack was restored that was not remembered."""
    asked: LoadRequest | None = None
    """Packs that the command has loaded."""

    def get(self, key: str) -> RememberedPack | None:
        """Return the remembered pack of a cache entry."""
        return self.packs.get(key)

    def keep(self, key: str, known: RememberedPack) -> None:
        """Remember a pack, if the process remembers packs."""
        if self.is_on:
            self.missed = True
            self.packs[key] = known
            if len(self.packs) > MOST:
                del self.packs[next(iter(self.packs))]

    def note(
        self, base: Path, folders: Iterable[Path], variants: Mapping[str, str], cache: Path | None
    ) -> None:
        """Note the packs of a command."""
        if self.is_on and cache is not None:
            paths = tuple(str(folder) for folder in folders)
            self.asked = LoadRequest(str(base), paths, dict(variants), str(cache.absolute()))


MEMORY = Memory({})
"""Memory of this process. A command that runs alone remembers nothing."""
