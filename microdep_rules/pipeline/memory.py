"""Packs in the memory of a process that runs several commands, such as the resident checker.

An entry has the same key as in the cache: a digest of all texts of the pack and of the program. A stored pack
is used only for the same paths, and only while its used packs are the same objects.
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
"""Largest number of packs in memory; the pack that was not used for longest is deleted first."""


class RememberedPack(Struct, frozen=True):
    """Loaded pack, with the inputs that it depends on."""

    uses: Mapping[str, str]
    """Packs that this pack uses, each with its identity."""
    paths: list[str]
    trees: Mapping[str, ir.Pack]
    restored: tuple[ir.Pack, tuple[Diagnostic, ...]]

    def is_of(self, paths: list[str], trees: Mapping[str, ir.Pack]) -> bool:
        """Return whether the pack was loaded from these paths, with these used packs."""
        same = self.trees.keys() == trees.keys() and all(trees[tree] is self.trees[tree] for tree in trees)
        return same and self.paths == paths


class LoadRequest(Struct, frozen=True):
    """Packs that a command has loaded, with the arguments to load them again in another process."""

    base: str
    folders: tuple[str, ...]
    variants: dict[str, str]
    cache: str


class Memory(Struct):
    """Packs in the memory of a process; nothing is stored before the memory is switched on."""

    packs: dict[str, RememberedPack]
    is_on: bool = False
    missed: bool = False
    """True if the command loaded a pack that was not in memory."""
    asked: LoadRequest | None = None
    """Packs that the command has loaded."""

    def get(self, key: str) -> RememberedPack | None:
        """Return the pack for a cache key, if it is in memory."""
        known = self.packs.pop(key, None)
        if known is not None:
            self.packs[key] = known  # the last one, because it was used last
        return known

    def keep(self, key: str, known: RememberedPack) -> None:
        """Store a pack, if the memory is on."""
        if self.is_on:
            self.missed = True
            self.packs[key] = known
            if len(self.packs) > MOST:
                del self.packs[next(iter(self.packs))]

    def note(
        self, base: Path, folders: Iterable[Path], variants: Mapping[str, str], cache: Path | None
    ) -> None:
        """Record the packs of a command."""
        if self.is_on and cache is not None:
            paths = tuple(str(folder) for folder in folders)
            self.asked = LoadRequest(str(base), paths, dict(variants), str(cache.absolute()))


MEMORY = Memory({})
"""Memory of this process; it stays off in a process that runs one command."""
