"""Classes of equal components, and the names in which equal components differ."""

from __future__ import annotations

from msgspec import Struct


class Class(Struct, frozen=True):
    """Class of equal components, and the names in one of these components that the others may replace."""

    number: int
    names: tuple[str, ...]
    same: tuple[int, ...] | None = None
    """Pattern in which the names repeat (see `pattern`); None if the pattern is equal in the whole class."""


def pattern(names: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """Return for each name the position of the first equal name: (0, 1, 0) for the names A, B, A."""
    first: dict[str, int] = {}
    return tuple([first.setdefault(name, number) for number, name in enumerate(names)])
