"""Shares of a whole of 100 %, added up by value, as ranges; a whole is, for example, one stage of a material.

A rule may count only some values, such as the countries outside a customs union.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)


class SharedWhole(Struct):
    """A whole of 100 %, and its shares as stated in the document, by value."""

    low: dict[str, Fraction] = field(default_factory=dict)
    """Minimum share of each value; only values that the rule certainly counts."""
    kept: dict[str | None, Fraction] = field(default_factory=dict)
    """Minimum share of each value, including values that the rule possibly counts.

    The key None stands for shares that may belong to several values.
    """
    high: dict[str | None, Fraction] = field(default_factory=dict)
    """Maximum share of each value.

    The key None stands for shares that may belong to several values.
    """
    least: Fraction = ZERO
    most: Fraction = ZERO
    unlisted: Fraction = ZERO
    """Share of the whole that no entry covers, if the list may leave out entries."""
    of_one: bool = False
    """True if the shares certainly belong to one whole, so that they add up to 100 %."""

    def add(self, key: str | None, counts: Truth, low: Fraction, high: Fraction) -> None:
        """Add the share that an entry states for the value `key`.

        `counts` is true if the rule counts this value, and None if this is uncertain.
        """
        self.least += low
        self.most += high
        if counts is False:
            return
        self.kept[key] = self.kept.get(key, ZERO) + low
        self.high[key] = self.high.get(key, ZERO) + high
        if counts is True and key is not None:
            self.low[key] = self.low.get(key, ZERO) + low

    def left(self) -> Fraction:
        """Return the largest share of the whole that no entry covers."""
        return max(ZERO, ONE - self.least - self.high.get(None, ZERO) + self.kept.get(None, ZERO))

    def lows(self) -> dict[str, Fraction]:
        """Return the smallest possible share of each value, if all other values have their maximum."""
        if self.of_one:
            return self.low
        lows = {}
        for key, low in self.low.items():
            others = self.most - self.high[key] + self.unlisted
            lows[key] = low / (low + others) if low else ZERO
        return lows

    def top(self) -> Fraction:
        """Return the largest possible share of a single value.

        The value gets all shares that may belong to any value.
        """
        if self.of_one and self.least > ONE:  # entries with a sum above 100 % prove nothing
            return ONE
        unassigned = self.high.get(None, ZERO) + self.unlisted
        return max(self._top(key, unassigned) for key in (None, *self.high))

    def _top(self, key: str | None, free: Fraction) -> Fraction:
        others = self.least - self.kept.get(None, ZERO)
        most = free
        if key is not None:
            others -= self.kept[key]
            most += self.high[key]
        if self.of_one:
            return min(most, ONE - others)
        return most / (most + others) if most else ZERO


def largest(wholes: list[SharedWhole]) -> tuple[Fraction, Fraction]:
    """Return the bounds of the largest share of one value, over several wholes of unknown size.

    The total share of a value is always between its smallest and its largest share in the wholes.
    """
    first, *others = [whole.lows() for whole in wholes]
    lows = (min([low, *(other.get(key, ZERO) for other in others)]) for key, low in first.items())
    return max(lows, default=ZERO), max(whole.top() for whole in wholes)
