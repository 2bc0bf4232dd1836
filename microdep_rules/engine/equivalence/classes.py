"""Classes of equal components, and the names in which equal components differ."""

from __future__ import annotations

from msgspec import Struct


class Class(Struct, frozen=True):
    """A class of equal components, with the names in one of the components."""

    number: int
    names: tuple[str, ...]
    same: tuple[int, ...] | None = None
    """Pattern of equal names; None if all components of the class have the same pattern."""


def pattern(names: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """Return for each text the position at which the same text first occurs in the sequence."""
    first: dict[str, int] = {}
    return tuple([first.setdefault(name, number) for number, name in enumerate(names)])
