"""Classes of equal components, and the names in which equal components differ."""

from __future__ import annotations

from msgspec import Struct


class Class(Struct, frozen=True):
    """Class of equal components, with the names (ids and so on) of one of these components.

    The other components differ only in these names.
    """

    number: int
    names: tuple[str, ...]
    same: tuple[int, ...] | None = None
    """Pattern of repeated names (see `pattern`); None if all components of the class have the same pattern.
    """


def pattern(names: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """Return for each name the position of the first equal name: (0, 1, 0) for the names A, B, A."""
    first: dict[str, int] = {}
    return tuple([first.setdefault(name, number) for number, name in enumerate(names)])
