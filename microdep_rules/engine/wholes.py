"""What entries tell of one whole that they share out: what each value has of it, between bounds.

Not every value is asked about: of what is shared out by countries, perhaps those outside a union alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)


class Whole(Struct):
    """A whole, and its shares as far as they are told."""

    low: dict[str, Fraction] = field(default_factory=dict)
    """What each value that is asked about has at the least."""
    kept: dict[str | None, Fraction] = field(default_factory=dict)
    """The same of each value that is perhaps asked about; under nothing what is of no one value."""
    high: dict[str | None, Fraction] = field(default_factory=dict)
    """What each of those has at the most; what is of no one value may be of any."""
    least: Fraction = ZERO
    most: Fraction = ZERO
    unlisted: Fraction = ZERO
    """What no entry tells of."""
    of_one: bool = False
    """Whether its shares are known to be those of one whole, so that they add up to it."""

    def add(self, key: str | None, asked: Truth, low: Fraction, high: Fraction) -> None:
        """An entry for a value, and whether that is one that is asked about."""
        self.least += low
        self.most += high
        if asked is False:
            return
        self.kept[key] = self.kept.get(key, ZERO) + low
        self.high[key] = self.high.get(key, ZERO) + high
        if asked is True and key is not None:
            self.low[key] = self.low.get(key, ZERO) + low

    def left(self) -> Fraction:
        """What the entries leave of the whole at the most."""
        return max(ZERO, ONE - self.least - self.high.get(None, ZERO) + self.kept.get(None, ZERO))

    def lows(self) -> dict[str, Fraction]:
        """What share each value has at the least: where all others have all that they can."""
        if self.of_one:
            return self.low
        found = {}
        for key, low in self.low.items():
            others = self.most - self.high[key] + self.unlisted
            found[key] = low / (low + others) if low else ZERO
        return found

    def top(self) -> Fraction:
        """The greatest share that any value can have: with all that may be of any."""
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


def largest(wholes: list[Whole]) -> tuple[Fraction, Fraction]:
    """Between what bounds the largest share of one value lies in what consists of wholes of unknown weight.

    Whatever they weigh, each value has no less than it has in the one where it has least, and no more
    than in the one where it has most.
    """
    first, *others = [whole.lows() for whole in wholes]
    lows = (min([low, *(other.get(key, ZERO) for other in others)]) for key, low in first.items())
    return max(lows, default=ZERO), max(whole.top() for whole in wholes)
