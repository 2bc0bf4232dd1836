"""Classes of components: the features that matter, and the names by which equal components differ."""

from __future__ import annotations

from msgspec import Struct


class Class(Struct, frozen=True):
    """Features that make components equal, and the texts by which equal components differ."""

    number: int
    names: tuple[str, ...]
    same: tuple[int, ...] | None = None
    """Pattern of equal names, if the number does not determine it."""


def pattern(names: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """Return for each text the index of its first occurrence."""
    first: dict[str, int] = {}
    return tuple([first.setdefault(name, number) for number, name in enumerate(names)])
