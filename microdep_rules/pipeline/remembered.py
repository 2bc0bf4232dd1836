"""Packs that a process keeps in memory for the commands of its copies, as the resident checker does.

An entry is found by its key in the cache, which is a digest of all texts of the pack and of the product, and
counts where the paths are the same, and the packs that it uses the very ones that it was made with.
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
"""So many packs are remembered; then the first makes room."""


class Known(Struct, frozen=True):
    """A pack as it was restored, and what from."""

    uses: Mapping[str, str]
    """The packs that it uses, with what they were made from."""
    paths: list[str]
    trees: Mapping[str, ir.Pack]
    restored: tuple[ir.Pack, tuple[Diagnostic, ...]]

    def is_of(self, paths: list[str], trees: Mapping[str, ir.Pack]) -> bool:
        """Return whether it would be restored again from these."""
        same = self.trees.keys() == trees.keys() and all(trees[tree] is self.trees[tree] for tree in trees)
        return same and self.paths == paths


class Request(Struct, frozen=True):
    """Packs that a command has loaded: enough to load them again, whatever the current folder."""

    base: str
    folders: tuple[str, ...]
    variants: dict[str, str]
    cache: str


class Memory(Struct):
    """The packs that a process remembers, if it does."""

    packs: dict[str, Known]
    is_on: bool = False
    missed: bool = False
    """Whether a pack was restored that was not there."""
    asked: Request | None = None
    """What the command has loaded."""

    def get(self, key: str) -> Known | None:
        """What is remembered of an entry of the cache."""
        return self.packs.get(key)

    def keep(self, key: str, known: Known) -> None:
        """Remember a pack, where the process does."""
        if self.is_on:
            self.missed = True
            self.packs[key] = known
            if len(self.packs) > MOST:
                del self.packs[next(iter(self.packs))]

    def note(
        self, base: Path, folders: Iterable[Path], variants: Mapping[str, str], cache: Path | None
    ) -> None:
        """Note what a command loads."""
        if self.is_on and cache is not None:
            paths = tuple(str(folder) for folder in folders)
            self.asked = Request(str(base), paths, dict(variants), str(cache.absolute()))


MEMORY = Memory({})
"""That of this process. A command that runs alone remembers nothing."""
