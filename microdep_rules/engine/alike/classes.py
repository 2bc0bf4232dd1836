"""A class: what a component counts as, and the names by which it differs from others that count the same."""

from __future__ import annotations

from msgspec import Struct


class Class(Struct, frozen=True):
    """What a component is equal to, and the texts by which it differs from what is in the same class."""

    number: int
    names: tuple[str, ...]
    same: tuple[int, ...] | None = None
    """Which of the names are the same, where the number does not tell and any two are."""


def pattern(names: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """Which of some texts are the same: for each, the place of the first."""
    first: dict[str, int] = {}
    return tuple([first.setdefault(each, number) for number, each in enumerate(names)])
