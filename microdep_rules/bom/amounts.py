"""What a number of a document says, exactly: one number, a range, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

_RANGE = re.compile(r"(-?[0-9.]+?) ?\.\. ?(-?[0-9.]+)")


class Bounds(NamedTuple):
    """The least and the greatest that a number may be; `None` where nothing bounds it."""

    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def exact(self) -> Fraction | None:
        """The number, where it is fully known."""
        low, high = self
        return low if low is high or (low is not None and low == high) else None


OPEN = Bounds()
MOST_KEPT = 10_000
"""Numbers that were looked at last; equal numbers are one."""


def bounds(raw: Any) -> Bounds:
    """The bounds of a number as it is written: plain, as a range, with evidence, or not known.

    >>> bounds(Decimal("34.1")).exact
    Fraction(341, 10)
    >>> bounds("at least 50"), bounds({"value": "20..30"})
    (Bounds(low=Fraction(50, 1), high=None), Bounds(low=Fraction(20, 1), high=Fraction(30, 1)))
    >>> bounds({"unknown": True, "reason": "supplier did not answer"}) == OPEN
    True
    """
    match raw:
        case bool() | None:
            return OPEN
        case int() | Decimal():
            return _of_number(raw)
        case str():
            return _of_text(raw)
        case {"value": value}:
            return bounds(value)
        case {"one_of": [*values]} if values:
            each = [bounds(value) for value in values]
            lows, highs = [one.low for one in each], [one.high for one in each]
            return Bounds(
                None if None in lows else min(low for low in lows if low is not None),
                None if None in highs else max(high for high in highs if high is not None),
            )
        case {"at_least": _} | {"at_most": _}:
            return Bounds(bounds(raw.get("at_least")).low, bounds(raw.get("at_most")).high)
        case _:
            return OPEN


@lru_cache(maxsize=MOST_KEPT)
def _of_number(number: int | Decimal) -> Bounds:
    exact = Fraction(number)
    return Bounds(exact, exact)


def _of_text(text: str) -> Bounds:
    if text.startswith("at least "):
        return Bounds(Fraction(text[9:]), None)
    if text.startswith("at most "):
        return Bounds(None, Fraction(text[8:]))
    if found := _RANGE.fullmatch(text):
        return Bounds(Fraction(found[1]), Fraction(found[2]))
    return Bounds(Fraction(text), Fraction(text))


def written(value: Fraction) -> str:
    """An exact number as people write it.

    >>> written(Fraction(201, 100)), written(Fraction(1, 3))
    ('2.01', '1/3')
    """
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
