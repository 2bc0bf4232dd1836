"""Exact numbers of a document: a number, a range, or no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_RANGE = pattern(r"(-?[0-9.]+?) ?\.\. ?(-?[0-9.]+)")


class Bounds(NamedTuple):
    """Smallest and largest possible value of a number. `None` means that there is no such bound."""

    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value of the number, if the smallest and the largest value are equal; otherwise `None`."""
        low, high = self
        return low if low is high or (low is not None and low == high) else None


OPEN = Bounds()
NUMBERS = frozenset({int, Decimal})
"""Python types of a number that is stated without evidence and without a range."""
NUMBERS_KEPT = 4096
"""Size of the cache of fractions. The cache saves time, because many prices and quantities are equal."""


def bounds(raw: Any) -> Bounds:
    """Return the bounds of a number, of a range, of a number with evidence, or of "unknown".

    >>> bounds(Decimal("34.1")).exact
    Fraction(341, 10)
    >>> bounds("at least 50"), bounds({"value": "20..30"})
    (Bounds(low=Fraction(50, 1), high=None), Bounds(low=Fraction(20, 1), high=Fraction(30, 1)))
    >>> bounds({"unknown": True, "reason": "supplier did not answer"}) == OPEN
    True
    """
    if raw.__class__ in NUMBERS:
        return _bounds_of_number(raw)
    match raw:
        case bool() | None:
            return OPEN
        case str():
            return _bounds_of_text(raw)
        case {"value": value}:
            return bounds(value)
        case {"one_of": [*values]} if values:
            ranges = [bounds(value) for value in values]
            lows, highs = [range_.low for range_ in ranges], [range_.high for range_ in ranges]
            return Bounds(
                None if None in lows else min(low for low in lows if low is not None),
                None if None in highs else max(high for high in highs if high is not None),
            )
        case {"at_least": _} | {"at_most": _}:
            return Bounds(bounds(raw.get("at_least")).low, bounds(raw.get("at_most")).high)
        case _:
            return OPEN


@lru_cache(maxsize=NUMBERS_KEPT)
def _bounds_of_number(number: int | Decimal) -> Bounds:
    exact = Fraction(number)
    return Bounds(exact, exact)


def _bounds_of_text(text: str) -> Bounds:
    if text.startswith("at least "):
        return Bounds(Fraction(text[9:]), None)
    if text.startswith("at most "):
        return Bounds(None, Fraction(text[8:]))
    if match := _RANGE.fullmatch(text):
        return Bounds(Fraction(match[1]), Fraction(match[2]))
    return Bounds(Fraction(text), Fraction(text))


def sum_of(numbers: Iterable[Fraction]) -> Fraction:
    """Return the sum of numbers.

    Numbers with the same denominator are first added as integers, because this is faster.

    >>> sum_of([Fraction(1, 4), Fraction(3, 4), Fraction(1, 3)]), sum_of([])
    (Fraction(4, 3), Fraction(0, 1))
    """
    by_denominator: dict[int, int] = {}
    for number in numbers:
        numerator, denominator = number.as_integer_ratio()
        by_denominator[denominator] = by_denominator.get(denominator, 0) + numerator
    return _sum_fractions(by_denominator)


def sum_of_products(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Return the sum of the products of pairs of numbers, such as prices and quantities.

    >>> sum_of_products([(Fraction(5, 2), Fraction(2)), (Fraction(1, 3), Fraction(3))])
    Fraction(6, 1)
    """
    by_denominator: dict[int, int] = {}
    for left, right in pairs:
        numerator, denominator = left.as_integer_ratio()
        times, over = right.as_integer_ratio()
        by_denominator[denominator * over] = by_denominator.get(denominator * over, 0) + numerator * times
    return _sum_fractions(by_denominator)


def _sum_fractions(by_denominator: dict[int, int]) -> Fraction:
    return sum(
        (Fraction(numerator, denominator) for denominator, numerator in by_denominator.items()), Fraction(0)
    )


def written(value: Fraction) -> str:
    """Return an exact number as a decimal number, or as a fraction if its decimals never end.

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
