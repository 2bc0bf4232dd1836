"""Shares of one whole among values, as bounds.

Not every value counts: of countries, maybe only those outside a union.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)


class SharedWhole(Struct):
    """A whole, with its recorded shares."""

    low: dict[str, Fraction] = field(default_factory=dict)
    """Minimum of each value that counts."""
    kept: dict[str | None, Fraction] = field(default_factory=dict)
    """Minimum of each value that may count; under None, amounts with several possible values."""
    high: dict[str | None, Fraction] = field(default_factory=dict)
    """Maximum of each value; an amount with several possible values may belong to any."""
    least: Fraction = ZERO
    most: Fraction = ZERO
    unlisted: Fraction = ZERO
    """Share without an entry."""
    of_one: bool = False
    """Its shares are known to belong to one whole, so that they add up to it."""

    def add(self, key: str | None, asked: Truth, low: Fraction, high: Fraction) -> None:
        """Add an entry for a value, with whether the rule asks about this value."""
        self.least += low
        self.most += high
        if asked is False:
            return
        self.kept[key] = self.kept.get(key, ZERO) + low
        self.high[key] = self.high.get(key, ZERO) + high
        if asked is True and key is not None:
            self.low[key] = self.low.get(key, ZERO) + low

    def left(self) -> Fraction:
        """Return the maximum share without an entry."""
        return max(ZERO, ONE - self.least - self.high.get(None, ZERO) + self.kept.get(None, ZERO))

    def lows(self) -> dict[str, Fraction]:
        """Return the minimum share of each value: with all others at their maximum."""
        if self.of_one:
            return self.low
        lows = {}
        for key, low in self.low.items():
            others = self.most - self.high[key] + self.unlisted
            lows[key] = low / (low + others) if low else ZERO
        return lows

    def top(self) -> Fraction:
        """Return the greatest possible share of a value, including all that may belong to any value."""
        if self.of_one and self.least > ONE:  # entries that do not fit together clear nothing
            return ONE
        free = self.high.get(None, ZERO) + self.unlisted
        return max(self._top(key, free) for key in (None, *self.high))

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
    """Return the bounds of the largest share of one value in wholes of unknown weight.

    For any weights, a value has at least its minimum over the wholes, and at most its maximum over them.
    """
    first, *others = [whole.lows() for whole in wholes]
    lows = (min([low, *(other.get(key, ZERO) for other in others)]) for key, low in first.items())
    return max(lows, default=ZERO), max(whole.top() for whole in wholes)
