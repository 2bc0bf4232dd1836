"""Choosing at random in as few words as the generators need; a seed gives the same choices always."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hypothesis.vendor.pretty import RepresentationPrinter

T = TypeVar("T")


class Chance:
    """Chooses one thing at a time."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - not a secret

    def pick(self, *options: T) -> T:
        """One of the options."""
        return self._random.choice(options)

    def of(self, options: Iterable[T]) -> T:
        """One of what is in a list, which must not be empty."""
        return self._random.choice(tuple(options))

    def once_in(self, number: int) -> bool:
        """True about once in so many times."""
        return self._random.randrange(number) == 0

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(least, most)

    def some(self, options: Sequence[T], least: int = 1, most: int = 2) -> list[T]:
        """A few different ones, in any order."""
        return self._random.sample(options, self.number(least, min(most, len(options))))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them in another order."""
        return self._random.sample(items, len(items))


class Brief:
    """What a failing test shows in one word: it says itself what matters of a case."""

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - their signature
        printer.text(f"<{type(self).__name__}>")


def stated(**facts: Any) -> dict[str, Any]:
    """A record of the facts that are given."""
    return {name: value for name, value in facts.items() if value is not None}
